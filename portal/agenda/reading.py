"""When somebody is busy, by their own calendar. Pure: bytes in, hours out; no title, place or person is looked at.

It knows nothing of the house and is run as a program of its own (calendars.py), with limits of time and memory:
a few bytes of calendar can ask for a million years of Februaries with thirty days.
"""

import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

MOST = 20_000  # dates of events
SECONDS, MEMORY = 20, 1 << 30
NO_CALENDAR, TOO_MANY = 3, 4  # how the program ends when there are no hours to give
_TOO_FAST = {"SECONDLY", "MINUTELY", "HOURLY"}  # no calendar program makes these: taken for a broken event
Hours = tuple[int, int]  # from, until: epoch seconds


class NoCalendar(ValueError):
    """These bytes are not a calendar."""


class TooMany(ValueError):
    """More dates than anybody has in three months."""


def busy_hours(
    calendar: bytes, first: datetime, last: datetime, zone: tzinfo, own_hosts: Iterable[str] = ()
) -> list[Hours]:
    """When somebody is busy between two instants, in order, what touches or overlaps made into one.

    `zone` is where a time without a zone is meant, and where a whole day begins. Events of our own feed (their
    UID ends with one of `own_hosts`) are left out. Raises NoCalendar, TooMany.
    """
    endings = tuple(f"@{host}" for host in own_hosts)
    found: list[Hours] = []
    for nth, event in enumerate(_dates(_read(calendar), first, last, endings)):
        if nth >= MOST:
            raise TooMany
        hours = _hours(event, zone)
        if hours and hours[1] > first.timestamp() and hours[0] < last.timestamp():
            found.append(hours)
    return merged(found)


def merged(hours: Iterable[Hours]) -> list[Hours]:
    together: list[Hours] = []
    for starts, ends in sorted(hours):
        if together and starts <= together[-1][1]:
            together[-1] = (together[-1][0], max(ends, together[-1][1]))
        else:
            together.append((starts, ends))
    return together


def _read(calendar: bytes) -> list[Calendar]:
    try:
        text = calendar.decode("utf-8-sig", errors="replace")
        whole = text.strip().upper()
        begun, ended = (re.findall(rf"^{word}:", whole, re.M) for word in ("BEGIN", "END"))
        if not whole.startswith("BEGIN:VCALENDAR") or len(begun) != len(ended):
            raise NoCalendar  # half a calendar would make somebody free
        found: list[Any] = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise NoCalendar from error
    return [each for each in found if isinstance(each, Calendar)]


def _dates(
    calendars: list[Calendar], first: datetime, last: datetime, endings: tuple[str, ...]
) -> Iterator[Any]:
    """Every date of every event that makes somebody busy; a broken event is skipped, with its series."""
    for calendar in calendars:
        calendar.subcomponents = [c for c in calendar.subcomponents if _can_be_read(c, endings)]
        _remember_how_long(calendar)
        # A day more at both ends: whole days and times without a zone are narrowed down afterwards.
        query = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
        for event in query.between(first - timedelta(days=1), last + timedelta(days=1)):
            if not _is_free(event):
                yield event


def _can_be_read(component: Any, endings: tuple[str, ...]) -> bool:
    if component.name != "VEVENT":
        return True
    if endings and str(component.get("UID", "")).lower().endswith(endings):
        return False
    if "DTSTART" not in component or any(name in _WHEN for name, _ in component.errors):
        return False
    if any(isinstance(component.get(name), list) for name in _ONCE):
        return False
    rules = component.get("RRULE", [])
    return not any(
        _TOO_FAST & {str(f).upper() for f in rule.get("FREQ", [])}
        for rule in (rules if isinstance(rules, list) else [rules])
    )


def _remember_how_long(calendar: Any) -> None:
    """So many hours are so many hours, whatever the clock does meanwhile; the dates made of it only have an end."""
    for event in calendar.walk("VEVENT"):
        lasts = event["DURATION"].dt if "DURATION" in event else None
        if lasts is not None and lasts.days == 0:
            event.add(_LASTS, str(lasts.seconds))


_LASTS = "X-LASTS"
_ONCE = {"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID"}
_WHEN = _ONCE | {"RRULE", "RDATE", "EXDATE"}


def _is_free(event: Any) -> bool:
    said = {name: str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP", _OUTLOOK)}
    return said["STATUS"] == "CANCELLED" or said["TRANSP"] == "TRANSPARENT" or said[_OUTLOOK] == "FREE"


_OUTLOOK = "X-MICROSOFT-CDO-BUSYSTATUS"


def _hours(event: Any, zone: tzinfo) -> Hours | None:
    from_ = _instant(event["DTSTART"].dt, zone)
    until = from_ + int(event[_LASTS]) if _LASTS in event else _instant(event["DTEND"].dt, zone)
    return (from_, until) if until > from_ else None


def _instant(moment: date, zone: tzinfo) -> int:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return int(moment.astimezone(UTC).timestamp())


def main(first: str, last: str, zone: str, *own_hosts: str) -> int:
    """A calendar on standard input, hours as JSON on standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    window = datetime.fromtimestamp(int(first), UTC), datetime.fromtimestamp(int(last), UTC)
    try:
        hours = busy_hours(sys.stdin.buffer.read(), *window, ZoneInfo(zone), own_hosts)
    except NoCalendar:
        return NO_CALENDAR
    except (TooMany, MemoryError):
        return TOO_MANY
    json.dump(hours, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
