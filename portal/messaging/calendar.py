"""A calendar file, only on request: a neutral title, no people, no place unless asked for."""

from datetime import datetime

from icalendar import Calendar, Event

from portal.clock import now


def appointment_file(uid: str, starts_at: datetime, ends_at: datetime, cancelled: bool = False) -> bytes:
    """An iCalendar file (UTC times, so no time zone block is needed) with one event called "Afspraak"."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now())
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", "Afspraak")
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Afspraak//NL")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical()
