"""Free times: the pure rules against the minute-by-minute brute force, time for time, and the cases of DESIGN §3."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings

from portal.agenda import rules
from portal.clock import NonexistentTime, epoch, instant, wall
from portal.errors import Refusal
from tests.agenda import brute_force, make
from tests.agenda.brute_force import Calendar
from tests.agenda.calendars import CLOCK_CHANGES, calendars

SPRING, AUTUMN = (date(2026, 3, 29), date(2027, 3, 28)), (date(2026, 10, 25), date(2027, 10, 31))
TALK = rules.Talk(30, ("wijkteam",))


def day(on=date(2026, 12, 2), starts="09:00", ends="12:00", **given) -> rules.Day:
    """A sitting with one desk, bookable from weeks before."""
    times = rules.sitting_times(on, starts, ends)
    values = {
        "grid": 30,
        "gap": 0,
        "lead": 0,
        "horizon": 91 * 86400,
        "desks": (rules.Desk("wijkteam", "an"),),
    }
    return rules.Day(on.isoformat(), epoch(times[0]), epoch(times[1]), **{**values, **given})


def starts(of: rules.Day, talk=TALK, taken=None, days_before=7) -> list[str]:
    """The free times on the wall, seen from days before."""
    found = rules.free_starts(of, talk, taken or {}, of.starts - days_before * 86400)
    return [f"{wall(datetime.fromtimestamp(start, UTC)):%H:%M}" for start in found]


def ticks(of: rules.Day, clock: str, minutes: int) -> set[int]:
    first = epoch(instant(date.fromisoformat(of.id), time.fromisoformat(clock))) // 300
    return set(range(first, first + minutes // 5))


# --- against the brute force -------------------------------------------------------------------------------


def test_free_times_are_those_of_the_brute_force() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=300, derandomize=True, deadline=None, database=None)
    @given(calendars())
    def compare(calendar: Calendar) -> None:
        expected = brute_force.free_times(calendar)
        assert make.free_times(calendar) == expected
        changes = [number for number, on in expected if on in CLOCK_CHANGES]
        seen["cases"] += 1
        seen["with room"] += bool(expected)
        seen["two roles"] += bool(expected) and len(calendar.roles) == 2
        seen["on a clock change"] += bool(changes)
        seen["in that night"] += any(calendar.series[number].opens.hour < 4 for number in changes)
        seen["somebody busy"] += bool(expected) and bool(make.taken(calendar))

    compare()
    assert seen["cases"] >= 300 and seen["with room"] * 2 >= seen["cases"], seen
    assert min(seen.values()) >= 20, seen


def test_exactly_what_is_offered_can_be_claimed() -> None:
    """Every five minutes around every sitting: bookable and somebody free, or not in the list."""

    @settings(max_examples=100, derandomize=True, deadline=None, database=None)
    @given(calendars())
    def compare(calendar: Calendar) -> None:
        talk, taken = make.talk_of(calendar), make.taken(calendar)
        expected = brute_force.free_times(calendar)
        for number, on, sitting in make.days(calendar):
            around = range(sitting.starts - 1800, sitting.ends + 1800, 300)
            claimable = [at // 60 for at in around if can_claim(sitting, talk, at, calendar.now, taken)]
            assert claimable == expected.get((number, on), [])

    compare()


def can_claim(of: rules.Day, talk: rules.Talk, start: int, now: int, taken: dict[str, set[int]]) -> bool:
    try:
        rules.check_bookable(of, talk, start, now)
    except Refusal:
        return False
    return rules.choose(rules.seats_for(of, talk), rules.ticks_of(of, talk, start), taken) is not None


# --- every two weeks ---------------------------------------------------------------------------------------


def test_the_fortnight_counts_through_a_closure() -> None:
    every_two_weeks = rules.Recurrence(every_weeks=2, anchor=date(2021, 7, 7))
    closed = [rules.ClosedPeriod(date(2021, 7, 12), date(2021, 8, 16))]
    dates = every_two_weeks.dates(date(2021, 7, 7), date(2021, 9, 1))
    assert [on for on in dates if not rules.is_closed(on, "huis", closed)] == [
        date(2021, 7, 7),
        date(2021, 8, 18),
        date(2021, 9, 1),
    ]


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_the_fortnight_counts_through_a_clock_change(change: date) -> None:
    before = change - timedelta(days=11)  # a Wednesday
    dates = rules.Recurrence(every_weeks=2, anchor=before).dates(before, before + timedelta(weeks=6))
    assert [(on - before).days for on in dates] == [0, 14, 28, 42]


# --- clock changes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", CLOCK_CHANGES)
def test_nine_stays_nine_on_the_wall(change: date) -> None:
    utc = [rules.sitting_times(change + timedelta(days=n), "09:00", "12:00")[0].hour for n in (-7, 0, 7)]
    assert utc == ([8, 7, 7] if change in SPRING else [7, 8, 8])
    assert starts(day(change)) == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]


@pytest.mark.parametrize("change", SPRING)
def test_a_wall_time_that_does_not_exist_is_refused(change: date) -> None:
    with pytest.raises(NonexistentTime):
        instant(change, time(2, 30))
    assert rules.try_sitting_times(change, "02:30", "04:00") is None
    assert rules.try_sitting_times(change, "01:00", "02:00") is None


@pytest.mark.parametrize("change", SPRING)
def test_the_skipped_hour_offers_nothing(change: date) -> None:
    assert starts(day(change, "01:00", "04:00")) == ["01:00", "01:30", "03:00", "03:30"]


@pytest.mark.parametrize("change", AUTUMN)
def test_a_doubled_wall_time_is_the_first(change: date) -> None:
    assert instant(change, time(2, 30)) == datetime(change.year, 10, change.day, 0, 30, tzinfo=UTC)
    assert rules.sitting_times(change, "02:30", "04:00")[1].hour == 3


@pytest.mark.parametrize("change", AUTUMN)
def test_the_doubled_hour_is_offered_twice(change: date) -> None:
    shown = ["01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]
    assert starts(day(change, "01:00", "04:00")) == shown


# --- one sitting -------------------------------------------------------------------------------------------


def test_a_talk_ends_inside_the_sitting() -> None:
    assert starts(day(ends="10:15")) == ["09:00", "09:30"]
    assert starts(day(ends="09:25")) == []


def test_the_gap_is_clipped_at_the_end_of_the_sitting() -> None:
    sitting = day(ends="10:00", gap=20)
    assert starts(sitting) == ["09:00", "09:30"]
    assert len(rules.ticks_of(sitting, TALK, sitting.starts)) == 10
    assert len(rules.ticks_of(sitting, TALK, sitting.starts + 1800)) == 6


def test_the_gap_must_be_free_too() -> None:
    sitting = day(ends="11:00", gap=10)
    assert starts(sitting, taken={"an": ticks(sitting, "10:00", 5)}) == ["09:00", "10:30"]


def test_two_desks_of_one_role_are_taken_one_by_one() -> None:
    sitting = day(ends="10:00", desks=(rules.Desk("wijkteam", "an"), rules.Desk("wijkteam", "bo")))
    an, bo = ticks(sitting, "09:00", 30), ticks(sitting, "09:10", 30)
    assert starts(sitting, taken={"an": an}) == ["09:00", "09:30"]
    assert starts(sitting, taken={"an": an, "bo": bo}) == ["09:30"]


def test_one_person_at_two_desks_cannot_have_a_talk_for_both() -> None:
    both = rules.Talk(30, ("wijkteam", "juridisch"))
    alone = day(desks=(rules.Desk("wijkteam", "an"), rules.Desk("juridisch", "an")))
    helped = day(ends="09:30", desks=(*alone.desks, rules.Desk("juridisch", "bo")))
    assert starts(alone, both) == []
    assert starts(helped, both) == ["09:00"]


def test_a_week_without_the_jurist_offers_no_talk_with_a_jurist() -> None:
    sitting = day(desks=(rules.Desk("wijkteam", "an"), rules.Desk("juridisch", None)))
    assert starts(sitting)
    assert starts(sitting, rules.Talk(30, ("juridisch",))) == []
    assert starts(sitting, rules.Talk(60, ("wijkteam", "juridisch"))) == []


def test_lead_and_horizon_include_their_last_second() -> None:
    sitting = day(lead=7200, horizon=14400)
    nine = sitting.starts
    assert nine in rules.free_starts(sitting, TALK, {}, nine - 7200)
    assert nine not in rules.free_starts(sitting, TALK, {}, nine - 7199)
    assert nine in rules.free_starts(sitting, TALK, {}, nine - 14400)
    assert rules.free_starts(sitting, TALK, {}, nine - 14401) == []
