"""Reminders: the working day before, and for who asked a second on the day itself. The clock on the wall counts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.agenda.cli import fill_all
from portal.booking import rules
from portal.clock import ZONE, instant
from portal.db import db
from tests.booking.steps import book, by_mail, by_sms, free_times
from tests.messaging.test_outbox import NINE, move

BOTH_REMINDERS = ("reminder", "reminder_today")
HALF_PAST_EIGHT = datetime(2026, 12, 2, 7, 30, tzinfo=UTC)


def at(on: str, hour: str) -> datetime:
    return instant(date.fromisoformat(on), time.fromisoformat(hour))


# --- the rule ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "parts", "second"),
    [
        ("10:30", [], "08:30"),
        ("10:25", [], None),
        ("09:00", [], None),
        ("16:00", [], "08:30"),
        ("11:00", ["ochtend"], "09:00"),
        ("10:55", ["ochtend"], None),
        ("14:00", ["middag"], "12:00"),
        ("13:30", ["middag"], None),
        ("19:00", ["avond"], "17:00"),
        ("16:00", ["avond"], None),
        ("16:00", ["middag", "avond"], "12:00"),
    ],
)
def test_the_second_comes_two_hours_before_or_not_at_all(begins, parts, second) -> None:
    wanted = at("2026-12-02", second) if second else None
    assert rules.second_reminder_moment(at("2026-12-02", begins), parts) == wanted


@pytest.mark.parametrize(
    ("now", "parts", "still"),
    [
        ("08:29", [], False),
        ("08:30", [], True),
        ("12:15", [], True),
        ("12:16", [], False),
        ("08:45", ["ochtend"], False),
        ("11:59", ["ochtend"], True),
        ("12:00", ["ochtend"], False),
    ],
)
def test_a_second_that_is_late_stays_away(now, parts, still) -> None:
    assert rules.is_second_reminder_time(at("2026-12-02", now), at("2026-12-02", "14:00"), parts) == still
    assert not rules.is_second_reminder_time(at("2026-12-01", now), at("2026-12-02", "14:00"), parts)


@pytest.mark.parametrize(
    ("on", "utc"),
    [
        ("2027-03-26", 8),
        ("2027-03-28", 7),
        ("2027-03-29", 7),
        ("2026-10-23", 7),
        ("2026-10-25", 8),
        ("2026-10-26", 8),
    ],
)
def test_nine_on_the_wall_is_nine_on_both_sides_of_a_clock_change(on, utc) -> None:
    moment = rules.reminder_moment(date.fromisoformat(on), [])
    assert (moment.hour, moment.astimezone(ZONE).time()) == (utc, time(9))


# --- from booking to sending -------------------------------------------------------------------------------


def late_enough(visitor) -> int:  # type: ignore[no-untyped-def]
    """Which free time is the first of a day from 10:30 on."""
    return next(n for n, (_, when) in enumerate(free_times(visitor)) if when[11:] >= "10:30")


@pytest.mark.both
@pytest.mark.parametrize(
    "answers", [by_mail(herinnering="ja"), by_sms(herinnering="ja")], ids=["mail", "sms"]
)
def test_both_reminders_come_in_time_and_once(visit, clock, inbox, gateway, work, outbox, answers) -> None:
    visitor = visit()
    book(visitor, nth=late_enough(visitor), **answers)
    assert [row.due_at for row in outbox(*BOTH_REMINDERS)] == [NINE, HALF_PAST_EIGHT]
    for moment in (NINE, HALF_PAST_EIGHT, HALF_PAST_EIGHT + timedelta(hours=1)):
        clock.move_to(moment)
        work()
    assert [row.state for row in outbox(*BOTH_REMINDERS)] == ["sent"] * 2
    mine = [m.get_content() for m in inbox.mails if m["Subject"] == "Uw afspraak"] or gateway.texts()
    assert len(mine) == 3 and all("woensdag 2 december om 10.30 uur" in text for text in mine)


@pytest.mark.parametrize("answers", [by_mail(), by_sms()], ids=["mail", "sms"])
def test_who_did_not_tick_gets_one(visit, gateway, outbox, answers) -> None:
    visitor = visit()
    book(visitor, nth=late_enough(visitor), **answers)
    assert [row.kind for row in outbox(*BOTH_REMINDERS)] == ["reminder"]


def test_who_wants_no_messages_gets_none_whatever_is_ticked(visit, gateway, outbox) -> None:
    visitor = visit()
    book(visitor, nth=late_enough(visitor), kanaal="telefoon", telefoon="06 12345678", herinnering="ja")
    assert outbox(*BOTH_REMINDERS) == []


@pytest.mark.both
def test_a_second_of_a_talk_that_moved_to_an_earlier_hour_stays_away(
    visit, clock, inbox, work, outbox
) -> None:
    visitor = visit()
    path = book(visitor, nth=late_enough(visitor), **by_mail(herinnering="ja"))
    move(visitor, path, 0)
    clock.move_to(HALF_PAST_EIGHT)
    work()
    assert [row.state for row in outbox("reminder_today")] == ["skipped"]


@pytest.mark.both
@pytest.mark.parametrize(
    ("booked_on", "filled_on"),
    [
        (datetime(2027, 3, 23, 9, tzinfo=UTC), "2027-03-28"),
        (datetime(2027, 10, 26, 9, tzinfo=UTC), "2027-10-31"),
    ],
    ids=["march", "october"],
)
def test_booked_before_the_clock_changes_reminded_after_it(
    visit, app, clock, gateway, work, outbox, booked_on, filled_on
) -> None:
    clock.move_to(booked_on)
    with app.app_context():
        fill_all()
        db.session.commit()
    visitor, change = visit(), date.fromisoformat(filled_on)
    sitting = next(
        n for n, (_, when) in enumerate(free_times(visitor)) if when[:10] > filled_on and when[11:] >= "10:30"
    )
    talk_on = date.fromisoformat(free_times(visitor)[sitting][1][:10])
    assert change < talk_on <= change + timedelta(days=21)
    book(visitor, nth=sitting, **by_sms(herinnering="ja"))
    first, second = [row.due_at.astimezone(ZONE) for row in outbox(*BOTH_REMINDERS)]
    assert (first.date(), first.time()) == (talk_on - timedelta(days=1), time(9))
    assert (second.date(), second.time()) == (talk_on, time(8, 30))
    work()
    for moment in (first, second):
        clock.move_to(moment - timedelta(seconds=1))
        before = len(gateway.taken)
        work()
        assert len(gateway.taken) == before
        clock.shift(1)
        work()
        assert len(gateway.taken) == before + 1
