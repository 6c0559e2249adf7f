"""Pictures to look at, made by hand: `python -m tests.pages.screenshots [folder] [--all | --readme]`.

The five pages that say most, of Hollands Kroon, on a phone and on a desktop; `--all` is every state of the tests;
`--readme` makes the two of the README (docs/screenshots).
"""

import sys
from collections.abc import Callable
from pathlib import Path

from tests.pages.scene import Scene
from tests.pages.states import STATES
from tests.support import browser
from tests.support import site as sites

KROON = "hollands-kroon"
NOOR = "noor.wilgenroos@wijkteam-hollands-kroon.example"
WIDTHS = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 900}}


def home(scene: Scene) -> None:
    scene.goes("/", KROON)


def times(scene: Scene) -> None:
    scene.sees_times("wijkteam-juridisch", slug=KROON)


def details(scene: Scene) -> None:
    scene.holds("wijkteam-juridisch", KROON)


def done(scene: Scene) -> None:
    details(scene)
    scene.fills_in("Anne")
    scene.books()


def day(scene: Scene) -> None:
    for name in ("Bram", "Fatima"):
        scene.holds("wijkteam", KROON)
        scene.fills_in(name)
        scene.books()
    scene.holds("juridisch", KROON)
    scene.fills_in("Kees")
    scene.books()
    scene.signs_in(NOOR, KROON)
    scene.goes("/medewerker/", KROON)
    scene.tab.locator("main table a").first.click()


PICTURES: dict[str, Callable[[Scene], None]] = {
    "home": home,
    "times": times,
    "details": details,
    "done": done,
    "day": day,
}


def readme(scene: Scene, folder: Path) -> None:
    """The top of two pages, as somebody sees them who comes in."""
    for name, reach, width, height in (
        ("times-390", times_alone, 390, 1180),
        ("home-1280", home, 1280, 1000),
    ):
        scene.fresh()
        scene.tab.set_viewport_size({"width": width, "height": height})
        reach(scene)
        scene.tab.screenshot(path=folder / f"{name}.png")


def times_alone(scene: Scene) -> None:
    scene.sees_times("wijkteam", slug=KROON)


def main() -> None:
    folder = next((Path(word) for word in sys.argv[1:] if not word.startswith("-")), Path("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    site = sites.shared()
    with browser.window(site.hosts) as opened:
        opened.tolerated.add("status of 500")
        scene = Scene(opened, site)
        if "--readme" in sys.argv:
            readme(scene, folder)
        else:
            everything(scene, folder)
    sites.stop()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def everything(scene: Scene, folder: Path) -> None:
    wanted = {state.name: state.reach for state in STATES} if "--all" in sys.argv else PICTURES
    for name, reach in wanted.items():
        scene.fresh()
        scene.tab.set_viewport_size(WIDTHS["1280"])
        reach(scene)
        for width, size in WIDTHS.items():
            scene.tab.set_viewport_size(size)
            scene.tab.evaluate("scrollTo(0, 0)")
            scene.tab.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


if __name__ == "__main__":
    main()
