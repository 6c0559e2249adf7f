"""Who hears what, and when. Rows in the outbox, in the running transaction; the text is made when it is sent.

What somebody does themselves is told to them at once. What others did (the other person, or staff) is told at a
telling hour: whatever the cause, the words, the sender and the hour are the same.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from portal import accounts, agenda, messaging
from portal.booking import rules
from portal.booking.models import Appointment, Participation
from portal.clock import now

EMPTY: dict[str, Any] = {}


def tell_person(kind: str, participation: Participation, due_at: datetime | None = None) -> None:
    """Only over the channel the person chose; with none, nothing is sent."""
    if rules.written_to(participation.contact):
        messaging.queue(kind, participation.id, due_at=due_at)


def tell_of_change(kind: str, participation: Participation, appointment: Appointment) -> None:
    """News from staff, at the telling hour; at once when the talk would begin before it.

    Whom no message may reach stands in the work list until somebody told them.
    """
    if not rules.written_to(participation.contact):
        participation.untold = kind
        return
    moment = rules.telling_moment(now())
    tell_person(kind, participation, moment if moment < appointment.starts_at else now())


def tell_apart(participation: Participation, appointment: Appointment, moment: datetime) -> None:
    """That coming together is off; who stays hears it at the desk when no telling hour is left before the talk."""
    if moment < appointment.starts_at:
        tell_person("apart", participation, moment)


def remind(participation: Participation, appointment: Appointment) -> None:
    """One reminder, the working day before; a second on the day itself for who asked. Both inside the safe times."""
    answers = participation.contact or EMPTY
    if not rules.written_to(answers):
        return
    starts_at, parts = appointment.starts_at, answers.get("veilig_tijden") or ()
    moments = {"reminder": rules.reminder_moment(agenda.reminder_day(starts_at), parts)}
    second = rules.second_reminder_moment(starts_at, parts) if answers.get("herinnering") else None
    if second:
        moments["reminder_today"] = second
    for kind, moment in moments.items():
        if now() < moment < starts_at:
            messaging.queue(kind, participation.id, due_at=moment)


def desks_of(appointment: Appointment) -> set[str]:
    """The organisations that sit at this appointment's table."""
    return organisations_at(agenda.find_planned(appointment.sitting_id), appointment.roles)


def organisations_at(sitting: agenda.SittingInfo | None, roles: str) -> set[str]:
    """The organisations that sit here in one of these roles (space-separated)."""
    wanted = set(roles.split())
    return {desk.organisation for desk in sitting.desks if desk.role in wanted} if sitting else set()


def tell_desks(appointment: Appointment, also: Collection[str] = ()) -> None:
    """A neutral mail to who works at the desks concerned; after a move also at the ones left behind."""
    for person_id in accounts.people_of(desks_of(appointment) | set(also)):
        messaging.queue("desk_changed", person_id)
