"""What an sms says: short, neutral, and to who may be read along with no day and no link."""

import re
from datetime import timedelta

import pytest

from portal import messaging, tenancy
from portal.booking import COMPOSERS, Appointment, Participation, actions, mails, queries, rules
from portal.db import db
from tests.booking.steps import book, by_sms, rows
from tests.messaging.test_outbox import NINE, cancel, move
from tests.messaging.test_wording import DAYS, NEVER_TO_RESIDENTS, NO_SECRETS

pytestmark = pytest.mark.both

NUMBER = "+31612345678"
SECRETS = {key: NO_SECRETS[key] for key in ("naam", "toelichting")}


@pytest.fixture
def texts(visit, clock, work, gateway):  # type: ignore[no-untyped-def]
    """texts(veilig_bericht="ja"): booked, moved, reminded, cancelled; every sms to the person."""

    def all_of(**answers):  # type: ignore[no-untyped-def]
        visitor = visit()
        path = book(visitor, talk="wijkteam-juridisch", **by_sms(**SECRETS | answers))
        work()
        move(visitor, path, 1)
        work()
        clock.move_to(NINE)
        work()
        cancel(visitor, path)
        work()
        assert {row["phone_number"] for row in gateway.taken} == {NUMBER}
        return gateway.texts()

    return all_of


def test_who_reads_alone_gets_the_day_and_a_link_to_the_message_host(texts) -> None:
    booked, moved, reminder, cancelled = texts()
    assert "woensdag 2 december om 09.00 uur" in booked
    assert "verzet" in moved and "woensdag 2 december om 10.30 uur" in moved
    assert "woensdag 2 december om 10.30 uur" in reminder
    for text in (booked, moved, reminder):
        (link,) = re.findall(r"https?://\S+", text)
        assert re.fullmatch(r"http://dorp\.bericht\.localhost/a/[\w-]{32}", link)
    assert "gaat niet door" in cancelled and "http" not in cancelled


@pytest.mark.parametrize("reads_along", ["ja", "onbekend", ""], ids=["yes", "unsure", "unanswered"])
def test_when_another_may_read_along_there_is_no_day_and_no_link(texts, reads_along) -> None:
    found = texts(veilig_bericht=reads_along)
    assert len(found) == 4 and found[1] == found[3]  # moved and cancelled: both only that there is news
    for text in found:
        assert "http" not in text and "/a/" not in text and "localhost" not in text
        assert not [word for word in DAYS if word in text.lower()], text
        assert not re.search(r"\d\d\.\d\d", text) and "085 000 90 01" in text


@pytest.mark.parametrize("reads_along", ["nee", "ja"])
def test_it_is_one_line_of_160_signs_at_most_that_names_nobody_and_nothing(texts, reads_along) -> None:
    for text in texts(veilig_bericht=reads_along):
        assert len(text) <= 160 and "\n" not in text and "!" not in text and "—" not in text
        assert not [word for word in NEVER_TO_RESIDENTS if word in text.lower()]
        assert "dorp" not in re.sub(r"https?://\S+", "", text).lower()


def kinds() -> list[str]:
    return sorted(set(COMPOSERS) & set(mails._KINDS))


@pytest.mark.parametrize("private", ["nee", "ja"])
def test_every_kind_fits_in_every_municipality_of_the_demo(app, monkeypatch, private) -> None:
    """The longest day and the longest host there are; without room for the link the number stands there."""
    longest = "donderdag 24 september om 09.00 uur"
    for link in ("https://dijk-en-waard.bericht.example:8000/a/" + "x" * 32, "https://" + "y" * 120):
        told = {"when": longest, "day": longest, "link": link}
        for kind in kinds():
            with app.test_request_context(), tenancy.acting_for("dorp"):
                message = mails._written(
                    kind, {"kanaal": "sms", "telefoon": NUMBER, "veilig_bericht": private}, **told
                )
            assert isinstance(message, messaging.OutgoingSms) and len(message.body) <= 160, message
            assert ("http" in message.body) == (len(link) < 100 and private == "nee" and kind != "cancelled")
            assert "http" in message.body or "085 000 90 01" in message.body


@pytest.mark.parametrize("private", ["nee", "ja"])
def test_a_cancellation_reads_the_same_whoever_caused_it(visit, app, clock, work, gateway, private) -> None:
    resident = visit()
    cancel(resident, book(resident, **by_sms(veilig_bericht=private)))
    book(visit(), **by_sms(veilig_bericht=private))
    with app.app_context(), tenancy.acting_for("dorp"):
        other = next(a for a in db.session.query(Appointment) if a.status == "confirmed")
        person = db.session.query(Participation).filter_by(appointment_id=other.id).one()
        actions.cancel(queries.Own(person, other), actor="person:x")
        db.session.commit()
    clock.shift(timedelta(hours=4))  # what others did is told at a telling hour
    work()
    one, other_text = gateway.texts()
    assert one == other_text


def test_a_number_that_is_none_any_more_gets_nothing(visit, app, work, gateway, outbox) -> None:
    book(visit(), **by_sms())
    with app.app_context(), tenancy.acting_for("dorp"):
        person = db.session.query(Participation).one()
        person.contact = person.contact | {"telefoon": "06 1"}
        db.session.commit()
    work()
    assert gateway.taken == [] and [row.state for row in outbox("booked")] == ["skipped"]


def test_what_bounces_stands_in_the_work_list_by_its_reference(visit, app, clock, work, gateway) -> None:
    from tests.booking.test_staff_pages import TUESDAY_BEFORE, at_desk

    book(visit(), **by_sms())
    work()
    gateway.says("permanent-failure")
    clock.shift(timedelta(minutes=6))
    work()
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit("/medewerker/werklijst")
    assert "niet aangekomen" in page.words and rows(app, Participation)[0].reference in page.words


def test_only_the_chosen_way_is_written_to() -> None:
    both = {"email": "a@b.example", "telefoon": NUMBER}
    assert rules.written_to(both | {"kanaal": "email"}) == "a@b.example"
    assert rules.written_to(both | {"kanaal": "sms"}) == NUMBER
    for channel in ("geen", "telefoon", None, "x"):
        assert rules.written_to(both | {"kanaal": channel}) is None
    assert rules.written_to(None) is None and rules.written_to({"kanaal": "sms"}) is None
