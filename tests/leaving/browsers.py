"""Chromium and Firefox with the same few verbs: open, press, type, look, back, forward. XPath finds for both."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from playwright.sync_api import Error, Page

from tests.leaving.neutral import FRESH, FROM_MEMORY
from tests.support import browser as chrome
from tests.support.firefox import SHIFT, Firefox, FirefoxFault, firefox


@dataclass(frozen=True)
class Look:
    """What is on the screen at one moment: the title of the tab, the text that can be seen, and the whole source."""

    title: str
    text: str
    source: str
    address: str


class Browser(Protocol):
    name: str
    version: str

    def goes(self, address: str) -> None: ...
    def clicks(self, xpath: str) -> None: ...
    def has(self, xpath: str) -> bool: ...
    def types(self, xpath: str, text: str) -> None: ...
    def presses_shift(self, times: int) -> None: ...
    def back(self) -> None: ...
    def forward(self) -> None: ...
    def look(self) -> Look: ...
    # Name → when it ends, of the host that is open.
    def cookies(self) -> dict[str, float]: ...
    def keeps_pages_in_memory(self, neutral: str) -> bool: ...


class Chromium:
    name = "Chromium"

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.version = chrome.chromium(chrome.WHOLE).version
        self.wire = tab.context.new_cdp_session(tab)
        self.wire.send("Page.enable")
        self.restored: list[str] = []
        self.wire.on("Page.frameNavigated", self._note)

    def _note(self, event: Any) -> None:
        if event["type"] == "BackForwardCacheRestore":
            self.restored.append(event["frame"]["url"])

    def goes(self, address: str) -> None:
        self.tab.goto(address)

    def clicks(self, xpath: str) -> None:
        self.tab.locator(f"xpath={xpath}").first.click()

    def has(self, xpath: str) -> bool:
        return self.tab.locator(f"xpath={xpath}").count() > 0

    def types(self, xpath: str, text: str) -> None:
        self.tab.locator(f"xpath={xpath}").press_sequentially(text)

    def presses_shift(self, times: int) -> None:
        for _ in range(times):
            self.tab.keyboard.press("Shift")

    def back(self) -> None:
        self._step(-1)

    def forward(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        """As the button of the browser does it; also without JavaScript, and where `go_back` waits for ever."""
        history = self.wire.send("Page.getNavigationHistory")
        to = history["currentIndex"] + by
        if 0 <= to < len(history["entries"]):
            self.wire.send("Page.navigateToHistoryEntry", {"entryId": history["entries"][to]["id"]})

    def look(self) -> Look:
        # At one moment; `tab.title()` makes up a title of its own while a page is coming.
        parts = "[document.title, document.body.innerText, document.documentElement.outerHTML, location.href]"
        return Look(*self.tab.evaluate(parts))

    def cookies(self) -> dict[str, float]:
        return {str(c.get("name")): float(c.get("expires", -1)) for c in self.tab.context.cookies()}

    def keeps_pages_in_memory(self, neutral: str) -> bool:
        for page in ("een", "twee"):
            self.goes(f"{neutral}/{page}")
            self.tab.wait_for_timeout(500)  # a page that is left at once may not be kept
        self.back()
        until = time.monotonic() + 5
        while not self.restored and time.monotonic() < until:
            self.tab.wait_for_timeout(50)
        return self.restored == [f"{neutral}/een"]


class FirefoxEsr:
    name = "Firefox ESR"

    def __init__(self, driver: Firefox) -> None:
        self.driver = driver
        self.version = driver.version

    def goes(self, address: str) -> None:
        self.driver.goes(address)

    def clicks(self, xpath: str) -> None:
        self.driver.clicks(xpath)

    def has(self, xpath: str) -> bool:
        return self.driver.has(xpath)

    def types(self, xpath: str, text: str) -> None:
        self.driver.types(xpath, text)

    def presses_shift(self, times: int) -> None:
        self.driver.presses(SHIFT, times)

    def back(self) -> None:
        self.driver.back()

    def forward(self) -> None:
        self.driver.forward()

    def look(self) -> Look:
        driver = self.driver
        return Look(driver.title(), driver.reads(), driver.source(), driver.address())

    def cookies(self) -> dict[str, float]:
        return {c["name"]: float(c.get("expiry", -1)) for c in self.driver.send("WebDriver:GetCookies")}

    def keeps_pages_in_memory(self, neutral: str) -> bool:
        """The same element is still there after "back": without JavaScript there is no other way to see it."""
        self.goes(f"{neutral}/een")
        kept = self.driver.finds("//h1")
        self.goes(f"{neutral}/twee")
        self.back()
        try:
            return bool(self.driver.send("WebDriver:GetElementText", id=kept) == "Een")
        except FirefoxFault:
            return False


UNSETTLED = (Error, FirefoxFault)  # looked at in the middle of a change


def says_it_came_from_memory(browser: Browser) -> bool:
    """What the page itself was told (`pageshow.persisted`); only with JavaScript."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with contextlib.suppress(*UNSETTLED):
            title = browser.look().title
            if title in (FRESH, FROM_MEMORY):
                return title == FROM_MEMORY
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def opened(name: str, scripts: bool, hosts: set[str]) -> Iterator[Browser]:
    """A fresh browser; Chromium's must have asked nobody but these hosts."""
    if name == "firefox":
        with firefox(scripts) as driver:
            yield FirefoxEsr(driver)
    else:
        options = {"java_script_enabled": scripts, "ignore_https_errors": True}
        with chrome.window(hosts, chrome.WHOLE, **options) as window:
            yield Chromium(window.tab())
