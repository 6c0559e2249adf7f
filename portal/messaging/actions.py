"""Queueing a message, and staff saying that they saw a flagged one."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from portal import tenancy
from portal.clock import now
from portal.db import db
from portal.messaging.models import QUEUED, OutboxMessage


def queue(kind: str, subject: str, due_at: datetime | None = None) -> None:
    """Put a message in the outbox, in the running transaction. `due_at` (UTC) is the earliest moment.

    Of a message with such a moment at most one waits per kind and subject: a new moment replaces the old one.
    """
    if due_at is not None and _wait_until(kind, subject, due_at):
        return
    tenancy.insert(OutboxMessage(tenant=tenancy.current_id(), kind=kind, subject=subject, due_at=due_at))


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
