"""Public and school holidays of the Netherlands, from the package `holidays`; nothing closes by itself here."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

REGIONS = ("Noord", "Midden", "Zuid")


def public_holidays(first: date, last: date) -> list[tuple[date, str]]:
    """(local date, Dutch name) of each public holiday on a weekday, first to last day."""
    found = holidays.NL(years=range(first.year, last.year + 1), language="nl")
    return [(on, found[on]) for on in sorted(found) if first <= on <= last and on.weekday() < 5]


@dataclass(frozen=True)
class SchoolHoliday:
    """First and last day (local, both included); `regions` that have it on these days."""

    name: str
    first: date
    last: date
    regions: tuple[str, ...]


def school_holidays(today: date) -> list[SchoolHoliday]:
    """Those that are not over, of this year and the next, in order; to propose as closed, never closed by itself."""
    return [h for h in _school_holidays(today.year) if h.last >= today]


@cache
def _school_holidays(year: int) -> tuple[SchoolHoliday, ...]:
    spans: dict[tuple[date, date, str], list[str]] = {}
    for region in REGIONS:
        days = holidays.NL(subdiv=region, categories=("school",), years=range(year, year + 3), language="nl")
        for name, first, last in _spans(days):
            if first.year > year + 1:
                continue  # the year after begins halfway its Christmas
            spans.setdefault((first, last, name), []).append(region)
    ordered = sorted(spans.items())
    return tuple(SchoolHoliday(name, first, last, tuple(where)) for (first, last, name), where in ordered)


def _spans(days: holidays.HolidayBase) -> list[tuple[str, date, date]]:
    """Runs of days with one name."""
    found: list[tuple[str, date, date]] = []
    for on in sorted(days):
        if found and found[-1][0] == days[on] and found[-1][2] == on - timedelta(days=1):
            found[-1] = (days[on], found[-1][1], on)
        else:
            found.append((days[on], on, on))
    return found
