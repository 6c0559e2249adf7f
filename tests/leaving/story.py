"""Somebody fills in a form, leaves, and somebody else presses "back" and "forward". What can be seen then?"""

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.leaving.browsers import UNSETTLED, Browser, Look
from tests.leaving.neutral import WEATHER
from tests.support.firefox import FirefoxFault
from tests.support.server import Server

SLUG, MUNICIPALITY = "driestroom", "Driestroom"
NAME, PHONE = "Wilhelmina", "06 12345678"
CLOSED = "Deze pagina is gesloten"
NEUTRAL, ELSEWHERE, OWN_PAGE = "gesloten", "weer", "browser"  # what can be on the screen
LEAVE = "//a[@data-leave]"
WATCH = 0.4  # seconds that the screen is watched after each step
AT_EASE = 0.3  # seconds on each page: one that is left at once is not always kept in memory


@dataclass
class Story:
    browser: Browser
    server: Server
    neutral: str
    words: set[str] = field(
        default_factory=lambda: {"Scheidingsplein", MUNICIPALITY, NAME, PHONE, PHONE[-6:]}
    )
    pages: int = 0

    # --- five pages deep ---

    def walks_to_the_details(self) -> None:
        """Came from another site; home, topic, times, details."""
        b = self.browser
        b.goes(f"{self.neutral}/")
        b.goes(self.server.address(SLUG))
        self.remembers("/")
        b.clicks("//main//a[normalize-space()='Afspraak maken']")
        self.remembers("/afspraak/")
        b.clicks("//input[@name='onderwerp' and @value='kinderen']")
        if b.has("//input[@name='samen' and @value='nee']"):
            b.clicks("//input[@name='samen' and @value='nee']")
        b.clicks("//button[normalize-space()='Bekijk de tijden']")
        self.remembers("/afspraak/tijden")
        b.clicks("(//button[@name='tijd'])[1]")
        self.remembers("/afspraak/gegevens")

    def types_who_it_is(self, phone: str = PHONE) -> None:
        b = self.browser
        b.types("//input[@name='naam']", NAME)
        b.clicks("//input[@name='kanaal' and @value='telefoon']")
        b.types("//input[@name='telefoon']", phone)
        b.clicks("(//input[@name='veilig_tijden'])[1]")
        b.clicks("//button[normalize-space()='Verder']")

    def walks_to_the_check(self) -> None:
        """The fifth page shows what was typed."""
        self.walks_to_the_details()
        self.types_who_it_is()
        self.remembers("/afspraak/controleren")
        assert NAME in self.browser.look().text

    def opens_an_own_link(self, link: str) -> None:
        """From a message: the appointment, moving it, cancelling it."""
        b = self.browser
        b.goes(f"{self.neutral}/")
        b.goes(link)
        self.remembers("/a/[^/]+")
        b.clicks("//a[normalize-space()='Verzetten']")
        self.remembers("/a/[^/]+/verzetten")
        b.goes(f"{link}/annuleren")
        self.remembers("/a/[^/]+/annuleren")

    def makes_a_mistake(self) -> None:
        """The answer to the form is a page of its own; then somebody reads about safety."""
        self.walks_to_the_details()
        self.types_who_it_is(phone="12")
        self._until(lambda look: self.browser.has("//*[@role='alert']"), "the page that tells the mistake")
        time.sleep(AT_EASE)
        self.browser.clicks("//footer//a[normalize-space()='Veilig gebruik']")
        self.remembers("/veilig/")

    def remembers(self, path: str) -> None:
        """This page is there; its heading and its sentences are words that may not come back."""

        def is_there(look: Look) -> bool:
            return bool(re.fullmatch(path, urlsplit(look.address).path)) and MUNICIPALITY in look.title

        look = self._until(is_there, f"the page {path}")
        self.words.add(look.title.partition(" - ")[0])
        self.words |= {line for line in look.text.splitlines() if len(line) > 24}
        self.pages += 1
        time.sleep(AT_EASE)

    # --- leaving ---

    def leaves(self, way: str) -> None:
        if way == "shift":
            self.browser.presses_shift(3)
        else:
            self.browser.clicks(LEAVE)
        self._until(lambda look: look.title == WEATHER, "the other site")

    # --- back and forward ---

    def steps(self, step: Callable[[], None], times: int) -> list[str]:
        """After each step: what stood on the screen in the end. What may not be seen is looked for all the time."""
        found = []
        for _ in range(times):
            with contextlib.suppress(FirefoxFault):  # its own page, about a form, counts as a fault
                step()
            found.append(self._settles())
        return found

    def _settles(self) -> str:
        until, kind = time.monotonic() + WATCH, ""
        while time.monotonic() < until or not kind:
            with contextlib.suppress(*UNSETTLED):
                look = self.browser.look()
                kind = kind_of(look)
                self._hides(look, kind)
            time.sleep(0.03)
        return kind

    def _hides(self, look: Look, kind: str) -> None:
        shown = f"{look.title}\n{look.text}\n{look.source}".casefold()
        # The browser's own page may repeat the address that stands above it.
        words = self.words - {MUNICIPALITY} if kind == OWN_PAGE else self.words
        visible = sorted(word for word in words if word.casefold() in shown)
        assert not visible, f"{look.address} shows {visible[:5]}"

    def _until(self, right: Callable[[Look], bool], what: str) -> Look:
        until, look = time.monotonic() + 20, None
        while time.monotonic() < until:
            with contextlib.suppress(*UNSETTLED):
                look = self.browser.look()
                if right(look):
                    return look
            time.sleep(0.05)
        raise AssertionError(f"{what} did not come: {look and (look.address, look.title, look.text[:300])}")


def kind_of(look: Look) -> str:
    """The neutral page of the portal, the other site, the browser's own page about a form, or what else it is."""
    if look.title == CLOSED and CLOSED in look.text:
        return NEUTRAL
    if look.title == WEATHER:
        return ELSEWHERE
    own = look.address.startswith("chrome-error:") or "neterror-page-title" in look.source
    return OWN_PAGE if own else f"? {look.title!r} {look.address}"
