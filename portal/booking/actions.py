"""The verbs of booking: hold, fill in, confirm, move, cancel, mark. Each a whole story; the caller commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select

from portal import agenda, privacy, tenancy
from portal.booking import offers, queries, rules, telling, together
from portal.booking.models import (
    ARRIVED,
    CANCELLED,
    DONE,
    NO_SHOW,
    OVERBOOKED,
    Appointment,
    Draft,
    Invitation,
    KeepApart,
    Participation,
    Proposal,
    StaffMessage,
)
from portal.booking.people import fill_in_contact, new_participation
from portal.clock import now
from portal.db import db, new_id

EMPTY: dict[str, Any] = {}


def hold(
    visitor_hash: str,
    talk: agenda.TalkInfo,
    sitting_id: str,
    starts_at: datetime,
    joint: bool = False,
    first_free_at: datetime | None = None,
) -> Draft:
    """Hold a time for this browser; its earlier hold is given up for it, what was typed stays.

    Raises agenda.NotOffered or agenda.TimeTaken.
    """
    one_window_at_a_time(visitor_hash)
    draft = queries.lock_live_draft(queries.find_unconfirmed(visitor_hash))
    wanted = agenda.Wanted(sitting_id, talk.rule_for(joint), starts_at, expires_at=now() + rules.HOLD)
    claimed = agenda.claim(wanted, release=draft.claim_id or None if draft else None)
    return keep(draft, visitor_hash, talk, joint, claimed, first_free_at)


def keep(
    draft: Draft | None,
    visitor_hash: str,
    talk: agenda.TalkInfo,
    joint: bool,
    claimed: agenda.Claimed,
    first_free_at: datetime | None = None,
    why: str | None = None,
) -> Draft:
    """What was claimed stands in the draft of this visitor; `why`: it is for a talk beside the others."""
    until = now() + rules.HOLD
    if draft is None:
        draft = Draft(id=new_id(), tenant_id=tenancy.current_id(), visitor_hash=visitor_hash, joint=joint)
        db.session.add(draft)
    draft.claim_id, draft.ticks, draft.unclaimed_why = claimed.claim_id, claimed.ticks, why
    draft.sitting_id, draft.talk_type_id, draft.joint = claimed.sitting.id, talk.id, joint
    draft.starts_at, draft.ends_at = claimed.starts_at, claimed.ends_at
    draft.expires_at, draft.keep_until, draft.renewals = until, until + rules.DRAFT_KEPT, 0
    draft.first_free_at = first_free_at
    db.session.flush()
    return draft


def one_window_at_a_time(visitor_hash: str) -> None:
    """Or two windows of one browser both find no hold, and make two. (SQLite has one writer anyway.)"""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(visitor_hash, 0))))


def renew(draft: Draft) -> None:
    """Hold a little longer, at most ten times. Raises agenda.HoldLost when somebody took the time."""
    if queries.lock_live_draft(draft) is None:
        return  # another window confirmed it, or let it go, at this very moment
    if draft.renewals >= rules.RENEWALS:
        return
    until = now() + rules.HOLD
    agenda.renew(draft.claim_id, draft.ticks, until)
    draft.expires_at, draft.keep_until = until, until + rules.DRAFT_KEPT
    draft.renewals += 1


def fill_in(draft: Draft, answers: dict[str, object]) -> None:
    """Keep what was typed, sealed; not when another window confirmed at this very moment."""
    if queries.lock_live_draft(draft) is not None:
        draft.answers = answers


def let_go(visitor_hash: str) -> None:
    """Give the held time back and forget what was typed."""
    draft = queries.lock_live_draft(queries.find_unconfirmed(visitor_hash))
    if draft is not None:
        if draft.claim_id:
            agenda.release(draft.claim_id)
        db.session.delete(draft)


def leave(visitor_hash: str) -> None:
    """Somebody leaves the site in a hurry: the hold goes, and every draft of this browser."""
    let_go(visitor_hash)
    db.session.flush()
    db.session.execute(delete(Draft).where(Draft.visitor_hash == visitor_hash))


def confirm(draft: Draft, by: str = "resident", via: str = "site") -> Appointment:
    """Turn a hold into an appointment. Raises agenda.HoldLost when a tick is no longer ours.

    `by`: who did it, for the audit log; `via`: "site", "phone" or "desk". Nothing is ever queued for the other
    person. Raises agenda.NotOffered when there is no such talk, or no such day, any more.
    """
    talk = agenda.find_talk(draft.talk_type_id)
    if talk is None:
        raise agenda.NotOffered
    answers = draft.answers or EMPTY
    seated = (
        _beside_others(draft, talk) if draft.unclaimed_why else agenda.confirm(draft.claim_id, draft.ticks)
    )
    appointment = Appointment(
        id=new_id(),
        joint=draft.joint,
        joint_at_start=draft.joint,
        sitting_id=draft.sitting_id,
        talk_type_id=draft.talk_type_id,
        roles=" ".join(talk.roles),
        seated=" ".join(seated),
        unclaimed=OVERBOOKED if draft.unclaimed_why else None,
        unclaimed_why=draft.unclaimed_why,
        claim_id=draft.claim_id,
        ticks=draft.ticks,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        first_free_at=draft.first_free_at,
        created_via=via,
        channel=answers.get("kanaal") or "geen",
    )
    participation = new_participation(appointment.id, answers)
    tenancy.insert(appointment, participation)
    privacy.record("appointment.made", participation.id, by)
    if draft.unclaimed_why:
        privacy.record("appointment.overbooked", participation.id, by)
    telling.tell_person("booked", participation)
    telling.remind(participation, appointment)
    if draft.joint:
        together.invite(appointment, participation, agenda.get_sitting(draft.sitting_id))
    telling.tell_desks(appointment)
    draft.appointment_id = appointment.id
    draft.sealed = None
    draft.keep_until = now() + rules.DRAFT_KEPT
    return appointment


def _beside_others(draft: Draft, talk: agenda.TalkInfo) -> tuple[str, ...]:
    """Who sits at an overbooked talk, which takes no ticks; the day must still be there."""
    sitting = agenda.find_sitting(draft.sitting_id)
    seated = agenda.anyone(sitting.day, talk.rule) if sitting and sitting.state == agenda.OPEN else None
    if seated is None or draft.starts_at <= now():
        raise agenda.NotOffered
    return seated


def move(own: queries.Own, sitting_id: str, starts_at: datetime, actor: str = "resident") -> None:
    """Another time for the whole appointment: the new one is claimed and the old one given back, or nothing changes.

    Two people move by `together.propose` and `together.agree`; only staff move a talk of two at once. Raises
    TooLate, AlreadyCancelled, agenda.NotOffered or agenda.TimeTaken.
    """
    appointment = together.locked(own)
    if actor == "resident" and len(queries.coming(appointment.id)) > 1:
        raise rules.TogetherOver
    together.move_alone(appointment, None, sitting_id, starts_at, actor)


def cancel(own: queries.Own, actor: str = "resident") -> None:
    """The appointment does not take place; its time is free at once. Raises TooLate or AlreadyCancelled.

    One of two who cancels only leaves: the other keeps the time (`together.leave`).
    """
    appointment = together.locked(own)
    people = queries.coming(appointment.id)
    if actor == "resident" and len(people) > 1:
        together.leave(own)
        return
    freed = offers.freeing(appointment)
    agenda.release(appointment.claim_id)
    together.end(appointment)
    appointment.status, appointment.cancelled_at, appointment.attention = CANCELLED, now(), None
    for person in people:
        privacy.record("appointment.cancelled", person.id, actor)
        together.tell(actor, "cancelled", person, appointment)
    telling.tell_desks(appointment)
    offers.offer(freed)


def leave_contact(own: queries.Own, answers: dict[str, object]) -> None:
    """Who said yes to an invitation tells how to reach them, once; later changes go by telephone."""
    if own.participation.contact is not None:
        return
    fill_in_contact(own.participation, answers)
    privacy.record("participation.contact", own.participation.id)
    telling.tell_person("booked", own.participation)
    telling.remind(own.participation, own.appointment)


def mark(participation: Participation, outcome: str | None, actor: str) -> None:
    """Arrived, then done; no-show; or none of these yet. Each can be taken back.

    Raises rules.NotArrived, or ValueError for another word.
    """
    if outcome not in (ARRIVED, NO_SHOW, DONE, None):
        raise ValueError(outcome)
    db.session.refresh(
        participation, with_for_update=True
    )  # of two colleagues who press, the last one counts
    if outcome == DONE and participation.outcome not in (ARRIVED, DONE):
        raise rules.NotArrived
    participation.outcome = outcome
    privacy.record("participation.outcome", participation.id, actor)


# --- jobs --------------------------------------------------------------------------------------------------


def purge(at: datetime) -> int:
    """Wipe drafts that are over, and what people typed 30 days after their talk; counts stay."""
    over = delete(Draft).where(Draft.keep_until < at).execution_options(synchronize_session=False)
    wiped = int(db.session.execute(over).rowcount)  # type: ignore[attr-defined]
    wiped += _forget_appointments(at - rules.COUNTS_KEPT)
    due = db.session.scalars(
        select(Participation)
        .join(Appointment, Appointment.id == Participation.appointment_id)
        .where(
            Participation.wiped_at.is_(None),
            or_(
                Appointment.ends_at < at - rules.CONTACT_KEPT,
                Appointment.cancelled_at < at - rules.CONTACT_KEPT,
            ),
        )
    )
    for participation in due:
        participation.data_key = participation.token_hash = participation.token_sealed = None
        participation.name_sealed = participation.contact_sealed = participation.told_sealed = None
        participation.phone_hash = None
        participation.wiped_at = at
        _forget_of(participation.id)
        privacy.record("participation.wiped", participation.id, "system")
        wiped += 1
    return wiped


def _forget_of(participation_id: str) -> None:
    """What staff wrote to somebody, and that they must not meet somebody, goes with the rest."""
    for which in (
        delete(StaffMessage).where(StaffMessage.participation_id == participation_id),
        delete(KeepApart).where(
            or_(KeepApart.first_id == participation_id, KeepApart.second_id == participation_id)
        ),
    ):
        db.session.execute(which.execution_options(synchronize_session=False))


def _forget_appointments(before: datetime) -> int:
    """Appointments of two years ago go, with their people's empty rows."""
    old = select(Appointment.id).where(Appointment.ends_at < before)
    for row in (Invitation, Proposal, Participation):
        gone = delete(row).where(row.appointment_id.in_(old))
        db.session.execute(gone.execution_options(synchronize_session=False))
    appointments = delete(Appointment).where(Appointment.ends_at < before)
    return int(db.session.execute(appointments.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]
