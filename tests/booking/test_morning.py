"""The mail at half past seven: numbers only, at most one a day of each municipality, none when there is nothing."""

import email
import email.policy
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from portal import accounts, messaging, tenancy
from portal.agenda.models import Sitting
from portal.booking import Appointment, queue_morning
from portal.clock import instant, now
from portal.db import db
from portal.jobs import run_daily_jobs
from portal.messaging import OutboxMessage
from tests.agenda.make import acting, counted_statements
from tests.booking.steps import JUUL, WIL, book, by_mail
from tests.booking.test_day import another_colleague

pytestmark = pytest.mark.both

WEDNESDAY = date(2026, 12, 2)  # somebody sits in Dorp and in Stad


def half_past_seven(on: date = WEDNESDAY) -> datetime:
    return instant(on, time(7, 30))


def morning(app, clock, at: datetime, lost: bool = False) -> None:  # type: ignore[no-untyped-def]
    """The worker's night round of this day, perhaps an appointment that loses its day, and what is sent then."""
    clock.move_to(instant(at.date(), time(0, 5)))
    with app.app_context():
        run_daily_jobs()
    if lost:
        lose(app)
    clock.move_to(at)
    with app.app_context():
        while messaging.deliver_due():
            pass


def mails_in(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    found = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def to(mails, address: str, subject: str = "Vandaag") -> list[EmailMessage]:  # type: ignore[no-untyped-def]
    return [m for m in mails_in(mails) if m["To"] == address and m["Subject"] == subject]


def text(mail: EmailMessage) -> list[str]:
    return [line for line in mail.get_content().splitlines() if line]


def lose(app, slug: str = "dorp") -> None:  # type: ignore[no-untyped-def]
    """The day of the appointments is gone; somebody must look."""
    with acting(app, slug):
        for row in db.session.scalars(select(Appointment)):
            row.attention = "outside_sitting"
        db.session.commit()


def test_the_day_of_the_desk_in_numbers_and_nothing_more(visit, app, clock, mails) -> None:
    book(visit(), nth=0, naam="Zoë")
    book(visit(), nth=1, naam="Bram")
    book(visit(), talk="juridisch", naam="Cas")
    morning(app, clock, half_past_seven())
    (mail,) = to(mails, WIL)
    assert text(mail) == ["Vandaag 2 gesprekken.", "http://dorp.localhost/medewerker/"]
    (at_dorp,) = [text(m) for m in to(mails, JUUL) if "dorp" in m.get_content()]
    assert at_dorp[0] == "Vandaag 1 gesprek."
    for word in ("Zoë", "Bram", "Cas", "wijkteam", "jurid", "Dorpshuis", "09"):
        assert all(word not in part.get_content() for part in to(mails, WIL))


def test_one_thing_and_two_things_to_look_at(visit, app, clock, mails) -> None:
    book(visit(), naam="Zoë")
    morning(app, clock, half_past_seven(), lost=True)
    assert text(to(mails, WIL)[0])[:2] == ["Vandaag 1 gesprek.", "1 ding om naar te kijken."]


def test_on_a_day_without_a_desk_only_when_something_waits(visit, app, clock, mails) -> None:
    book(visit(), naam="Zoë")
    friday, monday = half_past_seven(date(2026, 11, 27)), half_past_seven(date(2026, 11, 30))
    morning(app, clock, friday)
    assert to(mails, WIL) == []
    morning(app, clock, monday, lost=True)
    assert text(to(mails, WIL)[0])[0] == "1 ding om naar te kijken."


def test_a_desk_day_without_talks_is_told_too(app, clock, mails) -> None:
    morning(app, clock, half_past_seven())
    assert text(to(mails, WIL)[0])[0] == "Vandaag nog geen gesprekken."


def test_what_is_counted_is_what_is_there_at_the_moment_of_sending(visit, app, clock, mails) -> None:
    clock.move_to(instant(WEDNESDAY, time(0, 5)))
    with app.app_context():
        run_daily_jobs()
        assert messaging.deliver_due() == 0  # not before half past seven
    with acting(app):
        for sitting in db.session.scalars(
            select(Sitting).where(Sitting.owner == "dorp", Sitting.on == WEDNESDAY)
        ):
            sitting.state = "closed"
        db.session.commit()
    clock.move_to(half_past_seven())
    with app.app_context():
        messaging.deliver_due()
    assert to(mails, WIL) == [] and len(to(mails, "sam@wijkteam-stad.example")) == 1


def test_who_works_for_two_municipalities_hears_of_each_that_has_something(app, clock, mails) -> None:
    morning(app, clock, half_past_seven())
    assert sorted(text(m)[1] for m in to(mails, JUUL)) == [
        "http://dorp.localhost/medewerker/",
        "http://stad.localhost/medewerker/",
    ]
    assert len(to(mails, WIL)) == 1


@pytest.mark.parametrize(
    ("hour", "sent"), [(time(7, 29), 0), (time(7, 30), 1), (time(11, 59), 1), (time(12), 0), (time(15), 0)]
)
def test_a_worker_that_was_down_sends_until_noon(app, clock, mails, hour, sent) -> None:
    morning(app, clock, instant(WEDNESDAY, hour))
    assert len(to(mails, WIL)) == sent


def test_at_most_one_a_day_whatever_the_worker_does(app, clock, mails) -> None:
    for hour in (time(8), time(9), time(10)):
        clock.move_to(instant(WEDNESDAY, hour))
        for slug in ("dorp", "stad"):
            with acting(app, slug):
                queue_morning(now())  # as if the job failed after this municipality and ran again
                db.session.commit()
        with app.app_context():
            messaging.deliver_due()
    assert len(to(mails, WIL)) == 1


def test_what_waits_from_yesterday_goes(app, clock, mails) -> None:
    """The worker was down from midnight on Wednesday until Thursday morning."""
    for on in (WEDNESDAY, WEDNESDAY + timedelta(days=1)):
        clock.move_to(instant(on, time(0, 5)))
        with app.app_context():
            run_daily_jobs()
    with app.app_context():
        waiting = db.session.scalars(
            select(OutboxMessage.due_at).where(OutboxMessage.kind == "morning")
        ).all()
    assert set(waiting) == {half_past_seven(WEDNESDAY + timedelta(days=1))}


@pytest.mark.parametrize("on", [date(2027, 3, 28), date(2027, 10, 31)])
def test_half_past_seven_is_that_on_the_wall_also_when_the_clock_changes(app, clock, on) -> None:
    clock.move_to(instant(on, time(0, 5)))
    with acting(app):
        queue_morning(now())
        due = db.session.scalar(select(OutboxMessage.due_at).where(OutboxMessage.kind == "morning").limit(1))
    assert due is not None and due.astimezone(UTC).hour == (5 if on.month == 3 else 6) and due.minute == 30


def test_who_left_hears_nothing(app, clock, mails) -> None:
    clock.move_to(instant(WEDNESDAY, time(0, 5)))
    with app.app_context():
        run_daily_jobs()
        with tenancy.acting_for("dorp"):
            accounts.disable(WIL)
            db.session.commit()
        clock.move_to(half_past_seven())
        messaging.deliver_due()
    assert to(mails, WIL) == []


def test_queueing_costs_the_same_for_twenty_colleagues(app, clock) -> None:
    def cost(at: datetime) -> int:
        with acting(app):
            tenancy.profile()
            with counted_statements() as seen:
                queue_morning(at)
            db.session.commit()
        return len(seen)

    one = cost(half_past_seven())
    for number in range(19):
        another_colleague(app, f"Col{number} Lega", sits=False)
    assert cost(half_past_seven() + timedelta(days=1)) == one <= 4


def test_every_mail_of_a_day_has_a_neutral_subject(visit, app, clock, mails) -> None:
    book(visit(), **by_mail())
    morning(app, clock, half_past_seven(), lost=True)
    assert {m["Subject"] for m in mails_in(mails)} <= {"Vandaag", "1 wijziging", "Uw afspraak"}
