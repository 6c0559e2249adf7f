"""Stories of startpunt staff, in Chromium: the telephone, call-backs, the desk, and who waits for a time.

Staff work by the names on the screen. What became of each person is asked of the database at the end.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import agenda
from portal.agenda.models import Sitting
from portal.booking import actions, queries
from portal.booking.models import Waiting
from portal.callbacks.models import CallBack
from portal.clock import instant
from portal.config import ROOT
from portal.db import db
from tests.conftest import NOW
from tests.support.actors import TELLING, Resident
from tests.support.browser import window
from tests.support.office import Office, at_work, portal_with_sms, times
from tests.support.server import Server

pytestmark = pytest.mark.browser

TOWN = (ROOT / "tests" / "pages" / "tenants",)
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


def only_the_desk_heard(office: Office, changes: int, *secrets: str) -> None:
    """Nothing went to a resident; Wies heard of so many changes, and not what they were."""
    assert office.gateway.taken == []
    mails = office.sent()
    assert [mail["To"] for mail in mails] == [WIES] * changes
    for mail in mails:
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
    only_the_desk_heard(office, 3, "Bram", code)
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
    """By code: how it stands, until when (the minute) we promised to call, how often somebody did, and the name."""
    with server.inside(slug):
        rows = db.session.scalars(select(CallBack)).all()
        return {
            row.reference: (row.state, row.due_at.replace(second=0), row.attempts, row.name) for row in rows
        }


@pytest.fixture
def long_hours(tmp_path: Path) -> Path:
    """Belgemeente once more: there until five on Friday too, and closed from 28 to 31 December."""
    written = (TOWN[0] / "belgemeente" / "tenant.toml").read_text()
    closed = (
        '[[start.closure]]\nkey = "kerst"\nfrom = 2026-12-28\nuntil = 2026-12-31\ntitle = "Kerstvakantie"\n'
    )
    (tmp_path / "belgemeente").mkdir()
    longer = written.replace('until = "16:00"', 'until = "17:00"')
    assert longer != written
    (tmp_path / "belgemeente" / "tenant.toml").write_text(f"{longer}\n{closed}")
    return tmp_path


def test_a_call_back_is_due_at_the_right_moment_through_weekend_and_holiday(
    long_hours: Path, phone: Callable[[Server], Page]
) -> None:
    with portal_with_sms((*TOWN, long_hours), NOW) as opened, at_work(*opened, MARKT, WIES) as office:
        _through_weekend_and_holiday(office, phone(office.server))


def _through_weekend_and_holiday(office: Office, page: Page) -> None:
    server = office.server
    server.moves_to(datetime(2026, 12, 18, 15, 30, tzinfo=UTC))  # Friday, half past four on the wall
    # Belgemeente is there until five: Monday, Tuesday.
    until, bo = asks_to_be_called(page, server, "belgemeente", "Bo", "06 87654321")
    assert until == "dinsdag 22 december om 16.30 uur"
    # Marktstad closes at half past twelve: the clock starts on Monday at half past eight.
    until, abel = asks_to_be_called(page, server, MARKT, "Abel", "06 12345678")
    assert until == "woensdag 23 december om 08.30 uur"

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
    # Belgemeente is closed after that, and on New Year's Day: Monday, Tuesday.
    until, dies = asks_to_be_called(page, server, "belgemeente", "Dies", "06 55667788")
    assert until == "dinsdag 5 januari om 16.30 uur"
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
    assert call_backs(server, "belgemeente") == {
        bo: ("open", datetime(2026, 12, 22, 15, 30, tzinfo=UTC), 0, "Bo"),
        dies: ("open", datetime(2027, 1, 5, 15, 30, tzinfo=UTC), 0, "Dies"),
    }
    (made,) = office.appointments().values()
    assert (made["name"], made["status"], made["via"]) == ("Cato", ON, "phone")
    assert made["contact"] == {"kanaal": "telefoon", "telefoon": "06 11223344"}
    assert office.gateway.taken == []
    assert {mail["To"] for mail in office.sent()} == {WIES}
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
    expect(line).to_contain_text("Gesprek met het wijkteam, alleen")
    assert somebody == {
        "name": None,
        "at": "01-12 10:05",
        "status": ON,
        "attention": None,
        "via": "desk",
        "unclaimed": "walk_in",
        "contact": {},
        "untold": None,
    }
    assert office.free_for("wijkteam") == before, "nobody else lost a time"
    only_the_desk_heard(office, 0, code)
    assert office.audit() == "0, 0, 0"


# --- who waits for a time ----------------------------------------------------------------------------------

FREED = "dinsdag 1 december 09:00 uur"


def booked_by_somebody(office: Office, name: str) -> str:
    """With the wijkteam, at FREED; gives the token of their own link. Nobody may be written to."""
    with office.server.inside(MARKT):
        talk = agenda.find_talk("wijkteam")
        day = datetime(2026, 12, 1).date()
        sitting = db.session.scalars(
            select(Sitting.id).where(Sitting.owner == MARKT, Sitting.on == day)
        ).one()
        assert talk
        draft = actions.hold(
            secrets.token_hex(16), talk, sitting, instant(day, datetime(2026, 12, 1, 9).time()), False
        )
        actions.fill_in(draft, {"naam": name, "kanaal": "geen", "veilig_tijden": [], "nodig": []})
        (person,) = queries.participations_of(actions.confirm(draft).id)
        db.session.commit()
        return str(person.token)


def waits(page: Page, server: Server) -> str:
    """On their telephone, from the page with times; gives their code."""
    page.goto(server.address(MARKT, "/afspraak/tijden?gesprek=wijkteam&samen=nee"))
    page.get_by_role("link", name="Op de wachtlijst").click()
    for wish in ("Dinsdag", "In de ochtend (tot 12 uur)"):
        page.get_by_label(wish).check()
    page.get_by_label("Hoe mogen wij u noemen?").fill("Fenna")
    page.get_by_label("Bel mij").check()
    page.get_by_label("Uw telefoonnummer").fill("06 12345678")
    page.get_by_label("Ochtend (9 tot 12 uur)", exact=True).check()
    page.get_by_role("button", name="Zet mij op de wachtlijst").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("U staat op de wachtlijst")
    told = re.search(r"Uw code (\w{8})", " ".join(page.get_by_role("main").inner_text().split()))
    assert told
    return told[1]


def test_a_freed_time_goes_to_who_waits(office: Office, phone: Callable[[Server], Page]) -> None:
    server, fenna, other = office.server, phone(office.server), phone(office.server)
    all_times = server.address(MARKT, "/afspraak/tijden?gesprek=wijkteam&samen=nee")
    other.goto(all_times)  # and stays open
    assert FREED in times(other)
    token = booked_by_somebody(office, "Bas")
    code = waits(fenna, server)
    office.staff.signs_in()
    office.follows("Werklijst")
    assert "Er is niets te doen" in office.words()

    bas = Resident(phone(server), server, "", link=server.message_address(MARKT, f"/a/{token}"))
    bas.comes_back()
    bas.cancels_it()

    # Nobody else gets that time: not from a page that was opened before, and staff neither.
    other.get_by_role("button", name=FREED).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Deze tijd is niet meer vrij")
    assert FREED not in times(other)
    assert FREED not in office.free_for("wijkteam")

    office.opens("/medewerker/")
    office.follows("Werklijst")
    words = office.words()
    assert f"{code} dinsdag 1 december om 09.00 uur. Vast tot dinsdag 24 november om 12." in words, words
    assert "Fenna" not in words and "06 12345678" not in words
    office.follows(code)
    words = office.words()
    for limit in ("Spreek niets in.", "Bel alleen op deze tijden: ochtend (9 tot 12 uur)."):
        assert words.index(limit) < words.index("06 12345678"), "first what may not be done"
    office.presses("Neemt deze tijd")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("De afspraak is gemaakt")
    assert f"{code[:4]} {code[4:]}" in office.words() and "dinsdag 1 december" in office.words().lower()
    office.follows("Werklijst")
    assert "Er is niets te doen" in office.words()

    by_name = {row["name"]: row for row in office.appointments().values()}
    assert office.appointments()[code] is not None and set(by_name) == {"Bas", "Fenna"}
    assert [(by_name[n]["status"], by_name[n]["at"]) for n in ("Bas", "Fenna")] == [
        (OFF, "01-12 09:00"),
        (ON, "01-12 09:00"),
    ]
    assert by_name["Fenna"]["contact"] == {
        "kanaal": "telefoon",
        "telefoon": "06 12345678",
        "veilig_tijden": ["ochtend"],
    }
    with server.inside(MARKT):
        row = db.session.scalars(select(Waiting)).one()
        assert (row.state, row.data_key) == ("booked", None), "what was told is in the appointment only"
    office.server.moves_to(datetime(2026, 11, 25, 8, 5, tzinfo=UTC))
    only_the_desk_heard(office, 3, "Fenna", "Bas", code)
    assert FREED not in office.free_for("wijkteam")
    assert office.audit() == "0, 0, 0"
