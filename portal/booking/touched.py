"""What a change of the planning does to appointments: found out by doing it, and told before it is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from portal import accounts, agenda, messaging, tenancy
from portal.booking import telling
from portal.booking.attention import check_attention
from portal.booking.models import CONFIRMED, Appointment
from portal.clock import now
from portal.db import db


@dataclass(frozen=True)
class Touched:
    """`lost`: talks that need attention because of it; `found`: those that need it no more; `handed_over`: how many
    go on at their own hour with somebody else."""

    lost: list[Appointment]
    found: list[Appointment]
    handed_over: int


def change(deed: Callable[[], None]) -> Touched:
    """Do it, and look at every coming appointment again. The caller commits, or rolls back what was a trial."""
    before = {row.id: (row.attention, row.seated) for row in _coming()}
    deed()
    db.session.flush()
    check_attention(now())
    db.session.flush()
    after = _coming()
    return Touched(
        lost=[a for a in after if a.attention and a.attention != before.get(a.id, ("", ""))[0]],
        found=[a for a in after if not a.attention and before.get(a.id, ("", ""))[0]],
        handed_over=sum(a.seated != before.get(a.id, ("", a.seated))[1] for a in after),
    )


def _coming() -> list[Appointment]:
    which = select(Appointment).where(Appointment.status == CONFIRMED, Appointment.ends_at > now())
    return list(db.session.scalars(which.order_by(Appointment.starts_at, Appointment.id)))


def tell_colleagues(touched: Touched) -> None:
    """A neutral mail to who works at the desks of the talks that lost their place; one for each person."""
    sittings = agenda.sittings_by_id(a.sitting_id for a in touched.lost) if touched.lost else {}
    desks: set[str] = set()
    for row in touched.lost:
        desks |= telling.organisations_at(sittings.get(row.sitting_id), row.roles)
    for person_id in accounts.people_of(desks):
        messaging.queue("desk_changed", person_id)


def recheck(_person_id: str) -> None:
    """Somebody's time changed from another municipality: look here too, as a row of the outbox asks (`elsewhere`).

    It sends nothing itself; the worker commits.
    """
    tell_colleagues(change(lambda: None))


def elsewhere(person_id: str) -> None:
    """Ask the other municipalities where this person works to look at their talks, in the running transaction."""
    for slug in accounts.municipalities_of(person_id, "agenda"):
        if slug != tenancy.current_id():
            messaging.queue_elsewhere(slug, "recheck", person_id)
