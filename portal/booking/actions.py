"""The verbs of booking: hold, fill in, confirm, move, cancel, mark. Each a whole story; the caller commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, or_, select

from portal import accounts, agenda, messaging, privacy, tenancy
from portal.booking import queries, rules
from portal.booking.models import ARRIVED, CANCELLED, CONFIRMED, NO_SHOW, Appointment, Draft, Participation
from portal.clock import now
from portal.db import db, new_id

EMPTY: dict[str, object] = {}


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
    _one_window_at_a_time(visitor_hash)
    draft = queries.lock_live_draft(queries.find_live_draft(visitor_hash))
    until = now() + rules.HOLD
    wanted = agenda.Wanted(sitting_id, talk.rule, starts_at, expires_at=until)
    claimed = agenda.claim(wanted, release=draft.claim_id if draft else None)
    if draft is None:
        draft = Draft(id=new_id(), tenant_id=tenancy.current_id(), visitor_hash=visitor_hash, joint=joint)
        db.session.add(draft)
    draft.claim_id, draft.ticks = claimed.claim_id, claimed.ticks
    draft.sitting_id, draft.talk_type_id, draft.joint = sitting_id, talk.id, joint
    draft.starts_at, draft.ends_at = claimed.starts_at, claimed.ends_at
    draft.expires_at, draft.keep_until, draft.renewals = until, until + rules.DRAFT_KEPT, 0
    draft.first_free_at = first_free_at
    db.session.flush()
    return draft


def _one_window_at_a_time(visitor_hash: str) -> None:
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
    draft = queries.lock_live_draft(queries.find_live_draft(visitor_hash))
    if draft is not None:
        agenda.release(draft.claim_id)
        db.session.delete(draft)


def leave(visitor_hash: str) -> None:
    """Somebody leaves the site in a hurry: the hold goes, and every draft of this browser."""
    let_go(visitor_hash)
    db.session.flush()
    db.session.execute(delete(Draft).where(Draft.visitor_hash == visitor_hash))


def confirm(draft: Draft) -> Appointment:
    """Turn a hold into an appointment. Raises agenda.HoldLost when a tick is no longer ours.

    Nothing is ever queued for the other person.
    """
    talk = agenda.find_talk(draft.talk_type_id)
    if talk is None:
        raise agenda.NotOffered
    answers = draft.answers or EMPTY
    agenda.confirm(draft.claim_id, draft.ticks)
    appointment = Appointment(
        id=new_id(),
        reference=rules.new_reference(),
        joint=draft.joint,
        joint_at_start=draft.joint,
        sitting_id=draft.sitting_id,
        talk_type_id=draft.talk_type_id,
        roles=" ".join(talk.roles),
        claim_id=draft.claim_id,
        ticks=draft.ticks,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        first_free_at=draft.first_free_at,
        channel=answers.get("kanaal") or "geen",
    )
    participation = _participation(appointment.id, answers)
    tenancy.insert(appointment, participation)
    privacy.record("appointment.made", participation.id)
    _tell_person("booked", participation, answers)
    _remind(participation, appointment, answers)
    _tell_desks(appointment)
    draft.appointment_id = appointment.id
    draft.sealed = None
    draft.keep_until = now() + rules.DRAFT_KEPT
    return appointment


def _participation(appointment_id: str, answers: dict) -> Participation:
    row_id = new_id()
    key, wrapped = privacy.new_data_key("participation", row_id)
    host = tenancy.current().message_host
    participation = Participation(
        id=row_id,
        tenant_id=tenancy.current_id(),
        appointment_id=appointment_id,
        data_key=wrapped,
        calendar_uid=f"{new_id()}@{host}"[:60],
    )
    participation.__dict__["_opened_key"] = key
    token = rules.new_token()
    participation.token_hash = rules.token_hash(token)
    participation.token = token
    participation.name = answers.get("naam")
    contact = (
        "kanaal",
        "email",
        "telefoon",
        "veilig_bericht",
        "veilig_inspreken",
        "veilig_nummer",
        "veilig_tijden",
    )
    participation.contact = {field: answers.get(field) for field in contact}
    participation.told = {"nodig": answers.get("nodig"), "toelichting": answers.get("toelichting")}
    return participation


def move(own: queries.Own, sitting_id: str, starts_at: datetime, actor: str = "resident") -> None:
    """Another time for the same talk: the new one is claimed and the old one given back, or nothing changes.

    Raises TooLate, AlreadyCancelled, agenda.NotOffered or agenda.TimeTaken.
    """
    appointment = own.appointment
    db.session.refresh(appointment, with_for_update=True)
    rules.check_can_change(appointment.status, appointment.starts_at, now())
    minutes = int((appointment.ends_at - appointment.starts_at).total_seconds() // 60)
    talk = agenda.Talk(minutes, tuple(appointment.roles.split()))
    left_behind = _desks_of(appointment)
    claimed = agenda.claim(agenda.Wanted(sitting_id, talk, starts_at), release=appointment.claim_id)
    appointment.claim_id, appointment.ticks = claimed.claim_id, claimed.ticks
    appointment.sitting_id, appointment.attention = sitting_id, None
    appointment.starts_at, appointment.ends_at = claimed.starts_at, claimed.ends_at
    for participation in queries.participations_of(appointment.id):
        answers = participation.contact or EMPTY
        privacy.record("appointment.moved", participation.id, actor)
        _tell_person("moved", participation, answers)
        _remind(participation, appointment, answers)
    _tell_desks(appointment, also=left_behind)


def cancel(own: queries.Own, actor: str = "resident") -> None:
    """The appointment does not take place; its time is free at once. Raises TooLate or AlreadyCancelled."""
    appointment = own.appointment
    db.session.refresh(appointment, with_for_update=True)
    rules.check_can_change(appointment.status, appointment.starts_at, now())
    agenda.release(appointment.claim_id)
    appointment.status, appointment.cancelled_at, appointment.attention = CANCELLED, now(), None
    for participation in queries.participations_of(appointment.id):
        privacy.record("appointment.cancelled", participation.id, actor)
        _tell_person("cancelled", participation, participation.contact or EMPTY)
    _tell_desks(appointment)


def mark(participation: Participation, outcome: str | None, actor: str) -> None:
    """Arrived, no-show, or neither yet. Raises ValueError for another word."""
    if outcome not in (ARRIVED, NO_SHOW, None):
        raise ValueError(outcome)
    participation.outcome = outcome
    privacy.record("participation.outcome", participation.id, actor)


def _tell_person(kind: str, participation: Participation, answers: dict) -> None:
    """Only over the channel the person chose; with none, nothing is sent."""
    if answers.get("kanaal") == "email":
        messaging.queue(kind, participation.id)


def _remind(participation: Participation, appointment: Appointment, answers: dict) -> None:
    if answers.get("kanaal") != "email":
        return
    moment = rules.reminder_moment(
        agenda.reminder_day(appointment.starts_at), answers.get("veilig_tijden") or ()
    )
    if now() < moment < appointment.starts_at:
        messaging.queue("reminder", participation.id, due_at=moment)


def _desks_of(appointment: Appointment) -> set[str]:
    """The organisations that sit at this appointment's table."""
    sitting = agenda.find_planned(appointment.sitting_id)
    roles = set(appointment.roles.split())
    return {desk.organisation for desk in sitting.desks if desk.role in roles} if sitting else set()


def _tell_desks(appointment: Appointment, also: Collection[str] = ()) -> None:
    """A neutral mail to who works at the desks concerned; after a move also at the ones left behind."""
    for person_id in accounts.people_of(_desks_of(appointment) | set(also)):
        messaging.queue("desk_changed", person_id)


# --- jobs --------------------------------------------------------------------------------------------------


def claimed_times(from_: datetime) -> list[agenda.ClaimedTime]:
    """What the confirmed appointments of the current municipality claim, from an instant on; for the audit."""
    rows = db.session.execute(
        tenancy.own(
            Appointment.claim_id, Appointment.ticks, Appointment.starts_at, Appointment.ends_at
        ).where(Appointment.status == CONFIRMED, Appointment.starts_at >= from_)
    )
    return [agenda.ClaimedTime(*row) for row in rows]


def check_attention(at: datetime) -> int:
    """Flag coming appointments whose sitting closed, shrank or lost a desk, and unflag those that are fine again.

    Nothing is cancelled or moved. Gives how many flags changed.
    """
    coming = list(
        db.session.scalars(
            select(Appointment).where(Appointment.status == CONFIRMED, Appointment.starts_at > at)
        )
    )
    sittings = agenda.sittings_by_id(a.sitting_id for a in coming)
    changed = 0
    for appointment in coming:
        reason = _lost(appointment, sittings.get(appointment.sitting_id))
        if appointment.attention != reason:
            appointment.attention = reason
            changed += 1
    return changed


def _lost(appointment: Appointment, sitting: agenda.SittingInfo | None) -> str | None:
    if sitting is None or sitting.state != agenda.OPEN:
        return "sitting_closed"
    if appointment.starts_at < sitting.starts_at or appointment.ends_at > sitting.ends_at:
        return "outside_sitting"
    staffed = {desk.role for desk in sitting.desks if desk.resource}
    return None if set(appointment.roles.split()) <= staffed else "desk_empty"


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
        participation.wiped_at = at
        privacy.record("participation.wiped", participation.id, "system")
        wiped += 1
    return wiped


def _forget_appointments(before: datetime) -> int:
    """Appointments of two years ago go, with their people's empty rows."""
    old = select(Appointment.id).where(Appointment.ends_at < before)
    people = delete(Participation).where(Participation.appointment_id.in_(old))
    db.session.execute(people.execution_options(synchronize_session=False))
    gone = (
        delete(Appointment).where(Appointment.ends_at < before).execution_options(synchronize_session=False)
    )
    return int(db.session.execute(gone).rowcount)  # type: ignore[attr-defined]
