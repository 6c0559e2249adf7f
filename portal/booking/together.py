"""Two people in one appointment: invite, accept, go alone, propose, agree, settle. The caller commits.

Neither learns anything of the other but a yes. Nothing is kept of opening an invitation, of "nee", or of "liever
alleen": there is no row that could tell. Whoever leaves a joint talk leaves its time; the other keeps it.
"""

from datetime import datetime

from sqlalchemy import delete, select

from portal import agenda, privacy, tenancy
from portal.booking import offers, queries, rules, telling
from portal.booking.models import (
    COMES,
    CONFIRMED,
    LEFT,
    Appointment,
    Draft,
    Invitation,
    Participation,
    Proposal,
)
from portal.booking.people import new_participation
from portal.clock import now
from portal.db import db, new_id


def invite(appointment: Appointment, initiator: Participation, sitting: agenda.SittingInfo) -> None:
    """Make the code and the link that the initiator passes on; the portal never writes to the other person."""
    token, code = rules.new_token(), rules.new_code()
    invitation = Invitation(
        id=new_id(),
        tenant_id=tenancy.current_id(),
        appointment_id=appointment.id,
        token_hash=rules.token_hash(token),
        code_hash=rules.token_hash(code),
        ends_at=sitting.fixed_moment,
    )
    invitation.secrets = {"token": token, "code": code}
    tenancy.insert(invitation)
    telling.tell_apart(initiator, appointment, sitting.fixed_moment)


def accept(token: str, attempt: str) -> queries.Own:
    """The other person says yes and gets a participation of their own; the same attempt again gives the same one.

    Raises CodeOver, or CodeUsed when somebody said yes before.
    """
    invited = queries.find_invitation(rules.token_hash(token), now())
    if invited is None:
        raise rules.CodeOver
    invitation, appointment = invited.invitation, invited.appointment
    db.session.refresh(appointment, with_for_update=True)
    db.session.refresh(invitation)
    own_token = rules.token_of_answer(token, attempt)
    if invitation.used:
        again = queries.find_by_token(own_token, now())
        if again is None:
            raise rules.CodeUsed
        return again
    if not appointment.joint or appointment.status != CONFIRMED:
        raise rules.CodeOver
    people = queries.coming(appointment.id)
    other = new_participation(appointment.id, {}, number=2, token=own_token)
    other.contact = other.told = other.name = None
    tenancy.insert(other)
    invitation.used = True
    # The first one's browser may be the one that says yes now: its "done" page, with their link, is over.
    db.session.execute(delete(Draft).where(Draft.appointment_id == appointment.id))
    privacy.record("appointment.joined", other.id)
    for person in people:
        telling.tell_person("accepted", person)
    telling.tell_desks(appointment)
    return queries.Own(other, appointment)


def go_alone(
    own: queries.Own,
    sitting_id: str | None = None,
    starts_at: datetime | None = None,
    actor: str = "resident",
) -> None:
    """Come alone after all, without a reason. Who was the only one keeps the time, or takes another.

    When both would come, the one who goes takes another time and the other keeps this one. Raises TooLate,
    AlreadyCancelled, agenda.NotOffered or agenda.TimeTaken; ValueError when both would come and no time is given.
    """
    appointment = locked(own)
    people = queries.coming(appointment.id)
    if len(people) < 2:
        appointment.joint = False
        appointment.apart_from = None
        end(appointment)
        if sitting_id is not None and starts_at is not None:
            move_alone(appointment, own.participation, sitting_id, starts_at, actor)
        else:
            privacy.record("appointment.alone", own.participation.id, actor)
            telling.tell_desks(appointment)
        return
    if sitting_id is None or starts_at is None:
        raise ValueError("who leaves a talk of two needs a time of their own")
    talk = queries.talk_of(appointment, joint=False)
    claimed = agenda.claim(agenda.Wanted(sitting_id, talk, starts_at))
    mine = Appointment(
        id=new_id(),
        tenant_id=appointment.tenant_id,
        sitting_id=sitting_id,
        talk_type_id=appointment.talk_type_id,
        roles=appointment.roles,
        seated=" ".join(claimed.seated),
        claim_id=claimed.claim_id,
        ticks=claimed.ticks,
        starts_at=claimed.starts_at,
        ends_at=claimed.ends_at,
        booked_at=appointment.booked_at,
        first_free_at=appointment.first_free_at,
        created_via=appointment.created_via,
        channel=appointment.channel,
    )
    db.session.add(mine)
    db.session.flush()
    _step_out(own.participation, appointment, people)
    own.participation.appointment_id, own.participation.number = mine.id, 1
    db.session.flush()
    privacy.record("appointment.moved", own.participation.id, actor)
    tell(actor, "moved", own.participation, mine)
    telling.remind(own.participation, mine)
    telling.tell_desks(mine, also=telling.desks_of(appointment))


def leave(own: queries.Own, actor: str = "resident") -> None:
    """One of two does not come at all; the other keeps the time and hears only that coming together is off."""
    appointment = locked(own)
    people = queries.coming(appointment.id)
    _step_out(own.participation, appointment, people)
    own.participation.state = LEFT
    privacy.record("appointment.cancelled", own.participation.id, actor)
    tell(actor, "cancelled", own.participation, appointment)
    telling.tell_desks(appointment)


def _step_out(leaver: Participation, appointment: Appointment, people: list[Participation]) -> None:
    """The talk is no longer of two. Who stays may know it from the telling hour on, whoever left and why.

    Until then everything looks and works as it did: the code is used, a proposal can be agreed with.
    """
    moment = min(rules.telling_moment(now()), appointment.starts_at)
    appointment.joint, appointment.apart_from = False, moment
    invitation = queries.find_invitation_of(appointment.id)
    if invitation is not None:
        invitation.ends_at = min(invitation.ends_at, moment)
    for person in people:
        if person.id != leaver.id:
            telling.tell_apart(person, appointment, moment)


def end(appointment: Appointment) -> None:
    """The code works no more, and a proposal is over."""
    db.session.execute(delete(Invitation).where(Invitation.appointment_id == appointment.id))
    withdraw(appointment.id)


def move_alone(
    appointment: Appointment,
    participation: Participation | None,
    sitting_id: str,
    starts_at: datetime,
    actor: str,
) -> None:
    """Another time for the whole appointment: the new one is claimed and the old one given back, or nothing changes."""
    left_behind = telling.desks_of(appointment)
    wanted = agenda.Wanted(sitting_id, queries.talk_of(appointment), starts_at)
    freed = offers.freeing(appointment, sitting_id)
    take_over(appointment, agenda.claim(wanted, release=appointment.claim_id))
    withdraw(appointment.id)
    for person in [participation] if participation else queries.coming(appointment.id):
        privacy.record("appointment.moved", person.id, actor)
        tell(actor, "moved", person, appointment)
        telling.remind(person, appointment)
        _promise_again(appointment, person)
    telling.tell_desks(appointment, also=left_behind)
    offers.offer(freed)


def take_over(appointment: Appointment, claimed: agenda.Claimed) -> None:
    """The appointment takes place at a newly claimed time."""
    appointment.claim_id, appointment.ticks = claimed.claim_id, claimed.ticks
    appointment.seated, appointment.kept = " ".join(claimed.seated), None
    appointment.unclaimed, appointment.unclaimed_why = None, None
    appointment.sitting_id, appointment.attention = claimed.sitting.id, None
    appointment.starts_at, appointment.ends_at = claimed.starts_at, claimed.ends_at
    invitation = queries.find_invitation_of(appointment.id) if appointment.joint else None
    if invitation is not None:
        invitation.ends_at = claimed.sitting.fixed_moment


def _promise_again(appointment: Appointment, person: Participation) -> None:
    """A talk that is still open to the other has a new fixed moment, at which its first person hears how it is."""
    if appointment.joint:
        invitation = queries.find_invitation_of(appointment.id)
        if invitation is not None and person.number == 1:
            telling.tell_apart(person, appointment, invitation.ends_at)


def propose(own: queries.Own, sitting_id: str, starts_at: datetime) -> None:
    """Another time for a talk of two; the old one stays until both agree. Held until the first fixed moment of the two.

    Raises TogetherOver after that moment, AlreadyShown when an earlier one was shown, agenda.NotOffered or
    agenda.TimeTaken.
    """
    appointment = locked(own)
    lapses_at = min(_until(own), agenda.get_sitting(sitting_id).fixed_moment)
    mine = queries.together(own, now()).mine
    if mine is not None and mine.shown_from <= now():
        raise rules.AlreadyShown
    _drop([p for p in queries.proposals_of(appointment.id) if p.proposed_by == own.participation.number])
    talk = queries.talk_of(appointment, joint=True)
    claimed = agenda.claim(agenda.Wanted(sitting_id, talk, starts_at, expires_at=lapses_at))
    shown_from = rules.telling_moment(now())
    tenancy.insert(
        Proposal(
            appointment_id=appointment.id,
            proposed_by=own.participation.number,
            claim_id=claimed.claim_id,
            ticks=claimed.ticks,
            sitting_id=sitting_id,
            starts_at=claimed.starts_at,
            ends_at=claimed.ends_at,
            shown_from=shown_from,
            lapses_at=lapses_at,
        )
    )
    privacy.record("appointment.proposed", own.participation.id)
    for person in queries.coming(appointment.id):
        if person.id != own.participation.id and shown_from < lapses_at:
            telling.tell_person("proposed", person, shown_from)


def agree(own: queries.Own) -> None:
    """Both want the new time: it becomes the time of the talk. Raises TogetherOver, NoQuestion, or agenda.HoldLost."""
    appointment = locked(own)
    _until(own)
    proposal = queries.together(own, now()).asked
    if proposal is None:
        raise rules.NoQuestion
    sitting = agenda.get_sitting(proposal.sitting_id)
    left_behind = telling.desks_of(appointment)
    freed = offers.freeing(appointment, proposal.sitting_id, claim=proposal.claim_id)
    seated = agenda.confirm(proposal.claim_id, proposal.ticks)
    agenda.release(appointment.claim_id)
    take_over(
        appointment,
        agenda.Claimed(
            proposal.claim_id, proposal.ticks, sitting, proposal.starts_at, proposal.ends_at, seated
        ),
    )
    _drop([p for p in queries.proposals_of(appointment.id) if p.id != proposal.id])
    db.session.delete(proposal)
    for person in queries.coming(appointment.id):
        privacy.record("appointment.moved", person.id)
        telling.tell_person("moved", person)
        telling.remind(person, appointment)
    telling.tell_desks(appointment, also=left_behind)
    offers.offer(freed)


def take_back(own: queries.Own) -> None:
    """Who proposed another time does not want it any more, before the other could read it.

    Afterwards it lapses by itself: a question that disappears tells when. Raises NoQuestion or AlreadyShown.
    """
    locked(own)
    mine = queries.together(own, now()).mine
    if mine is None:
        raise rules.NoQuestion
    if mine.shown_from <= now():
        raise rules.AlreadyShown
    _drop([mine])


def withdraw(appointment_id: str) -> None:
    """All proposals are over: the talk moved, or is no longer of two."""
    _drop(queries.proposals_of(appointment_id))


def _drop(proposals: list[Proposal]) -> None:
    for proposal in proposals:
        agenda.release(proposal.claim_id)
        db.session.delete(proposal)
    db.session.flush()


def _until(own: queries.Own) -> datetime:
    """Until when two people can choose another time together (UTC); raises TogetherOver."""
    sitting = agenda.get_sitting(own.appointment.sitting_id)
    if queries.together(own, now()).state != rules.TOGETHER or now() >= sitting.fixed_moment:
        raise rules.TogetherOver
    return sitting.fixed_moment


def locked(own: queries.Own) -> Appointment:
    """The appointment as it is now, locked. Raises TooLate or AlreadyCancelled when there is nothing to change."""
    db.session.refresh(own.appointment, with_for_update=True)
    db.session.refresh(own.participation)
    if own.participation.state != COMES or own.participation.appointment_id != own.appointment.id:
        raise rules.AlreadyCancelled
    rules.check_can_change(own.appointment.status, own.appointment.starts_at, now())
    invitation = queries.find_invitation_of(own.appointment.id) if own.appointment.joint else None
    if invitation is not None and now() >= invitation.ends_at:
        _write_down(invitation, own.appointment)
    return own.appointment


def _write_down(invitation: Invitation, appointment: Appointment) -> None:
    """What the pages show since the fixed moment: who waited in vain has a talk alone; code and proposal are over."""
    if appointment.joint and len(queries.coming(appointment.id)) < 2:
        appointment.joint, appointment.apart_from = False, invitation.ends_at
        telling.tell_desks(appointment)
    withdraw(appointment.id)
    db.session.delete(invitation)
    db.session.flush()


def tell(actor: str, kind: str, person: Participation, appointment: Appointment) -> None:
    """The person's own deed at once; the same words from staff at the telling hour."""
    if actor == "resident":
        telling.tell_person(kind, person)
    else:
        telling.tell_of_change(kind, person, appointment)


def settle(at: datetime) -> int:
    """Write down what the fixed moment changed. Gives how many invitations ended."""
    over = list(
        db.session.execute(
            select(Invitation, Appointment)
            .join(Appointment, Appointment.id == Invitation.appointment_id)
            .where(Invitation.ends_at <= at)
            .with_for_update()
        )
    )
    for invitation, appointment in over:
        _write_down(invitation, appointment)
    return len(over)
