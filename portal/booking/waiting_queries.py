"""Every SELECT of the waiting list."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from portal.booking.models import Waiting
from portal.booking.waiting_rules import Wishes
from portal.db import db

MOST = 500  # on one page, and in one line
WAITING, OFFERED, BOOKED, ENDED = "waiting", "offered", "booked", "ended"
Turn = tuple[datetime, str]  # somebody's place in the line: when they asked, and the row's id


@dataclass(frozen=True)
class InLine:
    """Somebody in the line; nothing that they typed about themselves."""

    id: str
    asked_at: datetime
    talk_type_id: str
    joint: bool
    wishes: Wishes


def somebody_waits() -> bool:
    return db.session.scalar(select(Waiting.id).where(Waiting.state == WAITING).limit(1)) is not None


def line(after: Turn | None = None) -> list[InLine]:
    """Who waits, in order; `after`: only who asked later than this one. One statement."""
    w = Waiting
    which = select(w.id, w.asked_at, w.talk_type_id, w.joint, w.weekdays, w.parts, w.until_on)
    which = which.where(w.state == WAITING)
    if after is not None:
        which = which.where(or_(w.asked_at > after[0], (w.asked_at == after[0]) & (w.id > after[1])))
    rows = db.session.execute(which.order_by(w.asked_at, w.id).limit(MOST))
    return [
        InLine(key, asked, talk, joint, Wishes(frozenset(days.split()), frozenset(parts.split()), until))
        for key, asked, talk, joint, days, parts, until in rows
    ]


def take_turn(waiting_id: str) -> Waiting | None:
    """Somebody who still waits, locked; None when somebody else is busy with them. Waits for nobody."""
    which = select(Waiting).where(Waiting.id == waiting_id, Waiting.state == WAITING)
    locked = which.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return db.session.scalar(locked)


def run_out(at: datetime) -> list[Waiting]:
    """Offers whose time is over, locked; not those that somebody is busy with."""
    which = select(Waiting).where(Waiting.state == OFFERED, Waiting.offered_until <= at)
    locked = which.order_by(Waiting.asked_at, Waiting.id).with_for_update(skip_locked=True)
    return list(db.session.scalars(locked.execution_options(populate_existing=True)))


def find(waiting_id: str) -> Waiting | None:
    """Of the current municipality."""
    return db.session.scalar(select(Waiting).where(Waiting.id == waiting_id))


def find_by_reference(reference: str) -> Waiting | None:
    """Who still waits and names this code."""
    which = select(Waiting).where(Waiting.reference == reference, Waiting.state.in_((WAITING, OFFERED)))
    return db.session.scalar(which)


def lock(waiting_id: str) -> Waiting | None:
    """The same as it is now, and nobody else changes it until we are done."""
    which = select(Waiting).where(Waiting.id == waiting_id).with_for_update()
    return db.session.scalar(which.execution_options(populate_existing=True))


def listed(talk_type_ids: Collection[str], *states: str) -> list[Waiting]:
    """Everybody in these states who waits for one of these talks, in order; one statement."""
    which = select(Waiting).where(Waiting.state.in_(states), Waiting.talk_type_id.in_(list(talk_type_ids)))
    return list(db.session.scalars(which.order_by(Waiting.asked_at, Waiting.id).limit(MOST)))


def offered(at: datetime) -> list[Waiting]:
    """Everybody for whom a time is held at this moment; one statement."""
    which = select(Waiting).where(Waiting.state == OFFERED, Waiting.offered_until > at)
    return list(db.session.scalars(which.order_by(Waiting.offered_until, Waiting.id).limit(MOST)))


def find_all(ids: Iterable[str]) -> dict[str, Waiting]:
    """By id; one statement."""
    return {row.id: row for row in db.session.scalars(select(Waiting).where(Waiting.id.in_(list(ids))))}
