"""A script in any field of the municipality's own desk does nothing: refused or kept, to staff and to residents."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.booking.steps import signed_in
from tests.partners.test_office_help import NEW
from tests.partners.typed import later, typed
from tests.support.harmless import check_harmless
from tests.support.visitor import Visitor

PAYLOADS = (Path(__file__).parents[1] / "content" / "xss.txt").read_text().splitlines()
SHORT = [payload for payload in PAYLOADS if len(payload) < 100]


def packed(room: int) -> list[str]:
    """All payloads, several in one value of at most so many characters: each look at a page then sees them all."""
    packs = [""]
    for payload in SHORT:
        if len(packs[-1]) + 1 + len(payload) > room:
            packs.append("")
        packs[-1] = f"{packs[-1]} {payload}".strip()
    return packs


PUBLIC = ("/", "/hulp/", "/privacy/", "/toegankelijkheid/", "/afspraak/")
OFFICE = ("/beheer/", "/beheer/wijzigingen", "/beheer/mensen", "/medewerker/")


@dataclass(frozen=True)
class Desk:
    """A form: `prose` may hold anything, the others hold `valid`; `views` show it afterwards."""

    path: str
    prose: tuple[str, ...]
    valid: dict[str, Any] = field(default_factory=dict)
    views: tuple[str, ...] = ()
    room: int = 110


DESKS = (
    Desk(
        "/beheer/hulp/nieuw",
        ("naam", "wat", "voor_wie", "kosten", "betaalt", "onafhankelijk", "bereiken", "wachten", "beheerder"),
        NEW,
        ("/beheer/hulp",),
    ),
    Desk("/beheer/hulp/vermelding", ("tekst",), {}, ("/beheer/hulp",), 1500),
    Desk("/beheer/contactpersoon", ("naam", "functie", "over"), {"goed": "y"}),
    Desk("/beheer/gemeente", ("belofte", "welkom"), room=250),
    Desk("/beheer/organisaties/nieuw", ("naam",), {"soort": "other"}, ("/beheer/organisaties",)),
    Desk("/beheer/plekken/nieuw", ("naam", "straat", "stad", "uitleg"), {}, ("/beheer/plekken",), 78),
    Desk(
        "/beheer/gesprekken/nieuw",
        ("naam", "wie", "betaalt", "voorwaarde", "verantwoordelijk"),
        {"minuten": "30", "stoelen": ["wijkteam"], "onderwerpen": ["geld"]},
        ("/beheer/gesprekken",),
    ),
    Desk("/beheer/verklaringen/privacy", ("tekst",), {}, ("/beheer/verklaringen",), 1500),
)


def looks(visitor: Visitor, path: str) -> str:
    answer = visitor.client.get(path, base_url=f"http://{visitor.host}")
    assert answer.status_code == 200, path
    html: str = answer.get_data(as_text=True)
    check_harmless(html)
    return html


def sends(office: Visitor, desk: Desk, given: dict[str, Any]) -> int:
    base = typed(office.page) if office.page else {}
    data = {**base, **desk.valid, **given, "csrf_token": office.csrf_token()}
    answer = office.client.post(desk.path, data=data, base_url=f"http://{office.host}")
    check_harmless(answer.get_data(as_text=True))
    return answer.status_code


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.path)
def test_what_is_kept_is_shown_as_text(app: Any, visit: Any, desk: Desk) -> None:
    office, resident = visit(), visit()
    signed_in(office, path="/beheer/")
    kept = 0
    packs = packed(desk.room)
    for number, payload in enumerate(packs):
        office.visit(desk.path)
        kept += sends(office, desk, dict.fromkeys(desk.prose, payload)) in (302, 303)
        if number % 12 and payload is not packs[-1] and "nieuw" in desk.path:
            continue  # what is added stands in one list: several payloads in one look
        later(app)
        for path in PUBLIC:
            looks(resident, path)
        for path in (*OFFICE, *desk.views):
            looks(office, path)
    assert kept > len(packs) / 2, f"{kept} of {len(packs)} were kept: this proves too little"


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.path)
def test_what_is_refused_comes_back_as_text(visit: Any, desk: Desk) -> None:
    office = visit()
    signed_in(office, path="/beheer/")
    for payload in SHORT[::4]:
        page = office.visit(desk.path)
        texts = [name for name, value in typed(page).items() if isinstance(value, str) and name != "versie"]
        assert sends(office, desk, dict.fromkeys(texts, payload)) in (302, 303, 400, 409)
