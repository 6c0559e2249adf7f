"""Appointments that lost their day, their hour or their people. The caller commits.

Nothing is cancelled or moved: staff see them in the work list, and decide.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from portal import agenda, tenancy
from portal.booking.models import CONFIRMED, WALK_IN, Appointment
from portal.db import db


def claimed_times(from_: datetime) -> list[agenda.ClaimedTime]:
    """What the confirmed appointments of the current municipality claim, from an instant on; for the audit.

    A walk-in and an overbooked talk claim nothing.
    """
    a = Appointment
    rows = db.session.execute(
        tenancy.own(a.claim_id, a.ticks, a.starts_at, a.ends_at).where(
            a.status == CONFIRMED, a.starts_at >= from_, a.unclaimed.is_(None)
        )
    )
    return [agenda.ClaimedTime(*row) for row in rows]


def check_attention(at: datetime, sitting_ids: Collection[str] | None = None) -> int:
    """Flag coming appointments that cannot go on as booked, and unflag those that can again.

    `sitting_ids`: only those of these sittings. Who has room when it returns: the oldest booking first. Gives how
    many flags changed.
    """
    planned = or_(Appointment.unclaimed.is_(None), Appointment.unclaimed != WALK_IN)  # who walked in is here
    which = select(Appointment).where(Appointment.status == CONFIRMED, Appointment.ends_at > at, planned)
    if sitting_ids is not None:
        which = which.where(Appointment.sitting_id.in_(list(sitting_ids)))
    # Appointments first, then people: in the order of whoever moves or cancels one, so nobody waits in a circle.
    ordered = which.order_by(Appointment.booked_at, Appointment.id).with_for_update()
    coming = list(db.session.scalars(ordered.execution_options(populate_existing=True)))
    stands = agenda.support([standing(a) for a in coming])
    return sum(_note(appointment, stands[appointment.id]) for appointment in coming)


def standing(a: Appointment) -> agenda.Standing:
    return agenda.Standing(
        a.id,
        a.claim_id,
        a.sitting_id,
        a.starts_at,
        a.ends_at,
        tuple(a.roles.split()),
        tuple(a.seated.split()),
        claims=a.unclaimed is None,
    )


def _note(appointment: Appointment, stands: agenda.Stands) -> bool:
    if stands.ticks is not None:
        appointment.seated, appointment.ticks = " ".join(stands.seated), stands.ticks
    if appointment.kept != stands.fault:
        appointment.kept = None  # what staff decided was about another fault
    attention = None if stands.fault == appointment.kept else stands.fault
    changed = appointment.attention != attention
    appointment.attention = attention
    return changed


def leave_so(appointment: Appointment) -> None:
    """Staff let it be as it is; another fault asks for attention again."""
    appointment.kept, appointment.attention = appointment.attention, None
