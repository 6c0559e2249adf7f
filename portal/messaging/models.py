"""The outbox: who must hear what, without a word of it."""

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.clock import now
from portal.db import KEY, Base, Data, Instant, column, new_id

OUTBOX = Data(
    2, "what must be sent to whom, as ids; the text is made when it is sent", "30 days after the last attempt"
)

# queued → sending → sent | skipped | failed; handing_over is the moment in which a crash leaves us uncertain.
QUEUED, SENDING, HANDING_OVER = "queued", "sending", "handing_over"
SENT, SKIPPED, FAILED, UNCERTAIN = "sent", "skipped", "failed", "uncertain"


class OutboxMessage(Base):
    __tablename__ = tenancy.platform_table(
        "outbox", "one worker sends for all municipalities; holds ids only"
    )
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "tenant", "subject"))

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    tenant: Mapped[str] = column(tenancy.OWNER, String(41))
    kind: Mapped[str] = column(OUTBOX, String(40))  # which composer makes the text
    subject: Mapped[str] = column(OUTBOX, String(24))  # a participation, or an organisation for a desk
    state: Mapped[str] = column(OUTBOX, String(12), default=QUEUED)
    due_at = column(OUTBOX, Instant, default=now)
    attempts: Mapped[int] = column(OUTBOX, Integer, default=0)
    leased_until = column(OUTBOX, Instant, nullable=True)
    reason: Mapped[str | None] = column(
        OUTBOX, String(80), nullable=True
    )  # our word for it, never the server's text
    created_at = column(OUTBOX, Instant, default=now)
    done_at = column(OUTBOX, Instant, nullable=True)
    seen_at = column(OUTBOX, Instant, nullable=True)  # staff saw the flag
    # What the gateway calls it, and when to ask it how this message ended (mail by SMTP has neither).
    gateway_id: Mapped[str | None] = column(OUTBOX, String(40), nullable=True)
    ask_at = column(OUTBOX, Instant, nullable=True)
