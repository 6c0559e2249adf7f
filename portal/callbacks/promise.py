"""What the municipality promises, with its own opening hours and closed days filled in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from portal import agenda, tenancy
from portal.callbacks import rules
from portal.clock import wall


@dataclass(frozen=True)
class Promise:
    """Opening hours, closed days (local dates, half a year ahead) and within how many working days we call."""

    days: int
    hours: rules.Hours
    closed: frozenset[date]

    def due_at(self, asked_at: datetime, parts: Collection[str] = ()) -> datetime:
        """Until when (UTC) somebody is called who can talk in these parts of the day. Raises rules.NeverOpen."""
        return rules.due_at(asked_at, self.days, self.hours, self.closed, parts)

    def warn_at(self, asked_at: datetime, due: datetime) -> datetime:
        return rules.warn_at(asked_at, due, self.hours, self.closed)

    def sign(self, now: datetime, due: datetime, first_try: datetime | None) -> str | None:
        return rules.sign(now, due, first_try, self.hours, self.closed)


def opening_hours() -> rules.Hours | None:
    """When the telephone is answered, or None where nobody said so: then there are no call-backs."""
    lines = _contact().get("hours") or ()
    return rules.Hours.of(lines) if lines else None


def find_promise(now: datetime) -> Promise | None:
    """The promise of the current municipality from today on; None without opening hours. One statement."""
    hours = opening_hours()
    if hours is None:
        return None
    today = wall(now).date()
    closed = agenda.closed_days(today, today + rules.LOOK_AHEAD)
    return Promise(_contact().get("call_back_days") or rules.USUAL_DAYS, hours, frozenset(closed))


def _contact() -> dict:
    return tenancy.profile().get("contact") or {}
