"""The mail at half past seven: how many talks today, and how much waits. Numbers only. The caller commits.

Besides the mail per change, for people who sit once in two weeks. Who works for three municipalities gets one of
each that has something to tell.
"""

from datetime import datetime, time

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, agenda, messaging, tenancy, web
from portal.booking import open_work, queries
from portal.clock import instant, now, today, wall

AT, UNTIL = time(7, 30), time(12)  # wall time; a mail that comes later tells nothing new


def queue_morning(at: datetime) -> int:
    """One row for everybody who may see the agenda here; what it says, and whether, is known when it is sent."""
    due = instant(wall(at).date(), AT)
    return messaging.queue_once_a_day("morning", accounts.people_who_may("agenda"), due)


def compose(person_id: str) -> messaging.Outgoing | None:
    """None when their desk does not sit today and nothing waits, when it is too late, or when they left."""
    organisations = accounts.organisations_of(person_id, "agenda")
    address = accounts.find_mail_address(person_id) if organisations else None
    if address is None or not AT <= wall(now()).time() < UNTIL:
        return None
    days = [d for d in agenda.desk_days(organisations, today(), today()) if d.sitting.state == agenda.OPEN]
    waiting = open_work.count(organisations)
    if not days and not waiting:
        return None
    with force_locale("nl"):
        body = render_template(
            "booking/mail/morning.txt",
            sits=bool(days),
            talks=_talks(days),
            waiting=waiting,
            link=web.municipality_address(tenancy.current_id(), "/medewerker/"),
        )
        return messaging.Outgoing(address, gettext("Vandaag"), body)


def _talks(days: list[agenda.DeskDay]) -> int:
    counts = queries.counts_at(d.sitting.id for d in days) if days else {}
    return sum(bool(set(roles.split()) & d.own_roles) for d in days for roles in counts.get(d.sitting.id, []))
