"""Every SELECT of call-backs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from portal.callbacks.models import OPEN, CallAttempt, CallBack
from portal.db import db

MOST = 200  # on one page; a municipality has a handful


@dataclass(frozen=True)
class Row:
    """A request in a list: nothing that somebody typed. Instants are UTC."""

    id: str
    reference: str
    state: str
    due_at: datetime
    ended_at: datetime | None
    owner_id: str | None
    attempts: int
    first_try: datetime | None


def _rows() -> Select:
    c = CallBack
    return (
        select(
            c.id,
            c.reference,
            c.state,
            c.due_at,
            c.ended_at,
            c.owner_id,
            c.attempts,
            func.min(CallAttempt.at, type_=CallAttempt.at.type),
        )
        .outerjoin(CallAttempt, CallAttempt.call_back_id == c.id)
        .group_by(c.tenant_id, c.id)
    )


def open_requests() -> list[Row]:
    """Everybody who still waits, whose promise ends first on top; one statement."""
    which = _rows().where(CallBack.state == OPEN).order_by(CallBack.due_at, CallBack.id).limit(MOST)
    return [Row(*row) for row in db.session.execute(which)]


def ended_since(moment: datetime) -> list[Row]:
    """What ended lately, the last one first; one statement."""
    which = _rows().where(CallBack.ended_at >= moment).order_by(CallBack.ended_at.desc(), CallBack.id)
    return [Row(*row) for row in db.session.execute(which.limit(MOST))]


def find(call_back_id: str) -> CallBack | None:
    """A request of the current municipality."""
    return db.session.scalar(select(CallBack).where(CallBack.id == call_back_id))


def lock(call_back_id: str) -> CallBack | None:
    """The same as it is now, and nobody else changes it until we are done."""
    which = select(CallBack).where(CallBack.id == call_back_id).with_for_update()
    return db.session.scalar(which.execution_options(populate_existing=True))


def attempts_of(call_back_id: str) -> list[CallAttempt]:
    which = select(CallAttempt).where(CallAttempt.call_back_id == call_back_id)
    return list(db.session.scalars(which.order_by(CallAttempt.at, CallAttempt.id)))
