"""The portal in gunicorn on a free loopback port, for a browser: own database, own municipalities, own mail folder.

The test process has the same app over the same database: it delivers the mail, and a test that needs a state
that takes days (yesterday's booking, a closed day) makes it there with the portal's own verbs.
"""

import contextlib
import email
import email.policy
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import time_machine
from pydantic import SecretStr
from whitenoise import compress

from portal import accounts, booking, messaging, schema, start, tenancy
from portal.agenda.cli import fill_all
from portal.app import create_app
from portal.clock import now
from portal.config import ROOT, Settings
from portal.db import db
from portal.web.assets import STATIC
from tests.support import world as worlds
from tests.support.languages import make_translations

PLATFORM = "kies.localhost"


class Server:
    """A running portal. With `clock` it started at that moment and its clock ticks on from there, or from a jump."""

    def __init__(self, settings: Settings, folder: Path, clock: datetime | None) -> None:
        self.settings = settings
        self.folder = folder
        self.clock = clock
        self._ahead = (
            clock.timestamp() - time.time() if clock else 0.0
        )  # seconds, on the wall of this machine
        self.mails = Path(settings.mail_url.removeprefix("folder://"))
        with self.at_its_time():
            self.app = _prepared(settings)
        self._staff: set[str] = set()
        self.hosts = {PLATFORM} | {h for t in self._tenants() for h in (t.host, t.message_host)}

    def _tenants(self) -> tuple[Any, ...]:
        return tuple(self.app.extensions["registry"].tenants)

    def address(self, slug: str, path: str = "/") -> str:
        """Of a municipality's own site; "platform" is "Kies uw gemeente"."""
        host = PLATFORM if slug == "platform" else self.app.extensions["registry"].by_slug[slug].host
        return f"http://{host}:{self.settings.public_port}{path}"

    def message_address(self, slug: str, path: str) -> str:
        host = self.app.extensions["registry"].by_slug[slug].message_host
        return f"http://{host}:{self.settings.public_port}{path}"

    @property
    def now(self) -> datetime:
        """What its clock says (UTC)."""
        return datetime.fromtimestamp(time.time() + self._ahead, UTC)

    def moves_to(self, moment: datetime) -> None:
        """Its clock jumps ahead to this moment, at the next request, and ticks on. There is no way back."""
        assert self.clock and moment > self.now, (moment, self.now)
        self._ahead = moment.timestamp() - time.time()
        written = self.folder / "ahead.new"
        written.write_text(repr(self._ahead))
        written.replace(self.folder / "ahead")

    @contextlib.contextmanager
    def at_its_time(self, moment: datetime | None = None) -> Iterator[None]:
        """The clock of this server (or another moment) in the test process, for as long as the block lasts."""
        if moment is None and self.clock:
            moment = self.now
        with time_machine.travel(moment, tick=True) if moment else contextlib.nullcontext():
            yield

    @contextlib.contextmanager
    def inside(self, slug: str, moment: datetime | None = None) -> Iterator[None]:
        """The portal's own code for one municipality, in the test process, at the server's time or another."""
        with self.at_its_time(moment), self.app.app_context(), tenancy.acting_for(slug):
            yield

    def gives_password(self, address: str) -> str:
        """The password of a member of staff; made at the first question, since hashing takes its time."""
        if address not in self._staff:
            with self.at_its_time(), self.app.app_context():
                accounts.reset_password(address, worlds.PASSWORD)
                db.session.commit()
            self._staff.add(address)
        return worlds.PASSWORD

    def rendered(self) -> set[str]:
        """The templates that made a page since the start."""
        notes = self.folder / "rendered"
        return set(notes.read_text().split()) if notes.exists() else set()

    def deliver(self) -> None:
        """What the worker does: send everything that is due."""
        with self.at_its_time(), self.app.app_context():
            while messaging.deliver_due():
                pass

    def settles(self) -> None:
        """What the worker does once an hour: codes and proposals whose moment has passed are over."""
        for tenant in self._tenants():
            with self.inside(tenant.slug):
                booking.settle(now())
                db.session.commit()

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What lies in the folder for this address, oldest first."""
        found = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(self.mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        ]
        return [mail for mail in found if mail["To"] == address]  # type: ignore[misc]


@contextlib.contextmanager
def running(tenants: Iterable[Path], clock: datetime | None = None, **given: Any) -> Iterator[Server]:
    """Prepare and start with the municipalities of these folders together. Everything is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="site-"))
    for source in tenants:
        shutil.copytree(source, folder / "tenants", dirs_exist_ok=True)
    port = _free_port()
    settings = worlds.settings_for(
        f"sqlite:///{folder / 'portal.sqlite'}",
        tenants_dir=folder / "tenants",
        translations_dir=make_translations(folder / "translations"),
        platform_hosts=(PLATFORM,),
        public_port=port,
        mail_url=f"folder://{folder / 'mail'}",
        **given,
    )
    shutil.copytree(STATIC, folder / "static", ignore=shutil.ignore_patterns("*.br", "*.gz"))
    compress.main(["--quiet", str(folder / "static")])
    server = Server(settings, folder, clock)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", _application(clock)],
            cwd=ROOT,
            env=environment(settings, port, clock)
            | {
                "TEST_NOTES": str(folder / "rendered"),
                "TEST_STATIC": str(folder / "static"),
                "TEST_AHEAD": str(folder / "ahead"),
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, folder / "log")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        found = complaints(folder / "log")
        shutil.rmtree(folder, ignore_errors=True)
    assert not found, "the server complained:\n" + "\n".join(found)


def _prepared(settings: Settings) -> Any:
    """Migrated, with every municipality loaded and its agenda filled; nobody can sign in yet."""
    schema.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        for slug in tenancy.registry().by_slug:
            start.load(slug)
        fill_all()
    return app


def _application(clock: datetime | None) -> str:
    return "tests.support.clocked:app" if clock else "wsgi:app"


def environment(settings: Settings, port: int, clock: datetime | None) -> dict[str, str]:
    """The same settings as text, and nothing of whoever started the tests."""
    found = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "WEB_BIND": f"127.0.0.1:{port}"}
    found |= {name: value for name, value in os.environ.items() if name.startswith("OIDC_SECRET_")}
    for name, value in settings:
        if isinstance(value, SecretStr):
            found[name.upper()] = value.get_secret_value()
        elif value is not None:
            found[name.upper()] = json.dumps(value) if isinstance(value, bool | tuple) else str(value)
    return found | ({"TEST_CLOCK": clock.isoformat()} if clock else {})


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/_healthz/livez/")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def complaints(log: Path) -> list[str]:
    signs = re.compile(r"Traceback|request\.failed|TIMEOUT|\[ERROR\]|\[CRITICAL\]")
    return [line for line in log.read_text().splitlines() if signs.search(line)]
