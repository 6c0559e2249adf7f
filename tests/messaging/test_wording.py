"""What messages say: to residents neutral and, when somebody may read along, no date and no link."""

import re
from datetime import timedelta

import pytest

from portal import tenancy
from portal.booking import Appointment, Participation, actions, queries
from portal.db import db
from tests.booking.steps import book, by_mail, rows
from tests.messaging.test_outbox import NINE, cancel, move

NEVER_TO_RESIDENTS = [
    "scheid",
    "wijkteam",
    "jurist",
    "loket",
    "dorpshuis",
    "dorpsstraat",
    "anne-marie",
    "verhaal",
    "gesprek",
]
DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "november", "december", "januari", "2026"]
NO_SECRETS = {"naam": "Anne-Marie", "toelichting": "Verhaal", "email": "anne@voorbeeld.example"}


def all_messages(visit, clock, deliver, inbox, **answers):  # type: ignore[no-untyped-def]
    """Booked, moved, reminded, cancelled: every message to the person."""
    visitor = visit()
    path = book(visitor, talk="wijkteam-juridisch", **by_mail(**NO_SECRETS | answers))
    deliver()
    move(visitor, path, 1)  # an hour and a half later: the hour itself is still taken
    deliver()
    clock.move_to(NINE)
    deliver()
    cancel(visitor, path)
    deliver()
    return [m for m in inbox.mails if m["To"] == "anne@voorbeeld.example"]


def test_no_message_names_the_site_a_partner_a_place_or_a_person(visit, clock, deliver, inbox) -> None:
    mails = all_messages(visit, clock, deliver, inbox)
    assert len(mails) == 4 and {str(m["Subject"]) for m in mails} == {"Uw afspraak"}
    for mail in mails:
        sent = (mail.as_string() + mail.get_content()).lower()
        assert not [word for word in NEVER_TO_RESIDENTS if word in sent]


def test_who_reads_alone_gets_the_day_and_a_link_to_the_message_host(visit, clock, deliver, inbox) -> None:
    booked, moved, reminder, cancelled = [m.get_content() for m in all_messages(visit, clock, deliver, inbox)]
    assert "woensdag 2 december om 09.00 uur" in booked
    assert "woensdag 2 december om 10.30 uur" in moved and "woensdag 2 december om 10.30 uur" in reminder
    for text in (booked, moved, reminder):
        assert re.findall(r"https?://\S+", text)[0].startswith("http://dorp.bericht.localhost/a/")
    assert "gaat niet door" in cancelled and "http" not in cancelled


@pytest.mark.both
@pytest.mark.parametrize("reads_along", ["ja", "onbekend", ""], ids=["yes", "unsure", "unanswered"])
def test_when_another_may_read_along_there_is_no_date_and_no_link(
    visit, clock, deliver, inbox, reads_along
) -> None:
    mails = all_messages(visit, clock, deliver, inbox, veilig_bericht=reads_along)
    assert len(mails) == 4
    for mail in mails:
        text = mail.get_content()
        assert "http" not in text and "/a/" not in text and "localhost" not in text
        assert not [word for word in DAYS if word in text.lower()], text
        assert not re.search(r"\d\d\.\d\d", text) and "085 000 90 01" in text


@pytest.mark.parametrize("private", ["nee", "ja"])
def test_a_cancellation_reads_the_same_whoever_caused_it(visit, app, clock, deliver, inbox, private) -> None:
    resident = visit()
    cancel(resident, book(resident, **by_mail(veilig_bericht=private)))
    book(visit(), **by_mail(veilig_bericht=private))
    with app.app_context(), tenancy.acting_for("dorp"):
        other = next(a for a in db.session.query(Appointment) if a.status == "confirmed")
        person = db.session.query(Participation).filter_by(appointment_id=other.id).one()
        actions.cancel(queries.Own(person, other), actor="person:x")
        db.session.commit()
    clock.shift(timedelta(hours=4))  # what others did is told at a telling hour
    deliver()
    mails = [m for m in inbox.mails if m["To"] == "anne@voorbeeld.example"]
    assert len(mails) == 2 and mails[0].get_content() == mails[1].get_content()
    assert len({(m["From"], m["Subject"]) for m in mails}) == 1


def test_the_desk_hears_that_something_changed_and_not_what(visit, app, deliver, inbox) -> None:
    book(visit(), talk="wijkteam-juridisch", **by_mail(naam="Anne-Marie"))
    deliver()
    desk = [m for m in inbox.mails if m["Subject"] == "1 wijziging"]
    assert sorted(str(m["To"]) for m in desk) == ["juul@juridisch-loket.example", "wil@wijkteam-dorp.example"]
    for mail in desk:
        text = mail.get_content()
        assert (
            "http://dorp.localhost/medewerker/" in text and rows(app, Participation)[0].reference not in text
        )
        assert not [word for word in (*DAYS, "anne", "wil", "juul") if word in text.lower()]


def test_each_municipality_sends_from_its_own_host(visit, deliver, inbox) -> None:
    book(visit(), **by_mail())
    book(visit("stad.localhost"), nth=3, **by_mail(email="bo@voorbeeld.example"))
    deliver()
    hosts = {
        str(m["To"]): m["From"].addresses[0].domain for m in inbox.mails if m["Subject"] == "Uw afspraak"
    }
    assert hosts == {
        "anne@voorbeeld.example": "dorp.bericht.localhost",
        "bo@voorbeeld.example": "stad.bericht.localhost",
    }


def test_a_message_tells_the_state_at_the_moment_of_sending(visit, deliver, inbox) -> None:
    visitor = visit()
    path = book(visitor, **by_mail())
    move(visitor, path, -1)  # before the first message went out
    deliver()
    texts = [m.get_content() for m in inbox.mails if m["To"] == "anne@voorbeeld.example"]
    assert len(texts) == 2 and all("30 december" in text for text in texts)
