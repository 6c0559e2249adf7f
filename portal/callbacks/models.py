"""Requests to be called back. What somebody typed is sealed with a key of its own."""

from sqlalchemy import Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal import privacy, tenancy
from portal.clock import now
from portal.db import Base, Data, Instant, column

ASKED = Data(2, "that somebody must be called, until when, and how that went", "2 years, as counts")
PERSON = Data(1, "how the person is called, sealed", "30 days after the end")
SAFETY = Data(4, "the number and how it can be called safely, sealed", "30 days after the end")
TOLD = Data(3, "what it is about, sealed", "30 days after the end")
ACCESS = Data(2, "the key of this request", "30 days after the end")
FOUND = Data(1, "a keyed hash of the telephone number, to find somebody who calls", "30 days after the end")
WORK = Data(1, "who of the staff takes care of it", "2 years, as counts")

OPEN, SPOKEN, BOOKED, UNREACHED, WITHDRAWN = "open", "spoken", "booked", "unreached", "withdrawn"


class CallBack(tenancy.TenantRow, Base):
    """Somebody who wants to be called. `due_at` (UTC) is what the municipality promised when it was asked.

    States: open; ended are spoken, booked (became an appointment), unreached (three attempts on two days) and
    withdrawn (the person said so).
    """

    __tablename__ = "call_back"
    __table_args__ = (
        UniqueConstraint("tenant_id", "reference"),
        Index(None, "tenant_id", "state", "due_at"),
        Index(None, "tenant_id", "phone_hash"),
    )

    reference: Mapped[str] = column(ASKED, String(8))
    state: Mapped[str] = column(ASKED, String(10), default=OPEN)
    asked_at = column(ASKED, Instant, default=now)
    due_at = column(ASKED, Instant)
    created_via: Mapped[str] = column(ASKED, String(10), default="site")
    owner_id: Mapped[str | None] = column(WORK, String(24), nullable=True)  # a person who works here
    attempts: Mapped[int] = column(ASKED, Integer, default=0)
    appointment_id: Mapped[str | None] = column(ASKED, String(24), nullable=True)
    ended_at = column(ASKED, Instant, nullable=True)
    wiped_at = column(ASKED, Instant, nullable=True)
    phone_hash: Mapped[str | None] = column(FOUND, String(64), nullable=True)
    data_key: Mapped[bytes | None] = column(ACCESS, LargeBinary, nullable=True)
    name_sealed: Mapped[bytes | None] = column(PERSON, LargeBinary, nullable=True)
    contact_sealed: Mapped[bytes | None] = column(SAFETY, LargeBinary, nullable=True)
    told_sealed: Mapped[bytes | None] = column(TOLD, LargeBinary, nullable=True)

    name = privacy.Sealed("name_sealed")
    contact = privacy.Sealed("contact_sealed")
    told = privacy.Sealed("told_sealed")

    def sealing_key(self) -> privacy.DataKey | None:
        """The key of this one request; None once it was destroyed."""
        if self.data_key is None:
            return None
        return privacy.open_data_key("call_back", self.id, self.data_key)


class CallAttempt(tenancy.TenantRow, Base):
    """One time that staff called: nobody picked up, a message was left, the number was wrong, they spoke."""

    __tablename__ = "call_attempt"
    __table_args__ = (
        tenancy.tenant_key("call_back", "call_back_id"),
        Index(None, "tenant_id", "call_back_id"),
    )

    call_back_id: Mapped[str] = column(ASKED, String(24))
    at = column(ASKED, Instant, default=now)
    made_by: Mapped[str] = column(WORK, String(40))
    result: Mapped[str] = column(ASKED, String(12))
