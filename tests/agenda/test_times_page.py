"""The page of free times, from the database: the brute force again, "toon meer dagen", and how many statements."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings

from portal import agenda
from portal.clock import from_epoch, now
from tests.agenda import brute_force, make
from tests.agenda.brute_force import Busy, Calendar, Desk, Series
from tests.agenda.calendars import calendars

pytestmark = pytest.mark.both

MONDAY = date(2026, 11, 30)
NINE = int(datetime(2026, 11, 30, 8, tzinfo=UTC).timestamp()) // 60  # that Monday, 09:00 on the wall


def weekly(on: date = MONDAY, opens: int = 9, **given) -> Series:
    """An hour a week, from `on`: two talks of half an hour with one person."""
    desks = given.pop("desks", (Desk("wijkteam", "an"),))
    return Series(time(opens), time(opens + 1), desks, every_weeks=1, anchor=on, **given)


def calendar(*series: Series, busy: tuple[Busy, ...] = ()) -> Calendar:
    return Calendar(int(now().timestamp()), 30, ("wijkteam",), series, busy=busy)


def full(day: int, person: str = "an", hour: int = 0) -> Busy:
    """The whole hour is taken, so many days after that Monday."""
    return Busy(person, NINE + day * 1440 + hour * 60, 60)


# --- against the brute force -------------------------------------------------------------------------------


def test_all_pages_together_give_what_the_brute_force_gives(app, clock) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=25, derandomize=True, deadline=None, database=None)
    @given(calendars())
    def compare(calendar: Calendar) -> None:
        clock.move_to(from_epoch(calendar.now))
        with make.acting(app):
            ids = make.store(calendar)
            expected = brute_force.free_times(calendar)
            assert make.shown(calendar, ids) == expected
        seen["cases"] += 1
        seen["with room"] += bool(expected)

    compare()
    assert seen["with room"] * 2 >= seen["cases"] >= 25, seen


def test_the_first_page_is_read_from_a_local_date_on(app) -> None:
    with make.acting(app):
        make.store(calendar(weekly()))
        page = agenda.times_page(make.WIJKTEAM, now(), date(2026, 12, 14))
        assert [day.sitting.on.day for day in page.days] == [14, 21, 28]


def test_somebody_needed_elsewhere_in_the_last_five_minutes(app) -> None:
    with make.acting(app):
        plan = calendar(weekly(horizon_days=7), busy=(Busy("an", NINE + 55, 30),))
        ids = make.store(plan)
        assert make.shown(plan, ids) == {(0, MONDAY): [NINE]}


# --- toon meer dagen ---------------------------------------------------------------------------------------


def test_three_days_a_page_and_every_day_once(app) -> None:
    with make.acting(app):
        plan = calendar(weekly(horizon_days=60))
        make.store(plan)
        shown = [[day.sitting.on for day in page.days] for page in make.pages(plan)]
        assert [len(days) for days in shown] == [3, 3, 2]
        assert [on for page in shown for on in page] == sorted(on for _, on in brute_force.free_times(plan))


def test_two_sittings_on_one_date_count_as_one_day(app) -> None:
    with make.acting(app):
        plan = calendar(weekly(), weekly(opens=14, desks=(Desk("wijkteam", "bo"),)))
        make.store(plan)
        page = next(make.pages(plan))
        assert [day.sitting.on.day for day in page.days] == [30, 30, 7, 7, 14, 14]
        assert page.more_from == date(2026, 12, 15)


def test_the_last_day_has_no_more(app) -> None:
    with make.acting(app):
        plan = calendar(weekly(horizon_days=20))
        make.store(plan)
        assert [page.more_from for page in make.pages(plan)] == [None]


def test_nothing_free_is_an_empty_page(app) -> None:
    with make.acting(app):
        make.store(calendar())
        page = agenda.times_page(make.WIJKTEAM, now())
        assert (page.days, page.more_from, page.first) == ((), None, None)


def test_a_batch_without_any_room_reads_on(app) -> None:
    daily = [weekly(MONDAY + timedelta(days=n)) for n in range(5)]
    busy = tuple(full(day) for day in range(23))
    with make.acting(app):
        make.store(calendar(*daily, busy=busy))
        agenda.talks()  # the settings of the municipality are in memory
        with make.counted_statements() as statements:
            page = agenda.times_page(make.WIJKTEAM, now())
        assert [day.sitting.on.day for day in page.days] == [23, 24, 28]
        assert len([sql for sql in statements if "claim_tick" in sql]) == 2


def test_a_date_that_straddles_two_batches_is_shown_whole(app) -> None:
    """Sixteen sittings are read at once; the sixteenth and the seventeenth are on one date."""
    daily = [weekly(MONDAY + timedelta(days=n)) for n in range(5)]
    afternoon = weekly(date(2026, 12, 21), opens=14, desks=(Desk("wijkteam", "bo"),))
    busy = tuple(full(day) for day in range(19))
    with make.acting(app):
        plan = calendar(*daily, afternoon, busy=busy)
        ids = make.store(plan)
        assert make.shown(plan, ids) == brute_force.free_times(plan)


# --- how many statements -----------------------------------------------------------------------------------


def statements_for(plan: Calendar) -> int:
    make.store(plan)
    agenda.talks()  # the settings of the municipality are in memory
    with make.counted_statements() as statements:
        assert len(agenda.times_page(make.WIJKTEAM, now()).days) >= 3
    return len(statements)


def test_a_page_takes_two_statements_however_much_is_planned_and_taken(app) -> None:
    one = calendar(weekly())
    people = tuple(f"p{n}" for n in range(12))
    tables = [
        weekly(
            MONDAY + timedelta(days=n % 5), opens=9 + n // 5, desks=tuple(Desk("wijkteam", p) for p in people)
        )
        for n in range(15)
    ]
    busy = tuple(full(day, person) for day in range(60) for person in people[1:])
    with make.acting(app):
        assert statements_for(one) <= 2
        assert statements_for(calendar(*tables, busy=busy)) <= 2


# --- the nearest times -------------------------------------------------------------------------------------


def nearest(plan: Calendar, on: date, clock: str) -> list[str]:
    make.store(plan)
    found = agenda.nearest_times(make.WIJKTEAM, make.moment(clock, on), now())
    return [make.shown_as(t) for day in found for t in day.times]


def test_the_nearest_times_lie_on_both_sides(app) -> None:
    on = date(2026, 12, 14)
    busy = (Busy("an", NINE + 14 * 1440 + 30, 30),)
    with make.acting(app):
        found = nearest(calendar(weekly(), busy=busy), on, "09:30")
    assert found == ["7 09:30", "14 09:00", "21 09:00"]


def test_the_nearest_times_are_near_where_people_sit_every_day(app) -> None:
    """Fifteen sittings a week: three weeks before the wanted time hold more than one batch."""
    daily = [weekly(MONDAY + timedelta(days=n), opens=h) for n in range(5) for h in (9, 11, 14)]
    with make.acting(app):
        found = nearest(calendar(*daily), date(2026, 12, 16), "11:30")
    assert found == ["16 09:30", "16 11:00", "16 11:30"]
