"""The same couple in two municipalities: A, who books first, and B, the other; a canary in whatever they confide.

Their talks: `samen` (B said yes and left a contact), `open` (B did not answer), `weg` (B said yes, then left),
`alleen` (each their own; staff keep the two apart) and `concept` (each still fills in the form).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from portal import messaging
from tests.canary.browser import Answer, Browser
from tests.canary.portals import PLATFORM, UNKNOWN, Console, Inbox
from tests.canary.words import Moments, Words
from tests.isolation.snapshot import Snapshot
from tests.support.world import World

SIDES = ("dorp", "stad")
TEXT = "een-tekst"  # the slug of a text that the municipality wrote itself
# Which table each talk is at: who sees it follows from this, see allowed.py.
TALKS = {
    "samen": "wijkteam",
    "open": "juridisch",
    "weg": "wijkteam-juridisch",
    "a.alleen": "wijkteam",
    "b.alleen": "juridisch",
    "concept": "wijkteam",
}


@dataclass
class Side:
    """One municipality: who is there, with which browser, and which ids there are to try."""

    slug: str
    people: dict[str, Browser] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)  # who → own links
    feeds: dict[str, list[str]] = field(default_factory=dict)  # who → the keys of their calendar feeds
    invitations: list[str] = field(default_factory=list)
    asked_to_work: list[str] = field(default_factory=list)  # tokens of who was asked to work here
    previews: list[str] = field(default_factory=list)  # tokens of links to a text that is not published yet
    logo: str = ""  # its fingerprint
    chair: str = ""  # "<organisation>:<person>" of the wijkteam, as the planning form sends it
    ids: dict[str, list[str]] = field(default_factory=dict)  # URL parameter → every id of this municipality
    free: list[tuple[str, str]] = field(default_factory=list)
    claims: dict[str, str] = field(default_factory=dict)  # who → what their draft holds
    attempt: str = ""  # the secret of the page with the code, as A saw it before B answered
    held: tuple[str, str] = ("", "")  # the time of A's draft

    @property
    def host(self) -> str:
        return f"{self.slug}.scheidingsplein.example"

    @property
    def message_host(self) -> str:
        return f"{self.slug}.afspraken.example"  # a sibling of the other one: its domain alone tells nothing

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.host, self.message_host)

    @property
    def other(self) -> str:
        return SIDES[1 - SIDES.index(self.slug)]


@dataclass(repr=False)  # thousands of answers
class Scene:
    """Both municipalities on one engine, everything that came out so far, and the way back."""

    world: World
    clock: Any
    inbox: Inbox
    console: Console
    words: Words = field(default_factory=Words)
    moments: Moments = field(default_factory=Moments)
    answers: list[Answer] = field(default_factory=list)
    sides: dict[str, Side] = field(default_factory=lambda: {slug: Side(slug) for slug in SIDES})
    phase: str = "story"
    snapshot: Snapshot = field(init=False)
    composed: set[str] = field(default_factory=set)  # kinds of message of which there was at least one
    mails_told: int = 0  # of the story; what forms cause comes after it

    @property
    def app(self) -> Any:
        return self.world.app

    def browser(self, side: Side, actor: str, host: str = "") -> Browser:
        """A fresh one, of which every answer is kept."""
        return Browser(
            self.app,
            host or side.host,
            side=side.slug,
            actor=actor,
            phase=self.phase,
            note=self.answers.append,
            listening=self.console.listening,
        )

    def deliver(self, until: datetime | None = None, rounds: int = 20) -> None:
        """What a worker does every few seconds; `until` sends what is due by then as well."""
        with self.console.listening(), self.app.app_context():
            while rounds and messaging.deliver_due(until):
                rounds -= 1

    def restore(self) -> None:
        self.snapshot.restore()
        self.clock.move_to(THE_DAY)


def at(hour: int, minute: int, day: int = 24, month: int = 11) -> datetime:
    """A moment on the wall, in winter."""
    return datetime(2026, month, day, hour - 1, minute, tzinfo=UTC)


class Rows(Snapshot):
    """Brings back the rows only. What the process remembers stays, as in life: a page that is kept for one person
    must not reach another, and a key or a style sheet need not be made again."""

    def _leave_connections(self) -> None:
        if self.world.kind == "sqlite":  # its file is put back; PostgreSQL's connections may stay
            super()._leave_connections()

    def restore(self) -> None:
        known = self.world.app.extensions
        memories = [known["shelf"].kept, known["kept_pages"].ready, known["keyring"].tenants]
        before = [dict(memory) for memory in memories]
        super().restore()
        for memory, remembered in zip(memories, before, strict=True):
            memory.update(remembered)


SOON = at(14, 12)  # the same day: B's yes and B's leaving are news
THE_DAY = at(7, 48, 2, 12)  # the morning of the talks, for staff "today"
ALL_SENT = at(12, 0, 1, 2) + timedelta(days=365)  # by then every message is due
HOSTS_OF_NOBODY = (PLATFORM, UNKNOWN)
Act = Callable[[Scene, Side], None]
