"""One Chromium for the whole run. Each `Window` is a browser of its own (cookies, settings) that watches itself."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from tests.conftest import leave_out

# Quiet, and nothing but loopback names resolves.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--js-flags=--max-lazy --no-opt",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
# The same engine without windows of its own, for a fifth less work; going back through pages needs the whole browser.
SHELL, WHOLE = "chromium-headless-shell", "chromium"

_playwright: Playwright | None = None
_running: dict[str, Browser] = {}


def chromium(which: str = SHELL) -> Browser:
    """The browser, started at the first call; without Chromium the test is left out, loudly."""
    global _playwright
    path = shutil.which(which) or shutil.which(WHOLE)
    if path is None:
        leave_out("Chromium is not installed: no browser tests")
    if _playwright is None:
        _playwright = sync_playwright().start()
    if which not in _running:
        _running[which] = _playwright.chromium.launch(
            executable_path=path,
            args=FLAGS,
            # With it switched off, a page that "back" would show again seems safe (measured).
            ignore_default_args=["--disable-back-forward-cache"] if which == WHOLE else None,
        )
    return _running[which]


def close() -> None:
    """At the end of the run; calling it twice is fine."""
    global _playwright
    while _running:
        _running.popitem()[1].close()
    if _playwright is not None:
        _playwright.stop()
        _playwright = None


@dataclass
class Window:
    """A browser of somebody. What it complains about and whom it asks for something is kept."""

    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    tolerated: set[str] = field(default_factory=set)  # console lines that a test brings about on purpose
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(15_000)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.context.on("request", self._request)

    def tab(self) -> Page:
        return self.context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium's own line for a page with a 4xx status says nothing about the page.
        own_line = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if any(part in message.text for part in self.tolerated):
            return
        if message.type in ("error", "warning") and not own_line:
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def hosts(self) -> set[str]:
        return {urlsplit(url).hostname or url for url in self.requests}


@contextlib.contextmanager
def window(own_hosts: set[str], which: str = SHELL, **options: Any) -> Iterator[Window]:
    """A fresh browser; afterwards it must have complained of nothing and asked only our own hosts."""
    settings: dict[str, Any] = {"locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options}
    opened = Window(chromium(which).new_context(**settings))
    try:
        yield opened
    finally:
        opened.context.close()
    assert not opened.complaints, opened.complaints
    assert opened.hosts() <= own_hosts, f"asked others: {opened.hosts() - own_hosts}"
