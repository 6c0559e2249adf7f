"""Pure rules: which dates a spreekuur has, which times are free, what may be booked. Time is an argument.

Instants inside this file are epoch seconds (int): free times are counted in ticks of five minutes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

import holidays
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from portal.clock import TICK, ZONE, NonexistentTime, instant
from portal.errors import N_, Refusal

_DAYS = {name: weekday(number) for number, name in enumerate(("ma", "di", "wo", "do", "vr", "za", "zo"))}


@dataclass(frozen=True)
class Recurrence:
    """Every n weeks counted from an anchor date, or the nth weekday of each month (-1 is the last)."""

    every_weeks: int | None = None
    anchor: date | None = None
    nth: int | None = None
    weekday: str | None = None

    def dates(self, first: date, last: date) -> list[date]:
        """The rule's dates from `first` up to and including `last`.

        The fortnight counts from the anchor, through closures and clock changes (DESIGN §3 rule 6).
        """
        if self.every_weeks:
            assert self.anchor is not None
            series = rrule(
                WEEKLY, interval=self.every_weeks, dtstart=_midnight(self.anchor), until=_midnight(last)
            )
        else:
            day = _DAYS[str(self.weekday)]
            series = rrule(MONTHLY, byweekday=day(self.nth), dtstart=_midnight(first), until=_midnight(last))
        return [moment.date() for moment in series.between(_midnight(first), _midnight(last), inc=True)]


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time())


@dataclass(frozen=True)
class ClosedPeriod:
    """From and until are both closed days; `spreekuur_id` None closes all of the owner's.

    `opens`: on these days people do sit, although they are public holidays.
    """

    from_on: date
    until_on: date
    spreekuur_id: str | None = None
    opens: bool = False

    def covers(self, on: date, spreekuur_id: str | None) -> bool:
        return self.from_on <= on <= self.until_on and self.spreekuur_id in (None, spreekuur_id)


def is_closed(on: date, spreekuur_id: str | None, periods: Iterable[ClosedPeriod]) -> bool:
    """Closed by a period, or by a Dutch public holiday that nobody opened."""
    found = [period for period in periods if period.covers(on, spreekuur_id)]
    return any(not period.opens for period in found) or (is_holiday(on) and not found)


def is_holiday(on: date) -> bool:
    """A public holiday in the Netherlands; Liberation Day (5 May) counts every fifth year, as for the government."""
    return on in _holidays


_holidays = holidays.NL()


def is_working_day(on: date) -> bool:
    return on.weekday() < 5 and not is_holiday(on)


def working_days_before(on: date, days: int) -> date:
    """The date that lies `days` working days before `on`."""
    while days:
        on -= timedelta(days=1)
        days -= is_working_day(on)
    return on


def fixed_moment(on: date, days: int, at: time) -> datetime:
    """When a joint talk that nobody joined becomes a talk alone (UTC): a wall time, working days before (DESIGN §4)."""
    return instant(working_days_before(on, days), at)


def joint_until(moment: datetime) -> datetime:
    """Joint talks can be booked until the day before the fixed moment: the first instant (UTC) of its date."""
    return instant(moment.astimezone(ZONE).date(), time())


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def sitting_times(on: date, starts: str, ends: str) -> tuple[datetime, datetime]:
    """Start and end (UTC) of a sitting; 09:00 stays 09:00 on the wall. Raises NonexistentTime."""
    return instant(on, time.fromisoformat(starts)), instant(on, time.fromisoformat(ends))


def try_sitting_times(on: date, starts: str, ends: str) -> tuple[datetime, datetime] | None:
    """The same, or None when the clock jumps over one of them that night: then there is no sitting."""
    try:
        return sitting_times(on, starts, ends)
    except NonexistentTime:
        return None


@dataclass(frozen=True)
class Desk:
    """One place at a sitting; `resource` is who sits there, None when nobody does."""

    role: str
    resource: str | None
    organisation: str = ""


@dataclass(frozen=True)
class Day:
    """One sitting as the rules see it: epoch seconds, minutes for grid and gap, seconds for lead and horizon.

    From `joint_until` on nobody can book a talk for two people any more.
    """

    id: str
    starts: int
    ends: int
    grid: int
    gap: int
    lead: int
    horizon: int
    desks: tuple[Desk, ...]
    joint_until: int = 0


@dataclass(frozen=True)
class Talk:
    """What is wanted: how long, who must sit there (each role once), and whether two people come."""

    minutes: int
    roles: tuple[str, ...]
    joint: bool = False


Taken = Mapping[str, "set[int]"]  # resource → ticks that are claimed and not expired


def free_starts(day: Day, talk: Talk, taken: Taken, now: int) -> list[int]:
    """Starts (epoch seconds) at which the talk can be booked on this day.

    On the grid, inside lead time and horizon, ending inside the sitting, each needed role free for the whole
    talk and its gap (the gap is clipped at the end of the sitting). DESIGN §3 rule 1.
    """
    seats = _seats(day.desks, talk.roles)
    if not seats or (talk.joint and now >= day.joint_until):
        return []
    length = talk.minutes * 60
    earliest, latest = now + day.lead, now + day.horizon
    return [
        start
        for start in range(day.starts, day.ends - length + 1, day.grid * 60)
        if earliest <= start <= latest and choose(seats, ticks_of(day, talk, start), taken)
    ]


def room(day: Day, talk: Talk, taken: Taken, now: int) -> int:
    """How many more of these talks fit on this day from now on, counting every colleague who could do one.

    To plan with, so without lead time and horizon: a chair that nobody can book any more is still free.
    """
    seats, found = _seats(day.desks, talk.roles), 0
    used = {r: set(taken.get(r, ())) for row in seats for r in row}
    for start in range(day.starts, day.ends - talk.minutes * 60 + 1 if seats else day.starts, day.grid * 60):
        ticks = ticks_of(day, talk, start)
        while start >= now and (chosen := choose(seats, ticks, used)):
            found += 1
            for resource in chosen:
                used[resource].update(ticks)
    return found


def ticks_of(day: Day, talk: Talk, start: int) -> range:
    """The ticks a talk takes: its length and its gap, the gap clipped at the end of the sitting."""
    end = min(start + (talk.minutes + day.gap) * 60, day.ends)
    return range(start // TICK, -(-end // TICK))


def _seats(desks: Iterable[Desk], roles: Sequence[str]) -> list[list[str]]:
    """Per role the resources that could sit there; empty when some role has nobody."""
    seats = [[desk.resource for desk in desks if desk.role == role and desk.resource] for role in roles]
    return seats if seats and all(seats) else []


def choose(seats: Sequence[Sequence[str]], ticks: range, taken: Taken) -> tuple[str, ...] | None:
    """One free resource per role, all different, or None. Both desks or neither."""
    nobody: set[int] = set()
    free = [[r for r in row if taken.get(r, nobody).isdisjoint(ticks)] for row in seats]
    for chosen in product(*free):
        if len(set(chosen)) == len(chosen):
            return chosen
    return None


def seats_for(day: Day, talk: Talk) -> list[list[str]]:
    """Per role of the talk who could sit there on this day; empty when some role is absent."""
    return _seats(day.desks, talk.roles)


@dataclass(frozen=True)
class Booked:
    """A talk that wants to keep its place. `starts`, `ends`: epoch seconds; `seated`: who sits there now.

    `claims`: it takes ticks; a walk-in or an overbooked talk does not.
    """

    id: str
    starts: int
    ends: int
    roles: tuple[str, ...]
    seated: tuple[str, ...]
    claims: bool = True


CLOSED_DAY, OUTSIDE, NOBODY, NOT_FREE = "sitting_closed", "outside_sitting", "desk_empty", "nobody_free"
Place = tuple[str, ...] | str  # who sits there, or one of the four words above


def places(day: Day | None, booked: Sequence[Booked], taken: Taken, busy: Taken) -> dict[str, Place]:
    """Who sits at each of these talks of one sitting (None: it is closed), or why nobody can.

    `booked`: the oldest booking first. `taken`: ticks that others claimed, `busy`: when somebody is not there.
    Who still fits keeps their seat, so that a change touches as few as it can; then the oldest chooses first.
    """
    found: dict[str, Place] = {}
    used = {resource: set(ticks) for resource, ticks in taken.items()}
    rest = []
    for talk in booked:
        fault = _cannot_be(day, talk)
        if fault:
            found[talk.id] = fault
        elif not talk.claims:
            found[talk.id] = talk.seated
        elif day and _still_fits(day, talk, busy):
            found[talk.id] = talk.seated
            for resource in talk.seated:
                used.setdefault(resource, set()).update(_ticks(day, talk))
        else:
            rest.append(talk)
    for resource, ticks in busy.items():
        used.setdefault(resource, set()).update(ticks)
    for talk in rest:
        assert day is not None
        chosen = choose(_seats(day.desks, talk.roles), _ticks(day, talk), used)
        found[talk.id] = chosen or NOT_FREE
        for resource in chosen or ():
            used.setdefault(resource, set()).update(_ticks(day, talk))
    return found


def _cannot_be(day: Day | None, talk: Booked) -> str | None:
    if day is None:
        return CLOSED_DAY
    if talk.starts < day.starts or talk.ends > day.ends:
        return OUTSIDE
    return None if _seats(day.desks, talk.roles) else NOBODY


def _still_fits(day: Day, talk: Booked, busy: Taken) -> bool:
    """Each role has one of those who sit there now, and they are there."""
    seats = _seats(day.desks, talk.roles)
    nobody: set[int] = set()
    there = [[r for r in row if r in talk.seated] for row in seats]
    during = range(talk.starts // TICK, -(-talk.ends // TICK))
    chosen = choose(there, during, {r: busy.get(r, nobody) for r in talk.seated})
    return chosen is not None and set(chosen) == set(talk.seated)


def _ticks(day: Day, talk: Booked) -> range:
    return ticks_of(day, Talk((talk.ends - talk.starts) // 60, talk.roles), talk.starts)


def grid_starts(day: Day, talk: Talk, now: int) -> list[int]:
    """Starts (epoch seconds) that are still to come, whether free or not, inside the lead time or not.

    For staff who take somebody on beside the others. Empty when some role has nobody, and for a talk of two that
    can be booked no more.
    """
    if not _seats(day.desks, talk.roles) or (talk.joint and now >= day.joint_until):
        return []
    last = day.ends - talk.minutes * 60
    return [start for start in range(day.starts, last + 1, day.grid * 60) if start > now]


def anyone(day: Day, talk: Talk) -> tuple[str, ...] | None:
    """Who would sit there if nobody had anything else to do: one resource per role, or None."""
    return choose(_seats(day.desks, talk.roles), range(0), {}) if _seats(day.desks, talk.roles) else None


class TimeTaken(Refusal):
    """Somebody else has this time now; `details["times"]` may hold the three nearest."""

    status = 409
    message = N_("Deze tijd is niet meer vrij. Kies een andere tijd.")


class HoldLost(Refusal):
    """The hold ran out and somebody else took the time."""

    status = 409
    message = N_("Deze tijd is niet meer vrij. Kies een andere tijd. Wat u hebt ingevuld, blijft staan.")


class NotOffered(Refusal):
    """No such time: past, too soon, too far ahead, off the grid, closed, or nobody sits there."""

    message = N_("Deze tijd kunt u niet kiezen. Kies een tijd uit de lijst.")


def check_bookable(day: Day, talk: Talk, start: int, now: int) -> None:
    """Raises NotOffered, with the reason, unless the talk could start then if nobody else wanted it."""
    if start <= now:
        raise NotOffered(N_("Deze tijd is al voorbij. Kies een tijd uit de lijst."))
    if start < now + day.lead:
        raise NotOffered(N_("Deze tijd is te snel. Kies een latere tijd, of bel ons."))
    if start > now + day.horizon:
        raise NotOffered(N_("Deze tijd is te ver weg. Kies een eerdere tijd, of bel ons."))
    if talk.joint and now >= day.joint_until:
        raise NotOffered(N_("Op deze dag kunt u niet meer samen komen. Kies een latere dag, of kom alleen."))
    off_grid = start < day.starts or (start - day.starts) % (day.grid * 60)
    if off_grid or start + talk.minutes * 60 > day.ends:
        raise NotOffered
    if not _seats(day.desks, talk.roles):
        raise NotOffered(N_("Op deze dag kan dit gesprek niet. Kies een andere dag."))


def nearest(times: Iterable[int], wanted: int, most: int = 3) -> list[int]:
    """The times nearest to the wanted one, at most three, in order of time."""
    return sorted(sorted(times, key=lambda t: (abs(t - wanted), t))[:most])


def reminder_day(starts_at: datetime) -> date:
    """The working day before an appointment (local date)."""
    return working_days_before(starts_at.astimezone(ZONE).date(), 1)
