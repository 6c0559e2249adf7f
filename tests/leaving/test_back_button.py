"""Five pages deep, away, five times Back: nothing of the site, in two browsers that keep pages in memory.

With JavaScript (by the button and by three times Shift) and without (by the link). docs/sluiten.md is the table.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

import pytest

from tests.booking import steps
from tests.leaving.browsers import Chromium, opened, says_it_came_from_memory
from tests.leaving.conftest import Sites
from tests.leaving.story import AT_EASE, ELSEWHERE, NAME, NEUTRAL, OWN_PAGE, SLUG, Story
from tests.support.visitor import Visitor

pytestmark = pytest.mark.browser

BROWSERS = ("chromium", "firefox")
WAYS = {"button": True, "shift": True, "link": False}  # the way to leave: is JavaScript on?


@contextmanager
def story(sites: Sites, browser: str, way: str) -> Iterator[Story]:
    with opened(browser, WAYS[way], sites.hosts) as found:
        yield Story(found, sites.portal, sites.neutral)


def behind(way: str, pages: int) -> list[str]:
    """What so many steps back show: a script puts the other site in the place of the last page, a link after it."""
    return [NEUTRAL] * (pages - 1) + [ELSEWHERE if WAYS[way] else NEUTRAL]


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "without-js"])
def test_the_browser_keeps_an_ordinary_page_in_memory(sites: Sites, browser: str, scripts: bool) -> None:
    """Or everything below would be green because the browser was made forgetful."""
    with opened(browser, scripts, sites.hosts) as found:
        assert found.keeps_pages_in_memory(sites.neutral)
        assert not scripts or says_it_came_from_memory(found)


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("way", WAYS)
def test_five_pages_deep_and_five_times_back(sites: Sites, browser: str, way: str) -> None:
    with story(sites, browser, way) as told:
        told.walks_to_the_check()
        assert told.pages == 5
        told.leaves(way)
        assert told.steps(told.browser.back, 5) == behind(way, 5)
        assert told.steps(told.browser.forward, 5) == [NEUTRAL] * 4 + [ELSEWHERE]


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("way", ["button", "link"])
def test_the_own_link_of_an_appointment(sites: Sites, browser: str, way: str) -> None:
    with sites.portal.at_its_time():
        path = steps.book(Visitor(sites.portal.app, f"{SLUG}.localhost"))
    with story(sites, browser, way) as told:
        told.opens_an_own_link(sites.portal.message_address(SLUG, path))
        told.leaves(way)
        assert told.steps(told.browser.back, 3) == behind(way, 3)
        assert told.steps(told.browser.forward, 3) == [NEUTRAL] * 2 + [ELSEWHERE]


@pytest.mark.parametrize("browser", BROWSERS)
def test_pages_that_set_no_cookie(sites: Sites, browser: str) -> None:
    """No script and no session that ends: what the browser keeps in memory is forgotten because of `/weg` alone."""
    with story(sites, browser, "link") as told:
        for path in ("/", "/veilig/", "/privacy/"):
            told.browser.goes(sites.portal.address(SLUG, path))
            told.remembers(path)
        told.leaves("link")
        assert told.steps(told.browser.back, 3) == [NEUTRAL] * 3


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("way", ["button", "link"])
def test_a_page_that_answered_a_form(sites: Sites, browser: str, way: str) -> None:
    """The browser asks whether to send the form again. It shows nothing of it; what it sends is not looked at."""
    with story(sites, browser, way) as told:
        told.makes_a_mistake()
        told.leaves(way)
        backs = [OWN_PAGE] + [NEUTRAL] * 4 if WAYS[way] else [NEUTRAL, OWN_PAGE] + [NEUTRAL] * 3
        assert told.steps(told.browser.back, 5) == backs


def test_a_page_from_memory_is_asked_for_again(sites: Sites) -> None:
    """Chromium keeps our pages too, though they are `no-store`, as long as no cookie changes. Firefox never does."""
    with story(sites, "chromium", "button") as told:
        browser, home = told.browser, sites.portal.address(SLUG)
        assert isinstance(browser, Chromium)
        browser.goes(f"{sites.neutral}/")
        browser.goes(home)
        told.remembers("/")
        browser.goes(f"{sites.neutral}/")
        time.sleep(AT_EASE)
        asked: list[str] = []
        browser.tab.on("request", lambda request: asked.append(request.url))
        browser.back()
        told.remembers("/")
        assert browser.restored == [home] and home in asked
        assert browser.tab.locator("h1").is_visible()


@pytest.mark.parametrize("browser", BROWSERS)
def test_going_on_shows_the_site_again_and_nothing_that_was_typed(sites: Sites, browser: str) -> None:
    with story(sites, browser, "button") as told:
        told.walks_to_the_check()
        told.leaves("button")
        told.browser.back()
        kept = told.browser.cookies()
        assert 0 < kept["weg"] - ceil(time.time()) <= 900  # a cookie ends at a whole second
        told.browser.clicks("//button[normalize-space()='Ga verder']")
        told.remembers("/")
        told.browser.goes(sites.portal.address(SLUG, "/afspraak/controleren"))
        told.remembers("/afspraak/")
        assert NAME not in told.browser.look().source
        assert "weg" not in told.browser.cookies()


def test_the_browser_forgets_the_latch_by_itself(sites: Sites) -> None:
    """Not a quarter of an hour but a second: the browser keeps time, the server only says how long."""
    with story(sites, "chromium", "button") as told:
        assert isinstance(told.browser, Chromium)
        told.browser.goes(sites.portal.address(SLUG))
        told.leaves("button")
        (latch,) = [c for c in told.browser.tab.context.cookies() if c.get("name") == "weg"]
        latch["expires"] = time.time() + 1
        told.browser.tab.context.add_cookies([latch])  # type: ignore[list-item]
        time.sleep(1.5)
        told.browser.goes(sites.portal.address(SLUG))
        told.remembers("/")
