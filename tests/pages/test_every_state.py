"""Every state of every page: readable, reachable and calm, for everyone.

Each state is looked at on a phone and on a desktop with axe, at 400 % zoom, and in the reader's own colours;
the colour rules run again in four house styles. What axe calls "incomplete" counts as a fault.
"""

import http.client
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from portal.config import ROOT
from portal.web.headers import CSP
from portal.web.theme import contrast
from tests.pages.scene import FULL_DAY, Scene
from tests.pages.states import STATES, State
from tests.support.browser import window
from tests.support.server import Server

pytestmark = pytest.mark.browser

PHONE, DESKTOP = 390, 1280
ZOOMED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOUSE_STYLES = {
    "marktstad": "green",
    "verweg": "red, with blue buttons and square corners",
    "leegdorp": "yellow, with blue buttons",
    "belgemeente": "dark blue, round",
}
# This portal asks no second step; tests/journeys/test_going_live.py does, and looks at these in the same way.
AT_THE_SECOND_STEP = ("code", "enrol", "recovery", "recovery_codes")
CHECKED: list[str] = []
FOLLOWED: set[str] = set()


@pytest.fixture(scope="module")
def scene(site: Server) -> Iterator[Scene]:
    with window(site.hosts) as opened:
        yield Scene(opened, site)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state(scene: Scene, state: State) -> None:
    scene.fresh()
    tab = scene.tab
    tab.set_viewport_size({"width": DESKTOP, "height": 900})
    state.reach(scene)
    assert scene.answer is not None and scene.answer.status == state.status, scene.answer
    scene.answer.finished()  # a press does not wait for the page that comes of it
    tab.wait_for_function("document.readyState === 'complete' && document.querySelector('h1') !== null")
    _check_headers(scene.answer.headers)
    _check_words(tab, state.lang)
    unroll(tab, DESKTOP)
    faults = axe(tab)
    faults += pale_words(tab)
    unroll(tab, PHONE)
    faults += axe(tab)
    faults += small_targets(tab)
    tab.set_viewport_size(ZOOMED)
    faults += sideways(tab)
    faults += borderless(tab)
    faults += dead_links(tab)
    assert not faults, f"{tab.url}\n" + "\n".join(faults)
    CHECKED.append(state.name)


def _check_headers(headers: dict[str, str]) -> None:
    # The sign-in page of a town with a provider of its own: its form leads there.
    assert (
        headers["content-security-policy"].replace(" http://127.0.0.1:9;", ";") == CSP
        and "'unsafe" not in CSP
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers or not re.search(r"\d", headers["server"])


def _check_words(tab: Page, lang: str) -> None:
    found = tab.evaluate(
        """() => ({h1: [...document.querySelectorAll("h1")].map(e => e.innerText), title: document.title,
            lang: document.documentElement.lang, leave: document.querySelector("[data-leave]")?.getAttribute("href"),
            primary: document.querySelectorAll("main .nl-button--primary:not([hidden]):not(.sp-example *)").length})"""
    )
    assert len(found["h1"]) == 1 and found["title"].startswith(found["h1"][0]), found
    assert found["lang"] == lang and found["leave"] == "/weg"
    # One thing to do on a page; the long home page repeats it at its end, the component page shows everything.
    if "/componenten/" not in tab.url:
        home = urlsplit(tab.url).path in ("/", f"/{lang}/")
        assert found["primary"] <= (2 if home else 1), found


def unroll(tab: Page, width: int) -> None:
    """This wide, and as high as the page: axe need not scroll (three times as fast), and the bar covers nothing."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.set_viewport_size({"width": width, "height": tab.evaluate("document.documentElement.scrollHeight")})
    tab.evaluate("scrollTo(0, 0)")


def axe(tab: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds, and what it cannot decide."""
    if tab.evaluate("typeof axe") == "undefined":
        tab.evaluate(AXE)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = tab.evaluate(
        """async only => {
            const {violations, incomplete} = await axe.run(document, {runOnly: only, preload: false,
                resultTypes: ["violations", "incomplete"]});
            return {violations, incomplete}}""",  # what it approves of is ten times as much to send
        only,
    )
    for result in found["incomplete"]:
        result["nodes"] = [
            n for n in result["nodes"] if not (_is_drawn(n) and result["id"] == "color-contrast")
        ]
    found["incomplete"] = [result for result in found["incomplete"] if result["nodes"]]
    return [
        f"{kind} {result['id']}: {result['help']}\n    "
        + "\n    ".join(f"{node['target']} {node['html'][:160]} {_why(node)}" for node in result["nodes"][:4])
        for kind in ("violations", "incomplete")
        for result in found[kind]
    ]


def _is_drawn(node: dict[str, Any]) -> bool:
    """Words in a picture: axe cannot see what is behind them, so `pale_words` computes it."""
    return str(node["html"]).startswith("<text ")


def pale_words(tab: Page) -> list[str]:
    """Words in a picture that differ too little from the box behind them, or from the page (WCAG 2.2, 4.5)."""
    found = tab.evaluate(
        """() => [...document.querySelectorAll(".sp-map text")].map(text => {
            const here = text.getBBox(), inside = box => box.x <= here.x && box.y <= here.y &&
                box.x + box.width >= here.x + here.width && box.y + box.height >= here.y + here.height;
            const box = [...text.ownerSVGElement.querySelectorAll("rect")].find(rect => inside(rect.getBBox()));
            return [text.textContent, getComputedStyle(text).fill,
                box ? getComputedStyle(box).fill : getComputedStyle(document.body).backgroundColor]})"""
    )
    ratios = {(words, contrast(_hex(ink), _hex(behind))) for words, ink, behind in found}
    return [f"{words!r} has a contrast of {ratio:.2f}" for words, ratio in ratios if ratio < 4.5]


def _hex(colour: str) -> str:
    """ "rgb(1, 2, 3)" → "#010203"; nothing painted is the white of the paper."""
    parts = [float(part) for part in re.findall(r"[\d.]+", colour)]
    if len(parts) == 4 and parts[3] == 0:
        return "#ffffff"
    assert colour.startswith("rgb") and len(parts) == 3, colour
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for part in ("any", "all", "none") for check in node[part])


def small_targets(tab: Page) -> list[str]:
    """What one presses is at least 24 by 24 pixels (a link inside a sentence is exempt)."""
    return list(
        tab.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
            .filter(e => e.type !== "hidden" && e.checkVisibility({visibilityProperty: true}))
            .filter(e => !(e.tagName === "A" && getComputedStyle(e).display === "inline"))
            .map(e => [e, (e.closest("label") ?? e).getBoundingClientRect()])
            .filter(([e, box]) => !e.closest(".nl-skip-link") && (box.width < 24 || box.height < 24))
            .map(([e, box]) => `target of ${box.width} × ${box.height}: ${e.outerHTML.slice(0, 120)}`)"""
        )
    )


def sideways(tab: Page) -> list[str]:
    """At 320 pixels nothing sticks out."""
    return list(
        tab.evaluate(
            """() => {
            const page = document.documentElement;
            if (page.scrollWidth <= page.clientWidth) return [];
            return [...document.querySelectorAll("body *")]
              .map(e => [e, e.getBoundingClientRect()])
              .filter(([e, box]) => box.right > page.clientWidth + 1 || box.left < -1).map(([e]) => e)
              .filter(e => !e.closest(".sp-hidden, .nl-skip-link"))
              .slice(0, 4).map(e => `sticks out at 320: ${e.outerHTML.slice(0, 120)}`)}"""
        )
    )


def borderless(tab: Page) -> list[str]:
    """In the reader's own colours every button and field still has an edge."""
    tab.emulate_media(forced_colors="active")
    found = tab.evaluate(
        """() => [...document.querySelectorAll("button, .nl-button, .sp-leave, .utrecht-textbox, textarea, .sp-choice")]
        .filter(e => e.checkVisibility())
        .filter(e => { const s = getComputedStyle(e);
            return !(parseFloat(s.borderTopWidth) >= 1 && s.borderTopStyle !== "none") &&
                   !(parseFloat(s.outlineWidth) >= 1 && s.outlineStyle !== "none") })
        .map(e => `no edge in forced colours: ${e.outerHTML.slice(0, 120)}`)"""
    )
    tab.emulate_media(forced_colors="none")
    return list(found)


def dead_links(tab: Page) -> list[str]:
    """Every link to the portal leads somewhere, on the host it is on; one of a kind is followed once.

    Not the way out: it would end the session of who looks.
    """
    faults = []
    elsewhere = "[...document.links].filter(a => a.protocol === 'http:' && !a.hash).map(a => a.href)"
    for address in tab.evaluate(elsewhere):
        found = urlsplit(address)
        kind = re.sub(r"[\w-]{20,}", "*", f"{found.netloc}{found.path}")
        if kind in FOLLOWED or found.path == "/weg" or not (found.hostname or "").endswith(".localhost"):
            continue
        FOLLOWED.add(kind)
        connection = http.client.HTTPConnection("127.0.0.1", found.port or 80, timeout=15)
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in tab.context.cookies(address))
        path = found.path + (f"?{found.query}" if found.query else "")
        connection.request("GET", path, headers={"Host": found.netloc, "Cookie": cookies})
        status = connection.getresponse().status
        connection.close()
        faults += [f"the link to {kind} answers {status}"] if status >= 400 else []
    return faults


@pytest.mark.parametrize("slug", HOUSE_STYLES)
def test_colours_of_a_house_style(scene: Scene, slug: str) -> None:
    """Contrast and links that are told from text, on every component and on the busiest pages."""
    scene.fresh()
    faults = []
    for path in ("/componenten/", "/", "/afspraak/", "/afspraak/tijden?gesprek=wijkteam", "/routekaart/"):
        scene.goes(path, slug)
        unroll(scene.tab, DESKTOP)
        faults += pale_words(scene.tab)
        faults += axe(scene.tab, ["color-contrast", "link-in-text-block"])
    assert not faults, "\n".join(faults)


def test_a_full_day_fits_on_one_sheet(scene: Scene) -> None:
    """Three desks all day: twelve own talks, and of the two others one "bezet" for each time."""
    scene.fresh()
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(FULL_DAY)}/print")
    assert scene.tab.locator(".sp-paper tbody tr").count() == 24
    sheet = scene.tab.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_the_sheet_for_money_is_one_sheet(scene: Scene) -> None:
    scene.fresh()
    scene.goes("/geldblad/")
    assert len(re.findall(rb"/Type\s*/Page\b", scene.tab.pdf(prefer_css_page_size=True))) == 1


@pytest.mark.parametrize("path", ["/routekaart/", "/voor/professionals/wie-helpt-waarmee"])
def test_a_map_can_be_printed_on_one_sheet(scene: Scene, path: str) -> None:
    scene.fresh()
    scene.goes(path)
    scene.tab.emulate_media(media="print")
    scene.tab.set_viewport_size({"width": 680, "height": 1000})  # A4 without its margins
    box = scene.tab.locator(".sp-map svg").bounding_box()
    scene.tab.emulate_media(media="screen")
    assert box is not None and box["height"] <= 1010, box


def test_every_page_has_a_state(scene: Scene) -> None:
    """A page is a template that extends another, or is a whole document, and is extended by none."""
    files = ROOT.glob("portal/**/templates/**/*.html")
    sources = {path.as_posix().partition("/templates/")[2]: path.read_text() for path in files}
    extended = {name for text in sources.values() for name in re.findall(r"{% extends \"(.+?)\" %}", text)}
    extended -= {"content/page.html"}  # a page of itself too; a preview adds a line above it
    pages = {name for name, text in sources.items() if re.search("{% extends|<!doctype", text)} - extended
    pages -= {f"accounts/staff/{name}.html" for name in AT_THE_SECOND_STEP}
    assert pages == {state.template for state in STATES}
    if len(CHECKED) == len(STATES):
        assert pages <= scene.site.rendered()


def test_pale_words_in_a_picture_are_found(scene: Scene) -> None:
    scene.fresh()
    scene.goes("/routekaart/")
    assert pale_words(scene.tab) == []
    scene.tab.evaluate("document.querySelectorAll('.sp-map__there').forEach(e => e.style.fill = '#b0b0b0')")
    assert pale_words(scene.tab)
