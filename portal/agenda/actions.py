"""The verbs of the agenda. Each runs inside the caller's transaction and commits nothing.

Whoever changes ticks first locks the resources concerned, in order of id: PostgreSQL by row locks, SQLite by
its one write lock (BEGIN IMMEDIATE). So nobody waits in a circle, and the primary key has the last word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    TextClause,
    and_,
    delete,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from portal.agenda import rules
from portal.agenda.models import (
    OPEN,
    ClaimTick,
    Resource,
)
from portal.agenda.queries import SittingInfo, find_sitting
from portal.agenda.rules import HoldLost, NotOffered, Talk, TimeTaken
from portal.agenda.taken import busy_ticks, claimed_ticks
from portal.clock import TICK, epoch, now
from portal.db import Instant, db, new_id


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to claim; `expires_at` None makes it firm at once."""

    sitting_id: str
    talk: Talk
    starts_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Claimed:
    """What was claimed. `ticks`: what `confirm` and the audit compare with; `seated`: who sits there, resource ids."""

    claim_id: str
    ticks: int
    sitting: SittingInfo
    starts_at: datetime
    ends_at: datetime
    seated: tuple[str, ...] = ()


def claim(wanted: Wanted, release: str | None = None) -> Claimed:
    """Take every tick of the talk for every role, or raise; `release` is a claim that is given up for it.

    For holding, moving and booking by staff alike. Raises NotOffered, or TimeTaken when somebody was first;
    the caller then rolls back, so that a released claim stays.
    """
    sitting = find_sitting(wanted.sitting_id)
    if sitting is None or sitting.state != OPEN:
        raise NotOffered
    day, at, start = sitting.day, now(), epoch(wanted.starts_at)
    rules.check_bookable(day, wanted.talk, start, epoch(at))
    seats, ticks = rules.seats_for(day, wanted.talk), rules.ticks_of(day, wanted.talk, start)
    candidates = sorted({resource for row in seats for resource in row})
    lock(candidates, release)
    _clear(candidates, ticks, at, release)
    chosen = _choose(seats, candidates, ticks, at)
    claim_id = new_id()
    if insert_ticks(chosen, ticks, claim_id, wanted.expires_at) != len(chosen) * len(ticks):
        raise TimeTaken
    ends_at = wanted.starts_at + timedelta(minutes=wanted.talk.minutes)
    return Claimed(claim_id, len(chosen) * len(ticks), sitting, wanted.starts_at, ends_at, chosen)


def lock(resources: Iterable[str], *claim_ids: str | None) -> None:
    """Take turns on these resources and those of claims; a courtesy that keeps losers short and out of circles."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    which: ColumnElement[bool] = Resource.id.in_(sorted(resources))
    claims = [claim_id for claim_id in claim_ids if claim_id]
    if claims:
        of_claims = select(ClaimTick.resource_id).where(ClaimTick.claim_id.in_(claims))
        which = or_(which, Resource.id.in_(of_claims))
    db.session.execute(select(Resource.id).where(which).order_by(Resource.id).with_for_update())


def _clear(resources: list[str], ticks: range, at: datetime, release: str | None) -> None:
    """Expired ticks in the way go, and those of the released claim."""
    gone: ColumnElement[bool] = and_(
        ClaimTick.resource_id.in_(resources),
        ClaimTick.tick.between(ticks[0], ticks[-1]),
        ClaimTick.expires_at <= at,
    )
    if release:
        gone = or_(gone, ClaimTick.claim_id == release)
    db.session.execute(delete(ClaimTick).where(gone).execution_options(synchronize_session=False))


def _choose(seats: list[list[str]], candidates: list[str], ticks: range, at: datetime) -> tuple[str, ...]:
    """One resource per role, who is there then; looks at what is taken only when there is a choice."""
    taken = busy_ticks(candidates, ticks)
    if len(candidates) > len(seats):
        for resource, claims in claimed_ticks(candidates, ticks, at).items():
            taken.setdefault(resource, set()).update(claims)
    chosen = rules.choose(seats, ticks, taken)
    if chosen is None:
        raise TimeTaken
    return chosen


def insert_ticks(resources: Iterable[str], ticks: range, claim_id: str, expires_at: datetime | None) -> int:
    """Insert the ticks in one statement, ordered by (resource, tick); gives how many were still free."""
    numbers = select(literal(ticks[0], BigInteger).label("tick")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.tick + 1).where(numbers.c.tick < ticks[-1]))
    rows = (
        select(Resource.id, numbers.c.tick, literal(claim_id), literal(expires_at, Instant))
        .select_from(Resource)
        .join(numbers, literal(True))
        .where(Resource.id.in_(sorted(resources)))
        .order_by(Resource.id, numbers.c.tick)
    )
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(ClaimTick).from_select(["resource_id", "tick", "claim_id", "expires_at"], rows)
    # RETURNING and a count: Python's sqlite3 gives no row count for a statement that begins with WITH.
    return len(db.session.execute(insert.on_conflict_do_nothing().returning(ClaimTick.tick)).all())


def confirm(claim_id: str, ticks: int) -> tuple[str, ...]:
    """Make a hold firm: all its ticks must still be there. Never a status or a clock check. Gives who sits there.

    Raises HoldLost.
    """
    people = [row[0] for row in _change(_CONFIRM, claim_id).all()]
    if len(people) != ticks:
        raise HoldLost
    return tuple(sorted(set(people)))


def renew(claim_id: str, ticks: int, expires_at: datetime) -> None:
    """Hold a little longer. Raises HoldLost when somebody took a tick."""
    if _change(_RENEW, claim_id, until=epoch(expires_at)).rowcount != ticks:
        raise HoldLost


# Built once: these three run in every confirmation, renewal and release.
_LOCK_CLAIM = text(
    """
    SELECT id FROM resource WHERE id IN (SELECT resource_id FROM claim_tick WHERE claim_id = :claim)
    ORDER BY id FOR UPDATE
    """
)
_CONFIRM = text("UPDATE claim_tick SET expires_at = NULL WHERE claim_id = :claim RETURNING resource_id")
_RENEW = text(  # what is firm stays firm, whoever renews a hold that was confirmed a moment ago
    "UPDATE claim_tick SET expires_at = :until WHERE claim_id = :claim AND expires_at IS NOT NULL"
)
_RELEASE = text("DELETE FROM claim_tick WHERE claim_id = :claim")


def release(claim_id: str) -> None:
    """Give the time back at once."""
    _change(_RELEASE, claim_id)


def _change(statement: TextClause, claim_id: str, **given: int | None) -> CursorResult[Any]:
    """Change all ticks of a claim, its resources locked first."""
    db.session.flush()
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK_CLAIM, {"claim": claim_id})
    return connection.execute(statement, {"claim": claim_id, **given})


def tidy(today_starts: datetime) -> int:
    """Delete ticks of past days (nightly); the table then holds only the horizon."""
    result: Any = db.session.execute(
        delete(ClaimTick)
        .where(ClaimTick.tick < epoch(today_starts) // TICK)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount
