"""Waiting for a time: get on the list, take an offer or not, get off. The caller commits.

Who waits learns that a time is free and nothing else: not whose it was, and not how many others wait.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from portal import agenda, privacy, tenancy
from portal.booking import actions, offers, queries, rules
from portal.booking import waiting_queries as line
from portal.booking.models import Appointment, Draft, Waiting
from portal.booking.people import CONTACT, TOLD
from portal.booking.waiting_rules import KEPT, LONGEST, WEEKDAYS, NotWaiting, OfferOver, Wishes
from portal.clock import now, wall
from portal.db import db, new_id


def wait(
    talk: agenda.TalkInfo,
    joint: bool,
    answers: dict[str, Any],
    wishes: Wishes,
    *,
    token: str = "",
    via: str = "site",
    by: str = "resident",
) -> Waiting:
    """Somebody for whom no time suits. `answers` are those of the details form; `token` is that of the page they
    were typed on: the same on the same page (a double click) is one place on the list. Nobody is looked up.
    """
    row_id = _id_of(token or new_id(), talk.id, joint, answers, wishes)
    _one_at_a_time(row_id)
    found = line.find(row_id)
    if found is not None:
        return found
    _key, wrapped = privacy.new_data_key("waiting", row_id)
    row = Waiting(
        id=row_id,
        tenant_id=tenancy.current_id(),
        reference=rules.new_reference(),
        data_key=wrapped,
        talk_type_id=talk.id,
        joint=joint and talk.joint_allowed,
        weekdays=" ".join(day for day in WEEKDAYS if day in wishes.weekdays),
        parts=" ".join(part for part in rules.DAY_PARTS if part in wishes.parts),
        until_on=wishes.until_on,
        created_via=via,
    )
    row.name = answers.get("naam")
    row.contact = {field: answers.get(field) for field in CONTACT}
    row.told = {field: answers.get(field) for field in TOLD}
    db.session.add(row)
    db.session.flush()
    privacy.record("waiting.asked", row.id, by)
    return row


def _id_of(token: str, *told: object) -> str:
    """The primary key then guards against a second one."""
    typed = json.dumps(told, sort_keys=True, default=_plain)
    return hashlib.sha256(f"{tenancy.current_id()}|{token}|{typed}".encode()).hexdigest()[:24]


def _plain(thing: Any) -> Any:
    if isinstance(thing, Wishes):
        return [sorted(thing.weekdays), sorted(thing.parts), str(thing.until_on)]
    raise TypeError(type(thing).__name__)


def _one_at_a_time(row_id: str) -> None:
    """Or two clicks both find nothing. (SQLite has one writer anyway.)"""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(row_id, 0))))


def accept(waiting_id: str, by: str, visitor_hash: str) -> Appointment:
    """This person takes the time: the hold becomes firm, and everything goes as when somebody confirms a booking.

    `visitor_hash`: of the session of staff, which then sees code and letter. Pressed again it gives the same
    appointment. Raises OfferOver; agenda.HoldLost when the time went to somebody else (then `lose` it), or its day.
    """
    row = line.lock(waiting_id)
    if row is not None and row.state == line.BOOKED and row.appointment_id:
        return queries.get_appointment(row.appointment_id)
    if row is None or row.state != line.OFFERED or row.claim_id is None or row.sitting_id is None:
        raise OfferOver
    sitting = agenda.find_sitting(row.sitting_id)
    if sitting is None or sitting.state != agenda.OPEN or row.starts_at <= now():
        raise agenda.HoldLost
    made = actions.confirm(_draft_of(row, visitor_hash), by, row.created_via)
    (person,) = queries.participations_of(made.id)
    person.reference = row.reference  # the code that this person knows
    row.state, row.appointment_id, row.ended_at = line.BOOKED, made.id, now()
    row.data_key = row.name_sealed = row.contact_sealed = row.told_sealed = (
        None  # it is in the appointment now
    )
    db.session.flush()
    privacy.record("waiting.booked", row.id, by)
    return made


def _draft_of(row: Waiting, visitor_hash: str) -> Draft:
    """The offer as a draft that is filled in."""
    draft = Draft(
        id=new_id(),
        tenant_id=row.tenant_id,
        visitor_hash=visitor_hash,
        claim_id=row.claim_id,
        ticks=row.ticks,
        sitting_id=row.sitting_id,
        talk_type_id=row.talk_type_id,
        joint=row.joint,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        expires_at=row.offered_until,
        keep_until=now() + rules.DRAFT_KEPT,
    )
    draft.answers = {"naam": row.name, **(row.contact or {}), **(row.told or {})}
    db.session.add(draft)
    db.session.flush()
    return draft


def lose(waiting_id: str) -> None:
    """The offered time turned out to be gone: this person waits on, in the same place."""
    row = line.lock(waiting_id)
    if row is not None and row.state == line.OFFERED:
        offers.pass_on(row)
        privacy.record("waiting.lost", row.id, "system")


def decline(waiting_id: str, by: str, unreached: bool = False) -> None:
    """Not this time, or nobody was reached: it goes to the next in line at once, this person waits on.

    Raises OfferOver.
    """
    row = line.lock(waiting_id)
    if row is None or row.state != line.OFFERED:
        raise OfferOver
    privacy.record("waiting.unreached" if unreached else "waiting.declined", row.id, by)
    offers.pass_on(row)


def end(waiting_id: str, by: str) -> None:
    """Off the list; a time that was held goes to the next. Raises NotWaiting."""
    row = line.lock(waiting_id)
    if row is None or row.state not in (line.WAITING, line.OFFERED):
        raise NotWaiting
    if row.state == line.OFFERED:
        offers.pass_on(row)
    row.state, row.ended_at = line.ENDED, now()
    db.session.flush()
    privacy.record("waiting.ended", row.id, by)


def purge(at: datetime) -> int:
    """End what waited long enough, or has no use any more; forget everything 30 days after the end."""
    w = Waiting
    stale = or_(w.asked_at < at - LONGEST, w.until_on < wall(at).date())
    ended = list(db.session.scalars(select(w).where(w.state == line.WAITING, stale)))
    for row in ended:
        row.state, row.ended_at = line.ENDED, at
        privacy.record("waiting.ended", row.id, "system")
    gone = list(db.session.scalars(select(w).where(and_(w.ended_at.is_not(None), w.ended_at < at - KEPT))))
    for row in gone:
        row.data_key = row.name_sealed = row.contact_sealed = row.told_sealed = None
        privacy.record("waiting.wiped", row.id, "system")
        db.session.delete(row)
    return len(ended) + len(gone)
