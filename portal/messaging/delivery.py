"""Sending what is due, outside any request, and safe to kill at any moment.

A row is leased before its text is made. Killed before the hand-over, the lease ends and another try follows;
killed during it, the row is found `handing_over` and becomes `uncertain`: staff decide, we never repeat blindly.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import structlog
from flask import Flask, current_app
from sqlalchemy import and_, or_, select, update

from portal import tenancy
from portal.clock import now
from portal.db import db
from portal.messaging import models as m
from portal.messaging.channels.outcome import Refused, TryLater, Uncertain
from portal.messaging.models import OutboxMessage

LEASE = timedelta(minutes=2)
GIVE_UP = timedelta(days=2)
BATCH = 20
log = structlog.get_logger("outbox")


@dataclass(frozen=True)
class Outgoing:
    """A mail to be: one address, plain text. The sender is always the municipality's neutral message host."""

    to: str
    subject: str
    body: str


def deliver_due(at: datetime | None = None) -> int:
    """Send every message that is due (at most a batch); gives how many rows were settled or put off."""
    at = at or now()
    _find_the_uncertain(at)
    batch = _lease(at)
    for message_id, tenant, kind, subject in batch:
        with tenancy.acting_for(tenant):
            _deliver(message_id, kind, subject)
    return len(batch)


def _find_the_uncertain(at: datetime) -> None:
    """What a killed worker left in the hand-over."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == m.HANDING_OVER, OutboxMessage.leased_until < at)
        .values(state=m.UNCERTAIN, reason="worker stopped", done_at=at)
    )
    db.session.commit()


def _lease(at: datetime) -> list[tuple[str, str, str, str]]:
    row = OutboxMessage
    due = or_(
        and_(row.state == m.QUEUED, row.due_at <= at),
        and_(row.state == m.SENDING, row.leased_until < at),  # a worker died before the hand-over
    )
    batch = db.session.execute(
        select(row.id, row.tenant, row.kind, row.subject)
        .where(due)
        .order_by(row.due_at, row.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if batch:
        db.session.execute(
            update(row)
            .where(row.id.in_([found.id for found in batch]))
            .values(state=m.SENDING, leased_until=at + LEASE, attempts=row.attempts + 1)
        )
    db.session.commit()
    return [tuple(found) for found in batch]  # type: ignore[misc]


def _deliver(message_id: str, kind: str, subject: str) -> None:
    composer = current_app.extensions["composers"].get(kind)
    outgoing = composer(subject) if composer else None
    db.session.commit()  # the text is made: no transaction stays open while we talk to a mail server
    if outgoing is None:
        _settle(message_id, m.SKIPPED)
        return
    mail = _as_mail(message_id, outgoing)
    try:
        current_app.extensions["mail"].send(mail, lambda: _settle(message_id, m.HANDING_OVER))
    except TryLater as error:
        _put_off(message_id, str(error))
    except Refused as error:
        _settle(message_id, m.FAILED, f"refused {error}")
    except Uncertain:
        _settle(message_id, m.UNCERTAIN, "line broke during hand-over")
    else:
        _settle(message_id, m.SENT)


def _as_mail(message_id: str, outgoing: Outgoing) -> EmailMessage:
    host = tenancy.current().message_host
    mail = EmailMessage()
    mail["From"] = f"Gemeente {tenancy.current().name} <afspraak@{host}>"
    mail["To"] = outgoing.to
    mail["Subject"] = outgoing.subject
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = f"<{message_id}@{host}>"  # stable over retries: a doubled mail can be recognised
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(outgoing.body, cte="quoted-printable")
    return mail


def _settle(message_id: str, state: str, reason: str | None = None) -> None:
    done_at = None if state == m.HANDING_OVER else now()
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(state=state, reason=reason, done_at=done_at)
    )
    db.session.commit()


def _put_off(message_id: str, reason: str) -> None:
    """Try again later: 1, 2, 4 … at most 60 minutes; after two days it counts as failed and staff see it."""
    attempts, created_at = db.session.execute(
        select(OutboxMessage.attempts, OutboxMessage.created_at).where(OutboxMessage.id == message_id)
    ).one()
    if now() - created_at > GIVE_UP:
        _settle(message_id, m.FAILED, reason[:80])
        return
    wait = timedelta(minutes=min(60, 2 ** min(attempts - 1, 6)))
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(state=m.QUEUED, due_at=now() + wait, leased_until=None, reason=reason[:80])
    )
    db.session.commit()


def work_forever(app: Flask, stop: threading.Event, every: float, also: Callable[[], None]) -> None:
    """The worker's loop: send what is due, do the daily jobs, sleep; a fault is logged and the loop goes on."""
    while not stop.is_set():
        sent = 0
        try:
            with app.app_context():
                sent = deliver_due()
                also()
        except Exception as error:
            log.error("worker.fault", kind=type(error).__name__)
        if not sent:
            stop.wait(every)
