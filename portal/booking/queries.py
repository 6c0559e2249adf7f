"""Every SELECT of booking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal import tenancy
from portal.booking import rules
from portal.booking.models import CONFIRMED, Appointment, Draft, Participation
from portal.clock import now
from portal.db import db


def find_live_draft(visitor_hash: str) -> Draft | None:
    """The held time of this browser that is not confirmed yet; an old one is as good as wiped."""
    which = select(Draft).where(Draft.visitor_hash == visitor_hash, Draft.appointment_id.is_(None))
    return db.session.scalar(which.where(Draft.keep_until > now()).limit(1))


def lock_live_draft(draft: Draft | None) -> Draft | None:
    """The draft as it is now, locked; None when another window confirmed it or let it go meanwhile.

    Every verb locks the draft before the ticks: in one order nobody waits in a circle.
    """
    if draft is None:
        return None
    which = select(Draft).where(Draft.id == draft.id, Draft.appointment_id.is_(None)).with_for_update()
    return db.session.scalar(which.execution_options(populate_existing=True))


def find_draft_to_confirm(visitor_hash: str, claim_id: str) -> Draft | None:
    """The same, locked: of a double click the second waits here and then sees what the first made of it."""
    which = select(Draft).where(Draft.visitor_hash == visitor_hash, Draft.claim_id == claim_id)
    return db.session.scalar(which.with_for_update().execution_options(populate_existing=True))


def find_draft_of_claim(visitor_hash: str, claim_id: str) -> Draft | None:
    """The draft of this browser that held, or became, this claim."""
    return db.session.scalar(
        select(Draft).where(Draft.visitor_hash == visitor_hash, Draft.claim_id == claim_id)
    )


def find_last_confirmed(visitor_hash: str) -> Participation | None:
    """What this browser booked in the last hour."""
    return db.session.scalar(
        select(Participation)
        .join(Draft, Draft.appointment_id == Participation.appointment_id)
        .where(Draft.visitor_hash == visitor_hash, Draft.keep_until > now(), Participation.number == 1)
        .order_by(Draft.keep_until.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class Own:
    """A person's own link: their participation and its appointment."""

    participation: Participation
    appointment: Appointment


def find_by_token(token: str, at: datetime) -> Own | None:
    """What a link opens, or None: forged, of another municipality, or after the appointment's end."""
    row = db.session.execute(
        select(Participation, Appointment)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.token_hash == rules.token_hash(token))
    ).first()
    if row is None or rules.has_ended(row[1].ends_at, at):
        return None
    return Own(row[0], row[1])


def find_participation(participation_id: str) -> Participation | None:
    return db.session.scalar(select(Participation).where(Participation.id == participation_id))


def find_appointment(appointment_id: str) -> Appointment | None:
    return db.session.scalar(select(Appointment).where(Appointment.id == appointment_id))


def get_appointment(appointment_id: str) -> Appointment:
    appointment = find_appointment(appointment_id)
    if appointment is None:
        raise LookupError(appointment_id)
    return appointment


def participations_of(appointment_id: str) -> list[Participation]:
    return list(
        db.session.scalars(
            select(Participation)
            .where(Participation.appointment_id == appointment_id)
            .order_by(Participation.number)
        )
    )


def appointments_at(sitting_ids: Iterable[str]) -> list[tuple[Appointment, list[Participation]]]:
    """Confirmed appointments of these sittings with their people, in order of time; one statement."""
    rows = db.session.execute(
        select(Appointment, Participation)
        .join(Participation, Participation.appointment_id == Appointment.id)
        .where(Appointment.sitting_id.in_(list(sitting_ids)), Appointment.status == CONFIRMED)
        .order_by(Appointment.starts_at, Appointment.id, Participation.number)
    )
    grouped: dict[str, tuple[Appointment, list[Participation]]] = {}
    for appointment, participation in rows:
        grouped.setdefault(appointment.id, (appointment, []))[1].append(participation)
    return list(grouped.values())


def appointments_of(participation_ids: Iterable[str]) -> dict[str, Appointment]:
    """The appointment of each of these participations."""
    rows = db.session.execute(
        select(Participation.id, Appointment)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.id.in_(list(participation_ids)))
    )
    return dict(rows.all())


def counts_at(sitting_ids: Iterable[str]) -> dict[str, list[str]]:
    """Per sitting the roles of each confirmed appointment; no names, so no look to record."""
    rows = db.session.execute(
        tenancy.own(Appointment.sitting_id, Appointment.roles).where(
            Appointment.sitting_id.in_(list(sitting_ids)), Appointment.status == CONFIRMED
        )
    )
    found: dict[str, list[str]] = {}
    for sitting_id, roles in rows:
        found.setdefault(sitting_id, []).append(roles)
    return found


def needing_attention() -> list[Appointment]:
    """Coming appointments that lost their sitting, in order of time."""
    return list(
        db.session.scalars(
            select(Appointment)
            .where(Appointment.status == CONFIRMED, Appointment.attention.is_not(None))
            .order_by(Appointment.starts_at)
            .limit(50)
        )
    )
