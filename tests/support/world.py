"""Apps for tests: SQLite from a migrated file that is copied, PostgreSQL as the app role, refilled for each test.

Everything commits for real. The municipalities are `dorp` and `stad` (tests/tenants), loaded once.
"""

import atexit
import base64
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from portal import accounts, schema, start, tenancy
from portal.app import create_app
from portal.config import Settings, load_settings
from portal.db import Base, db
from portal.web.limits import limiter
from tests.support import postgres

SCRATCH = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
TENANTS = Path(__file__).parent.parent / "tenants"
PASSWORD = "een-lang-wachtwoord"
KEYS = "test:" + base64.b64encode(b"k" * 32).decode()


def settings_for(database_url: str, migration_url: str = "", **given: Any) -> Settings:
    """Settings of a test app; anything may be given otherwise."""
    values: dict[str, Any] = {
        "portal_env": "test",
        "database_url": database_url,
        "migration_url": migration_url,
        "secret_key": "x" * 40,
        "sealing_keys": KEYS,
        "tenants_dir": TENANTS,
        "platform_hosts": ("kies.localhost",),
        "public_scheme": "http",
        "mail_url": "folder://" + tempfile.mkdtemp(prefix="mail-", dir=SCRATCH),
        "secure_cookies": False,
        "rate_limits": False,
        "second_factor": False,  # tests/accounts has it on
    }
    return load_settings(**{**values, **given})


def prepare(settings: Settings) -> None:
    """Migrate, load every municipality, fill its agenda, give everybody the same password."""
    schema.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        for slug in tenancy.registry().by_slug:
            start.load(slug)
        from portal.agenda.cli import fill_all

        fill_all()
        for file in tenancy.registry().files:
            for person in file.start.professional:
                accounts.reset_password(person.email, PASSWORD)
        db.session.commit()
        db.engine.dispose()


@dataclass
class World:
    """One engine, prepared once; `reset` brings it back to the beginning."""

    kind: str
    settings: Settings
    app: Any
    _pristine: Path | None = None
    _admin: Any = None
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="world-", dir=SCRATCH)))

    def reset(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        if self.kind == "sqlite":
            self._copy_file()
        else:
            self._refill()
        self.app.extensions["shelf"].kept.clear()
        self.app.extensions["kept_pages"].forget()
        self.app.extensions["keyring"].tenants.clear()
        self.app.extensions.pop("purged_at", None)
        limiter.enabled = (
            self.settings.rate_limits
        )  # one for the process: another world may have asked for it
        if limiter.enabled:
            limiter.reset()
        for mail in Path(self.settings.mail_url.removeprefix("folder://")).glob("*"):
            mail.unlink()

    def _copy_file(self) -> None:
        target = Path(self.settings.database_url.removeprefix("sqlite:///"))
        for leftover in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
            leftover.unlink(missing_ok=True)
        assert self._pristine is not None
        shutil.copyfile(self._pristine, target)

    def _refill(self) -> None:
        """The pristine rows in every table again (as superuser: FORCE binds the owner too).

        DELETE, because TRUNCATE makes a new file for every table and index: 0.6 s against 0.02 s, at every test.
        """
        names = [table.name for table in Base.metadata.sorted_tables]
        away = [f"DELETE FROM {name}" for name in reversed(names)]
        back = [f"INSERT INTO {name} SELECT * FROM pristine.{name}" for name in names]
        with self._admin.begin() as connection:
            connection.exec_driver_sql("; ".join([*away, *back]))


def sqlite_world(**given: Any) -> World:
    folder = Path(tempfile.mkdtemp(prefix="world-", dir=SCRATCH))
    settings = settings_for(f"sqlite:///{folder / 'portal.sqlite'}", **given)
    prepare(settings)
    pristine = folder / "pristine.sqlite"
    with closing(sqlite3.connect(folder / "portal.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(folder / "portal.sqlite", pristine)
    return World("sqlite", settings, create_app(settings), pristine, folder=folder)


_server: postgres.PostgresServer | None = None


def postgres_server() -> postgres.PostgresServer:
    global _server
    if _server is None:
        _server = postgres.start()
    return _server


def postgres_world(**given: Any) -> World:
    """Raises postgres.PostgresUnavailable when there is no PostgreSQL at all."""
    server = postgres_server()
    name = f"portal_{os.getpid()}_{os.urandom(3).hex()}"
    server.create_database(name)
    settings = settings_for(server.app_url(name), server.owner_url(name), **given)
    prepare(settings)
    admin = create_engine(server.admin_url(name), execution_options={"schema_work": True})
    with admin.begin() as connection:
        connection.execute(text("CREATE SCHEMA pristine"))
        for table in Base.metadata.sorted_tables:
            connection.execute(text(f"CREATE TABLE pristine.{table.name} AS SELECT * FROM {table.name}"))
    return World("postgres", settings, create_app(settings), _admin=admin)
