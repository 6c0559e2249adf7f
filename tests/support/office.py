"""A portal of its own with a gateway for sms, and somebody of a startpunt behind a screen, for whole working days."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Locator, Page

from portal.agenda.cli import audit_all
from tests.messaging.notify_peer import KEY, SMS, Gateway, open_gateway
from tests.support import browser
from tests.support.actors import StaffMember
from tests.support.browser import window
from tests.support.server import Server, running


@dataclass
class Office:
    """Somebody at work in one municipality, by the names on their screen."""

    server: Server
    gateway: Gateway
    page: Page
    staff: StaffMember
    slug: str
    people: dict[str, str] = field(default_factory=dict)  # name → participation id

    def opens(self, path: str) -> None:
        self.page.goto(self.server.address(self.slug, path))

    def presses(self, name: str, nth: int = 0) -> None:
        self.clicks(self.page.get_by_role("button", name=name).nth(nth))

    def follows(self, name: str, nth: int = 0) -> None:
        self.clicks(self.page.get_by_role("link", name=name).nth(nth))

    def clicks(self, what: Locator) -> None:
        """On something that leads to another page."""
        with self.page.expect_event("domcontentloaded"):
            what.click()

    def words(self) -> str:
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def audit(self) -> str:
        """ "0, 0, 0" is good."""
        with self.server.at_its_time(), self.server.app.app_context():
            return str(audit_all())


@contextlib.contextmanager
def portal_with_sms(folders: Iterable[Path], clock: datetime) -> Iterator[tuple[Server, Gateway]]:
    """Without Chromium nothing is started."""
    browser.chromium()
    gateway = Gateway()
    with (
        open_gateway(gateway),
        running(
            folders, clock=clock, notify_url=gateway.url, notify_api_key=KEY, notify_sms_template=SMS
        ) as server,
    ):
        yield server, gateway


@contextlib.contextmanager
def at_work(server: Server, gateway: Gateway, slug: str, email: str) -> Iterator[Office]:
    """In a browser of their own; not signed in yet."""
    with window(server.hosts) as opened:
        tab = opened.tab()
        yield Office(server, gateway, tab, StaffMember(tab, server, server.address(slug), email), slug)
