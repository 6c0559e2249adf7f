"""What is wiped when: a day before it is due it stays, a day after it is gone; counts stay."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import messaging
from portal.booking import Appointment, Draft, Participation
from portal.clock import now
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent, purge_all
from tests.booking.steps import book, by_mail, confirm, fill_in, hold, rows, sign_in, signed_in

pytestmark = pytest.mark.both

TALK_ENDS = datetime(2026, 12, 2, 8, 30, tzinfo=UTC)
WIPED = ("data_key", "token_hash", "token_sealed", "name_sealed", "contact_sealed", "told_sealed")


def purge(app) -> dict[str, int]:  # type: ignore[no-untyped-def]
    with app.app_context():
        return purge_all(app.extensions["purges"], now())


def test_a_day_before_it_is_due_everything_is_still_there(visit, app, clock) -> None:
    book(visit(), **by_mail(naam="Zoë"))
    clock.move_to(TALK_ENDS + timedelta(days=29))
    purge(app)
    (person,) = rows(app, Participation)
    assert (
        person.name == "Zoë"
        and person.contact["email"] == "anne@voorbeeld.example"
        and person.wiped_at is None
    )


def test_thirty_days_after_the_talk_the_person_is_wiped_and_the_counts_stay(visit, app, clock) -> None:
    book(visit(), **by_mail(naam="Zoë"))
    clock.move_to(TALK_ENDS + timedelta(days=31))
    purge(app)
    (person,), (made,) = rows(app, Participation), rows(app, Appointment)
    assert [getattr(person, column) for column in WIPED] == [None] * 6 and person.wiped_at is not None
    assert (person.name, person.contact, person.told, person.token) == (None,) * 4
    assert (made.channel, made.created_via, made.joint_at_start) == ("email", "site", False)
    assert made.booked_at is not None and made.first_free_at is not None


def test_a_cancelled_talk_is_wiped_thirty_days_after_cancelling(visit, app, clock) -> None:
    visitor = visit()
    path = book(visitor, nth=9)
    visitor.visit(f"{path}/annuleren")
    visitor.submit(press="Ja, zeg de afspraak af")
    for days, gone in ((29, False), (31, True)):
        clock.move_to(rows(app, Appointment)[0].cancelled_at + timedelta(days=days))
        purge(app)
        assert (rows(app, Participation)[0].data_key is None) is gone


def test_a_moved_talk_counts_from_its_new_day(visit, app, clock) -> None:
    visitor = visit()
    path = book(visitor, nth=0)
    sitting, time = visitor.visit(f"{path}/verzetten").times()[-1]
    visitor.post(f"{path}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    clock.move_to(TALK_ENDS + timedelta(days=31))
    purge(app)
    assert rows(app, Participation)[0].name == "Anne"


def test_wiping_is_written_down_once_and_a_second_time_does_nothing(visit, app, clock) -> None:
    book(visit())
    clock.move_to(TALK_ENDS + timedelta(days=31))
    assert purge(app)["booking"] > 0
    assert purge(app)["booking"] == 0
    lines = [line for line in rows(app, AuditEvent) if line.action == "participation.wiped"]
    assert [line.actor for line in lines] == ["system"]


def test_a_wiped_link_answers_like_any_unknown_one(visit, app, clock) -> None:
    path = book(visit())
    clock.move_to(TALK_ENDS + timedelta(days=31))
    purge(app)
    visitor = visit("dorp.bericht.localhost")
    assert visitor.visit(path, 404).text == visitor.visit("/a/" + "x" * 32, 404).text


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_draft_goes_an_hour_after_its_hold_or_its_confirmation(visit, app, clock, confirmed) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor)
    if confirmed:
        confirm(visitor)
    kept_until = rows(app, Draft)[0].keep_until
    assert kept_until - now() == timedelta(minutes=60 if confirmed else 75)
    for seconds, left in ((-1, 1), (1, 0)):
        clock.move_to(kept_until + timedelta(seconds=seconds))
        purge(app)
        assert len(rows(app, Draft)) == left


def test_a_confirmed_draft_keeps_nothing_of_what_was_typed(visit, app) -> None:
    book(visit(), **by_mail())
    (draft,) = rows(app, Draft)
    assert draft.sealed is None and draft.appointment_id == rows(app, Appointment)[0].id


def test_settled_messages_go_after_thirty_days_and_waiting_ones_stay(visit, app, clock) -> None:
    book(visit(), nth=9, **by_mail())
    with app.app_context():
        messaging.deliver_due()
    settled = next(m.done_at for m in rows(app, OutboxMessage) if m.kind == "booked")
    for days, kinds in ((29, ["booked", "desk_changed", "reminder"]), (31, ["reminder"])):
        clock.move_to(settled + timedelta(days=days))
        purge(app)
        assert sorted(m.kind for m in rows(app, OutboxMessage)) == kinds


def test_the_command_says_how_much_and_not_what(visit, app, clock) -> None:
    book(visit(), naam="Zoë")
    clock.move_to(TALK_ENDS + timedelta(days=31))
    result = app.test_cli_runner().invoke(args=["privacy", "purge"])
    assert result.exit_code == 0 and "booking: 2 gewist" in result.output and "Zoë" not in result.output


def test_after_two_years_an_appointment_is_forgotten(visit, app, clock) -> None:
    book(visit())
    for days, left in ((700, 1), (40, 0)):
        clock.shift(timedelta(days=days))
        purge(app)
        assert len(rows(app, Appointment)) == len(rows(app, Participation)) == left


def test_old_sessions_and_guesses_are_forgotten(visit, app, clock) -> None:
    signed_in(visit())
    sign_in(visit(), password="verkeerd-wachtwoord", status=400)
    clock.shift(timedelta(days=31))
    assert purge(app)["accounts"] == 2
