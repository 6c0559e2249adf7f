"""Who waits for a time, which time suits them, and how long it is held for them; pure. Instants are aware UTC."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.booking.rules import DAY_PARTS
from portal.clock import ZONE, instant
from portal.errors import N_, Refusal

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
LOOKED_AT = 20  # so many people are tried for one freed time
HELD = timedelta(hours=2)
FROM, BEFORE = time(9), time(17)  # when we can reach people, on working days
KEPT = timedelta(days=30)  # after the end
LONGEST = timedelta(days=120)  # so long somebody waits


class OfferOver(Refusal):
    """The offer ran out, or a colleague was first."""

    status = 409
    message = N_("Dit aanbod is net veranderd. Kijk hieronder hoe het nu staat.")


class NotWaiting(Refusal):
    """Somebody who is not on the list any more."""

    status = 409
    message = N_("Deze persoon staat niet meer op de wachtlijst.")


@dataclass(frozen=True)
class Wishes:
    """What suits somebody: days and parts of the day (empty: any), and no talk after a local date."""

    weekdays: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    until_on: date | None = None

    def suit(self, starts_at: datetime) -> bool:
        """Does a talk that starts then suit?"""
        local = starts_at.astimezone(ZONE)
        return self.suits_day(local.date()) and (not self.parts or part_of(local.time()) in self.parts)

    def suits_day(self, on: date) -> bool:
        wanted_day = not self.weekdays or WEEKDAYS[on.weekday()] in self.weekdays
        return wanted_day and (self.until_on is None or on <= self.until_on)


def part_of(at: time) -> str:
    """The part of the day of a wall time; the early morning belongs to the morning, the late evening to the evening."""
    return next((part for part, (_, end) in DAY_PARTS.items() if at < end), "avond")


@dataclass(frozen=True)
class Freed:
    """A time that nobody has any more, of who sits there in these roles."""

    sitting_id: str
    starts_at: datetime
    ends_at: datetime
    roles: frozenset[str] = frozenset()

    def first_for(self, wishes: Wishes, minutes: int, free: Iterable[datetime]) -> datetime | None:
        """The first of these free starts that uses some of the freed time and suits; None when there is none."""
        length = timedelta(minutes=minutes)
        return next(
            (t for t in free if t < self.ends_at and t + length > self.starts_at and wishes.suit(t)), None
        )


def held_from(at: datetime, is_working_day: Callable[[date], bool]) -> datetime:
    """When the two hours begin: at once, but not at night and not in the weekend.

    Who is offered a time then could not be told, and could not call us.
    """
    local = at.astimezone(ZONE)
    if is_working_day(local.date()) and local.time() < BEFORE:
        return max(at, instant(local.date(), FROM))
    on = local.date() + timedelta(days=1)
    while not is_working_day(on):
        on += timedelta(days=1)
    return instant(on, FROM)
