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
def towns() -> Iterator[Callable[[str, str], Office]]:
    """towns(slug, email): somebody at work, all in one portal."""
    with ExitStack() as open_things:
        opened = open_things.enter_context(portal_with_sms(TOWNS, NOW))
        yield lambda slug, email: open_things.enter_context(at_work(*opened, slug, email))


@pytest.fixture
def phone() -> Iterator[Callable[[Server], Page]]:
    """phone(server): the telephone of a resident, 390 pixels wide."""
    with ExitStack() as windows:
        size = {"width": 390, "height": 844}
        yield lambda server: windows.enter_context(window(server.hosts, viewport=size)).tab()


def times(page: Page) -> list[str]:
    """ "dinsdag 1 december 09:00 uur", of every button with a time."""
    return [
        " ".join((button.text_content() or "").split())
        for button in page.get_by_role("button", name=TIME).all()
    ]


def free_for(office: Office, talk: str) -> list[str]:
    office.opens(f"/medewerker/boeken?gesprek={talk}&samen=nee")
    return times(office.page)


def takes(office: Office, nth: int) -> str:
    chosen = times(office.page)[nth]
    office.clicks(office.page.get_by_role("button", name=TIME).nth(nth))
    return chosen


def appointments(office: Office) -> dict[str, dict[str, Any]]:
    """Per code: with whom it is, when (as a button says it), whether it goes on, and how it was made."""
    found = {}
    with office.server.inside(office.slug):
        for person in db.session.scalars(select(Participation)).all():
            row = queries.get_appointment(person.appointment_id)
            found[person.reference] = {
                "name": person.name,
                "at": f"{wall(row.starts_at):%d-%m %H:%M}",
                "status": row.status,
                "via": row.created_via,
                "unclaimed": row.unclaimed,
                "contact": {k: v for k, v in (person.contact or {}).items() if v},
                "untold": person.untold,
            }
    return found


def sent(office: Office) -> list[EmailMessage]:
    """Every mail that left the portal, to whomever."""
    office.server.deliver()
    found = sorted(office.server.mails.glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]  # type: ignore[misc]


def only_the_desk_heard(office: Office, *secrets: str) -> None:
    """Nothing went to a resident, and what went to Wies says nothing."""
    assert office.gateway.taken == []
    for mail in sent(office):
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
    before = free_for(office, "wijkteam")
    office.opens("/medewerker/boeken")
    office.follows("Alleen Gesprek met het wijkteam")
    first = takes(office, 0)
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
    second = takes(office, 0)
    assert second != first and "De nieuwe tijd staat vast." in office.words()
    assert [row["status"] for row in appointments(office).values()] == [ON]
    assert first in free_for(office, "wijkteam") and second not in times(office.page)

    calls_with(office, code)
    office.follows("Afzeggen")
    says_the_code(office, code)
    office.presses("Zeg de afspraak af")
    assert free_for(office, "wijkteam") == before, "as if nobody had called"

    (bram,) = appointments(office).values()
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
    takes(office, 0)
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
    (made,) = appointments(office).values()
    assert (made["name"], made["status"], made["via"]) == ("Cato", ON, "phone")
    assert made["contact"] == {"kanaal": "telefoon", "telefoon": "06 11223344"}
    assert office.gateway.taken == []
    assert not [mail["To"] for mail in sent(office) if "@wijkteam-" not in mail["To"]]
    assert office.audit() == "0, 0, 0"


# --- at the desk, now --------------------------------------------------------------------------------------


def test_somebody_walks_in(office: Office) -> None:
    office.server.moves_to(datetime(2026, 12, 1, 9, 7, tzinfo=UTC))  # a talking day, seven past ten
    office.staff.signs_in()
    before = free_for(office, "wijkteam")
    office.opens("/medewerker/")
    office.follows("Nu aan de balie")  # one
    expect(office.page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    office.presses("Gesprek met het wijkteam")  # two
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Dinsdag 1 december")
    (line,) = office.page.get_by_role("row").filter(has_text="Inloop").all()
    expect(line).to_contain_text("Gekomen")

    ((code, somebody),) = appointments(office).items()
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
    assert free_for(office, "wijkteam") == before, "nobody else lost a time"
    only_the_desk_heard(office, code)
    assert office.audit() == "0, 0, 0"


# --- one jurist, three towns -------------------------------------------------------------------------------

KROON, SCHAGEN, HELDER = "hollands-kroon", "schagen", "den-helder"
SAME = "woensdag 2 december 11:00 uur"  # in two places at once
ROBIN = "robin.zeeaster@juridisch-loket.example"


def press_at_the_same_moment(*offices: tuple[Office, str]) -> None:
    """Each the same time, at their own place, in windows that were opened before."""
    at = time.time() * 1000 + 1500
    for office, place in offices:
        day = (
            office.page.get_by_role("listitem").filter(has_text=place).filter(has_text="woensdag 2 december")
        )
        button = day.get_by_role("button", name=SAME).first
        button.evaluate("(button, at) => { setTimeout(() => button.click(), at - Date.now()) }", at)
    for office, _place in offices:
        heading = office.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile("^Gegevens$|niet meer vrij"), timeout=20_000)


def finishes(office: Office, name: str) -> None:
    office.page.get_by_label("Vraag: Hoe mogen wij u noemen?").fill(name)
    office.presses("Maak de afspraak")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("De afspraak is gemaakt")


def with_the_jurist(office: Office) -> set[str]:
    """The days of the coming two weeks on which somebody can talk with a jurist."""
    days = ("1", "2", "8", "9")
    return {day for day in days if any(f" {day} december " in at for at in free_for(office, "juridisch"))}


def attention(office: Office) -> list[tuple[str, str | None]]:
    with office.server.inside(office.slug):
        return [(row.status, row.attention) for row in db.session.scalars(select(Appointment)).all()]


def test_a_jurist_of_three_towns(towns: Callable[[str, str], Office]) -> None:
    noor = towns(KROON, "noor.wilgenroos@wijkteam-hollands-kroon.example")
    lou = towns(SCHAGEN, "lou.akelei@wijkteam-schagen.example")
    sam = towns(HELDER, "sam.lamsoor@wijkteams-den-helder.example")
    robin = towns(KROON, ROBIN)
    for one in (noor, lou, sam, robin):
        one.staff.signs_in()

    # Two colleagues of two towns press the same moment of one jurist.
    assert SAME in free_for(noor, "juridisch") and SAME in free_for(lou, "juridisch")
    press_at_the_same_moment((noor, "Wieringerwerf"), (lou, "Wijkhuis Schagen"))
    lost = [one for one in (noor, lou) if "niet meer vrij" in one.page.title()]
    assert len(lost) == 1, [one.page.title() for one in (noor, lou)]
    assert "Deze tijden zijn wel vrij" in lost[0].words() and times(lost[0].page)
    takes(lost[0], 0)
    finishes(noor, "Nora")
    finishes(lou, "Luuk")
    made = [row for one in (noor, lou) for row in appointments(one).values()]
    assert [(row["name"], row["status"]) for row in made] == [("Nora", ON), ("Luuk", ON)]
    assert made[0]["at"] != made[1]["at"] and "02-12 11:00" in {row["at"] for row in made}

    # Robin sees all three towns, and is away: at once there is no time in any of them.
    robin.follows("Mijn agenda")
    for town in ("Hollands Kroon", "Schagen", "Den Helder"):
        assert town in robin.words()
    before = [with_the_jurist(one) for one in (noor, lou, sam)]
    assert before[2] >= {"8"} and all("2" in days for days in before), before
    robin.opens("/medewerker/afwezig")
    robin.page.get_by_label("Wie is er niet?").select_option(label="Ikzelf, in elke gemeente")
    robin.page.get_by_label("Eerste dag").fill("2026-12-01")
    robin.page.get_by_label("Laatste dag").fill("2026-12-09")
    robin.presses("Bekijk wat dit doet")
    assert [with_the_jurist(one) for one in (noor, lou, sam)] == before, "nothing is kept yet"
    robin.presses("Opslaan")
    assert [with_the_jurist(one) for one in (noor, lou, sam)] == [set(), set(), set()]
    for one in (noor, lou):
        assert attention(one) == [(ON, "nobody_free")]
        one.opens("/medewerker/werklijst")
        assert next(iter(appointments(one))) in one.words()
    assert attention(sam) == []
    assert noor.audit() == "0, 0, 0"
