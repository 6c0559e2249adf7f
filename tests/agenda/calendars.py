"""Generated calendars (hypothesis). Tuned so that most have room, never filtered; many sit on a clock change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations

from hypothesis import strategies as st

from tests.agenda.brute_force import WEEKDAYS, Busy, Calendar, Desk, Series, first_reading

CLOCK_CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
ORDINARY = (date(2026, 12, 2), date(2026, 5, 13), date(2027, 2, 26), date(2027, 8, 30))
PEOPLE = ("an", "bo", "cas")
TABLES = (
    ("wijkteam",),
    ("wijkteam", "juridisch"),
    ("wijkteam", "wijkteam"),
    ("juridisch", "wijkteam", "raadslieden"),
    ("wijkteam", "juridisch", "wijkteam"),
)


def fives(first: int, last: int) -> st.SearchStrategy[int]:
    return st.integers(first // 5, last // 5).map(lambda n: n * 5)


@st.composite
def calendars(draw, most_series: int = 2) -> Calendar:
    """One or two spreekuren that have a sitting on one day, some weeks ahead, and some people who are busy."""
    day = draw(st.sampled_from(CLOCK_CHANGES * 2 + ORDINARY))
    now = datetime.combine(day, time(), UTC) - timedelta(
        days=draw(st.integers(0, 30)), seconds=draw(st.integers(0, 86399))
    )
    series = tuple(draw(spreekuur(day)) for _ in range(draw(st.integers(1, most_series))))
    seconds = int(now.timestamp())
    staffed = sorted({desk.role for desk in series[0].desks if desk.person}) or ["wijkteam"]
    return Calendar(
        now=seconds,
        minutes=draw(fives(15, 90)),
        roles=draw(st.sampled_from([*permutations(staffed, 1), *permutations(staffed, 2)])),
        series=series,
        closed=tuple(draw(st.lists(closure(day, len(series)), max_size=2))),
        opened=draw(st.sampled_from((frozenset({day}), frozenset({day}), frozenset()))),
        busy=tuple(draw(st.lists(busy(day, series[0], seconds), max_size=8))),
    )


@st.composite
def spreekuur(draw, day: date) -> Series:
    opens, closes = draw(st.one_of(hours(8 * 60, 14 * 60, 240), hours(30, 210, 180)))
    return Series(
        opens=opens,
        closes=closes,
        desks=tuple(draw(desk(role, day)) for role in draw(st.sampled_from(TABLES))),
        **draw(st.one_of(every_weeks(day), st.just(nth_weekday(day)))),
        grid=draw(fives(5, 60)),
        gap=draw(fives(0, 20)),
        lead_hours=draw(st.integers(0, 72)),
        horizon_days=draw(st.integers(14, 91)),
    )


@st.composite
def hours(draw, first: int, last: int, longest: int) -> tuple[time, time]:
    """Open and close on the wall, in steps of five minutes."""
    opens = draw(fives(first, last))
    closes = opens + draw(fives(45, longest))
    return time(*divmod(opens, 60)), time(*divmod(closes, 60))


@st.composite
def every_weeks(draw, day: date) -> dict[str, object]:
    weeks = draw(st.integers(1, 3))
    return {"every_weeks": weeks, "anchor": day - timedelta(weeks=weeks * draw(st.integers(0, 120)))}


def nth_weekday(day: date) -> dict[str, object]:
    nth = (day.day - 1) // 7 + 1
    return {"nth": nth if nth < 5 else -1, "weekday": WEEKDAYS[day.weekday()]}


@st.composite
def desk(draw, role: str, day: date) -> Desk:
    """Most times with somebody, who may be away on the day itself; the same person may sit at another desk."""
    away = draw(st.sampled_from(((), (), (), (day,), (day + timedelta(weeks=2),))))
    return Desk(role, draw(st.sampled_from((*PEOPLE, *PEOPLE, None))), frozenset(away))


@st.composite
def closure(draw, day: date, series: int) -> tuple[date, date, int | None]:
    first = day + timedelta(days=draw(st.integers(-20, 40)))
    which = draw(st.sampled_from((None, *range(series))))
    return first, first + timedelta(days=draw(st.integers(0, 10))), which


@st.composite
def busy(draw, day: date, series: Series, now: int) -> Busy:
    """Taken for a while around the first sitting or one later; firm, held, or a hold that ran out, now or earlier."""
    person = draw(st.sampled_from([d.person for d in series.desks if d.person] or PEOPLE))
    on = day + timedelta(weeks=draw(st.sampled_from((0, 0, 1, 2))))
    opens = first_reading(on, series.opens) or first_reading(on, time(8)) or 0
    begins = opens + draw(fives(-30, 180))
    expires = draw(st.sampled_from((None, None, now + 1, now + 900, now, now - 60)))
    return Busy(person, begins, draw(fives(5, 120)), expires)
