"""How it ended. The gateway is asked about what it was given, and about what it may have been given.

What it lost, or could not deliver, is told to staff. A hand-over that broke off is settled by what the gateway has
of it: if it has it, it was sent; if it certainly has not, it is sent again. As long as it does not say, nothing is.

`ask_at` says when to ask. It is also the mark of the worker that asks: who finds another one notes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update

from portal.clock import now
from portal.db import db
from portal.messaging import models as m
from portal.messaging.channels import Notify
from portal.messaging.channels.outcome import TryLater
from portal.messaging.models import OutboxMessage

FIRST = timedelta(minutes=5)  # longer than a lease, and than any request that is still on its way
AGAIN = timedelta(hours=1)
TERM = timedelta(days=3)
BATCH = 20

ARRIVED = {"delivered", "sent"}  # "sent": abroad, where no receipt comes from
GAVE_UP = {"permanent-failure", "temporary-failure", "technical-failure"}


@dataclass(frozen=True)
class _Row:
    id: str
    state: str
    gateway_id: str | None
    seen_at: datetime | None


def ask_due(at: datetime | None = None) -> int:
    """Ask about every message whose moment came (at most a batch); gives how many it took."""
    gateway = current_app.extensions.get("gateway")
    if gateway is None:
        return 0
    at = at or now()
    batch = _take(at)
    for row in batch:
        try:
            changes = _outcome(gateway, row, at)
        except TryLater:
            break  # it does not answer now: the others are asked about next time
        _note(row, at + FIRST, changes)
    return len(batch)


def _take(at: datetime) -> list[_Row]:
    row = OutboxMessage
    due = (row.state.in_((m.SENT, m.UNCERTAIN)), row.ask_at <= at)
    db.session.execute(update(row).where(*due, row.done_at < at - TERM).values(ask_at=None))
    batch = db.session.execute(
        select(row.id, row.state, row.gateway_id, row.seen_at)
        .where(*due)
        .order_by(row.ask_at, row.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if batch:
        taken = [found.id for found in batch]
        db.session.execute(update(row).where(row.id.in_(taken)).values(ask_at=at + FIRST))
    db.session.commit()
    return [_Row(*found) for found in batch]


def _outcome(gateway: Notify, row: _Row, at: datetime) -> dict[str, object]:
    """What is to be noted. Raises TryLater when the gateway does not say."""
    if row.state == m.SENT:
        receipt = gateway.look_up(row.gateway_id or "")
        return _after(receipt.status if receipt else "", at)
    receipt = gateway.find(row.id)
    if receipt is None:
        return _not_there(row, at)
    return {"state": m.SENT, "reason": None, "gateway_id": receipt.id} | _after(receipt.status, at)


def _after(status: str, at: datetime) -> dict[str, object]:
    if status in GAVE_UP:
        return {"state": m.FAILED, "reason": status, "ask_at": None}
    return {"ask_at": None if status in ARRIVED else at + AGAIN}


def _not_there(row: _Row, at: datetime) -> dict[str, object]:
    """Never taken: send it, unless staff saw the doubt and did something about it themselves."""
    if row.seen_at is not None:
        return {"state": m.FAILED, "reason": "gateway has it not", "ask_at": None}
    again = {"state": m.QUEUED, "due_at": at, "done_at": None, "leased_until": None, "ask_at": None}
    return again | {"reason": "gateway has it not"}


def _note(row: _Row, mark: datetime, changes: dict[str, object]) -> None:
    """Nothing is noted when another worker asked meanwhile, or sent it."""
    ours = (OutboxMessage.id == row.id, OutboxMessage.state == row.state, OutboxMessage.ask_at == mark)
    db.session.execute(update(OutboxMessage).where(*ours).values(**changes))
    db.session.commit()
