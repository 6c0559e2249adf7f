"""Free times the slow way: minute by minute, written from the text of DESIGN §3 rules 1 and 6.

It shares nothing with the portal: its own clock change, its own holidays, its own counting of weeks, and sets of
minutes instead of ticks. A minute is a whole number, counted in UTC from 1970.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import permutations

from dateutil.easter import easter

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Desk:
    role: str
    person: str | None
    absent: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Series:
    """A spreekuur: `every_weeks` from `anchor`, or the `nth` `weekday` of the month; wall times; minutes."""

    opens: time
    closes: time
    desks: tuple[Desk, ...]
    every_weeks: int | None = None
    anchor: date | None = None
    nth: int | None = None
    weekday: str | None = None
    grid: int = 30
    gap: int = 0
    lead_hours: int = 24
    horizon_days: int = 91


@dataclass(frozen=True)
class Busy:
    """Somebody is taken from a minute on; `expires` is the second at which a hold ends, None is firm."""

    person: str
    begins: int
    minutes: int
    expires: int | None = None


@dataclass(frozen=True)
class Calendar:
    """What a planner knows: the series, closed periods (first, last, series or None for all), who is busy.

    `opened` are dates that a person opened by hand, whatever is closed then.
    """

    now: int  # seconds since 1970
    minutes: int
    roles: tuple[str, ...]
    series: tuple[Series, ...]
    closed: tuple[tuple[date, date, int | None], ...] = ()
    opened: frozenset[date] = frozenset()
    busy: tuple[Busy, ...] = ()


Found = dict[tuple[int, date], list[int]]  # (series, date) → the starts, in minutes


def free_times(calendar: Calendar) -> Found:
    taken = busy_minutes(calendar)
    today = wall(calendar.now // 60).date()
    found: Found = {}
    for number, series in enumerate(calendar.series):
        for on in days(today, today + timedelta(days=series.horizon_days)):
            if is_closed(on, number, calendar) or not falls_on(on, series):
                continue
            starts = free_starts(on, series, calendar, taken)
            if starts:
                found[number, on] = starts
    return found


def free_starts(on: date, series: Series, calendar: Calendar, taken: dict[str, set[int]]) -> list[int]:
    opens, closes = first_reading(on, series.opens), first_reading(on, series.closes)
    if opens is None or closes is None:
        return []  # a wall time that does not exist that night
    sitting = set(range(opens, closes))
    earliest = calendar.now + series.lead_hours * 3600
    latest = calendar.now + series.horizon_days * 86400
    found = []
    for start in range(opens, closes, series.grid):
        talk = set(range(start, start + calendar.minutes))
        wanted = set(range(start, start + calendar.minutes + series.gap)) & sitting
        inside = talk <= sitting and earliest <= start * 60 <= latest
        if inside and somebody_sits_everywhere(on, series, calendar.roles, wanted, taken):
            found.append(start)
    return found


def somebody_sits_everywhere(
    on: date, series: Series, roles: tuple[str, ...], wanted: set[int], taken: dict[str, set[int]]
) -> bool:
    """Each role has a desk of its own with somebody who is free all the time, and nobody sits at two."""
    for table in permutations(series.desks, len(roles)):
        people = [desk.person for desk in table if desk.person and on not in desk.absent]
        if (
            [desk.role for desk in table] == list(roles)
            and len(set(people)) == len(roles)
            and not any(wanted & taken.get(person, set()) for person in people)
        ):
            return True
    return False


def busy_minutes(calendar: Calendar) -> dict[str, set[int]]:
    """Per person every minute that is firm or held; a hold that ended this very second is over."""
    taken: dict[str, set[int]] = {}
    for busy in calendar.busy:
        if busy.expires is None or busy.expires > calendar.now:
            taken.setdefault(busy.person, set()).update(range(busy.begins, busy.begins + busy.minutes))
    return taken


# --- dates -------------------------------------------------------------------------------------------------


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def falls_on(on: date, series: Series) -> bool:
    if series.every_weeks:
        weeks, rest = divmod((on - series.anchor).days, 7)
        return weeks >= 0 and rest == 0 and weeks % series.every_weeks == 0
    first = on.replace(day=1)
    month = [day for day in days(first, first + timedelta(days=30)) if day.month == on.month]
    alike = [day for day in month if WEEKDAYS[day.weekday()] == series.weekday]
    return on == alike[series.nth - 1 if series.nth > 0 else series.nth]


def is_closed(on: date, number: int, calendar: Calendar) -> bool:
    if on in calendar.opened:
        return False
    if is_holiday(on):
        return True
    return any(first <= on <= last and which in (None, number) for first, last, which in calendar.closed)


def is_holiday(on: date) -> bool:
    """The Dutch public holidays; Good Friday too (article 3 of the Algemene termijnenwet)."""
    around_easter = {easter(on.year) + timedelta(days=n) for n in (-2, 0, 1, 39, 49, 50)}
    king = date(on.year, 4, 27)
    king -= timedelta(days=king.weekday() == 6)
    liberation = on.year % 5 == 0 and (on.month, on.day) == (5, 5)
    fixed = (on.month, on.day) in {(1, 1), (12, 25), (12, 26)}
    return fixed or liberation or on == king or on in around_easter


# --- the clock on the wall ---------------------------------------------------------------------------------


def wall(minute: int) -> datetime:
    """What the clock in the Netherlands shows: an hour ahead, two from the last Sunday of March to October's."""
    utc = EPOCH + timedelta(minutes=minute)
    summer = last_sunday(utc.year, 3) <= utc < last_sunday(utc.year, 10)
    return utc + timedelta(hours=2 if summer else 1)


def last_sunday(year: int, month: int) -> datetime:
    """The last Sunday of a month of 31 days, at one o'clock UTC, when all of Europe changes its clocks."""
    last = date(year, month, 31)
    return datetime.combine(last - timedelta(days=(last.weekday() + 1) % 7), time(1))


def first_reading(on: date, at: time) -> int | None:
    """The first minute at which the clock shows this; None when it never does."""
    shown = datetime.combine(on, at)
    as_if_utc = int((shown - EPOCH).total_seconds()) // 60
    for minute in range(as_if_utc - 180, as_if_utc + 1):
        if wall(minute) == shown:
            return minute
    return None
