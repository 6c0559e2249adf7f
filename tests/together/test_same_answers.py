"""No answer means the same as no (DESIGN §4, SAFETY A1–A3): whatever the other does, the first one gets the same bytes.

Except for a yes. And known and unknown are looked up by the same statements.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from portal.db import db
from tests.booking.steps import book, by_mail
from tests.conftest import NOW
from tests.support.visitor import Visitor
from tests.together.couple import Couple, accept, answer
from tests.together.watched import First

pytestmark = pytest.mark.both
FIXED = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
MOMENTS = [
    NOW + timedelta(minutes=20),
    FIXED - timedelta(seconds=1),
    FIXED,
    FIXED + timedelta(seconds=1),
    FIXED + timedelta(hours=20),
]
Deed = Callable[[Any, Couple], None]


def nothing(_app: Any, _couple: Couple) -> None: ...


def opened(app: Any, couple: Couple) -> None:
    browser = Visitor(app, "dorp.bericht.localhost")
    browser.visit("/u/")
    browser.submit({"code": couple.code}, press="Verder")
    browser.visit(f"{couple.invitation}/later")


def declined(app: Any, couple: Couple) -> None:
    answer(Visitor(app, "dorp.bericht.localhost"), couple.invitation, "Nee")


def rather_alone(app: Any, couple: Couple) -> None:
    browser = Visitor(app)
    page = answer(browser, couple.invitation, "Ik praat liever alleen")
    browser.visit(page.links()["Kies een tijd voor uzelf"].removeprefix("http://dorp.localhost"))
    book(browser, nth=5, **by_mail(email="bo@voorbeeld.example"))


def own_appointment(app: Any, _couple: Couple) -> None:
    book(Visitor(app), nth=5, **by_mail(email="bo@voorbeeld.example"))


def a_stranger_books_the_same_time(app: Any, _couple: Couple) -> None:
    book(Visitor(app), nth=5, naam="Vreemde")


def accepted(app: Any, couple: Couple) -> None:
    accept(Visitor(app, "dorp.bericht.localhost"), couple)


def watched(world: Any, clock: Any, deed: Deed) -> list[str]:
    """The same world from the beginning; only what the other does is different."""
    world.reset()
    clock.move_to(NOW)
    first = First(world.app, Path(world.settings.mail_url.removeprefix("folder://")))
    first.books()
    clock.shift(timedelta(minutes=10))
    deed(world.app, first.couple)
    return first.sees(MOMENTS, clock)


@pytest.mark.parametrize(
    ("deed", "like"),
    [
        (opened, nothing),
        (declined, nothing),
        (nothing, nothing),  # whom the code was given to never existed
        (rather_alone, a_stranger_books_the_same_time),
        (own_appointment, a_stranger_books_the_same_time),
    ],
    ids=["opened", "declined", "never existed", "rather alone", "own appointment"],
)
def test_what_the_other_does_is_nowhere_to_be_seen(world, app, clock, deed: Deed, like: Deed) -> None:
    got, wanted = watched(world, clock, deed), watched(world, clock, like)
    assert len(got) == len(wanted) and len(got) > 45
    for one, other in zip(got, wanted, strict=True):
        assert one == other


def test_a_yes_does_show(world, app, clock) -> None:
    got, wanted = watched(world, clock, accepted), watched(world, clock, nothing)
    differing = {one.splitlines()[0] for one, other in zip(got, wanted, strict=False) if one != other}
    assert any("/meer" in where for where in differing) and len(got) == len(wanted)
    assert any("De ander komt ook" in text for text in got)


# --- known and unknown -------------------------------------------------------------------------------------


@pytest.fixture
def statements(app):  # type: ignore[no-untyped-def]
    """statements(ask) gives every statement that the database got while `ask()` ran."""

    def of(ask: Callable[[], object]) -> list[str]:
        found: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
            if "FROM setting" not in statement:  # the version is polled by the clock, not by who asks
                found.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            ask()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return found

    return of


@pytest.fixture
def couple(app, mails) -> Couple:
    first = First(app, mails)
    first.books()
    return first.couple


def typed(app: Any, code: str, host: str = "dorp.bericht.localhost") -> tuple[Visitor, Callable[[], Any]]:
    browser = Visitor(app, host)
    browser.visit("/u/")
    form = {"csrf_token": browser.csrf_token(), "code": code}
    return browser, lambda: browser.client.post("/u/", data=form, base_url=f"http://{host}")


def test_a_code_is_looked_up_the_same_way_whether_it_exists_or_not(app, clock, couple, statements) -> None:
    asked = {
        "known": typed(app, couple.code)[1],
        "unknown": typed(app, "ABCDEFGHJK")[1],
        "elsewhere": typed(app, couple.code, "stad.bericht.localhost")[1],
    }
    typed(app, "ABCDEFGHJK", "stad.bericht.localhost")[
        1
    ]()  # each municipality's key is read once per process
    found = {name: statements(ask) for name, ask in asked.items()}
    clock.move_to(FIXED)
    found["ended"] = statements(typed(app, couple.code)[1])
    assert found["known"] and all(ran == found["known"] for ran in found.values())


@pytest.mark.parametrize("kind", ["/u/", "/a/"])
def test_a_link_that_is_over_is_like_one_that_never_was(app, clock, couple, statements, kind) -> None:
    path = couple.invitation if kind == "/u/" else couple.link
    clock.move_to(datetime(2026, 12, 2, 11, 0, tzinfo=UTC))  # after the talk
    got = []
    for asked in (path, kind + "x" * 32):
        client = app.test_client()
        answers: list[Any] = []
        ran = statements(
            lambda c=client, p=asked, a=answers: a.append(c.get(p, base_url="http://dorp.localhost"))
        )
        (page,) = answers
        got.append((page.status, str(page.headers), page.get_data(), ran))
    assert got[0] == got[1] and got[0][0].startswith("404")


def test_an_address_that_is_known_books_like_one_that_is_not(app, couple, statements) -> None:
    """There is no look-up by e-mail: whoever books with the address of somebody else learns nothing."""
    got = []
    for address in ("anne@voorbeeld.example", "nieuw@voorbeeld.example"):
        browser = Visitor(app)
        page: list[Any] = []

        def booked(b=browser, e=address, p=page) -> None:  # type: ignore[no-untyped-def]
            book(b, nth=3, **by_mail(email=e))
            p.append(b.page)

        got.append((statements(booked), page[0].h1, page[0].status))
    assert got[0] == got[1]
