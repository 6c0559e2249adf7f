"""A day at the desk by keyboard alone, with the keys on and off, and the same day on paper."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from portal.config import ROOT
from tests.conftest import NOW
from tests.pages.scene import Booked, Scene
from tests.support.browser import window
from tests.support.server import Server, running

pytestmark = pytest.mark.browser
KEYS_DAY, SIXTY, TWELVE = date(2027, 2, 2), date(2027, 1, 26), date(2027, 1, 19)
HALF_PAST = [f"{9 + n // 3:02}:{n % 3 * 20:02}" for n in range(12)]


@pytest.fixture(scope="module")
def site() -> Iterator[Server]:
    """A portal of its own: the lists that are counted here hold nobody whom a page state left there."""
    with running([ROOT / "tests" / "pages" / "tenants"], clock=NOW) as started:
        yield started


@pytest.fixture
def scene(site: Server, request: pytest.FixtureRequest) -> Iterator[Scene]:
    width = getattr(request, "param", 1280)
    with window(site.hosts, viewport={"width": width, "height": 844}) as opened:
        yield Scene(opened, site)


def outcomes(scene: Scene, booked: list[Booked]) -> list[str | None]:
    from portal.booking import queries

    with scene.site.inside("marktstad"):
        people = [queries.find_participation(b.participation) for b in booked]
        return [p.outcome for p in people if p]


def row_with_focus(tab: Page) -> int:
    """Which row of the list has the focus; -1: none."""
    return int(
        tab.evaluate(
            "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]'))"
        )
    )


def press(tab: Page, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


MARKED = {"arrived": "Gekomen.*Klaar.*Herstel", "done": "Klaar.*Herstel", "no_show": "Niet gekomen.*Herstel"}
OPEN = "Gekomen.*Niet gekomen"


def marks(tab: Page, key: str, outcome: str, row: int) -> None:
    """This key marks the row that has the focus; afterwards the focus is on that row again."""
    press(tab, key)
    told = re.compile(rf"^\s*{MARKED.get(outcome, OPEN)}", re.S)
    expect(tab.locator("[data-row]").nth(row).locator(".sp-outcome")).to_have_text(told)
    expect(tab.locator("[data-row]").nth(row).locator("a").first).to_be_focused()


@pytest.mark.parametrize("scene", [1280, 390], indirect=True)
def test_a_whole_day_is_marked_with_keys_alone(scene: Scene) -> None:
    at = HALF_PAST[:3] if scene.tab.viewport_size == {"width": 1280, "height": 844} else HALF_PAST[3:6]
    booked = [scene.book("wijkteam", KEYS_DAY, time) for time in at]
    scene.signs_in()
    tab = scene.tab
    scene.goes(f"/medewerker/dag/{scene.sitting(KEYS_DAY)}")
    rows = tab.locator("[data-row]").count()
    first = rows - 3
    for row in range(rows):
        press(tab, "j")
        assert row_with_focus(tab) == row
        if row < first:
            continue
        marks(tab, "g", "arrived", row)
        marks(tab, "a", "done", row)
    assert outcomes(scene, booked) == ["done"] * 3
    press(tab, "j")
    assert row_with_focus(tab) == rows - 1, "past the end it stays at the last"
    press(tab, "k")
    assert row_with_focus(tab) == rows - 2
    marks(tab, "h", "arrived", rows - 2)  # one step back
    marks(tab, "h", "", rows - 2)  # both buttons are there again
    marks(tab, "n", "no_show", rows - 2)
    assert outcomes(scene, booked) == ["done", "no_show", "done"]
    ring = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"


def test_slash_goes_to_the_search_and_question_mark_to_the_list(scene: Scene) -> None:
    scene.signs_in()
    tab = scene.tab
    scene.goes("/medewerker/")
    press(tab, "/")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Aan de telefoon")
    expect(tab.get_by_label("De code of het telefoonnummer")).to_be_focused()
    tab.keyboard.type("?gjk/")  # in a field they are letters
    expect(tab.get_by_label("De code of het telefoonnummer")).to_have_value("?gjk/")
    press(tab, "Tab", "/")
    expect(tab.get_by_label("De code of het telefoonnummer")).to_be_focused()
    press(tab, "Tab", "?")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Toetsen")


def test_switched_off_nothing_happens(scene: Scene) -> None:
    booked = scene.book("wijkteam", KEYS_DAY, HALF_PAST[8])
    scene.signs_in()
    tab = scene.tab
    scene.goes("/medewerker/toetsen")
    tab.get_by_role("button", name="Zet de toetsen uit").focus()
    press(tab, "Enter")
    expect(tab.get_by_role("main")).to_contain_text("De toetsen staan uit.")
    scene.goes(f"/medewerker/dag/{scene.sitting(KEYS_DAY)}")
    tab.locator("[data-row] a").last.focus()
    address = tab.url
    press(tab, "g", "n", "a", "h", "j", "k", "/", "?")
    tab.wait_for_timeout(300)
    assert tab.url == address and outcomes(scene, [booked]) == [None]


def test_with_ctrl_and_alt_they_are_the_browsers(scene: Scene) -> None:
    booked = scene.book("wijkteam", KEYS_DAY, HALF_PAST[9])
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(KEYS_DAY)}")
    scene.tab.locator("[data-row] a").last.focus()
    press(scene.tab, "Alt+g", "Control+h", "Meta+n")
    scene.tab.wait_for_timeout(300)
    assert outcomes(scene, [booked]) == [None]


# --- on paper --------------------------------------------------------------------------------------------------


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_twelve_talks_are_one_sheet_with_room_to_write(scene: Scene) -> None:
    for time in HALF_PAST:
        scene.book("wijkteam", TWELVE, time, naam="Bram", kanaal="telefoon", telefoon="06 12345678")
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(TWELVE)}/print")
    paper = scene.tab.locator(".sp-paper")
    assert paper.locator("tbody tr").count() >= 12
    assert not re.search(r"\d{8}|Tolk|bellen", paper.inner_text())
    assert sheets(scene.tab.pdf(prefer_css_page_size=True)) == 1
    scene.tab.emulate_media(media="print")
    scene.tab.set_viewport_size({"width": 680, "height": 1000})  # A4 without its margins
    room = scene.tab.locator(".sp-paper tbody tr").first.locator("td").last.bounding_box()
    assert room is not None and room["width"] > 110 and room["height"] > 50, room
    scene.tab.emulate_media(media="screen")


def test_sixty_talks_are_a_few_sheets_each_with_its_heads(scene: Scene) -> None:
    scene.crowds(SIXTY, 60)
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(SIXTY)}/print")
    assert scene.tab.locator(".sp-paper tbody tr").count() >= 60
    pdf = scene.tab.pdf(prefer_css_page_size=True)
    assert 2 <= sheets(pdf) <= 3
    scene.tab.emulate_media(media="print")
    assert scene.tab.evaluate("getComputedStyle(document.querySelector('.sp-paper thead')).display") == (
        "table-header-group"
    )
    scene.tab.emulate_media(media="screen")
