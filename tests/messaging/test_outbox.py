"""The outbox: queued with its cause, made when it is sent; one bad message never holds up the others."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from portal import messaging, tenancy
from portal.booking import Appointment, Participation
from portal.db import db
from portal.messaging import OutboxMessage
from portal.messaging.delivery import TRIES
from tests.booking.steps import book, by_mail, rows
from tests.messaging.peers import Inbox, listening

pytestmark = pytest.mark.both

NINE = datetime(
    2026, 12, 1, 8, 0, tzinfo=UTC
)  # the working day before the first Wednesday, 09:00 on the wall


def move(visitor, path: str, nth: int) -> None:  # type: ignore[no-untyped-def]
    sitting, time = visitor.visit(f"{path}/verzetten").times()[nth]
    visitor.post(f"{path}/verzetten", {"spreekuurdag": sitting, "tijd": time})


def cancel(visitor, path: str) -> None:  # type: ignore[no-untyped-def]
    visitor.visit(f"{path}/annuleren")
    visitor.submit(press="Ja, zeg de afspraak af")


# --- queueing ----------------------------------------------------------------------------------------------


def test_a_message_of_what_did_not_happen_does_not_exist(app, outbox) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        messaging.queue("booked", "x" * 24)
        db.session.rollback()
    assert outbox() == []


@pytest.mark.parametrize(
    "channel", [{}, {"kanaal": "geen"}, {"kanaal": "telefoon", "telefoon": "0612345678"}]
)
def test_who_chose_no_mail_gets_none(visit, inbox, deliver, clock, channel) -> None:
    visitor = visit()
    path = book(visitor, **channel)
    move(visitor, path, 3)
    clock.move_to(NINE)
    deliver()
    cancel(visitor, path)
    deliver()
    assert {str(m["To"]) for m in inbox.mails} == {"wil@wijkteam-dorp.example"}


def test_a_message_waits_until_its_moment(visit, inbox, deliver, outbox, clock) -> None:
    book(visit(), **by_mail())
    deliver()
    clock.move_to(NINE - timedelta(seconds=1))
    deliver()
    assert [row.state for row in outbox("reminder")] == ["queued"]
    clock.shift(1)
    deliver()
    assert [row.state for row in outbox("reminder")] == ["sent"]


# --- the reminder ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "hour"),
    [([], 8), (["ochtend"], 8), (["middag"], 11), (["avond"], 16), (["ochtend", "avond"], 8)],
)
def test_the_reminder_comes_the_working_day_before_in_a_safe_hour(visit, outbox, parts, hour) -> None:
    book(visit(), **by_mail(veilig_tijden=parts))
    (row,) = outbox("reminder")
    assert row.due_at == datetime(2026, 12, 1, hour, tzinfo=UTC)


def test_a_talk_booked_after_that_hour_gets_no_reminder(visit, outbox, clock) -> None:
    clock.move_to(NINE + timedelta(minutes=30))
    book(visit(), nth=0, **by_mail())
    assert outbox("reminder") == [] and len(outbox("booked")) == 1


def test_no_reminder_of_a_cancelled_talk(visit, inbox, deliver, outbox, clock) -> None:
    visitor = visit()
    cancel(visitor, book(visitor, **by_mail()))
    clock.move_to(NINE)
    deliver()
    assert [row.state for row in outbox("reminder")] == ["skipped"]
    assert [row.state for row in outbox("booked")] == ["skipped"]  # its own message says that it is off


def test_one_reminder_of_a_talk_that_moved_within_its_day(visit, inbox, deliver, outbox, clock) -> None:
    visitor = visit()
    path = book(visitor, **by_mail())
    move(visitor, path, 2)
    clock.move_to(NINE)
    deliver()
    assert [row.state for row in outbox("reminder")] == ["sent"]


def test_the_reminder_moves_with_the_talk(visit, inbox, deliver, outbox, clock) -> None:
    visitor = visit()
    path = book(visitor, **by_mail())
    move(visitor, path, -1)
    clock.move_to(NINE)
    deliver()
    assert [row.state for row in outbox("reminder")] == ["queued"]
    clock.move_to(outbox("reminder")[0].due_at)
    deliver()
    (reminder,) = [m for m in inbox.mails if m["Message-ID"].startswith(f"<{outbox('reminder')[0].id}")]
    assert "30 december" in reminder.get_content()


def test_a_reminder_that_comes_too_late_in_the_day_stays_away(visit, clock, use, deliver, outbox) -> None:
    server = Inbox()
    use(server.url)
    book(visit(), **by_mail(veilig_tijden=["ochtend"]))
    clock.move_to(NINE)
    deliver()  # the server is away
    with listening(server):
        clock.move_to(NINE + timedelta(hours=12))  # 21:00 on the wall
        deliver()
    assert [row.state for row in outbox("reminder")] == ["skipped"]


# --- one that cannot be made -------------------------------------------------------------------------------


def test_a_message_nobody_can_make_holds_up_no_other(visit, app, inbox, deliver, outbox) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        messaging.queue("from-a-newer-version", "x" * 24)
        db.session.commit()
    book(visit(), **by_mail())
    deliver()
    assert [row.state for row in outbox("booked", "desk_changed")] == ["sent"] * 2
    (unknown,) = outbox("from-a-newer-version")
    assert (unknown.state, unknown.reason) == ("queued", "KeyError")


def test_a_broken_seal_holds_up_no_other(visit, app, inbox, deliver, outbox) -> None:
    book(visit(), **by_mail())
    book(visit(), nth=3, **by_mail(email="bo@voorbeeld.example"))
    with app.app_context(), tenancy.acting_for("dorp"):
        broken = db.session.query(Participation).first()
        broken.contact_sealed = broken.name_sealed
        db.session.commit()
    deliver()
    assert sorted(row.state for row in outbox("booked")) == ["queued", "sent"]
    assert {row.reason for row in outbox("booked")} == {None, "CannotOpen"}


@pytest.mark.parametrize(
    "evil", ["a@b.example\r\nBcc: x@y.example", "a@b.example\nSubject: x", "é@b.example"]
)
def test_an_address_with_a_line_in_it_goes_nowhere(visit, app, inbox, deliver, outbox, evil) -> None:
    book(visit(), **by_mail())
    with app.app_context(), tenancy.acting_for("dorp"):
        person = db.session.query(Participation).one()
        person.contact = person.contact | {"email": evil}
        db.session.commit()
    deliver()
    assert [m["Subject"] for m in inbox.mails] == ["1 wijziging"]
    assert [e.rcpt_tos for e in inbox.envelopes] == [["wil@wijkteam-dorp.example"]]
    assert [row.state for row in outbox("booked")] in (["queued"], ["failed"])


def test_after_two_days_of_trying_staff_see_what_could_not_be_made(visit, app, deliver, outbox) -> None:
    book(visit(), **by_mail())
    with app.app_context(), tenancy.acting_for("dorp"):
        db.session.query(Participation).one().contact_sealed = b"x" * 40
        db.session.execute(
            update(OutboxMessage).where(OutboxMessage.kind == "booked").values(attempts=TRIES - 1)
        )
        db.session.commit()
    deliver()
    with app.app_context(), tenancy.acting_for("dorp"):
        assert [(flag.kind, flag.state) for flag in messaging.flagged()] == [("booked", "failed")]


def test_the_command_sends_what_is_due(visit, app, inbox, outbox) -> None:
    book(visit(), **by_mail())
    result = app.test_cli_runner().invoke(args=["outbox", "send"])
    assert result.output == "2 berichten behandeld\n"
    assert [row.state for row in outbox("booked", "desk_changed")] == ["sent"] * 2
    assert len(rows(app, Appointment)) == 1
