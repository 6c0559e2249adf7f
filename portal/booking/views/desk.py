"""Who of the staff looks, and which sittings, appointments and people their desk may see; the rest is 404."""

from collections.abc import Collection, Iterable

from flask import abort

from portal import accounts, agenda
from portal.booking import queries
from portal.booking.models import Appointment

me = accounts.me


def own_day(sitting_id: str) -> agenda.DeskDay:
    """A sitting at which the signed-in person's organisation has a desk here, or 404."""
    sitting = agenda.find_sitting(sitting_id) if sitting_id.isalnum() else None
    if sitting is None:
        abort(404)
    roles = frozenset(d.role for d in sitting.desks if d.organisation in me().organisation_ids)
    if not roles:
        abort(404)
    return agenda.DeskDay(sitting, roles)


def own_appointment(appointment_id: str) -> Appointment:
    appointment = queries.find_appointment(appointment_id) if appointment_id.isalnum() else None
    if appointment is None:
        abort(404)
    if not is_own(agenda.find_sitting(appointment.sitting_id), appointment.roles):
        abort(404)
    return appointment


def cared_for(appointment_id: str) -> Appointment:
    """One of the own desk; or, for whoever makes the planning, one that lost its place: its desk may be empty."""
    appointment = queries.find_appointment(appointment_id) if appointment_id.isalnum() else None
    if appointment is None or not takes_care_of([appointment]):
        abort(404)
    return appointment


def takes_care_of(appointments: Iterable[Appointment], untold: Collection[str] = ()) -> list[Appointment]:
    """Those of the own desk, and for whoever makes the planning every talk that lost its place.

    `untold`: appointments of people who must still hear something; they count the same.
    """
    rows = list(appointments)
    if me().may("plan"):
        own = {a.id for a in of_own_desk(a for a in rows if not (a.attention or a.id in untold))}
        return [a for a in rows if a.attention or a.id in untold or a.id in own]
    return of_own_desk(rows)


def own_person(participation_id: str) -> queries.Own:
    """One person of an appointment of the own desk, or 404."""
    person = queries.find_participation(participation_id) if participation_id.isalnum() else None
    if person is None:
        abort(404)
    return queries.Own(person, own_appointment(person.appointment_id))


def of_own_desk(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Those whose table has a desk of the signed-in person's organisation; of the rest not even the reference."""
    rows = list(appointments)
    sittings = agenda.sittings_by_id(a.sitting_id for a in rows) if rows else {}
    return [a for a in rows if is_own(sittings.get(a.sitting_id), a.roles)]


def is_own(sitting: agenda.SittingInfo | None, roles: str) -> bool:
    """Does the own organisation sit at this table, in one of these roles (space-separated)?"""
    if sitting is None:
        return False
    own = me().organisation_ids
    return bool({d.role for d in sitting.desks if d.organisation in own} & set(roles.split()))


record_looks = accounts.record_looks
