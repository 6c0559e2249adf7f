"""What is in all tables, read past every guard of the portal."""

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import text

from portal.db import Base
from tests.support.world import World

Rows = dict[str, dict[tuple, dict[str, Any]]]  # table → primary key → row


def dump(world: World) -> Rows:
    """Every row of every table, by its primary key."""
    return {
        table.name: {tuple(row[c.name] for c in table.primary_key): row for row in _read(world, table.name)}
        for table in Base.metadata.sorted_tables
    }


def _read(world: World, table: str) -> list[dict[str, Any]]:
    if world.kind == "sqlite":
        with closing(sqlite3.connect(world.settings.database_url.removeprefix("sqlite:///"))) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
    with world._admin.connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


def changes(before: Rows, after: Rows) -> set[str]:
    """What differs: "draft.expires_at" (changed), "+audit_event" (new row), "-draft" (row gone)."""
    found = set()
    for table, rows in before.items():
        now = after[table]
        found |= {f"+{table}" for key in now if key not in rows} | {
            f"-{table}" for key in rows if key not in now
        }
        for key in rows.keys() & now.keys():
            found |= {f"{table}.{column}" for column in rows[key] if rows[key][column] != now[key][column]}
    return found
