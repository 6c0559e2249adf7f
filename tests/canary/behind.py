"""What is behind the pages: logs, the command line, rows, and the bytes of the database."""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from sqlalchemy import text

from portal.db import Base
from tests.canary.scene import Scene

# What an operator types, by hand. A command that is on neither list fails the suite.
COMMANDS: dict[str, tuple[str, ...]] = {
    "accounts add": ("dorp", "nieuw@elders.example", "--name", "Nieuw", "--organisation", "wijkteam"),
    "accounts disable": ("canary-dorp-wil-email@wijkteam-dorp.example",),
    "accounts end": ("dorp", "canary-dorp-wil-email@wijkteam-dorp.example"),
    "accounts reset": ("canary-dorp-wil-email@wijkteam-dorp.example",),
    "accounts reset-factor": ("dorp", "canary-dorp-wil-email@wijkteam-dorp.example"),
    "agenda audit": (),
    "agenda fill": (),
    "agenda tidy": (),
    "content check": (),
    "content export": (tempfile.mkdtemp(prefix="texts-"),),
    "content january": (),
    "jobs daily": (),
    "outbox send": (),
    "privacy purge": (),
    "tenants check": ("--keys",),
    "tenants load": ("--diff",),
}
LATER_TOO = ("agenda tidy", "jobs daily", "outbox send", "privacy purge")  # then there is something to wipe
FINDS_FAULTS = {"content check"}  # ends with 1 when there is something to tell
NOT_RUN = {
    "outbox work": "does not end; it sends as `outbox send` does",
    "db check": "compares the tables with the models; reads no row",
    "db prepare": "asks for a superuser; prints names of roles",
    "db upgrade": "ran when the scene was made; reads no row",
    "routes": "Flask's own: the route map",
    "run": "Flask's own server, which nobody uses",
    "shell": "whoever may start a shell may read everything",
}


def log_tells(scene: Scene) -> list[str]:
    """Lines of the process's output that hold a word of anybody, or are no log line at all."""
    told = []
    for line in scene.console.lines:
        found = sorted(scene.words.found_in(line))
        if found or not _is_log_line(line):
            told.append(f"the log tells {found or 'what is no log line'}: {line[:300]}")
    return told


def _is_log_line(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def commands(app: Any) -> Iterator[str]:
    """Every command that the app has, as it is typed."""

    def walk(group: click.Group, before: str) -> Iterator[str]:
        for name, command in sorted(group.commands.items()):
            if isinstance(command, click.Group):
                yield from walk(command, f"{before}{name} ")
            else:
                yield before + name

    return walk(app.cli, "")


def tables(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, around all layers of the portal."""
    names = [table.name for table in Base.metadata.sorted_tables]
    return {name: list(_rows(scene, name)) for name in names}


def _rows(scene: Scene, name: str) -> Iterator[dict[str, Any]]:
    if scene.world.kind == "sqlite":
        with closing(sqlite3.connect(database_file(scene))) as connection:
            connection.row_factory = sqlite3.Row
            yield from (dict(row) for row in connection.execute(f"SELECT * FROM {name}"))
        return
    with scene.world._admin.begin() as connection:
        yield from (dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {name}")))


def database_file(scene: Scene) -> Path:
    return Path(scene.world.settings.database_url.removeprefix("sqlite:///"))


def as_text(row: dict[str, Any]) -> str:
    """Sealed bytes as they are, sign for sign."""
    return "\n".join(
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for value in (bytes(v) if isinstance(v, memoryview) else v for v in row.values())
    )


def dump(scene: Scene) -> str:
    """All rows; on SQLite also the file itself, with what was deleted in it."""
    found = "\n".join(as_text(row) for rows in tables(scene).values() for row in rows)
    if scene.world.kind == "sqlite":
        files = [database_file(scene), Path(f"{database_file(scene)}-wal")]
        found += "\n".join(file.read_bytes().decode("latin-1") for file in files if file.is_file())
    return found
