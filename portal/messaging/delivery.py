"""Sending what is due, outside any request, and safe to kill at any moment.

A row is leased before its text is made. Killed before the hand-over, the lease ends and another try follows;
killed during it, the row is found `handing_over` and becomes `uncertain`: we never repeat blindly. A gateway is then
asked what it has (receipts.py); after mail by SMTP staff decide.
`attempts` counts the leases: who is slow and finds a higher number lost the row to another worker.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import structlog
from flask import Flask, current_app
from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from portal import tenancy
from portal.clock import now
from portal.db import db
from portal.messaging import models as m
from portal.messaging.channels import Notify
from portal.messaging.channels.outcome import Refused, Sms, TryLater, Uncertain
from portal.messaging.models import OutboxMessage
from portal.messaging.receipts import FIRST, ask_due

LEASE = timedelta(minutes=2)
TRIES = 53  # about two days: after 1, 2, 4 … 32 minutes, then every hour
BATCH = 20
HOLDS_UP = 7  # for about two hours a message that is tried again holds up later ones to the same person
log = structlog.get_logger("outbox")


class _LeaseLost(Exception):
    """Another worker took the row over while we were slow; it is theirs now."""


@dataclass(frozen=True)
class _Leased:
    """A row that is ours until the lease ends."""

    id: str
    tenant: str
    kind: str
    subject: str
    attempts: int


@dataclass(frozen=True)
class Outgoing:
    """A mail to be: one address, plain text. The sender is always the municipality's neutral message host."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class OutgoingSms:
    """A text message to be: a number in the international way of writing, and at most 160 signs."""

    to: str
    body: str


class _HandOver:
    """One message on its way to a channel."""

    def __init__(self, message: _Leased) -> None:
        self.message, self.begun = message, False
        self.channel: Any = None

    def begins(self) -> None:
        _settle(self.message, m.HANDING_OVER, ask_at=self.ask_at())
        self.begun = True

    def ask_at(self) -> datetime | None:
        """When to ask how it ended; None where nobody can be asked."""
        return now() + FIRST if isinstance(self.channel, Notify) else None

    def send(self, outgoing: Outgoing | OutgoingSms) -> str | None:
        """Gives the gateway's id, if it is a gateway. Raises TryLater, Refused or Uncertain."""
        is_sms = isinstance(outgoing, OutgoingSms)
        self.channel = current_app.extensions["sms" if is_sms else "mail"]
        if self.channel is None:
            raise Refused("no sms here")
        given: str | None
        if isinstance(outgoing, OutgoingSms):
            sms = Sms(f"<{self.message.id}@{tenancy.current().message_host}>", outgoing.to, outgoing.body)
            given = self.channel.send_sms(sms, self.begins)
        else:
            given = self.channel.send(_as_mail(self.message.id, outgoing), self.begins)
        return given


def deliver_due(at: datetime | None = None) -> int:
    """Send every message that is due (at most a batch); gives how many rows were settled or put off."""
    at = at or now()
    _find_the_uncertain(at)
    batch = _lease(at)
    for message in batch:
        with tenancy.acting_for(message.tenant):
            try:
                _deliver(message)
            except _LeaseLost:
                db.session.rollback()
    return len(batch)


def _find_the_uncertain(at: datetime) -> None:
    """What a killed worker left in the hand-over."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == m.HANDING_OVER, OutboxMessage.leased_until < at)
        .values(state=m.UNCERTAIN, reason="worker stopped", done_at=at)  # ask_at stays as it was
    )
    db.session.commit()


def _lease(at: datetime) -> list[_Leased]:
    row = OutboxMessage
    due = or_(
        and_(row.state == m.QUEUED, row.due_at <= at),
        and_(row.state == m.SENDING, row.leased_until < at),  # a worker died before the hand-over
    )
    batch = db.session.execute(
        select(row.id, row.tenant, row.kind, row.subject, row.attempts + 1)
        .where(due, ~_held_up(at))
        .order_by(row.created_at, row.due_at, row.id)
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
    return [_Leased(*found) for found in batch]


def _held_up(at: datetime) -> Any:
    """To one person in order: an earlier message that is being sent, or tried again shortly, goes first."""
    earlier = aliased(OutboxMessage)
    return exists().where(
        earlier.tenant == OutboxMessage.tenant,
        earlier.subject == OutboxMessage.subject,
        earlier.created_at < OutboxMessage.created_at,
        earlier.attempts.between(1, HOLDS_UP),
        or_(
            and_(earlier.state == m.QUEUED, earlier.due_at > at),
            and_(earlier.state.in_((m.SENDING, m.HANDING_OVER)), earlier.leased_until >= at),
        ),
    )


def _deliver(message: _Leased) -> None:
    _settle(message, m.SENDING)  # the whole lease for this one: those before it took their time
    over = _HandOver(message)
    try:
        outgoing = current_app.extensions["composers"][message.kind](message.subject)
        db.session.commit()  # the text is made: no transaction stays open while we talk to a server
        if outgoing is None:
            _settle(message, m.SKIPPED)
            return
        given = over.send(outgoing)
    except _LeaseLost:
        raise
    except TryLater as error:
        _put_off(message, str(error))
    except Refused as error:
        _settle(message, m.FAILED, f"refused {error}")
    except Uncertain:
        _settle(message, m.UNCERTAIN, "line broke during hand-over", ask_at=over.ask_at())
    except Exception as error:  # one message that cannot be made must not hold up the others
        db.session.rollback()
        kind = type(error).__name__
        log.error("outbox.fault", kind=kind)
        if over.begun:
            _settle(message, m.UNCERTAIN, kind, ask_at=over.ask_at())
        else:
            _put_off(message, kind)
    else:
        _settle(message, m.SENT, gateway_id=given, ask_at=over.ask_at())


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


def _settle(message: _Leased, state: str, reason: str | None = None, **more: object) -> None:
    """Note how far we are; how it ended is asked only when `more` has an `ask_at`.

    Raises _LeaseLost, and changes nothing, when the row is another worker's by now.
    """
    under_way = state in (m.SENDING, m.HANDING_OVER)
    _note(
        message,
        state=state,
        reason=reason[:80] if reason else None,
        leased_until=now() + LEASE if under_way else None,
        done_at=None if under_way else now(),
        **{"ask_at": None, **more},
    )


def _put_off(message: _Leased, reason: str) -> None:
    """Try again later: 1, 2, 4 … at most 60 minutes; after two days it counts as failed and staff see it."""
    if message.attempts >= TRIES:
        _settle(message, m.FAILED, reason)
        return
    wait = timedelta(minutes=min(60, 2 ** min(message.attempts - 1, 6)))
    waiting = {
        "state": m.QUEUED,
        "due_at": now() + wait,
        "leased_until": None,
        "done_at": None,
        "ask_at": None,
    }
    _note(message, **waiting, reason=reason[:80])


def _note(message: _Leased, **values: object) -> None:
    ours = (OutboxMessage.id == message.id, OutboxMessage.attempts == message.attempts)
    changed = db.session.execute(update(OutboxMessage).where(*ours).values(**values))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise _LeaseLost
    db.session.commit()


def work_forever(app: Flask, stop: threading.Event, every: float, also: Callable[[], None]) -> None:
    """The worker's loop: send, ask how it ended, do the daily jobs, sleep; a fault is logged and the loop goes on."""
    while not stop.is_set():
        sent = 0
        try:
            with app.app_context():
                sent = deliver_due()
                ask_due()
                also()
        except Exception as error:
            log.error("worker.fault", kind=type(error).__name__)
        if not sent:
            stop.wait(every)
