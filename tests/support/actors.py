"""Who act in the journeys. They know only what stands on the screen: names of buttons, links, fields and headings."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.server import Server

TIME = re.compile(r"^(\S+ \d+ \S+) (\d\d:\d\d) uur$")  # the name of a button with a time


@dataclass(frozen=True)
class Chosen:
    """A time that somebody pressed: "woensdag 2 december" and "09.00"."""

    day: str
    starts: str


@dataclass
class Resident:
    """Somebody who wants to talk with somebody."""

    page: Page
    server: Server
    home: str
    address: str = ""

    def __post_init__(self) -> None:
        self.seen: list[str] = []
        self.typed: list[str] = []
        self.page.on("domcontentloaded", lambda page: self.seen.append(page.url))

    def goes_to_the_site(self) -> None:
        self.page.goto(self.home)

    def wants_an_appointment(self) -> None:
        self.page.get_by_role("link", name="Afspraak maken").first.click()

    def wants_to_talk_about(self, *topics: str) -> None:
        for topic in topics:
            self.page.get_by_label(topic, exact=True).check()
        self.page.get_by_role("button", name="Bekijk de tijden").click()

    def prefers(self, talk: str) -> None:
        """Another talk than the one that was proposed; one tap."""
        self.page.get_by_role("link", name=talk, exact=True).click()

    def is_offered(self, talk: str) -> None:
        expect(self.page.get_by_role("heading", name=talk, exact=True)).to_be_visible()

    def takes_a_time(self, nth: int = 0) -> Chosen:
        button = self.page.get_by_role("button", name=TIME).nth(nth)
        chosen = _chosen(button)
        button.click()
        return chosen

    def is_called(self, name: str) -> None:
        self._types("Hoe mogen wij u noemen?", name)

    def may_be_mailed(self, address: str) -> None:
        self.address = address
        self.page.get_by_label("Mail mij").check()
        self._types("Uw e-mailadres", address)
        self.page.get_by_role("group", name="Kan iemand anders uw berichten lezen?").get_by_label(
            "Nee"
        ).check()

    def goes_on(self) -> None:
        self.page.get_by_role("button", name="Verder").click()

    def says_it_is_right(self) -> None:
        self.sees("Klopt dit?")
        self.page.get_by_role("button", name="Maak de afspraak").click()

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def does_not_read(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def gets_a_mail(self, number: int) -> str:
        """The text of the latest of so many mails."""
        self.server.deliver()
        mails = self.server.mails_to(self.address)
        assert len(mails) == number, [mail["Subject"] for mail in mails]
        assert mails[-1]["Subject"] == "Uw afspraak"
        return str(mails[-1].get_content())

    def follows_the_link_in(self, text: str) -> None:
        links = re.findall(r"http://\S+", text)
        assert len(links) == 1, links
        self.page.goto(links[0])

    def moves_it(self, nth: int = 1) -> Chosen:
        self.page.get_by_role("link", name="Verzetten").click()
        return self.takes_a_time(nth)

    def cancels_it(self) -> None:
        self.page.get_by_role("link", name="Afzeggen").click()
        self.page.get_by_role("button", name="Ja, zeg de afspraak af").click()

    def _types(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.typed.append(label)


def _chosen(button: Locator) -> Chosen:
    name = " ".join((button.text_content() or "").split())
    found = TIME.match(name)
    assert found, name
    return Chosen(found[1], found[2].replace(":", "."))


@dataclass
class StaffMember:
    """Somebody who sits at a desk of a spreekuur."""

    page: Page
    server: Server
    home: str
    email: str

    def signs_in(self) -> None:
        self.page.goto(f"{self.home}inloggen")
        self.page.get_by_label("E-mailadres").fill(self.email)
        self.page.get_by_label("Wachtwoord").fill(self.server.gives_password(self.email))
        self.page.get_by_role("button", name="Inloggen").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Vandaag")

    def opens(self, day: str) -> None:
        """The list of a day; when it is open already, as it is now."""
        if self.page.title().startswith(day.capitalize()):
            self.page.reload()
        else:
            self.page.goto(f"{self.home}medewerker/")
            self.page.get_by_role("link", name=day).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(day.capitalize())

    def lines(self, starts: str) -> list[str]:
        """What the list of the day says about talks that begin at this time."""
        rows = self.page.get_by_role("row").filter(has_text=re.compile(rf"\s*{re.escape(starts)} tot"))
        return [" ".join(row.inner_text().split()) for row in rows.all()]

    def sees_with(self, chosen: Chosen, name: str) -> None:
        self.opens(chosen.day)
        assert any(name in line for line in self.lines(chosen.starts)), self.lines(chosen.starts)

    def sees_only_taken(self, chosen: Chosen, name: str) -> None:
        self.opens(chosen.day)
        lines = self.lines(chosen.starts)
        assert any(line.endswith("Bezet") for line in lines), lines
        expect(self.page.locator("body")).not_to_contain_text(name)

    def no_longer_sees(self, chosen: Chosen, name: str) -> None:
        self.opens(chosen.day)
        expect(self.page.get_by_role("main")).not_to_contain_text(name)
