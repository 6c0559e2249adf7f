"""A freed time goes to the first in line whom it suits: held for them, in the transaction that freed it.

Whoever freed it, and why, makes no difference to what the next one gets. Locks are taken in one order: first the
people who sit at the day, all at once, and then somebody in the line, for whom nobody waits (SKIP LOCKED).
"""

from collections.abc import Iterable
from datetime import datetime

from portal import agenda, messaging, privacy
from portal.booking import rules
from portal.booking import waiting_queries as queries
from portal.booking.models import Appointment, Waiting
from portal.booking.waiting_rules import HELD, LOOKED_AT, Freed, held_from
from portal.clock import now, wall
from portal.db import db
from portal.errors import Refusal


def freeing(appointment: Appointment, *also: str, claim: str | None = None) -> Freed | None:
    """Ask before an appointment gives back its time; `offer` gives that to who waits. None: to nobody.

    `also`: other sittings that the caller goes on to, `claim`: another claim that they change. An overbooked talk
    has no time to give.
    """
    if appointment.unclaimed or not queries.somebody_waits():
        return None
    _lock({appointment.sitting_id, *also}, appointment.claim_id, claim)
    roles = frozenset(appointment.roles.split())
    return Freed(appointment.sitting_id, appointment.starts_at, appointment.ends_at, roles)


def _lock(sitting_ids: Iterable[str], *claim_ids: str | None) -> None:
    """Everybody at these tables, in one statement: or two who each have one of them wait for the other's."""
    found = agenda.sittings_by_id(sitting_ids).values()
    agenda.lock({d.resource for s in found for d in s.desks if d.resource}, *claim_ids)


def offer(freed: Freed | None, after: queries.Turn | None = None) -> int:
    """Hold it for the first in line (`after` this one) whom it suits; what is left of it for the next.

    Gives how many got an offer. The lead time counts for them as for everybody, and what begins before they could
    say yes is no offer.
    """
    sitting = agenda.find_sitting(freed.sitting_id) if freed else None
    if freed is None or sitting is None or sitting.state != agenda.OPEN:
        return 0
    on = wall(sitting.starts_at).date()
    talks = {talk.id: talk for talk in agenda.talks() if freed.roles & set(talk.roles)}
    line = [w for w in queries.line(after) if w.talk_type_id in talks and w.wishes.suits_day(on)][:LOOKED_AT]
    wanted = {w.id: talks[w.talk_type_id].rule_for(w.joint) for w in line}
    free, made = _free(sitting, wanted.values()) if wanted else {}, 0
    for person in line:
        talk = wanted[person.id]
        start = freed.first_for(person.wishes, talk.minutes, free[talk])
        if start and _hold_for(person.id, agenda.Wanted(sitting.id, talk, start, until())):
            made += 1
            free = _free(sitting, wanted.values())
    return made


def _free(sitting: agenda.SittingInfo, wanted: Iterable[agenda.Talk]) -> dict[agenda.Talk, list[datetime]]:
    found = agenda.free_times(sitting, wanted, now())
    return {talk: [start for start in starts if start > until()] for talk, starts in found.items()}


def until() -> datetime:
    """Until when (UTC) a time that is freed now is held."""
    return held_from(now(), agenda.is_working_day) + HELD


def _hold_for(waiting_id: str, wanted: agenda.Wanted) -> bool:
    """False when the time cannot be had after all, or somebody else is busy with this person."""
    row = queries.take_turn(waiting_id)
    if row is None:
        return False
    try:
        with db.session.begin_nested():
            claimed = agenda.claim(wanted)
    except Refusal:
        return False
    row.state, row.offered_until, row.offers = queries.OFFERED, wanted.expires_at, row.offers + 1
    row.claim_id, row.ticks = claimed.claim_id, claimed.ticks
    row.sitting_id, row.starts_at, row.ends_at = claimed.sitting.id, claimed.starts_at, claimed.ends_at
    db.session.flush()
    privacy.record("waiting.offered", row.id, "system")
    if rules.written_to(row.contact):
        messaging.queue("time_offered", row.id, due_at=held_from(now(), agenda.is_working_day))
    return True


def pass_on(row: Waiting, release: bool = True) -> int:
    """This person (locked) does not get the time they were offered: they wait on, and it goes to who asked later.

    Not to who asked earlier: they had their turn. Gives how many got an offer.
    """
    freed = _take_back(row, release)
    return offer(freed, after=(row.asked_at, row.id))


def _take_back(row: Waiting, release: bool) -> Freed:
    assert row.sitting_id is not None
    talk = agenda.find_talk(row.talk_type_id)
    freed = Freed(row.sitting_id, row.starts_at, row.ends_at, frozenset(talk.roles if talk else ()))
    _lock([row.sitting_id], row.claim_id)
    if release and row.claim_id:
        agenda.release(row.claim_id)
    row.state, row.claim_id, row.ticks = queries.WAITING, None, 0
    row.sitting_id = row.starts_at = row.ends_at = row.offered_until = None
    db.session.flush()
    return freed


def expire_offers(at: datetime) -> int:
    """What was held long enough goes to the next in line; gives how many offers ended. The caller commits."""
    over = queries.run_out(at)
    if not over:
        return 0
    _lock({row.sitting_id or "" for row in over}, *(row.claim_id for row in over))
    turns = [(_take_back(row, True), (row.asked_at, row.id)) for row in over]
    for row in over:
        privacy.record("waiting.lapsed", row.id, "system")
    for freed, turn in turns:
        offer(freed, after=turn)
    return len(over)
