"""The audit log: who did or saw what, one line per person concerned. Ids and verbs, never content.

The app role may add lines but not change or remove them (the migration grants no more).
"""

from collections.abc import Iterable

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.clock import now
from portal.db import Base, Data, Instant, column, db

AUDIT = Data(2, "who did or saw what with whose appointment (NEN 7513)", "5 years, then removed by the owner")


class AuditEvent(tenancy.TenantRow, Base):
    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "tenant_id", "subject", "at"),)

    at = column(AUDIT, Instant, default=now)
    actor: Mapped[str] = column(AUDIT, String(40))  # "resident", "system", or "person:<id>"
    action: Mapped[str] = column(AUDIT, String(40))
    subject: Mapped[str] = column(AUDIT, String(24))  # the participation (or appointment) concerned


def record(action: str, subject: str, actor: str = "resident") -> None:
    """Write one line in the running transaction: it stays only if the deed itself stays."""
    tenancy.insert(AuditEvent(action=action, subject=subject, actor=actor))


def record_looks(action: str, subjects: Iterable[str], actor: str) -> None:
    """One line per person whose data were shown (a recorded look; the caller opens `own_transaction`)."""
    db.session.add_all(AuditEvent(action=action, subject=subject, actor=actor) for subject in subjects)
