"""Queueing a message, and staff saying that they saw a flagged one."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from portal import tenancy
from portal.clock import instant, now, wall
from portal.db import db
from portal.messaging.models import QUEUED, OutboxMessage


def queue(kind: str, subject: str, due_at: datetime | None = None, *, also: bool = False) -> None:
    """Put a message in the outbox, in the running transaction. `due_at` (UTC) is the earliest moment.

    Of a message with such a moment at most one waits per kind and subject: a new moment replaces the old one.
    Not with `also`: then each moment stays, for a message to one person about several things.
    """
    if due_at is not None and not also and _wait_until(kind, subject, due_at):
        return
    tenancy.insert(OutboxMessage(tenant=tenancy.current_id(), kind=kind, subject=subject, due_at=due_at))


def queue_elsewhere(tenant: str, kind: str, subject: str) -> None:
    """The same for another municipality (slug), at once: a word to its own code that something there must be done."""
    tenancy.insert(OutboxMessage(tenant=tenant, kind=kind, subject=subject))


def queue_once_a_day(kind: str, subjects: Iterable[str], due_at: datetime) -> int:
    """One message of this kind to each of these at `due_at` (UTC), unless they have one of that (local) day already.

    What still waits from an earlier day goes: it would tell of yesterday. Three statements, however many subjects;
    gives how many were queued.
    """
    m, begin = OutboxMessage, instant(wall(due_at).date(), time())
    mine = (m.tenant == tenancy.current_id(), m.kind == kind)
    stale = delete(m).where(*mine, m.state == QUEUED, m.due_at < begin)
    db.session.execute(stale.execution_options(synchronize_session=False))
    had = set(db.session.scalars(select(m.subject).where(*mine, or_(m.due_at >= begin, m.done_at >= begin))))
    rows = [
        {"tenant": tenancy.current_id(), "kind": kind, "subject": subject, "due_at": due_at}
        for subject in subjects
        if subject not in had
    ]
    if rows:
        table: Any = m.__table__
        db.session.connection().execute(insert(table), rows)
    return len(rows)


def _wait_until(kind: str, subject: str, due_at: datetime) -> bool:
    """Give a waiting message another moment; False when none waits."""
    waiting = update(OutboxMessage).where(
        OutboxMessage.tenant == tenancy.current_id(),
        OutboxMessage.kind == kind,
        OutboxMessage.subject == subject,
        OutboxMessage.state == QUEUED,
    )
    return bool(db.session.execute(waiting.values(due_at=due_at)).rowcount)  # type: ignore[attr-defined]


def mark_seen(message_id: str) -> bool:
    """Staff of this municipality saw a flagged message; False when it is not theirs."""
    row = db.session.scalar(
        select(OutboxMessage).where(
            OutboxMessage.id == message_id, OutboxMessage.tenant == tenancy.current_id()
        )
    )
    if row is None:
        return False
    row.seen_at = row.seen_at or now()
    return True


def purge(at: datetime) -> int:
    """Forget what was settled 30 days ago, for the current municipality."""
    over = delete(OutboxMessage).where(
        OutboxMessage.tenant == tenancy.current_id(), OutboxMessage.done_at < at - timedelta(days=30)
    )
    return int(db.session.execute(over.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]
