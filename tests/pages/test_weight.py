"""What a first visit costs somebody with a small bundle, and who hears of it: nobody but us."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from portal.web.assets import STATIC
from portal.web.headers import CSP
from tests.support.browser import window
from tests.support.server import Server

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_REQUESTS, MOST_SCRIPT = 60 * 1024, 8, 10_000
MOST_PAGE = 16_000  # a page with a CSRF token is not compressed by us (BREACH); it must be small by itself


@dataclass
class Visit:
    """The bodies as they came over the wire: compressed by the server, without the headers (HTTP/2 packs those)."""

    tab: Page
    sizes: dict[str, int] = field(default_factory=dict)
    headers: dict[str, int] = field(default_factory=dict)
    encodings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names: dict[str, str] = {}
        wire = self.tab.context.new_cdp_session(self.tab)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", self._received)
        wire.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict) -> None:  # type: ignore[type-arg]
        name = re.sub(r"^https?://[^/]+|\?.*", "", event["response"]["url"])
        self._names[event["requestId"]] = name
        headers = {key.lower(): value for key, value in event["response"]["headers"].items()}
        self.encodings[name] = headers.get("content-encoding", "none")
        self.headers[name] = int(event["response"]["encodedDataLength"])

    def _finished(self, event: dict) -> None:  # type: ignore[type-arg]
        name = self._names[event["requestId"]]
        self.sizes[name] = int(event["encodedDataLength"]) - self.headers[name]


@pytest.fixture
def visit(site: Server) -> Iterator[Visit]:
    with window(site.hosts) as opened:
        yield Visit(opened.tab())


@pytest.mark.parametrize("path", ["/", "/veilig/"])
@pytest.mark.parametrize("slug", ["marktstad", "verweg"])  # one for each of the two fonts
def test_a_first_visit_is_light(visit: Visit, site: Server, slug: str, path: str) -> None:
    visit.tab.goto(site.address(slug, path), wait_until="networkidle")
    told = f"{sum(visit.sizes.values())} bytes: {visit.sizes} {visit.encodings}"
    assert len(visit.sizes) <= MOST_REQUESTS, told
    assert sum(visit.sizes.values()) <= MOST_BYTES, told
    assert visit.encodings["/static/vendor/nlds/nlds.css"] == visit.encodings[path] == "br", told


@pytest.mark.parametrize("path", ["/afspraak/", "/afspraak/tijden?gesprek=juridisch&samen=nee"])
def test_a_deep_link_is_light_too(visit: Visit, site: Server, path: str) -> None:
    visit.tab.goto(site.address("marktstad", path), wait_until="networkidle")
    page = visit.sizes.pop(path.partition("?")[0])
    told = f"{page} + {sum(visit.sizes.values())} bytes: {visit.sizes} {visit.encodings}"
    assert page <= MOST_PAGE, told
    assert sum(visit.sizes.values()) <= MOST_BYTES, told
    assert len(visit.sizes) < MOST_REQUESTS, told


def test_our_own_script_is_small_and_the_only_one(visit: Visit, site: Server) -> None:
    visit.tab.goto(site.address("marktstad"))
    scripts = visit.tab.evaluate(
        "[...document.scripts].map(script => script.getAttribute('src').split('?')[0])"
    )
    assert scripts == ["/static/portal.js"]
    assert (STATIC / "portal.js").stat().st_size <= MOST_SCRIPT


def test_static_files_are_kept_for_ever_and_safe(site: Server, visit: Visit) -> None:
    headers = {}
    visit.tab.on(
        "response", lambda response: headers.update({response.url.partition("?")[0]: response.headers})
    )
    visit.tab.goto(site.address("marktstad"), wait_until="networkidle")
    static = {url: found for url, found in headers.items() if "/static/" in url or "/thema/" in url}
    assert len(static) >= 5
    for url, found in static.items():
        assert "max-age=31536000" in found["cache-control"], url
        assert found["x-content-type-options"] == "nosniff", url
        assert found["content-security-policy"] == CSP, url
