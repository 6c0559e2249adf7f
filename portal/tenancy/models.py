"""Rows of one municipality, rows that one municipality owns and all may read, and its settings."""

from sqlalchemy import ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.db import KEY, Base, Data, column, new_id

OWNER = Data(0, "which municipality the row belongs to", "as long as the row")
SETTINGS = Data(0, "what a municipality shows: telephone, hours, texts, house style", "until changed")


class TenantRow:
    """Mix-in: a row that only its own municipality can see. Key and foreign keys are (tenant_id, id)."""

    tenant_id: Mapped[str] = column(OWNER, String(41), primary_key=True)
    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)


class OwnedRow:
    """Mix-in for planning: every municipality may read the row, only its owner may write it."""

    shown_on_pages = True
    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    owner: Mapped[str] = column(OWNER, String(41), index=True)


def tenant_key(table: str, local: str, name: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot reach another municipality's row (row-level security does not check keys)."""
    return ForeignKeyConstraint(["tenant_id", local], [f"{table}.tenant_id", f"{table}.id"], name=name)


def owner_key(table: str, local: str) -> ForeignKeyConstraint:
    """The same for planning: a desk can't be put at another municipality's table."""
    return ForeignKeyConstraint(["owner", local], [f"{table}.owner", f"{table}.id"])


class Setting(TenantRow, Base):
    """One decided thing of a municipality; `value` is JSON. The key `version` counts changes."""

    __tablename__ = "setting"
    shown_on_pages = True
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)

    key: Mapped[str] = column(SETTINGS, String(60))
    value: Mapped[str] = column(SETTINGS, Text)
