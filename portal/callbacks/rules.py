"""Until when somebody is called, when they may be called, and when trying ends. Pure.

Instants are aware UTC; opening hours and safe parts of the day are wall time in Europe/Amsterdam.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from portal.clock import ZONE
from portal.errors import N_, Refusal

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
PARTS = {  # when somebody can talk in peace
    "ochtend": (time(9), time(12)),
    "middag": (time(12), time(17)),
    "avond": (time(17), time(19)),
}
USUAL_DAYS = 2  # working days, where a municipality says nothing else
LOOK_AHEAD = timedelta(days=180)
ATTEMPTS, ON_DATES = 3, 2
SOON = timedelta(hours=4)  # opening hours

CONTACT_KEPT = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=60)  # after the promised moment, when nobody ended it
COUNTS_KEPT = timedelta(days=730)

SPOKE, NO_ANSWER, LEFT_MESSAGE, WRONG_NUMBER = "spoken", "no_answer", "message", "wrong"
RESULTS = (SPOKE, NO_ANSWER, LEFT_MESSAGE, WRONG_NUMBER)

Span = tuple[time, time]


class NeverOpen(Refusal):
    """No opening moment in the coming half year."""

    message = N_("Wij kunnen u nu niet terugbellen. Bel ons.")


class Ended(Refusal):
    """Somebody else ended it, or took it, at this very moment."""

    status = 409
    message = N_("Dit verzoek is net veranderd. Kijk hieronder hoe het nu staat.")


class MayNotSpeakIn(Refusal):
    """A message was left for somebody who did not allow it."""

    message = N_("Deze persoon wil niet dat wij iets inspreken.")


@dataclass(frozen=True)
class Hours:
    """When the telephone is answered: spans of wall time by day of the week (Monday is 0), in order."""

    spans: tuple[tuple[Span, ...], ...]

    @classmethod
    def of(cls, lines: Iterable[Mapping[str, Any]]) -> "Hours":
        """From a municipality's settings: [{"days": "ma-vr", "from": "08:30", "until": "17:00"}]."""
        spans: list[list[Span]] = [[] for _ in DAYS]
        for line in lines:
            first, last = DAYS.index(line["days"][:2]), DAYS.index(line["days"][-2:])
            for day in range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1)):
                spans[day].append((time.fromisoformat(line["from"]), time.fromisoformat(line["until"])))
        return cls(tuple(tuple(sorted(day)) for day in spans))

    def on(self, day: date, closed: Collection[date]) -> tuple[Span, ...]:
        return () if day in closed else self.spans[day.weekday()]


@dataclass(frozen=True)
class Window:
    """From when until when (UTC)."""

    start: datetime
    end: datetime


def _at(on: date, wall: time) -> datetime:
    """The instant of a wall time; of a doubled hour the first, of a skipped hour what the clock then shows."""
    return datetime.combine(on, wall, tzinfo=ZONE).astimezone(UTC)


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE)


def windows(first: date, hours: Hours, closed: Collection[date]) -> Iterator[Window]:
    """Opening hours from a local date on, in order, for half a year."""
    for n in range(LOOK_AHEAD.days):
        yield from _windows_of(first + timedelta(days=n), hours.on(first + timedelta(days=n), closed))


def _windows_of(on: date, spans: Iterable[Span]) -> Iterator[Window]:
    for start, end in spans:
        window = Window(_at(on, start), _at(on, end))
        if window.start < window.end:  # a night in which the clock jumps can swallow one whole
            yield window


def _safe_spans(spans: Iterable[Span], parts: Collection[str]) -> Iterator[Span]:
    """What is left of these spans for somebody who can talk in these parts of the day; no part is any time."""
    wanted = [PARTS[part] for part in PARTS if part in parts] or [(time(), time.max)]
    for start, end in spans:
        for first, last in wanted:
            if max(start, first) < min(end, last):
                yield max(start, first), min(end, last)


def meets(parts: Collection[str], hours: Hours) -> bool:
    """Is there any hour in a week at which we are there and this person may be called?"""
    return any(True for spans in hours.spans for _ in _safe_spans(spans, parts))


def clock_starts(asked_at: datetime, hours: Hours, closed: Collection[date]) -> datetime:
    """The asking moment inside opening hours, else the next opening moment. Raises NeverOpen."""
    for window in windows(_local(asked_at).date(), hours, closed):
        if asked_at < window.end:
            return max(asked_at, window.start)
    raise NeverOpen


def due_at(
    asked_at: datetime, days: int, hours: Hours, closed: Collection[date], parts: Collection[str] = ()
) -> datetime:
    """Until when somebody is called: the same wall time so many working days after the clock started, inside that
    day's opening hours; but never before the first time at which this person may be called is over.

    Raises NeverOpen.
    """
    start = clock_starts(asked_at, hours, closed)
    due = _same_time(start, _working_day(_local(start).date(), days, hours, closed), hours)
    return max(due, _first_chance(start, hours, closed, parts))


def _working_day(on: date, days: int, hours: Hours, closed: Collection[date]) -> date:
    for _ in range(LOOK_AHEAD.days):
        on += timedelta(days=1)
        days -= any(True for _ in _windows_of(on, hours.on(on, closed)))
        if not days:
            return on
    raise NeverOpen


def _same_time(start: datetime, on: date, hours: Hours) -> datetime:
    """That wall time on a working day; outside its opening hours the last open moment before it, else the first."""
    wanted = _at(on, _local(start).time())
    open_then = list(_windows_of(on, hours.spans[on.weekday()]))
    before = [min(wanted, window.end) for window in open_then if window.start <= wanted]
    return before[-1] if before else open_then[0].start


def _first_chance(
    start: datetime, hours: Hours, closed: Collection[date], parts: Collection[str]
) -> datetime:
    """The end of the first time at which this person may be called."""
    first = _local(start).date()
    for n in range(LOOK_AHEAD.days):
        on = first + timedelta(days=n)
        for window in _windows_of(on, _safe_spans(hours.on(on, closed), parts)):
            if start < window.end:
                return window.end
    raise NeverOpen


def open_time(start: datetime, end: datetime, hours: Hours, closed: Collection[date]) -> timedelta:
    """How long we are there between two moments."""
    total = timedelta()
    for window in windows(_local(start).date(), hours, closed):
        if window.start >= end:
            break
        total += max(timedelta(), min(window.end, end) - max(window.start, start))
    return total


def warn_at(asked_at: datetime, due: datetime, hours: Hours, closed: Collection[date]) -> datetime:
    """The moment with four opening hours left; the asking moment when there were never so many."""
    left = SOON
    day, first = _local(due).date(), _local(asked_at).date()
    while day >= first:
        for window in reversed(list(_windows_of(day, hours.on(day, closed)))):
            length = min(window.end, due) - window.start
            if length >= left:
                return max(asked_at, min(window.end, due) - left)
            left -= max(timedelta(), length)
        day -= timedelta(days=1)
    return asked_at


LATE, NEAR, AGAIN = "late", "soon", "again"


def sign(
    now: datetime, due: datetime, first_try: datetime | None, hours: Hours, closed: Collection[date]
) -> str | None:
    """What a colleague must see of an open request: late (nobody called in time), soon (at most four opening hours
    left), again (called in time, to be tried once more), or nothing."""
    in_time = first_try is not None and first_try <= due
    if now > due:
        return AGAIN if in_time else LATE
    if not in_time and open_time(now, due, hours, closed) <= SOON:
        return NEAR
    return None


def is_tried_enough(attempts: Sequence[datetime]) -> bool:
    """Three attempts, on at least two different dates on the wall."""
    return len(attempts) >= ATTEMPTS and len({_local(at).date() for at in attempts}) >= ON_DATES


def may_be_called_now(now: datetime, parts: Collection[str]) -> bool:
    """Is it now one of the times at which this person can talk in peace? Without any: nobody knows, so yes."""
    if not parts:
        return True
    at = _local(now).time()
    return any(PARTS[part][0] <= at < PARTS[part][1] for part in parts if part in PARTS)
