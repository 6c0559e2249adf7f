"""Queueing a message, and staff saying that they saw a flagged one."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal import tenancy
from portal.clock import now
from portal.db import db
from portal.messaging.models import OutboxMessage


def queue(kind: str, subject: str, due_at: datetime | None = None) -> None:
    """Put a message in the outbox, in the running transaction. `due_at` (UTC) is the earliest moment."""
    message = OutboxMessage(tenant=tenancy.current_id(), kind=kind, subject=subject)
    if due_at is not None:
        message.due_at = due_at
    db.session.add(message)


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
