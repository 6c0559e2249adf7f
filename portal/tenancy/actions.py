"""Putting a municipality's first settings into the tables, and changing them."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portal.db import db
from portal.tenancy.files import Start
from portal.tenancy.models import Setting


def load_start(start: Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert the settings of `[start]` that are missing; an existing one stays unless its key is in `overwrite`.

    Gives (key, "nieuw" | "gelijk" | "anders" | "vervangen") per setting.
    """
    wanted = {
        "contact": start.contact.model_dump(mode="json", by_alias=True) if start.contact else {},
        "style": start.style.model_dump(mode="json") if start.style else {},
        **{f"text.{name}": value for name, value in start.texts.items()},
    }
    return save_settings(wanted, replace=overwrite)


def start_row(
    label: str,
    known: Any,
    make: Callable[[], Any],
    values: dict[str, Any],
    overwrite: frozenset[str] = frozenset(),
) -> tuple[Any, str]:
    """A row of `[start]`: inserted when it is missing (`known` is None), replaced when `overwrite` names it, else left.

    Gives (row, "nieuw" | "gelijk" | "anders" | "vervangen"). Nothing is flushed.
    """
    row = known if known is not None else make()
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return row, "gelijk"
    if known is not None and label not in overwrite:
        return row, "anders"
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    return row, "nieuw" if known is None else "vervangen"


def read_setting(key: str, default: Any = None, lock: bool = False) -> Any:
    """A setting as it is in the table now, for who is going to change it; `lock`: nobody else does meanwhile."""
    which = select(Setting).where(Setting.key == key)
    which = which.execution_options(populate_existing=True)
    row = db.session.scalar(which.with_for_update() if lock else which)
    return default if row is None else json.loads(row.value)


def save_settings(wanted: dict[str, Any], replace: frozenset[str] | None = None) -> list[tuple[str, str]]:
    """Write settings by key; with `replace` given only those keys may change an existing value."""
    existing = {row.key: row for row in db.session.scalars(select(Setting))}
    outcome = []
    for key, value in wanted.items():
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        row = existing.get(key)
        if row is None:
            db.session.add(Setting(key=key, value=text))
            outcome.append((key, "nieuw"))
        elif row.value == text:
            outcome.append((key, "gelijk"))
        elif replace is None or key in replace:
            row.value = text
            outcome.append((key, "vervangen"))
        else:
            outcome.append((key, "anders"))
    return outcome
