"""Everything the first of two people gets, with what is random left out, so that it can be compared byte for byte."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import messaging
from tests.booking.steps import by_mail
from tests.support.visitor import Visitor
from tests.together.couple import Couple, book_together

PAGES = ("", "/meer", "/verzetten", "/alleen", "/annuleren", "/afspraak.ics")
RANDOM = [
    (r'name="csrf_token" value="[^"]+"', "csrf"),
    (r"sessie=[^;]+", "sessie=…"),
    (r"UID:\S+", "UID"),
    (r"Message-ID: \S+", "Message-ID"),
]


@dataclass
class First:
    """The browser and the mailbox of who booked together."""

    app: Any
    mails: Path
    couple: Couple = field(init=False)
    browser: Visitor = field(init=False)

    def books(self) -> None:
        self.browser = Visitor(self.app)
        self.couple = book_together(self.browser, **by_mail())

    def sees(self, moments: list[datetime], clock: Any) -> list[str]:
        """At each moment every page, header, calendar file and times list; at the end all mail."""
        seen = []
        for moment in moments:
            clock.move_to(moment)
            self._deliver()
            seen += [f"{moment} {path}\n{self._page(self.couple.link + path)}" for path in PAGES]
            seen += [
                f"{moment} {samen}\n" + self._page(f"/afspraak/tijden?gesprek=wijkteam&samen={samen}")
                for samen in ("nee", "ja")
            ]
            seen.append(f"{moment} klaar\n" + self._page("/afspraak/klaar"))
        return seen + self._mailbox()

    def _page(self, path: str) -> str:
        answer = self.browser.client.get(path, base_url=f"http://{self.browser.host}")
        return self._known(f"{answer.status}\n{answer.headers}\n{answer.get_data(as_text=True)}")

    def _known(self, text: str) -> str:
        for random, name in RANDOM:
            text = re.sub(random, name, text)
        couple = self.couple
        mine = {
            couple.link: "/a/TOKEN",
            couple.invitation: "/u/TOKEN",
            couple.code[:5]: "CODE1",
            couple.code[5:]: "CODE2",
            self._reference(): "REFERENCE",
        }
        for value, name in mine.items():
            text = text.replace(value, name)
        return text

    def _reference(self) -> str:
        found = re.search(r"Uw eigen code, voor als u belt: (\w{8})", self.couple.done.words)
        assert found, self.couple.done.words
        return found[1]

    def _deliver(self) -> None:
        with self.app.app_context():
            while messaging.deliver_due():
                pass

    def _mailbox(self) -> list[str]:
        """Every mail to the first one, whole and without what is random, in order of its text."""
        found = [path.read_bytes() for path in self.mails.glob("*.eml")]
        parsed = [email.message_from_bytes(raw, policy=email.policy.default) for raw in found]
        return sorted(self._known(str(mail)) for mail in parsed if mail["To"] == "anne@voorbeeld.example")
