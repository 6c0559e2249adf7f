"""A working day of startpunt staff, in Chromium: somebody is ill, and eight people must be told safely.

Staff work by the names on the screen. The eight residents booked before, with the portal's own verbs: what they
see and hear in the end is looked at on their own link and in what left the portal.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal import agenda
from portal.agenda.models import Sitting
from portal.booking import actions, keep_apart, queries, together
from portal.booking.models import Appointment, Participation
from portal.clock import instant, wall
from portal.config import ROOT
from portal.db import db
from tests.conftest import NOW
from tests.support.office import Office, at_work, portal_with_sms

pytestmark = pytest.mark.browser

FOLDERS = (ROOT / "tests" / "pages" / "tenants",)
SLUG = "marktstad"
WIES = "wies@wijkteam-marktstad.example"
DAY = date(2026, 12, 1)
MORNING = datetime(2026, 12, 1, 6, 45, tzinfo=UTC)  # a quarter to eight on the wall
SHARED = "samen@voorbeeld.example"  # one mailbox of two people who do not come together


@pytest.fixture
def office() -> Iterator[Office]:
    with portal_with_sms(FOLDERS, NOW) as opened, at_work(*opened, SLUG, WIES) as found:
        yield found


def books(office: Office, name: str, at: str, joint: bool = False, **contact: Any) -> str:
    """Somebody booked a talk with the jurist; gives their participation."""
    asked = ("telefoon", "email", "veilig_inspreken", "veilig_nummer", "veilig_bericht", "toelichting")
    answers = dict.fromkeys(asked) | {"naam": name, "kanaal": "geen", "veilig_tijden": [], "nodig": []}
    with office.server.inside(SLUG):
        talk = agenda.find_talk("juridisch")
        sitting = db.session.scalar(select(Sitting.id).where(Sitting.owner == SLUG, Sitting.on == DAY))
        assert talk and sitting
        draft = actions.hold(
            secrets.token_hex(16), talk, sitting, instant(DAY, time.fromisoformat(at)), joint
        )
        actions.fill_in(draft, answers | contact)
        row = actions.confirm(draft)
        db.session.commit()
        office.people[name] = queries.participations_of(row.id)[0].id
        return office.people[name]


def mail(address: str, reads_along: str = "nee") -> dict[str, str]:
    return {"kanaal": "email", "email": address, "veilig_bericht": reads_along}


def the_eight(office: Office) -> None:
    """Mail, sms, telephone, nothing; together accepted, together open, keep apart, a shared mailbox."""
    books(office, "Mila", "09:00", **mail("mila@voorbeeld.example"))
    books(office, "Sven", "09:20", kanaal="sms", telefoon="0612345678", veilig_bericht="nee")
    books(office, "Tess", "09:40", kanaal="telefoon", telefoon="0687654321", veilig_tijden=["ochtend"])
    books(office, "Noud", "10:00")
    first = books(office, "Anna", "10:20", joint=True, **mail(SHARED, "ja"))
    books(office, "Olle", "10:40", joint=True, **mail("olle@voorbeeld.example"))
    apart = books(office, "Kyra", "11:00", nodig=["apart"], **mail("kyra@voorbeeld.example"))
    books(office, "Bart", "11:20", **mail(SHARED, "onbekend"))
    with office.server.inside(SLUG):
        row = queries.find_participation(first)
        assert row is not None
        invitation = queries.find_invitation_of(row.appointment_id)
        assert invitation and invitation.secrets
        other = together.accept(invitation.secrets["token"], secrets.token_hex(16))
        db.session.commit()
        office.people["Ivo"] = other.participation.id  # he left nothing: he calls himself
        kyra = queries.find_participation(apart)
        assert kyra is not None
        noud = queries.find_participation(office.people["Noud"])
        assert noud is not None
        keep_apart.keep_apart(
            queries.Own(kyra, queries.get_appointment(kyra.appointment_id)), noud.reference, "person:test"
        )
        db.session.commit()


def states(office: Office) -> dict[str, dict[str, Any]]:
    """Per person: does the talk go on and when, who must still hear it, on the database's word."""
    found = {}
    with office.server.inside(SLUG):
        for name, who in office.people.items():
            person = db.session.scalars(select(Participation).where(Participation.id == who)).one()
            row = db.session.scalars(select(Appointment).where(Appointment.id == person.appointment_id)).one()
            found[name] = {
                "status": row.status,
                "on": wall(row.starts_at).date(),
                "attention": row.attention,
                "untold": person.untold,
                "token": person.token,
            }
    return found


def own_link(office: Office, name: str) -> str:
    """What somebody reads on their own link."""
    page = office.page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    try:
        page.goto(office.server.message_address(SLUG, f"/a/{states(office)[name]['token']}"))
        return " ".join(page.get_by_role("main").inner_text().split())
    finally:
        page.context.close()


def test_a_jurist_is_ill_on_the_morning_of_a_day_with_eight_talks(office: Office) -> None:
    the_eight(office)
    office.server.moves_to(datetime(2026, 11, 30, 17, 0, tzinfo=UTC))  # after the fixed moment of open talks
    office.server.settles()
    office.server.deliver()
    office.server.moves_to(MORNING)
    office.gateway.taken.clear()
    for old in office.server.mails.glob("*"):
        old.unlink()

    # Wies hears it on the telephone, and first sees what it does.
    office.staff.signs_in()
    office.opens("/medewerker/afwezig")
    office.page.get_by_label("Wie is er niet?").select_option(label="Jip Jurist")
    office.page.get_by_label("Eerste dag").fill("2026-12-01")
    office.page.get_by_label("Laatste dag").fill("2026-12-01")
    office.presses("Bekijk wat dit doet")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Dit verandert er")
    assert "Afspraken die hun plek verliezen: 8" in office.words()
    assert not any(name in office.words() for name in office.people), "of the other desk only that it is busy"
    assert {s["attention"] for s in states(office).values()} == {None}, (
        "nothing is kept before it is confirmed"
    )
    office.presses("Opslaan")

    # Nothing was cancelled or moved; nobody heard anything.
    after = states(office)
    assert {s["status"] for s in after.values()} == {"confirmed"}
    assert {s["on"] for s in after.values()} == {DAY} and {s["attention"] for s in after.values()} == {
        "nobody_free"
    }
    office.server.deliver()
    assert residents_mail(office) == {} and office.gateway.taken == []

    # The list: seven get the first time that is near, Noud's talk is cancelled in the neutral words.
    office.opens("/medewerker/werklijst")
    codes = references(office)
    for name in ("Mila", "Sven", "Tess", "Anna", "Olle", "Kyra", "Bart"):
        _opens_in_the_list(office, codes[name])
        office.page.locator("button[name=tijd]").first.click()
        office.page.wait_for_load_state()
        assert "De nieuwe tijd staat vast." in office.words()
    _opens_in_the_list(office, codes["Noud"])
    assert "Niet bellen, niet schrijven. Deze persoon belt zelf." in office.words()
    office.presses("Zeg af")

    # Who could not be written to stays in the list until somebody told them, each with their own limits.
    for name in ("Tess", "Noud", "Ivo"):
        assert codes[name] in office.words(), name
    for name in ("Mila", "Sven", "Anna", "Olle", "Kyra", "Bart"):
        assert codes[name] not in office.words(), name
    _hears_by_telephone(office, codes["Tess"], "Spreek niets in.", "0687654321")
    office.server.moves_to(datetime(2026, 12, 1, 8, 5, tzinfo=UTC))  # after nine: a telling hour
    office.server.deliver()

    end = states(office)
    moved = {name for name, s in end.items() if s["on"] > DAY and s["status"] == "confirmed"}
    assert moved == {"Mila", "Sven", "Tess", "Anna", "Ivo", "Olle", "Kyra", "Bart"}
    assert end["Noud"]["status"] == "cancelled"
    assert {name for name, s in end.items() if s["untold"]} == {"Noud", "Ivo"}, "they call themselves"
    assert {s["attention"] for s in end.values()} == {None}
    # Nobody was reached unsafely.
    told = residents_mail(office)
    assert sorted(told) == [
        "kyra@voorbeeld.example",
        "mila@voorbeeld.example",
        "olle@voorbeeld.example",
        SHARED,
    ]
    for text in told["mila@voorbeeld.example"] + told["olle@voorbeeld.example"]:
        assert "december" in text
    assert len(told[SHARED]) == 2 and len(set(told[SHARED])) == 1, "who reads along cannot tell the two apart"
    assert "december" not in told[SHARED][0] and "/a/" not in told[SHARED][0]
    assert [row["phone_number"][-9:] for row in office.gateway.taken] == ["612345678"]
    for texts in told.values():
        for text in texts:
            assert not any(
                word in text.lower() for word in ("ziek", "jurist", "scheid", *map(str.lower, office.people))
            )
    # What each of them reads on their own link.
    for name in moved:
        assert (
            "december" in own_link(office, name) and "1 december" not in own_link(office, name).split("om")[0]
        )
    assert "gaat niet door" in own_link(office, "Noud").lower() or "niet door" in own_link(office, "Noud")
    assert office.audit() == "0, 0, 0"


def residents_mail(office: Office) -> dict[str, list[str]]:
    """What lies in the mailboxes of residents, by address."""
    addresses = ("mila", "olle", "kyra", "samen")
    found = {f"{a}@voorbeeld.example": office.server.mails_to(f"{a}@voorbeeld.example") for a in addresses}
    return {to: [mail.get_content() for mail in mails] for to, mails in found.items() if mails}


def references(office: Office) -> dict[str, str]:
    with office.server.inside(SLUG):
        rows = db.session.scalars(select(Participation))
        by_id = {row.id: row.reference for row in rows}
    return {name: by_id[who] for name, who in office.people.items()}


def _opens_in_the_list(office: Office, code: str) -> None:
    office.opens("/medewerker/werklijst")
    row = office.page.get_by_role("listitem").filter(has_text=code)
    with office.page.expect_event("domcontentloaded"):
        row.get_by_role("link", name="Los op").click()


def _hears_by_telephone(office: Office, code: str, limit: str, number: str) -> None:
    """First what may not be done, then the number."""
    row = office.page.get_by_role("listitem").filter(has_text=code)
    with office.page.expect_event("domcontentloaded"):
        row.get_by_role("link", name="Kijk hoe").click()
    words = office.words()
    assert words.index(limit) < words.index(number), words
    office.presses("Weet het nu")
    assert code not in office.words()
