"""The pages as they are in files, read once per process when the first one is asked for; nothing at import.

They are the start: what a regioredacteur published since stands in the tables (central.py).
"""

import functools
from pathlib import Path

from portal import tenancy
from portal.content.reading import ContentFaults, Front, Page, Translation, read_file
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
# The order of DOMAIN's lists within a theme; Y is a central page made in the browser, Z a municipality's own.
_NUMBERS = "TKGWEDCNPVYZ"


@functools.cache
def library() -> dict[str, Page]:
    """Path → page in Dutch, in the order of theme and number. Raises ContentFaults with everything that is wrong."""
    pages: list[Page] = []
    faults: list[tenancy.Fault] = []
    for file in sorted(FOLDER.glob("*/*.nl.md")):
        path = path_of(file)
        try:
            front, text = read_file(file, Front, f"{path}.nl.md")
        except ContentFaults as found:
            faults += found.faults
        else:
            pages.append(Page(path, front, text))
    faults += _between(pages)
    if faults:
        raise ContentFaults(faults)
    return {page.path: page for page in sorted(pages, key=order)}


@functools.cache
def translations(language: str) -> dict[str, Page]:
    """Path → page, of those that exist in this language. Raises ContentFaults."""
    pages: dict[str, Page] = {}
    faults: list[tenancy.Fault] = []
    for file in sorted(FOLDER.glob(f"*/*.{language}.md")):
        path = path_of(file)
        try:
            front, text = read_file(file, Translation, f"{path}.{language}.md")
        except ContentFaults as found:
            faults += found.faults
            continue
        if path not in library():
            faults.append(tenancy.Fault(f"{path}.{language}.md", 1, "", "geen pagina in het Nederlands"))
        else:
            words = {"title": front.title, "summary": front.summary, "words": ()}
            in_dutch = library()[path].front.model_copy(update=words)
            pages[path] = Page(path, in_dutch, text, language, translated_on=front.translated_on)
    if faults:
        raise ContentFaults(faults)
    return {path: pages[path] for path in library() if path in pages}


def path_of(file: Path) -> str:
    return f"{file.parent.name}/{file.name.split('.')[0]}"


def order(page: Page) -> tuple[int, int, int]:
    number = page.front.id
    return list(THEMES).index(page.theme), _NUMBERS.index(number[0]), int(number[1:])


def _between(pages: list[Page]) -> list[tenancy.Fault]:
    """Faults of pages together: a theme nobody knows, a link to no page, an id or a title twice."""
    paths = {page.path for page in pages}
    faults = [(page, "onbekend thema") for page in pages if page.theme not in THEMES]
    faults += [
        (page, f"related: {path} bestaat niet")
        for page in pages
        for path in page.front.related
        if path not in paths
    ]
    for what in ("id", "title"):
        seen: dict[str, str] = {}
        for page in pages:
            value = getattr(page.front, what)
            if value in seen:
                faults.append((page, f"zelfde {what} als {seen[value]}"))
            seen[value] = page.path
    return [tenancy.Fault(f"{page.path}.nl.md", 1, "", reason) for page, reason in faults]


def in_language(page: Page, language: str) -> Page:
    """The page in this language when it exists, or as it is."""
    if page.own or language == page.language:
        return page
    return translations(language).get(page.path, page)
