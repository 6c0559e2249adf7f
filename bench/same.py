"""`python -m bench same`: does the time of an answer tell what the answer itself does not?

Each pair of requests is timed at least 500 times, in turns of random order, in one process on PostgreSQL. A pair
is the same when the medians differ by less than a millisecond; a difference of 5 ms, planted on purpose in the
look-up of a code that exists, must be found, or the measurement is worth nothing.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from portal import tenancy
from portal.booking import queries
from portal.booking.models import Invitation
from portal.clock import now
from portal.db import db
from tests.booking.steps import by_mail, choose, free_times
from tests.support.visitor import Visitor
from tests.support.world import postgres_world
from tests.together.couple import Couple, answer, book_together

TIMES = max(500, int(os.environ.get("BENCH_TIMES", "600")))
PLANTED = 0.005
LIMIT = 1.0  # ms
HOST = "dorp.localhost"
Ask = Callable[[], Any]


def same() -> list[tuple[str, float, float, float]]:
    """(what, difference of medians in ms, and its 99 % interval) per pair; the planted one comes last."""
    world = postgres_world()
    pairs = _pairs(world.app)
    found = [(what, *compare(one, other)) for what, (one, other) in pairs.items()]
    with _slower_when_found():
        what = "a code that is over / that never was"
        found.append((f"{what}, with 5 ms planted", *compare(*pairs[what])))
    return found


def _pairs(app: Any) -> dict[str, tuple[Ask, Ask]]:
    over, open_, declined = (book_together(Visitor(app), nth=n, **by_mail()) for n in (-1, -2, -3))
    answer(Visitor(app), declined.invitation, "Nee")
    with app.app_context(), tenancy.acting_for("dorp"):
        hashed = queries.rules.token_hash(over.code)
        ended = update(Invitation).where(Invitation.code_hash == hashed)
        db.session.execute(ended.values(ends_at=now() - timedelta(hours=1)))
        db.session.commit()
    nobody = "x" * 32
    return {
        "a code that is over / that never was": (_types(app, over.code), _types(app, "ABCDEFGHJK")),
        "a link that is over / that never was": (_opens(app, over.invitation), _opens(app, f"/u/{nobody}")),
        "first one's page: the other said no / nothing": (_first(app, declined), _first(app, open_)),
        "details with an address that is known / unknown": (
            _fills_in(app, "anne@voorbeeld.example", -4),
            _fills_in(app, "nieuw@voorbeeld.example", -5),
        ),
        "own link of another municipality / that never was": (
            _opens(app, open_.link, "stad.localhost"),
            _opens(app, f"/a/{nobody}", "stad.localhost"),
        ),
    }


def _opens(app: Any, path: str, host: str = HOST) -> Ask:
    client = app.test_client()
    return lambda: client.get(path, base_url=f"http://{host}")


def _first(app: Any, couple: Couple) -> Ask:
    return _opens(app, f"{couple.link}/meer")


def _types(app: Any, code: str) -> Ask:
    browser = Visitor(app)
    browser.visit("/u/")
    form = {"csrf_token": browser.csrf_token(), "code": code}
    return lambda: browser.client.post("/u/", data=form, base_url=f"http://{HOST}")


def _fills_in(app: Any, address: str, nth: int) -> Ask:
    """The details page, again and again; renewing a hold has its limit, so the answers are what is timed."""
    browser = Visitor(app)
    sitting, moment = free_times(browser)[nth]
    choose(browser, sitting, moment)
    assert browser.page is not None
    fields = {i.get("name", ""): i.get("value", "") for i in browser.page.all("input", type="hidden")}
    form = {**fields, "naam": "Bo", **by_mail(email=address)}
    return lambda: browser.client.post("/afspraak/gegevens", data=form, base_url=f"http://{HOST}")


@contextmanager
def _slower_when_found() -> Iterator[None]:
    real = queries.find_invitation

    def slower(hashed: str, at: Any) -> Any:
        if db.session.query(Invitation.id).filter(Invitation.code_hash == hashed).first():
            time.sleep(PLANTED)
        return real(hashed, at)

    queries.find_invitation = slower
    try:
        yield
    finally:
        queries.find_invitation = real


def compare(one: Ask, other: Ask) -> tuple[float, float, float]:
    """Difference of the medians in ms with its 99 % bootstrap interval."""
    took: tuple[list[float], list[float]] = ([], [])
    for ask in (one, other):
        for _ in range(20):
            ask()
    turns = [0, 1] * TIMES
    random.shuffle(turns)
    for which in turns:
        began = time.perf_counter()
        (one, other)[which]()
        took[which].append((time.perf_counter() - began) * 1000)
    differences = sorted(
        statistics.median(random.choices(took[0], k=TIMES))
        - statistics.median(random.choices(took[1], k=TIMES))
        for _ in range(500)
    )
    return statistics.median(took[0]) - statistics.median(took[1]), differences[2], differences[-3]
