"""The municipality's own desk by keyboard alone: everything is reached, in order, and seen when it is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.pages.scene import Scene
from tests.pages.test_keyboard import FOCUS, enter, press_until
from tests.support.browser import window
from tests.support.server import Server

pytestmark = pytest.mark.browser
BEA, TOWN = "bea@gemeente-leegdorp.example", "leegdorp"
PAGES = (
    "", "mensen", "mensen/uitnodigen", "mensen/nakijken", "teksten/", "teksten/wonen/huurhuis", "hulp/nieuw",
    "gemeente", "gesprekken/nieuw", "huisstijl", "bestanden", "wijzigingen", "verklaringen/toegankelijkheid",
)  # fmt: skip
# What Tab comes to; of a group of radio buttons one, and not what is folded away.
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(e => e.type !== "hidden" && !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
    .filter((e, _, all) => e.type !== "radio" || e === (all.find(o => o.name === e.name && o.checked) ??
        all.find(o => o.name === e.name))).length"""


@pytest.fixture(params=[(390, 844), (1280, 720)], ids=["phone", "desktop"])
def scene(site: Server, request: pytest.FixtureRequest) -> Iterator[Scene]:
    width, height = request.param
    with window(site.hosts, viewport={"width": width, "height": height}) as opened:
        made = Scene(opened, site)
        made.signs_in(BEA, TOWN)
        yield made


def test_tab_comes_to_everything_and_all_of_it_is_seen(scene: Scene) -> None:
    for path in PAGES:
        scene.goes(f"/beheer/{path}", TOWN)
        wanted, passed = scene.tab.evaluate(REACHABLE), []
        while len(passed) < wanted:
            scene.tab.keyboard.press("Tab")
            focus = scene.tab.evaluate(FOCUS)
            if passed and focus["element"] == passed[-1]:
                continue  # day, month, year and the calendar of one field; the browser itself rings the last
            assert focus["ring"] and not focus["covered"], f"/beheer/{path}: {focus}"
            assert focus["element"][:5] != "<body", f"/beheer/{path}: {wanted} wanted, passed {passed}"
            passed.append(focus["element"])


def test_a_place_is_added_changed_and_taken_away(scene: Scene) -> None:
    tab, keyboard = scene.tab, scene.tab.keyboard
    scene.goes("/beheer/", TOWN)
    enter(tab, "Plekken", "Plekken")
    enter(tab, "Plek toevoegen", "Plek toevoegen")
    enter(tab, "Opslaan", "Plek toevoegen")  # nothing was typed
    expect(tab.get_by_role("alert")).to_be_focused()
    for field, typed in (("naam", "Het Toetsenhuis"), ("straat", "Pad 1"), ("stad", "Leegdorp")):
        press_until(tab, field)
        keyboard.type(typed)
    enter(tab, "Opslaan", "Plekken")
    expect(tab.get_by_role("main")).to_contain_text("Het Toetsenhuis")
    press_until(tab, "Het Toetsenhuis")
    enter(tab, "Haal weg|Weghalen", "Plek weghalen")
    enter(tab, "Haal weg", "Plekken")
    expect(tab.get_by_role("main")).not_to_contain_text("Het Toetsenhuis")
