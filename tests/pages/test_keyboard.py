"""With a keyboard alone: Tab, Space and Enter (and letters for the name). What has the focus can be seen, always:
a ring around it, and at least a thumb's height of it out from under the bar and the edge of the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import window
from tests.support.server import Server

pytestmark = pytest.mark.browser

FOCUS = """() => {
    const element = document.activeElement, choice = element.closest(".sp-choice");
    const shown = choice ?? element, style = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const bar = document.querySelector(".sp-bar"), inBar = bar.contains(element) || element.matches(".nl-skip-link");
    const sticky = getComputedStyle(bar).position === "sticky" ? bar.getBoundingClientRect().bottom : 0;
    return {name: (choice ?? element).innerText.trim().replace(/\\s+/g, " ") || element.name || element.tagName,
        element: element.outerHTML.slice(0, 100),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        covered: !inBar && Math.min(box.bottom, innerHeight) - Math.max(box.top, sticky) < Math.min(box.height, 44) - 1,
        where: [Math.round(box.top), Math.round(box.bottom), Math.round(sticky), innerHeight]};
}"""


@pytest.fixture(params=[(390, 844), (1280, 720)], ids=["phone", "desktop"])
def tab(site: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    with window(site.hosts, viewport={"width": width, "height": height}) as opened:
        yield opened.tab()


A_TIME = r"\w+dag \d+ \w+ \d\d:\d\d uur"


def press_until(tab: Page, name: str, key: str = "Tab") -> str:
    """Press Tab until what has the focus begins with these words (or this pattern); each step can be seen."""
    passed = []
    for _ in range(80):
        tab.keyboard.press(key)
        focus = tab.evaluate(FOCUS)
        passed.append(focus["name"])
        assert focus["ring"], f"no focus to be seen on {focus}"
        assert not focus["covered"], f"hidden: {focus}"
        if re.match(name, focus["name"]):
            return str(focus["name"])
    raise AssertionError(f"{name!r} is not to be reached; passed {passed}")


def test_from_home_to_an_appointment(tab: Page, site: Server) -> None:
    keyboard = tab.keyboard
    tab.goto(site.address("marktstad"))
    press_until(tab, "Afspraak maken")
    keyboard.press("Enter")
    expect(tab).to_have_url(site.address("marktstad", "/afspraak/"))
    press_until(tab, "De kinderen")
    keyboard.press("Space")
    press_until(tab, "Ik kom alleen")
    keyboard.press("Space")
    press_until(tab, "Bekijk de tijden")
    keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Kies een dag en een tijd")
    day = press_until(tab, A_TIME).partition(" uur")[0][:-6]
    keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Uw gegevens")
    press_until(tab, "naam")
    keyboard.type("Anne")
    press_until(tab, "Niet. Ik bel zelf")
    keyboard.press("Space")
    press_until(tab, "Wilt u nog iets laten weten")
    keyboard.press("Space")
    press_until(tab, "Een tolk")
    keyboard.press("Space")
    press_until(tab, "Verder")
    keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    press_until(tab, "Maak de afspraak")
    keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Uw afspraak is gemaakt")
    expect(tab.get_by_role("main")).to_contain_text(day)


def enter(tab: Page, name: str, then: str) -> None:
    """Press Enter on this, and arrive at the page with this h1."""
    press_until(tab, name)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(then)


def test_together_and_the_answer_of_the_other(tab: Page, site: Server) -> None:
    tab.goto(site.address("marktstad", "/afspraak/tijden?gesprek=wijkteam"))
    enter(tab, "Wij komen samen", "Eerst één vraag")
    press_until(tab, "Ja")
    tab.keyboard.press("Space")
    enter(tab, "Verder", "Kies een dag en een tijd")
    enter(tab, A_TIME, "Uw gegevens")
    press_until(tab, "naam")
    tab.keyboard.type("Anne")
    enter(tab, "Verder", "Klopt dit?")
    enter(tab, "Maak de afspraak", "Uw afspraak is gemaakt")
    tab.goto(tab.locator(".sp-pass .sp-token").inner_text())
    for answer in ("Ja, ik kom", "Ik praat liever alleen", "Nee", "Ik kies later"):
        press_until(tab, answer)
    press_until(tab, "Ik praat liever alleen", key="Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("U praat liever alleen. Dat kan")


def test_skip_first_and_leave_second(tab: Page, site: Server) -> None:
    """Also on the message host, where somebody comes from a mail."""
    message = site.message_address("marktstad", "/a/onbekend")
    for address in (site.address("marktstad"), message, site.address("platform")):
        tab.goto(address)
        tab.keyboard.press("Tab")
        assert tab.evaluate(FOCUS)["name"] == "Naar de inhoud"
        tab.keyboard.press("Tab")
        assert tab.evaluate(FOCUS)["name"] == "Sluit deze site"
        tab.keyboard.press("Shift+Tab")
        tab.keyboard.press("Enter")
        assert tab.evaluate("document.activeElement.id") == "inhoud"


def test_the_bar_hides_nothing_on_the_way_back(tab: Page, site: Server) -> None:
    """Going up, a page scrolls under the bar that stays at the top."""
    tab.goto(site.address("marktstad", "/afspraak/tijden?gesprek=juridisch&samen=nee"))
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.get_by_role("link", name="Veilig gebruik").focus()
    press_until(tab, "Naar de inhoud", key="Shift+Tab")


def test_after_a_fault_the_summary_comes_first_and_leads_to_the_field(tab: Page, site: Server) -> None:
    tab.goto(site.address("marktstad", "/afspraak/"))
    press_until(tab, "Bekijk de tijden")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("alert")).to_be_focused()
    press_until(tab, "Waar wilt u over praten")
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("De kinderen")).to_be_focused()
    assert not tab.evaluate(FOCUS)["covered"]


def test_a_choice_shows_its_questions_and_they_come_next(tab: Page, site: Server) -> None:
    tab.goto(site.address("marktstad", "/afspraak/tijden?gesprek=wijkteam&samen=nee"))
    press_until(tab, A_TIME)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Uw gegevens")
    press_until(tab, "Niet. Ik bel zelf")
    expect(tab.get_by_label("Uw telefoonnummer")).to_be_hidden()
    tab.keyboard.press("ArrowDown")
    press_until(tab, "telefoon")
    expect(tab.get_by_label("Uw e-mailadres")).to_be_hidden()
