"""Talks that take no ticks: of somebody who is at the desk now, and beside a time that is full. The caller commits.

Staff decide that somebody is helped all the same; nobody else's time is taken, and the audit expects no ticks.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from portal import agenda, privacy, tenancy
from portal.booking import actions, queries, rules
from portal.booking.models import ARRIVED, WALK_IN, Appointment, Draft
from portal.booking.people import new_participation
from portal.clock import TICK, epoch, from_epoch, now
from portal.db import new_id

assert TICK == 300  # rules.walked_in_at counts in the same five minutes


def talks_now(sitting: agenda.SittingInfo, own_roles: Collection[str]) -> list[agenda.TalkInfo]:
    """The talks that one desk (its roles) can have with somebody who walks in; empty outside the hours."""
    if sitting.state != agenda.OPEN or not rules.may_walk_in(sitting.starts_at, sitting.ends_at, now()):
        return []
    return [
        talk
        for talk in agenda.talks()
        if set(talk.roles) & set(own_roles) and agenda.anyone(sitting.day, talk.rule)
    ]


def walk_in(sitting: agenda.SittingInfo, talk: agenda.TalkInfo, actor: str, attempt: str) -> Appointment:
    """Somebody without an appointment is helped now; no name, no contact. They have arrived.

    `attempt`: a secret of the page that was pressed, so that a double click makes one. Raises agenda.NotOffered.
    """
    claim_id = hashlib.sha256(f"{actor}|{sitting.id}|{attempt}".encode()).hexdigest()[:24]
    actions.one_window_at_a_time(claim_id)
    earlier = queries.find_by_claim(claim_id)
    if earlier is not None:
        return earlier
    seated = agenda.anyone(sitting.day, talk.rule)
    if seated is None:
        raise agenda.NotOffered
    starts_at = rules.walked_in_at(now())
    appointment = Appointment(
        id=new_id(),
        sitting_id=sitting.id,
        talk_type_id=talk.id,
        roles=" ".join(talk.roles),
        seated=" ".join(seated),
        unclaimed=WALK_IN,
        claim_id=claim_id,
        ticks=0,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=talk.minutes),
        created_via="desk",
    )
    person = new_participation(appointment.id, {})
    person.contact = person.told = person.name = None
    person.outcome = ARRIVED
    tenancy.insert(appointment, person)
    privacy.record("appointment.walked_in", person.id, actor)
    return appointment


def full_times(sitting: agenda.SittingInfo, talk: agenda.Talk) -> list[datetime]:
    """The coming times (UTC) of one sitting that nobody can book: taken, too soon, or too far ahead."""
    if sitting.state != agenda.OPEN:
        return []
    free = {
        moment
        for day in agenda.times_page(talk, now(), sitting.on).days
        for moment in day.times
        if day.sitting.id == sitting.id
    }
    starts = map(from_epoch, agenda.grid_starts(sitting.day, talk, epoch(now())))
    return [start for start in starts if start not in free]


def hold_beside(
    visitor_hash: str,
    talk: agenda.TalkInfo,
    sitting: agenda.SittingInfo,
    starts_at: datetime,
    joint: bool,
    why: str,
) -> Draft:
    """A draft for a time that is full, and why (one of rules.REASONS). It takes nothing from anybody.

    Raises agenda.NotOffered when the time is not one of `full_times`.
    """
    if why not in rules.REASONS or starts_at not in full_times(sitting, talk.rule_for(joint)):
        raise agenda.NotOffered
    actions.one_window_at_a_time(visitor_hash)
    draft = queries.lock_live_draft(queries.find_unconfirmed(visitor_hash))
    if draft is not None and draft.claim_id:
        agenda.release(draft.claim_id)
    ends_at = starts_at + timedelta(minutes=talk.minutes)
    claimed = agenda.Claimed(new_id(), 0, sitting, starts_at, ends_at)
    return actions.keep(draft, visitor_hash, talk, joint, claimed, why=why)
