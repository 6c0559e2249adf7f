"""Who act in the journeys. They know only what stands on the screen: names of buttons, links, fields and headings."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.support.server import Server

TIME = re.compile(r"^(\S+ \d+ \S+) (\d\d:\d\d) uur$")  # the name of a button with a time
TELLING = re.compile(
    r"scheid|juri|mediat", re.IGNORECASE
)  # words that would tell who looks along what this is
SECRET = re.compile(r"/[au]/[\w-]+")  # the random part of an address says nothing, whatever letters it has


@dataclass(frozen=True)
class Chosen:
    """A time that somebody pressed: "woensdag 2 december" and "09.00"."""

    day: str
    starts: str


@dataclass(frozen=True)
class PassedOn:
    """What the first of two people gives to the other, as it stands on the screen."""

    address: str
    code: str
    link: str
    until: str


@dataclass(frozen=True)
class Look:
    """A page that was on the screen."""

    address: str
    source: str

    @property
    def title(self) -> str:
        found = re.search("<title>(.*?)</title>", self.source)
        assert found, self.source[:500]
        return html.unescape(found[1])

    @property
    def words(self) -> str:
        """What its main part says, spaces folded."""
        found = re.search("<main.*?</main>", self.source, re.DOTALL)
        assert found, self.source[:500]
        return " ".join(html.unescape(re.sub("<[^>]+>", " ", found[0])).split())


@dataclass
class Resident:
    """Somebody who wants to talk with somebody."""

    page: Page
    server: Server
    home: str
    address: str = ""
    name: str = ""
    link: str = ""  # their own, to come back with
    code: str = ""  # for when they call
    looks: list[Look] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.seen: list[str] = []
        self.typed: list[str] = []
        self.page.on("domcontentloaded", lambda page: self.seen.append(page.url))

    # --- booking ---

    def goes_to_the_site(self) -> None:
        self._goes(self.home)

    def wants_an_appointment(self) -> None:
        self._presses(self.page.get_by_role("link", name="Afspraak maken").first)

    def wants_to_talk_about(self, *topics: str) -> None:
        self._ticks(*topics)
        alone = self.page.get_by_label("Ik kom alleen", exact=True)
        if alone.count():  # not asked where every talk is for one
            alone.check()
        self._presses_button("Bekijk de tijden")

    def wants_to_come_together(self, *topics: str) -> None:
        """With the question that comes first, on its own page."""
        self._ticks(*topics, "Wij komen samen")
        self._presses_button("Bekijk de tijden")
        self.sees("Eerst één vraag")
        self.page.get_by_role("radio", name="Ja", exact=True).check()
        self.goes_on()

    def prefers(self, talk: str) -> None:
        """Another talk than the one that was proposed; one tap."""
        self._presses_link(talk)

    def is_offered(self, talk: str) -> None:
        expect(self.page.get_by_role("heading", name=talk, exact=True)).to_be_visible()

    def takes_a_time(self, nth: int = 0) -> Chosen:
        button = self.page.get_by_role("button", name=TIME).nth(nth)
        chosen = _chosen(button)
        self._presses(button)
        return chosen

    def free_times(self) -> list[Chosen]:
        """Every time on the page, none pressed."""
        return [_chosen(button) for button in self.page.get_by_role("button", name=TIME).all()]

    def is_called(self, name: str) -> None:
        self.name = name
        self._types("Hoe mogen wij u noemen?", name)

    def may_be_mailed(self, address: str, read_along: str = "Nee") -> None:
        """`read_along`: can somebody else read the messages? "Ja", "Nee" or "Dat weet ik niet"."""
        self.address = address
        self.page.get_by_label("Mail mij").check()
        self._types("Uw e-mailadres", address)
        self.page.get_by_role("group", name="Kan iemand anders uw berichten lezen?").get_by_label(
            read_along, exact=True
        ).check()

    def tells(self, note: str, helper: str) -> None:
        """What need not be told."""
        self.page.get_by_text("Wilt u nog iets laten weten?").click()
        self.page.get_by_label("Een tolk").check()
        self._types("Helpt iemand u met deze afspraak?", helper)
        self.page.get_by_role("checkbox", name="met deze persoon").check()
        self._types("Wilt u iets vertellen?", note)

    def goes_on(self) -> None:
        self._presses_button("Verder")

    def says_it_is_right(self) -> None:
        """The appointment is made; what is on the last page is written down."""
        self.sees("Klopt dit?")
        self._presses_button("Maak de afspraak")
        self.sees("Uw afspraak is gemaakt")
        self._writes_down()

    def passes_on(self) -> PassedOn:
        """What they give to the other: told, or sent with a telephone."""
        quoted = self.page.get_by_role("region").filter(has_text="Ik heb een gesprek gepland. Kom je ook?")
        told = " ".join(quoted.inner_text().split())
        found = re.search(
            r"Kijk op (\S+) Code[^:]*: (\w{5} \w{5}) .*link: (\S+) .*kan kiezen tot (.+? uur)", told
        )
        assert found, told
        return PassedOn(*found.groups())

    # --- an invitation ---

    def types_the_code(self, passed_on: PassedOn) -> None:
        self._goes(passed_on.address)
        self.sees("Hebt u een code?")
        self._types("Uw code", passed_on.code)
        self.goes_on()

    def opens_the_link(self, passed_on: PassedOn) -> None:
        self._goes(passed_on.link)

    def is_invited(self, chosen: Chosen) -> None:
        self.sees("Komt u ook? U mag kiezen")
        self.reads(chosen.day)
        self.reads(f"{chosen.starts} tot")
        self.reads("De persoon van wie u deze code kreeg")

    def answers(self, answer: str) -> None:
        """ "Ja, ik kom", "Ik praat liever alleen", "Nee"."""
        self._presses_button(answer)

    def chooses_later(self) -> None:
        self._presses_link("Ik kies later")

    def comes_too(self) -> None:
        """The page that shows the own link is there only once: it is written down."""
        self.answers("Ja, ik kom")
        self.sees("U komt ook")
        self._writes_down()

    def says_how_to_be_reached(self, name: str, address: str, read_along: str = "Nee") -> None:
        self._presses_link("Zeg hoe wij u mogen bereiken")
        self.is_called(name)
        self.may_be_mailed(address, read_along)
        self._presses_button("Bewaar dit")
        self.sees("Uw afspraak")

    def wants_a_time_of_their_own(self) -> None:
        self.sees("U praat liever alleen. Dat kan")
        self._presses_link("Kies een tijd voor uzelf")
        self.sees("Kies een dag en een tijd")

    # --- coming back ---

    def comes_back(self) -> None:
        """By the own link, as it was written down."""
        self._goes(self.link)
        self.sees("Uw afspraak")

    def looks_further(self) -> None:
        """From the own page, which does not tell whether somebody else comes, to the one that does."""
        self.comes_back()
        self._presses_link("Meer over deze afspraak")
        self.sees("Alleen of samen")

    def moves_it(self, nth: int = 1) -> Chosen:
        self._presses_link("Verzetten")
        return self.takes_a_time(nth)

    def would_rather_come_alone(self, nth: int = 1) -> Chosen:
        """From the page "Alleen of samen" to a time of their own."""
        self._presses_link("Ik kom liever alleen")
        self.sees("Liever alleen")
        return self.takes_a_time(nth)

    def keeps_the_time_alone(self) -> None:
        self._presses_link("Ik kom liever alleen")
        self._presses_button("Houd deze tijd, ik kom alleen")

    def cancels_it(self) -> None:
        self._presses_link("Afzeggen")
        self._presses_button("Ja, zeg de afspraak af")

    def reads_the_question(self) -> None:
        """What the other asks of them; from the own page."""
        self._presses_link("Lees en kies")

    # --- looking around ---

    def opens_the_history(self, of: "Resident") -> None:
        """Every address that somebody before them had on the screen of this device, once more."""
        for address in dict.fromkeys(look.address for look in of.looks):
            self._goes(address)

    # --- what is read ---

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def does_not_read(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def never_saw(self, *secrets: str) -> None:
        """On no page that was opened since they are here, and not in what was sent for it either."""
        for look in self.looks:
            told = [secret for secret in secrets if secret in look.source]
            assert not told, (look.title, told)

    def gets_a_mail(self, number: int) -> str:
        """The text of the latest of so many mails."""
        mails = self.mails()
        assert len(mails) == number, mails
        return mails[-1]

    def mails(self) -> list[str]:
        """The texts of all mails to this address, oldest first. Every one has the same subject."""
        self.server.deliver()
        found = self.server.mails_to(self.address)
        assert all(mail["Subject"] == "Uw afspraak" for mail in found), [mail["Subject"] for mail in found]
        return [str(mail.get_content()) for mail in found]

    def follows_the_link_in(self, text: str) -> None:
        links = re.findall(r"http://\S+", text)
        assert len(links) == 1, links
        self._goes(links[0])

    # --- how ---

    def _writes_down(self) -> None:
        changing = self.page.get_by_role("region", name="Iets veranderen?").inner_text()
        link = re.search(r"http://\S+", changing)
        assert link, changing
        self.link = link[0]
        told = re.search(r"Uw eigen code, voor als u belt: (\w{8})", self.looks[-1].words)
        assert told, self.looks[-1].words
        self.code = told[1]

    def _ticks(self, *labels: str) -> None:
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def _types(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)
        self.typed.append(label)

    def _presses_link(self, name: str) -> None:
        self._presses(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    def _presses_button(self, name: str) -> None:
        self._presses(self.page.get_by_role("button", name=name, exact=True))

    def _presses(self, what: Locator) -> None:
        with self.page.expect_event("domcontentloaded"):
            what.click()
        self._looks()

    def _goes(self, address: str) -> None:
        self.page.goto(address, wait_until="domcontentloaded")
        self._looks()

    def _looks(self) -> None:
        """Whoever looks over the shoulder, or in the history, does not learn what this is about."""
        look = Look(self.page.url, self.page.content())
        self.looks.append(look)
        if ".bericht." in (urlsplit(look.address).hostname or ""):
            open_to_all = f"{look.title} {SECRET.sub('', look.address)}"
            assert not TELLING.search(open_to_all), open_to_all


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

    def is_at_work(self) -> None:
        """Signs in, unless that still holds: half an hour after the last look it does not."""
        self.page.goto(f"{self.home}medewerker/")
        if self.page.title().startswith("Inloggen"):
            self.signs_in()

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

    def sees_together(self, chosen: Chosen, *people: Resident) -> None:
        """Each on a line of their own, by the code that is called in the waiting room."""
        self.opens(chosen.day)
        lines = self.lines(chosen.starts)
        for person in people:
            assert any(person.code in line and ", samen" in line for line in lines), (person.code, lines)

    def sees_alone(self, chosen: Chosen, person: Resident) -> None:
        self.opens(chosen.day)
        lines = self.lines(chosen.starts)
        assert any(person.code in line and ", alleen" in line for line in lines), (person.code, lines)

    # --- the telephone ---

    def answers_the_telephone(self) -> None:
        self.page.goto(f"{self.home}medewerker/")
        self.page.get_by_role("link", name="Aan de telefoon").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Aan de telefoon")

    def reads_first(self, rule: str) -> None:
        """Above the only field that there is to type in."""
        main = self.page.get_by_role("main")
        expect(main.get_by_role("textbox")).to_have_count(1)
        where = [each.bounding_box() for each in (main.get_by_text(rule), main.get_by_role("textbox"))]
        assert where[0] and where[1] and where[0]["y"] + where[0]["height"] <= where[1]["y"], where

    def types_what_the_caller_says(self, said: str) -> str:
        """In the only field; gives the words of the page that comes of it."""
        self.page.get_by_role("main").get_by_role("textbox").fill(said)
        with self.page.expect_event("domcontentloaded"):
            self.page.get_by_role("button", name="Open de afspraak").click()
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def has_opened(self, person: Resident, chosen: Chosen) -> None:
        """The appointment of somebody, with their code in its heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(person.code)
        expect(self.page.get_by_role("main")).to_contain_text(chosen.day)
