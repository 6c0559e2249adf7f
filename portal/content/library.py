"""All pages, read once per process when the first one is asked for; nothing at import, nothing per municipality."""

import functools
from pathlib import Path

from portal.content.reading import ContentFaults, Page, read_page
from portal.errors import N_

FOLDER = Path(__file__).parent / "pages"

# The themes in the order of the menu: (slug, title, what it is about).
THEMES: dict[str, tuple[str, str]] = {
    "kinderen": (N_("De kinderen"), N_("Afspraken, gezag, en hoe u het vertelt.")),
    "geld": (N_("Geld"), N_("Alimentatie, toeslagen, spullen en schulden.")),
    "wonen": (N_("Het huis"), N_("Wie blijft, kopen of huren, en verhuizen.")),
    "juridisch": (N_("Regels en papieren"), N_("Stappen, advocaat, mediator en kosten.")),
    "gevoel": (N_("Gevoel en steun"), N_("Rust in uw hoofd, minder ruzie, en daarna.")),
    "veiligheid": (N_("Veiligheid"), N_("Voelt u zich niet veilig? Hier is hulp.")),
}
_NUMBERS = "TKGWEDCNPV"  # the order of DOMAIN's lists within a theme


@functools.cache
def library() -> dict[str, Page]:
    """Path → page, in the order of theme and number. Raises ContentFaults with everything that is wrong."""
    pages: list[Page] = []
    faults: list[str] = []
    for file in sorted(FOLDER.glob("*/*.nl.md")):
        path = f"{file.parent.name}/{file.name.removesuffix('.nl.md')}"
        try:
            pages.append(read_page(file, path))
        except ContentFaults as found:
            faults += found.faults
    faults += _between(pages)
    if faults:
        raise ContentFaults(faults)
    return {page.path: page for page in sorted(pages, key=_order)}


def _order(page: Page) -> tuple[int, int, int]:
    number = page.front.id
    return list(THEMES).index(page.theme), _NUMBERS.index(number[0]), int(number[1:])


def _between(pages: list[Page]) -> list[str]:
    """Faults of pages together: a theme nobody knows, a link to no page, an id or a title twice."""
    paths = {page.path for page in pages}
    faults = [f"{page.path}: unknown theme" for page in pages if page.theme not in THEMES]
    faults += [
        f"{page.path}: related page {path} does not exist"
        for page in pages
        for path in page.front.related
        if path not in paths
    ]
    for what in ("id", "title"):
        seen: dict[str, str] = {}
        for page in pages:
            value = getattr(page.front, what)
            if value in seen:
                faults.append(f"{page.path}: same {what} as {seen[value]}")
            seen[value] = page.path
    return faults


def find_page(path: str) -> Page | None:
    return library().get(path)


def pages_for(theme: str | None = None, audience: str | None = None, phase: str | None = None) -> list[Page]:
    """Pages of a theme, an audience or a phase; without an audience not those for children and professionals."""
    return [
        page
        for page in library().values()
        if (theme is None or page.theme == theme)
        and (phase is None or phase in page.front.phases)
        and (audience in page.front.audiences if audience else _for_adults(page))
    ]


def _for_adults(page: Page) -> bool:
    return bool({"ouders", "zonder-kinderen", "omgeving"} & set(page.front.audiences))
