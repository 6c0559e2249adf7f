"""A portal of its own with a gateway for sms, and somebody of a startpunt behind a screen, for whole working days."""

import contextlib
import email
import email.policy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import select

from portal.agenda.cli import audit_all
from portal.booking import queries
from portal.booking.models import Participation
from portal.clock import wall
from portal.db import db
from tests.messaging.notify_peer import KEY, SMS, Gateway, open_gateway
from tests.support import browser
from tests.support.actors import TIME, StaffMember
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

    # --- free times ---

    def times(self) -> list[str]:
        """ "dinsdag 1 december 09:00 uur", of every button with a time on this page."""
        return times(self.page)

    def free_for(self, talk: str) -> list[str]:
        """The times that staff can book for somebody who comes alone; this page is open then."""
        self.opens(f"/medewerker/boeken?gesprek={talk}&samen=nee")
        return self.times()

    def takes(self, nth: int = 0) -> str:
        chosen = self.times()[nth]
        self.clicks(self.page.get_by_role("button", name=TIME).nth(nth))
        return chosen

    # --- what became of it ---

    def appointments(self) -> dict[str, dict[str, Any]]:
        """Of everybody of this municipality, by their code."""
        with self.server.inside(self.slug):
            people = db.session.scalars(select(Participation)).all()
            return {person.reference: _end_state(person) for person in people}

    def sent(self) -> list[EmailMessage]:
        """Every mail that left the portal, to whomever."""
        self.server.deliver()
        found = sorted(self.server.mails.glob("*.eml"))
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)  # type: ignore[misc]
            for path in found
        ]

    def audit(self) -> str:
        """ "0, 0, 0" is good."""
        with self.server.at_its_time(), self.server.app.app_context():
            return str(audit_all())


def times(page: Page) -> list[str]:
    buttons = page.get_by_role("button", name=TIME).all()
    return [" ".join((button.text_content() or "").split()) for button in buttons]


def _end_state(person: Participation) -> dict[str, Any]:
    row = queries.get_appointment(person.appointment_id)
    return {
        "name": person.name,
        "at": f"{wall(row.starts_at):%d-%m %H:%M}",
        "status": row.status,
        "attention": row.attention,
        "via": row.created_via,
        "unclaimed": row.unclaimed,
        "contact": {key: value for key, value in (person.contact or {}).items() if value},
        "untold": person.untold,
    }


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
