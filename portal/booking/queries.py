"""Every SELECT of booking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from portal import agenda, tenancy
from portal.booking import rules
from portal.booking.models import (
    CANCELLED,
    COMES,
    CONFIRMED,
    LEFT,
    Appointment,
    Draft,
    Invitation,
    Participation,
    Proposal,
    StaffMessage,
)
from portal.clock import now
from portal.db import db


def find_live_draft(visitor_hash: str) -> Draft | None:
    """The held time of this browser that is not confirmed yet; an old one is as good as wiped."""
    draft = find_unconfirmed(visitor_hash)
    return draft if draft is not None and draft.claim_id else None


def find_unconfirmed(visitor_hash: str) -> Draft | None:
    """The same, or a draft that holds no time yet: what was typed waits in it (claim_id is empty)."""
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
    if not claim_id:
        return None
    which = select(Draft).where(Draft.visitor_hash == visitor_hash, Draft.claim_id == claim_id)
    return db.session.scalar(which.with_for_update().execution_options(populate_existing=True))


def find_draft_of_claim(visitor_hash: str, claim_id: str) -> Draft | None:
    """The draft of this browser that held, or became, this claim."""
    if not claim_id:
        return None
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

    @property
    def is_off(self) -> bool:
        """The talk is cancelled, or this person left it."""
        return self.appointment.status == CANCELLED or self.participation.state == LEFT


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


def talk_of(appointment: Appointment, joint: bool | None = None) -> agenda.Talk:
    """What this appointment asks of the agenda: as it was booked, whatever the talk is like today."""
    minutes = int((appointment.ends_at - appointment.starts_at).total_seconds() // 60)
    roles = tuple(appointment.roles.split())
    return agenda.Talk(minutes, roles, appointment.joint if joint is None else joint)


@dataclass(frozen=True)
class Invited:
    """What a code or a link opens."""

    invitation: Invitation
    appointment: Appointment


def find_invitation(hashed: str, at: datetime) -> Invited | None:
    """By the hash of a link's token or of a code; one statement, whether it exists or not.

    None when unknown, of another municipality, or over.
    """
    row = db.session.execute(
        select(Invitation, Appointment)
        .join(Appointment, Appointment.id == Invitation.appointment_id)
        .where(or_(Invitation.token_hash == hashed, Invitation.code_hash == hashed))
    ).first()
    if row is None or at >= row[0].ends_at or row[1].status != CONFIRMED:
        return None
    return Invited(*row)


def find_invitation_of(appointment_id: str) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.appointment_id == appointment_id))


def proposals_of(appointment_id: str) -> list[Proposal]:
    return list(db.session.scalars(select(Proposal).where(Proposal.appointment_id == appointment_id)))


@dataclass(frozen=True)
class Together:
    """What one person may know of coming together (rules.joint_state), with what they can do about it.

    `mine` is the time this person proposed, `asked` the one that the other proposed and that may be shown by now.
    """

    state: str
    invitation: Invitation | None
    mine: Proposal | None
    asked: Proposal | None


def together(own: Own, at: datetime) -> Together:
    """Three statements, whatever the state."""
    row, number = own.appointment, own.participation.number
    both = len(coming(row.id)) > 1
    invitation, proposals = find_invitation_of(row.id), proposals_of(row.id)
    ends_at = invitation.ends_at if invitation else None
    state = rules.joint_state(row.joint, row.apart_from, both, ends_at, at)
    alive = [p for p in proposals if state == rules.TOGETHER and at < p.lapses_at]
    mine = next((p for p in alive if p.proposed_by == number), None)
    asked = next((p for p in alive if p.proposed_by != number and p.shown_from <= at), None)
    return Together(state, invitation, mine, asked)


def coming(appointment_id: str) -> list[Participation]:
    """Who comes to this appointment, in the order of their numbers."""
    return [person for person in participations_of(appointment_id) if person.state == COMES]


def find_staff_message(message_id: str) -> StaffMessage | None:
    return db.session.scalar(select(StaffMessage).where(StaffMessage.id == message_id))


def find_participation(participation_id: str) -> Participation | None:
    return db.session.scalar(select(Participation).where(Participation.id == participation_id))


def find_appointment(appointment_id: str) -> Appointment | None:
    return db.session.scalar(select(Appointment).where(Appointment.id == appointment_id))


def find_by_claim(claim_id: str) -> Appointment | None:
    return db.session.scalar(select(Appointment).where(Appointment.claim_id == claim_id).limit(1))


def find_just_booked(visitor_hash: str, appointment_id: str) -> Participation | None:
    """For whom this visitor booked this appointment in the last hour; None when it was not they."""
    return db.session.scalar(
        select(Participation)
        .join(Draft, Draft.appointment_id == Participation.appointment_id)
        .where(
            Draft.visitor_hash == visitor_hash,
            Draft.appointment_id == appointment_id,
            Draft.keep_until > now(),
            Participation.number == 1,
        )
    )


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
        .where(
            Appointment.sitting_id.in_(list(sitting_ids)),
            Appointment.status == CONFIRMED,
            Participation.state == COMES,
        )
        .order_by(Appointment.starts_at, Appointment.id, Participation.number)
    )
    grouped: dict[str, tuple[Appointment, list[Participation]]] = {}
    for appointment, participation in rows:
        grouped.setdefault(appointment.id, (appointment, []))[1].append(participation)
    return list(grouped.values())


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
    """Appointments that lost their day, their hour or their people, in order of time."""
    lost = select(Appointment).where(
        Appointment.status == CONFIRMED, Appointment.attention.is_not(None), Appointment.ends_at > now()
    )
    return list(db.session.scalars(lost.order_by(Appointment.starts_at, Appointment.id)))


def claims_here(claims: Iterable[str]) -> set[str]:
    """Those of these claims that are talks of the current municipality."""
    a = Appointment
    return set(db.session.scalars(tenancy.own(a.claim_id).where(a.claim_id.in_(list(claims)))))


def untold(at: datetime) -> list[Own]:
    """People whom no message could tell what staff changed, until a week after their talk; in order of time."""
    rows = db.session.execute(
        select(Participation, Appointment)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.untold.is_not(None), Appointment.ends_at > at - timedelta(days=7))
        .order_by(Appointment.starts_at, Participation.id)
    )
    return [Own(*row) for row in rows]


# --- staff -------------------------------------------------------------------------------------------------


def references_of(appointment_ids: Iterable[str]) -> dict[str, list[str]]:
    """By appointment the references of who comes; one statement."""
    p = Participation
    rows = db.session.execute(
        select(p.appointment_id, p.reference)
        .where(p.appointment_id.in_(list(appointment_ids)), p.state == COMES)
        .order_by(p.number)
    )
    found: dict[str, list[str]] = {}
    for appointment_id, reference in rows:
        found.setdefault(appointment_id, []).append(reference)
    return found


def find_by_reference(reference: str) -> Own | None:
    """Whom somebody on the telephone means; None when unknown, of another municipality, or wiped."""
    row = db.session.execute(
        select(Participation, Appointment)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.reference == reference, Participation.wiped_at.is_(None))
    ).first()
    return Own(*row) if row else None


def find_by_phone_hash(hashed: str) -> list[Own]:
    """Everybody of this municipality who gave this number, first who comes first; couples may share one."""
    rows = db.session.execute(
        select(Participation, Appointment)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.phone_hash == hashed, Participation.wiped_at.is_(None))
        .order_by(Appointment.starts_at, Participation.reference)
        .limit(50)
    )
    return [Own(*row) for row in rows]


def find_owns(subjects: Iterable[str]) -> dict[str, Own]:
    """Whom each of these subjects of a message is about: participations, and messages of staff; two statements."""
    asked = set(subjects)
    written = select(StaffMessage.id, StaffMessage.participation_id).where(StaffMessage.id.in_(asked))
    person_of = {subject: subject for subject in asked} | dict(db.session.execute(written).all())
    rows = db.session.execute(
        select(Participation, Appointment)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(Participation.id.in_(set(person_of.values())))
    )
    owns = {row[0].id: Own(*row) for row in rows}
    return {subject: owns[person] for subject, person in person_of.items() if person in owns}


def lock_participations(participation_ids: Iterable[str]) -> list[Participation]:
    """These people, locked in the order of their ids."""
    which = select(Participation).where(Participation.id.in_(set(participation_ids)))
    return list(db.session.scalars(which.order_by(Participation.id).with_for_update()))
