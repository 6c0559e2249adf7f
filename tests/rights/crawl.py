"""Every address for staff, with every id that there is, as somebody sees it."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from portal.clock import wall
from tests.rights.scene import THE_DAY, Scene
from tests.rights.words import Read, Word
from tests.support.visitor import Visitor

# Which rows fill an address. A new kind of id in an address fails until somebody says here what it is.
FILLS = {
    "appointment_id": "appointment",
    "participation_id": "participation",
    "sitting_id": "sitting",
    "waiting_id": "waiting",
    "callback_id": "call_back",
    "series_id": "spreekuur",
    "message_id": "outbox",
    "busy_id": "busy_time",
    "closure_id": "closure",
    "offer_id": "offer",
    "place_id": "place",
    "talk_id": "talk_type",
    "organisation_id": "organisation",
    "theme": "theme",
    "slug": "page",
    "number": "version",
    "name": "named",
    "person_id": "person",
    "invitation_id": "staff_invitation",
}
# Pages that show more when they are asked for it.
ASKED: dict[str, tuple[str, ...]] = {
    "booking_for.choose": ("", "gesprek=wijkteam&samen=nee", "gesprek=juridisch&samen=ja"),
    "booking_for.full_days": ("gesprek=wijkteam", "gesprek=juridisch"),
    "booking_for.full_form": ("gesprek=wijkteam", "gesprek=juridisch"),
    "booking_waiting_staff.new_form": ("gesprek=wijkteam",),
    "booking_week.week": ("", "vanaf=2027-05-10"),
}


def staff_rules(app: Any, method: str) -> list[Any]:
    routes = app.extensions["routes"]
    found = [r for r in app.url_map.iter_rules() if routes[r.endpoint].audience == "staff"]
    return [rule for rule in found if method in rule.methods]


def addresses(scene: Scene, method: str = "GET") -> Iterator[str]:
    """Every address for staff, each with every id of the scene that fits in it."""
    for rule in staff_rules(scene.app, method):
        names = sorted(rule.arguments)
        ids = [list(scene.ids.get(FILLS[name], {"": "0" * 24}).values()) for name in names]
        for chosen in product(*ids):
            path = scene.app.url_map.bind("dorp.localhost").build(
                rule.endpoint, dict(zip(names, chosen, strict=True)), method=method
            )
            yield from (f"{path}?{query}" if query else path for query in ASKED.get(rule.endpoint, ("",)))


def pages(scene: Scene, visitor: Visitor) -> Iterator[tuple[str, str, str]]:
    """(address, what was asked with, what came) of everything that somebody can look at."""
    base = {"base_url": "http://dorp.localhost"}
    for path in addresses(scene):
        answer = visitor.client.get(path, **base)
        assert answer.status_code < 500, f"a fault shows nothing of anybody: {path}"
        yield path, path, f"{answer.headers}\n{answer.get_data(as_text=True)}"
    token = csrf(visitor)
    for code in scene.codes:
        sent = {"code": code, "csrf_token": token}
        answer = visitor.client.post("/medewerker/telefoon", data=sent, follow_redirects=True, **base)
        yield f"telefoon {code}", code.casefold(), answer.get_data(as_text=True)
    day = f"{wall(THE_DAY):%Y-%m-%d}"
    closing = {"van": day, "tot": day, "wat": "alles", "titel": "", "csrf_token": token}
    answer = visitor.client.post("/medewerker/planning/sluiten", data=closing, **base)
    yield "sluiten", "", answer.get_data(as_text=True)


def csrf(visitor: Visitor) -> str:
    page = visitor.client.get("/afspraak/", base_url="http://dorp.localhost").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "no form at /afspraak/"
    return found[1]


def seen_by(scene: Scene, visitor: Visitor, words: list[Word]) -> dict[tuple[str, str], str]:
    """(column, situation) of every word that this visitor can see somewhere, with the first page that shows it."""
    found: dict[tuple[str, str], str] = {}
    for path, asked, text in pages(scene, visitor):
        page = Read(re.sub(r'name="csrf_token"[^>]*', "", text))  # chance makes any hour of it now and then
        for word in words:
            key = (word.column, word.situation)
            if key not in found and word.stands_in(page) and not _is_echo(word, asked):
                found[key] = path
    return found


def _is_echo(word: Word, asked: str) -> bool:
    return any(sign in asked for sign in word.plain)
