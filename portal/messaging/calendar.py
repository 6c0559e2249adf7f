"""Calendar files, only on request: a neutral title, no people, no place unless asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from portal.clock import now

READ_AGAIN = timedelta(minutes=15)  # how often a calendar program may come back; most come less often


@dataclass(frozen=True)
class FeedEvent:
    """A talk in somebody's feed: when (UTC), and a link that opens it for who may see it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    link: str


def appointment_file(uid: str, starts_at: datetime, ends_at: datetime, cancelled: bool = False) -> bytes:
    """An iCalendar file (UTC times, so no time zone block is needed) with one event called "Afspraak"."""
    calendar = _empty()
    calendar.add_component(_event(uid, starts_at, ends_at, cancelled))
    return calendar.to_ical()


def feed_file(events: Iterable[FeedEvent]) -> bytes:
    """The same for a calendar program that keeps coming back: all talks of one person, nothing else of them.

    Every reading is newer than the one before (LAST-MODIFIED), so a talk that moved, with the UID it had, is seen.
    """
    calendar = _empty()
    calendar.add("name", "Afspraken")
    calendar.add("x-wr-calname", "Afspraken")
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for each in events:
        event = _event(each.uid, each.starts_at, each.ends_at, each.cancelled)
        event.add("last-modified", now())
        event.add("transp", "TRANSPARENT" if each.cancelled else "OPAQUE")
        event.add("url", each.link)
        event.add("description", each.link)  # not every program shows the url
        calendar.add_component(event)
    return calendar.to_ical()


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Afspraak//NL")
    calendar.add("version", "2.0")
    return calendar


def _event(uid: str, starts_at: datetime, ends_at: datetime, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now())
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", "Afspraak")
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event
