"""What an administrator sees of the house style while typing, and what comes out of the printer."""

import re
from collections.abc import Iterator

import pytest

from tests.pages.scene import Scene
from tests.pages.states.appearance import BEA, TOWN
from tests.support.browser import window
from tests.support.server import Server


@pytest.fixture(scope="module")
def desk(site: Server) -> Iterator[Scene]:
    with window(site.hosts) as opened:
        scene = Scene(opened, site)
        scene.signs_in(BEA, TOWN)
        yield scene


def test_the_example_follows_what_is_typed_and_the_page_around_it_does_not(desk: Scene) -> None:
    desk.goes("/beheer/huisstijl", TOWN)
    colour = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    around = desk.tab.evaluate(colour, ".sp-nav")
    with desk.tab.expect_response(re.compile(r"voorbeeld\.css\?primary=%236b2d73")):
        desk.tab.fill("#hoofdkleur", "#6b2d73")
    desk.tab.wait_for_function(f"({colour})('.sp-example__bar') === 'rgb(107, 45, 115)'")
    assert desk.tab.locator("[data-colour=hoofdkleur] input").input_value() == "#6b2d73"
    assert desk.tab.evaluate(colour, ".sp-nav") == around
    with desk.tab.expect_response(re.compile(r"action=%23164177")):
        desk.tab.locator("[data-colour=knopkleur] input").fill("#164177")
    assert desk.tab.input_value("#knopkleur") == "#164177"


@pytest.mark.parametrize("path", ["poster/a4", "poster/kaartje"])
def test_it_is_one_sheet(desk: Scene, path: str) -> None:
    desk.goes(f"/beheer/{path}", TOWN)
    assert len(re.findall(rb"/Type\s*/Page\b", desk.tab.pdf(prefer_css_page_size=True))) == 1
