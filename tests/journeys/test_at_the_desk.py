"""Stories of startpunt staff, in Chromium: the telephone, call-backs, the desk, who waits, and a jurist of three towns.

Staff work by the names on the screen. What became of each person is asked of the database at the end.
"""

import email
import email.policy
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.booking import queries
from portal.booking.models import Appointment, Participation
from portal.callbacks.models import CallBack
from portal.clock import wall
from portal.config import ROOT
from portal.db import db
from tests.conftest import NOW
from tests.support.actors import TELLING, TIME
from tests.support.browser import window
from tests.support.office import Office, at_work, portal_with_sms
from tests.support.server import Server

pytestmark = pytest.mark.browser

TOWN = (ROOT / "tests" / "pages" / "tenants",)
TOWNS = (*TOWN, ROOT / "tenants")
MARKT, WIES = "marktstad", "wies@wijkteam-marktstad.example"
NOTHING, OFF, ON = "geen", "cancelled", "confirmed"


@pytest.fixture
def office() -> Iterator[Office]:
    """Wies of Marktstad, on Tuesday 24 November at ten."""
    with portal_with_sms(TOWN, NOW) as opened, at_work(*opened, MARKT, WIES) as found:
        yield found


@pytest.fixture
def phone() -> Iterator[Callable[[Server], Page]]:
    """phone(server): the telephone of a resident, 390 pixels wide."""
    with ExitStack() as windows:
        size = {"width": 390, "height": 844}
        yield lambda server: windows.enter_context(window(server.hosts, viewport=size)).tab()


def only_the_desk_heard(office: Office, *secrets: str) -> None:
    """Nothing went to a resident, and what went to Wies says nothing."""
    assert office.gateway.taken == []
    for mail in office.sent():
        assert mail["To"] == WIES, mail["To"]
        told = f"{mail['Subject']} {mail.get_content()}"
        assert not TELLING.search(told) and not any(secret in told for secret in secrets), told


# --- a caller without e-mail -------------------------------------------------------------------------------


def calls_with(office: Office, code: str) -> None:
    """Whoever calls reads their code aloud, as it was read to them."""
    office.staff.answers_the_telephone()
    office.staff.types_what_the_caller_says(f"{code[:4]} {code[4:]}".lower())
    expect(office.page.get_by_role("heading", level=1)).to_have_text(f"Afspraak {code}")


def says_the_code(office: Office, code: str) -> None:
    office.page.get_by_label("De code klopt").check()
    office.page.get_by_label("Welke code noemt deze persoon?").fill(code)


def test_a_caller_without_email_is_booked_moved_and_cancelled(office: Office) -> None:
    office.staff.signs_in()
    before = office.free_for("wijkteam")
    office.opens("/medewerker/boeken")
    office.follows("Alleen Gesprek met het wijkteam")
    first = office.takes()
    office.page.get_by_label("Vraag: Hoe mogen wij u noemen?").fill("Bram")
    office.page.get_by_label("Niet. Ik bel zelf").check()
    office.presses("Maak de afspraak")

    # What is read aloud, and the letter.
    found = re.search(r"Uw code is: (\w{4}) (\w{4}) ", office.words())
    assert found, office.words()
    code = found[1] + found[2]
    assert "Wij sturen u niets." in office.words()
    office.follows("Brief afdrukken")
    office.page.emulate_media(media="print")
    letter = " ".join(office.page.locator("body").inner_text().split())
    assert f"{found[1]} {found[2]}" in letter and "uur" in letter and "Boekenweg 12" in letter, letter
    for word in ("wijkteam", "gesprek", "spreekuur", "bram", "wies"):
        assert word not in letter.lower(), letter
    assert not TELLING.search(letter + office.page.title()), letter
    assert len(re.findall(rb"/Type\s*/Page\b", office.page.pdf(format="A4"))) == 1, "one sheet"
    office.page.emulate_media(media="screen")

    calls_with(office, code)
    office.follows("Verzetten")
    says_the_code(office, code)
    office.presses("Bekijk de tijden")
    second = office.takes()
    assert second != first and "De nieuwe tijd staat vast." in office.words()
    assert [row["status"] for row in office.appointments().values()] == [ON]
    assert first in office.free_for("wijkteam") and second not in office.times()

    calls_with(office, code)
    office.follows("Afzeggen")
    says_the_code(office, code)
    office.presses("Zeg de afspraak af")
    assert office.free_for("wijkteam") == before, "as if nobody had called"

    (bram,) = office.appointments().values()
    assert (bram["name"], bram["status"], bram["via"], bram["untold"]) == ("Bram", OFF, "phone", None)
    assert bram["contact"] == {"kanaal": NOTHING}
    office.server.moves_to(datetime(2026, 11, 25, 8, 5, tzinfo=UTC))  # whatever waited for a telling hour
    only_the_desk_heard(office, "Bram", code)
    assert office.audit() == "0, 0, 0"


# --- call-backs --------------------------------------------------------------------------------------------


def asks_to_be_called(page: Page, server: Server, slug: str, name: str, number: str) -> tuple[str, str]:
    """On their telephone; gives until when we promise to call, and their code."""
    page.goto(server.address(slug, "/bel-mij/"))
    promised = re.search(r"uiterlijk ([^.]+\.\d\d uur)", page.get_by_role("main").inner_text())
    page.get_by_label("Hoe mogen wij u noemen?").fill(name)
    page.get_by_label("Uw telefoonnummer").fill(number)
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Bel mij terug").click()
    words = " ".join(page.get_by_role("main").inner_text().split())
    told = re.search(r"Wij bellen u uiterlijk (.+? uur)\. .*Uw code (\w{8})", words)
    assert told and promised, words
    assert told[1] == promised[1], "the form and the answer promise the same"
    assert "Wij spreken niets in." in words and "U ziet geen nummer als wij bellen." in words
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    return told[1], told[2]


def opens_the_queue(office: Office, at: datetime) -> None:
    office.server.moves_to(at)
    office.staff.is_at_work()
    office.follows("Terugbellen")


def call_backs(server: Server, slug: str) -> dict[str, tuple[str, datetime, int, str | None]]:
    with server.inside(slug):
        rows = db.session.scalars(select(CallBack)).all()
        return {row.reference: (row.state, row.due_at, row.attempts, row.name) for row in rows}


def test_a_call_back_is_due_at_the_right_moment_through_weekend_and_holiday(
    towns: Callable[[str, str], Office], phone: Callable[[Server], Page]
) -> None:
    office = towns(MARKT, WIES)
    server = office.server
    server.moves_to(datetime(2026, 12, 18, 15, 30, tzinfo=UTC))  # Friday, half past four on the wall
    page = phone(server)
    # Marktstad closes at half past twelve: the clock starts on Monday at half past eight.
    until, abel = asks_to_be_called(page, server, MARKT, "Abel", "06 12345678")
    assert until == "woensdag 23 december om 08.30 uur"
    # Dijk en Waard is there until five: Monday, Tuesday.
    until, bo = asks_to_be_called(page, server, "dijk-en-waard", "Bo", "06 87654321")
    assert until == "dinsdag 22 december om 16.30 uur"

    # Three attempts on two days, and it ends.
    for number, moment in enumerate(((21, 9), (21, 13), (22, 9)), 1):
        opens_the_queue(office, datetime(2026, 12, *moment, tzinfo=UTC))
        assert f"{abel} woensdag 23 december om 08.30 uur" in office.words()
        office.follows(abel)
        words = office.words()
        assert words.index("Spreek niets in.") < words.index("06 12345678"), "first what may not be done"
        office.presses("Niet opgenomen")
        assert ("Dit verzoek is klaar." in office.words()) == (number == 3)
    office.follows("Terugbellen")
    assert "Niemand wacht" in office.words() and f"{abel}: Niet bereikt" in office.words()

    # Thursday before Christmas, half past four: Monday, Tuesday.
    server.moves_to(datetime(2026, 12, 24, 15, 30, tzinfo=UTC))
    until, cato = asks_to_be_called(page, server, MARKT, "Cato", "06 11223344")
    assert until == "dinsdag 29 december om 16.30 uur"
    opens_the_queue(office, datetime(2026, 12, 29, 9, 0, tzinfo=UTC))
    office.follows(cato)
    office.presses("Maak er een afspraak van")
    assert "Deze gegevens staan klaar: Cato." in office.words()
    office.follows("Alleen Gesprek met het wijkteam")
    office.takes()
    assert office.page.get_by_label("Vraag: Hoe mogen wij u noemen?").input_value() == "Cato"
    assert office.page.get_by_label("Uw telefoonnummer").input_value() == "06 11223344"
    expect(office.page.get_by_label("Bel mij")).to_be_checked()
    office.presses("Maak de afspraak")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("De afspraak is gemaakt")

    assert call_backs(server, MARKT) == {
        abel: ("unreached", datetime(2026, 12, 23, 7, 30, tzinfo=UTC), 3, "Abel"),
        cato: ("booked", datetime(2026, 12, 29, 15, 30, tzinfo=UTC), 1, "Cato"),
    }
    assert call_backs(server, "dijk-en-waard") == {
        bo: ("open", datetime(2026, 12, 22, 15, 30, tzinfo=UTC), 0, "Bo")
    }
    (made,) = office.appointments().values()
    assert (made["name"], made["status"], made["via"]) == ("Cato", ON, "phone")
    assert made["contact"] == {"kanaal": "telefoon", "telefoon": "06 11223344"}
    assert office.gateway.taken == []
    assert not [mail["To"] for mail in office.sent() if "@wijkteam-" not in mail["To"]]
    assert office.audit() == "0, 0, 0"


# --- at the desk, now --------------------------------------------------------------------------------------


def test_somebody_walks_in(office: Office) -> None:
    office.server.moves_to(datetime(2026, 12, 1, 9, 7, tzinfo=UTC))  # a talking day, seven past ten
    office.staff.signs_in()
    before = office.free_for("wijkteam")
    office.opens("/medewerker/")
    office.follows("Nu aan de balie")  # one
    expect(office.page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    office.presses("Gesprek met het wijkteam")  # two
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Dinsdag 1 december")
    (line,) = office.page.get_by_role("row").filter(has_text="Inloop").all()
    expect(line).to_contain_text("Gekomen")

    ((code, somebody),) = office.appointments().items()
    expect(line).to_contain_text(code)
    assert somebody == {
        "name": None,
        "at": "01-12 10:05",
        "status": ON,
        "via": "desk",
        "unclaimed": "walk_in",
        "contact": {},
        "untold": None,
    }
    assert office.free_for("wijkteam") == before, "nobody else lost a time"
    only_the_desk_heard(office, code)
    assert office.audit() == "0, 0, 0"
