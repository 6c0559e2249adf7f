"""Who changed what in a municipality: its people, help, texts and house style. Never anything of a resident.

The app role may add lines but not change or remove them.
"""

import json
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.clock import now
from portal.db import Base, Data, Instant, column

CHANGE = Data(
    1, "who changed what a municipality shows or who works there", "5 years, then removed by the owner"
)


class Change(tenancy.TenantRow, Base):
    """One thing that became another. `before` and `after` are JSON: {field: value}, or null when it was not there."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "tenant_id", "at"),)

    at = column(CHANGE, Instant, default=now)
    actor: Mapped[str] = column(CHANGE, String(40))  # "person:<id>", or "system" for a command
    kind: Mapped[str] = column(CHANGE, String(30))  # "offer", "place", "text", "style", "person", …
    name: Mapped[str] = column(CHANGE, String(200))  # as the administrator knows the thing
    before: Mapped[str] = column(CHANGE, Text)
    after: Mapped[str] = column(CHANGE, Text)


def changed(
    kind: str, name: str, before: dict[str, Any] | None, after: dict[str, Any] | None, actor: str = "system"
) -> None:
    """Write one line in the running transaction with only the fields that differ; nothing when none does.

    Never hand over a password, a secret or anything a resident said.
    """
    if before is not None and after is not None:
        differ = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        if not differ:
            return
        before = {key: value for key, value in before.items() if key in differ}
        after = {key: value for key, value in after.items() if key in differ}
    tenancy.insert(Change(kind=kind, name=name[:200], before=_json(before), after=_json(after), actor=actor))


def _json(values: dict[str, Any] | None) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
