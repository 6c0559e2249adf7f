"""Dates, holidays, working days, what may be booked, and who is chosen. Pure."""

from datetime import UTC, date, datetime

import pytest

from portal.agenda import rules
from portal.agenda.rules import ClosedPeriod, Desk, NotOffered, Recurrence, Talk

HOUR, DAY = 3600, 86400
WIJKTEAM = Talk(30, ("wijkteam",))
NINE = 1_796_198_400  # 2 December 2026, 09:00 on the wall


def day(**given) -> rules.Day:
    """09:00–12:00 with a wijkteam desk; a day ahead at least, two weeks at most."""
    values = {
        "id": "day",
        "starts": NINE,
        "ends": NINE + 3 * HOUR,
        "grid": 30,
        "gap": 0,
        "lead": DAY,
        "horizon": 14 * DAY,
        "desks": (Desk("wijkteam", "an"), Desk("juridisch", None)),
    }
    return rules.Day(**{**values, **given})


def refusal(start: int, now: int = NINE - 7 * DAY, talk: Talk = WIJKTEAM) -> str:
    with pytest.raises(NotOffered) as caught:
        rules.check_bookable(day(), talk, start, now)
    return caught.value.message


# --- recurrence --------------------------------------------------------------------------------------------


def test_every_week_includes_the_first_and_the_last_day() -> None:
    weekly = Recurrence(every_weeks=1, anchor=date(2026, 12, 2))
    found = weekly.dates(date(2026, 12, 2), date(2026, 12, 16))
    assert found == [date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 16)]


def test_nothing_before_the_anchor() -> None:
    every_three = Recurrence(every_weeks=3, anchor=date(2026, 12, 2))
    assert every_three.dates(date(2026, 11, 1), date(2026, 12, 31)) == [date(2026, 12, 2), date(2026, 12, 23)]


def test_the_window_does_not_shift_the_fortnight() -> None:
    fortnight = Recurrence(every_weeks=2, anchor=date(2021, 7, 7))
    for first in range(1, 15):
        assert fortnight.dates(date(2026, 12, first), date(2026, 12, 31))[-1] == date(2026, 12, 30)


def test_the_second_tuesday_of_each_month() -> None:
    second = Recurrence(nth=2, weekday="di")
    found = second.dates(date(2026, 12, 8), date(2027, 3, 8))
    assert found == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]


def test_the_last_friday_is_sometimes_the_fourth() -> None:
    last = Recurrence(nth=-1, weekday="vr")
    found = last.dates(date(2027, 1, 1), date(2027, 3, 31))
    assert found == [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]


def test_a_month_that_is_half_over_keeps_its_count() -> None:
    first = Recurrence(nth=1, weekday="wo")
    assert first.dates(date(2026, 12, 3), date(2027, 1, 31)) == [date(2027, 1, 6)]


# --- holidays and closed periods ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "holiday",
    [
        date(2027, 1, 1),
        date(
            2026, 4, 3
        ),  # Good Friday: article 3 of the Algemene termijnenwet puts it on a line with the others
        date(2027, 3, 29),
        date(2026, 4, 27),
        date(2025, 4, 26),  # King's day, when the 27th is a Sunday
        date(2030, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ],
    ids=date.isoformat,
)
def test_a_public_holiday(holiday: date) -> None:
    assert rules.is_holiday(holiday)
    assert rules.is_closed(holiday, "huis", [])


@pytest.mark.parametrize("on", [date(2026, 5, 5), date(2025, 4, 27), date(2026, 12, 24)], ids=date.isoformat)
def test_no_public_holiday(on: date) -> None:
    """5 May counts every fifth year only."""
    assert not rules.is_holiday(on)


def test_the_first_and_last_day_of_a_closure_are_closed() -> None:
    closed = [ClosedPeriod(date(2026, 7, 13), date(2026, 8, 14))]
    assert [rules.is_closed(date(2026, 7, d), "huis", closed) for d in (12, 13)] == [False, True]
    assert [rules.is_closed(date(2026, 8, d), "huis", closed) for d in (14, 15)] == [True, False]


def test_a_closure_of_one_spreekuur_leaves_the_others_open() -> None:
    closed = [ClosedPeriod(date(2026, 12, 1), date(2026, 12, 4), "huis")]
    assert rules.is_closed(date(2026, 12, 2), "huis", closed)
    assert not rules.is_closed(date(2026, 12, 2), "plein", closed)


# --- working days ------------------------------------------------------------------------------------------


def test_weekends_and_holidays_are_no_working_days() -> None:
    assert not rules.is_working_day(date(2026, 11, 28))
    assert not rules.is_working_day(date(2026, 12, 25))
    assert rules.is_working_day(date(2026, 12, 24))


def test_working_days_before_a_monday_and_over_christmas() -> None:
    assert rules.working_days_before(date(2026, 11, 30), 1) == date(2026, 11, 27)
    assert rules.working_days_before(date(2026, 12, 28), 2) == date(2026, 12, 23)
    assert rules.working_days_before(date(2026, 12, 28), 0) == date(2026, 12, 28)


def test_working_days_between_count_the_last_day_only() -> None:
    assert rules.working_days_between(date(2026, 11, 24), date(2026, 12, 2)) == 6
    assert rules.working_days_between(date(2026, 11, 27), date(2026, 11, 29)) == 0
    assert rules.working_days_between(date(2026, 11, 27), date(2026, 11, 27)) == 0


def test_the_reminder_goes_on_the_local_working_day_before() -> None:
    just_after_midnight = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)  # 2 December on the wall
    assert rules.reminder_day(just_after_midnight) == date(2026, 12, 1)
    assert rules.reminder_day(datetime(2027, 1, 4, 8, tzinfo=UTC)) == date(2026, 12, 31)


# --- what may be booked ------------------------------------------------------------------------------------


def test_a_time_that_is_over() -> None:
    assert "al voorbij" in refusal(NINE, now=NINE)


def test_a_time_that_is_too_soon() -> None:
    assert "te snel" in refusal(NINE, now=NINE - DAY + 1)


def test_a_time_that_is_too_far_away() -> None:
    assert "te ver weg" in refusal(NINE, now=NINE - 14 * DAY - 1)


@pytest.mark.parametrize("minutes", [-30, 5, 175, 180], ids=["before", "off the grid", "too late", "after"])
def test_a_time_that_is_not_in_the_list(minutes: int) -> None:
    assert refusal(NINE + minutes * 60) == NotOffered.message


def test_a_talk_for_which_nobody_sits_there() -> None:
    assert "Op deze dag kan dit gesprek niet" in refusal(NINE, talk=Talk(60, ("wijkteam", "juridisch")))


def test_the_first_and_the_last_time_may_be_booked() -> None:
    for start in (NINE, NINE + 150 * 60):
        rules.check_bookable(day(), WIJKTEAM, start, start - DAY)


def test_the_last_second_of_lead_and_horizon_may_be_booked() -> None:
    for now in (NINE - DAY, NINE - 14 * DAY):
        rules.check_bookable(day(), WIJKTEAM, NINE, now)


# --- choosing ----------------------------------------------------------------------------------------------


def test_both_or_neither() -> None:
    seats, ticks = [["an"], ["juul"]], range(10, 16)
    assert rules.choose(seats, ticks, {}) == ("an", "juul")
    assert rules.choose(seats, ticks, {"juul": {15}}) is None
    assert rules.choose(seats, ticks, {"juul": {9, 16}}) == ("an", "juul")


def test_two_roles_are_two_people() -> None:
    assert rules.choose([["an"], ["an"]], range(6), {}) is None
    assert rules.choose([["an"], ["an", "bo"]], range(6), {}) == ("an", "bo")


def test_who_can_do_both_makes_way_for_who_can_do_one() -> None:
    assert rules.choose([["an", "bo"], ["an"]], range(6), {}) == ("bo", "an")


# --- nearest -----------------------------------------------------------------------------------------------


def test_the_three_nearest_in_order_of_time() -> None:
    assert rules.nearest([50, 10, 40, 20, 30], 32) == [20, 30, 40]
    assert rules.nearest([10, 20], 15) == [10, 20]


def test_of_two_equally_near_the_earlier_wins() -> None:
    assert rules.nearest([10, 30], 20, most=1) == [10]
