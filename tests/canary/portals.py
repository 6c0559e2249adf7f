"""The portal as in production, on one engine: its hosts, its cookies, its logs, and a mail server.

`load_settings` refuses production on SQLite and without a mail server; the app itself is made with production's
settings all the same, so that no page, log line or cookie is that of a test.
"""

import contextlib
import io
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from portal.app import create_app
from portal.config import Settings
from portal.messaging.channels import Smtp
from portal.web import logs
from portal.web.limits import limiter
from tests.support import world as worlds

TENANTS = Path(__file__).parent / "tenants"
PLATFORM = "scheidingsplein.example"
UNKNOWN = "elders.example"
PRODUCTION_LIKE: dict[str, Any] = {
    "tenants_dir": TENANTS,
    "platform_hosts": (PLATFORM,),
    "public_scheme": "https",
    "secure_cookies": True,
}


def make_world(engine: str, inbox: "Inbox") -> worlds.World:
    """Migrated and filled as every test world, then served by an app that takes itself for production."""
    make = {"sqlite": worlds.sqlite_world, "postgres": worlds.postgres_world}[engine]
    world = make(**PRODUCTION_LIKE)
    world.settings = world.settings.model_copy(update={"portal_env": "production", "rate_limits": True})
    world.app = _quietly(world.settings)
    world.app.extensions["mail"] = Post("mx.example", 25, tls=False, inbox=inbox)
    return world


def _quietly(settings: Settings) -> Any:
    """Logging and limits are one for the whole process: other tests stay quiet, and nobody here comes too often."""
    before = structlog.get_config()
    app = create_app(settings)
    structlog.configure(**before)
    limiter.enabled = False
    return app


def make_demo(world: worlds.World, folder: Path) -> Any:
    """The same municipalities as a demo, which shows what was sent; the mail lies in a folder."""
    return _quietly(
        world.settings.model_copy(update={"portal_env": "demo", "mail_url": f"folder://{folder}"})
    )


@dataclass
class Envelope:
    mail_from: str
    rcpt_tos: list[str] = field(default_factory=list)
    content: bytes = b""


@dataclass
class Inbox:
    """What a mail server got, and how it answers a receiver ("RCPT": 550)."""

    envelopes: list[Envelope] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    says: bytes = b"no"


@dataclass(frozen=True)
class Post(Smtp):
    """Production's own channel; only the wire is short, for the sake of speed (tests/messaging has a real one)."""

    inbox: Inbox = field(default_factory=Inbox)

    def _connect(self, own_name: str) -> Any:
        self.inbox.greetings.append(own_name)
        return _Server(self.inbox)


class _Server:
    """The steps of smtplib that the channel takes."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    def mail(self, sender: str) -> tuple[int, bytes]:
        self.envelope = Envelope(sender)
        return 250, b"OK"

    def rcpt(self, receiver: str) -> tuple[int, bytes]:
        if "RCPT" in self.inbox.refuses:
            return self.inbox.refuses["RCPT"], self.inbox.says
        self.envelope.rcpt_tos.append(str(receiver))
        return 250, b"OK"

    def data(self, content: bytes) -> tuple[int, bytes]:
        self.envelope.content = content
        self.inbox.envelopes.append(self.envelope)
        return 250, b"OK"

    def quit(self) -> None:
        """Every mail has a server of its own."""


def note_kinds(app: Any, composed: set[str]) -> None:
    """From now on the kind of each message that is made is noted."""

    def noting(kind: str, compose: Callable[[str], Any]) -> Callable[[str], Any]:
        def made(subject: str) -> Any:
            outgoing = compose(subject)
            if outgoing is not None:
                composed.add(kind)
            return outgoing

        return made

    found = app.extensions["composers"]
    app.extensions["composers"] = {kind: noting(kind, compose) for kind, compose in found.items()}


class Console:
    """Standard output and error of the process, as an operator reads them."""

    def __init__(self) -> None:
        self.kept = io.StringIO()

    @property
    def lines(self) -> list[str]:
        return self.kept.getvalue().splitlines()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """For as long as something runs that may print; pytest puts its own streams back between tests."""
        handler = logging.StreamHandler(self.kept)
        logging.getLogger().addHandler(handler)
        with contextlib.redirect_stdout(self.kept), contextlib.redirect_stderr(self.kept):
            try:
                yield
            finally:
                logging.getLogger().removeHandler(handler)

    @contextlib.contextmanager
    def as_in_production(self) -> Iterator[None]:
        """Logging at INFO with production's own processors, written here; afterwards as it was."""
        before = structlog.get_config()
        logs.init_app(_Nothing(), quiet=False)  # type: ignore[arg-type]
        structlog.configure(
            logger_factory=structlog.PrintLoggerFactory(self.kept), cache_logger_on_first_use=False
        )
        _forget_loggers()
        try:
            yield
        finally:
            structlog.configure(**before)
            _forget_loggers()


class _Nothing:
    """Takes the hooks that logging hangs on an app; the portal has its own already."""

    def before_request(self, hook: Any) -> Any:
        return hook

    after_request = before_request


def _forget_loggers() -> None:
    """A logger remembers the configuration it was first used with; the portal's must ask again."""
    for name, module in list(sys.modules.items()):
        if name.startswith("portal"):
            for thing in vars(module).values():
                if type(thing).__name__ == "BoundLoggerLazyProxy":
                    thing.__dict__.pop("bind", None)
