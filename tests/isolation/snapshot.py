"""Back to how the twin world began, and what a municipality's rows look like. Around all three layers, on purpose."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import text

from portal import tenancy
from portal.db import Base, db
from tests.support.world import World


class Snapshot:
    """Taken when it is made; `restore` brings every table back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._names = [table.name for table in Base.metadata.sorted_tables]
        self._mails = Path(world.settings.mail_url.removeprefix("folder://"))
        self._sent = {mail.name: mail.read_bytes() for mail in self._mails.glob("*")}
        self._known: dict[Any, dict[str, list[Any]]] = {}
        self._begun: Any = None  # the mark right after `restore`
        self._first: dict[str, dict[str, list[Any]]] = {}  # what every `restore` brings back
        self._leave_connections()
        if world.kind == "sqlite":
            self._file = Path(world.settings.database_url.removeprefix("sqlite:///"))
            self._copy = world.folder / "twins.sqlite"
            with closing(sqlite3.connect(self._file)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(self._file, self._copy)
            return
        with world._admin.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS twins CASCADE"))
            connection.execute(text("CREATE SCHEMA twins"))
            for name in self._names:
                connection.execute(text(f"CREATE TABLE twins.{name} AS SELECT * FROM {name}"))

    def restore(self) -> None:
        self._leave_connections()
        if self.world.kind == "sqlite":
            for end in ("-wal", "-shm"):
                Path(f"{self._file}{end}").unlink(missing_ok=True)
            shutil.copyfile(self._copy, self._file)
        else:
            with self.world._admin.begin() as connection:
                empty = [f"DELETE FROM {name}" for name in reversed(self._names)]
                fill = [f"INSERT INTO {name} SELECT * FROM twins.{name}" for name in self._names]
                connection.exec_driver_sql("; ".join([*empty, *fill]))
        self.world.app.extensions["shelf"].kept.clear()
        self.world.app.extensions["kept_pages"].forget()
        self.world.app.extensions["keyring"].tenants.clear()
        for name, mail in self._sent.items():
            (self._mails / name).write_bytes(mail)
        self._begun = self.mark()

    def rows_of(self, slug: str) -> dict[str, list[Any]]:
        """Everything a municipality owns or must send, table by table; read anew only after something was written."""
        mark = self.mark()
        if mark == self._begun and slug in self._first:
            return self._first[slug]
        if (slug, mark) not in self._known:
            self._known = {(slug, mark): self._read(slug)}
            if mark == self._begun:
                self._first[slug] = self._known[slug, mark]
        return self._known[slug, mark]

    def mark(self) -> Any:
        """Changes with every write to the database, whoever writes; sometimes also without one."""
        if self.world.kind == "sqlite":
            files = (self._file, Path(f"{self._file}-wal"))
            found = [file.stat() for file in files if file.exists()]
            # whoever only reads makes an empty one beside it
            return tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns) for stat in found if stat.st_size)
        with self.world._admin.begin() as connection:
            return connection.execute(text("SELECT pg_current_wal_insert_lsn()::text")).scalar()

    def _read(self, slug: str) -> dict[str, list[Any]]:
        owner = dict.fromkeys(tenancy.tenant_tables(), "tenant_id") | dict.fromkeys(
            tenancy.owned_tables(), "owner"
        )
        return {
            name: self._select(name, column, slug) for name, column in {**owner, "outbox": "tenant"}.items()
        }

    def _select(self, table: str, column: str, slug: str) -> list[Any]:
        asked = f"SELECT * FROM {table} WHERE {column} = '{slug}' ORDER BY id"
        if self.world.kind == "sqlite":
            with closing(sqlite3.connect(self._file)) as connection:
                return connection.execute(asked).fetchall()
        with self.world._admin.begin() as connection:
            return [tuple(row) for row in connection.execute(text(asked))]

    def _leave_connections(self) -> None:
        with self.world.app.app_context():
            db.engine.dispose()
