"""What staff must know about messages."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from portal import tenancy
from portal.clock import now
from portal.db import db
from portal.messaging.models import FAILED, UNCERTAIN, OutboxMessage

PATIENCE = timedelta(hours=1)  # so long a gateway may take to say whether it has a doubtful message


@dataclass(frozen=True)
class Flagged:
    """A message that failed, or of which we don't know whether it arrived."""

    id: str
    kind: str
    subject: str
    state: str


def flagged() -> list[Flagged]:
    """Messages of this municipality that staff must look at, oldest first.

    Not yet a doubtful one of which the gateway may still tell us, within the hour, whether it has it.
    """
    m = OutboxMessage
    known = or_(m.state == FAILED, m.ask_at.is_(None), m.done_at < now() - PATIENCE)
    rows = db.session.execute(
        select(m.id, m.kind, m.subject, m.state)
        .where(m.tenant == tenancy.current_id(), m.state.in_((FAILED, UNCERTAIN)), m.seen_at.is_(None), known)
        .order_by(m.created_at, m.id)
        .limit(50)
    )
    return [Flagged(*row) for row in rows]


def find_subject(message_id: str) -> str | None:
    """Whom a message of this municipality is about: a participation or a person; None when there is no such message."""
    m = OutboxMessage
    return db.session.scalar(select(m.subject).where(m.id == message_id, m.tenant == tenancy.current_id()))
