"""Finding a page: Dutch stems, parts of compounds, words that mean the same, and typing errors.

Everything is in memory and the same on both databases. Nobody's question is kept or logged.
"""

import difflib
import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass

import snowballstemmer  # type: ignore[import-untyped]

from portal.content.library import Page, library

MOST = 20  # results
_STOP = frozenset(
    [
        "aan",
        "al",
        "als",
        "bij",
        "dan",
        "dat",
        "de",
        "den",
        "der",
        "die",
        "dit",
        "door",
        "een",
        "en",
        "er",
        "haar",
        "hebben",
        "heb",
        "heeft",
        "het",
        "hier",
        "hij",
        "hoe",
        "hun",
        "iets",
        "ik",
        "in",
        "is",
        "je",
        "kan",
        "kun",
        "kunt",
        "ma",
        "maar",
        "mag",
        "me",
        "met",
        "mij",
        "mijn",
        "moet",
        "naar",
        "niet",
        "nog",
        "nu",
        "of",
        "om",
        "ons",
        "ook",
        "op",
        "over",
        "te",
        "tot",
        "u",
        "uit",
        "uw",
        "van",
        "veel",
        "voor",
        "waar",
        "wat",
        "wel",
        "werd",
        "wie",
        "wij",
        "wil",
        "willen",
        "word",
        "wordt",
        "ze",
        "zich",
        "zij",
        "zijn",
        "zo",
        "zou",
        "zonder",
    ]
)
# General words of daily life and the words of the pages; no line is made for one question.
_SAME = (
    "scheiden scheiding echtscheiding uiteengaan relatie stoppen huwelijk trouwen getrouwd",
    "opa oma grootouder grootouders kleinkind kleinkinderen familie tante oom",
    "zien omgang contact bezoek bezoekregeling omgangsregeling zorgregeling",
    "vader moeder papa mama ouder ouders",
    "kind kinderen zoon dochter baby",
    "huis woning wonen koophuis appartement",
    "huur huurhuis huurwoning huren verhuurder",
    "hypotheek lening koophuis",
    "geld kosten betalen prijs duur betaalt",
    "inkomen verdien verdienen loon salaris bijstand uitkering minima arm",
    "advocaat jurist rechtsbijstand toevoeging raadsman",
    "rechter rechtbank zaak",
    "bang geweld slaan slaat mishandeling bedreiging stalken onveilig veilig veiligheid",
    "zelfmoord zelfdoding suicide dood",
    "verdriet somber stress piekeren gevoel gevoelens",
    "ruzie conflict schelden",
    "schuld schulden aanmaning deurwaarder",
    "pensioen aow oudedag",
    "toeslag toeslagen huurtoeslag zorgtoeslag kindgebonden",
    "samenwonen samenwonend ongehuwd samenleven",
    "verhuizen verhuizing adres verhuist",
    "school leraar juf meester opvang",
    "bemiddelaar mediator mediation bemiddeling",
    "gezag voogdij beslist",
    "alimentatie onderhoud onderhoudsgeld levensonderhoud onderhoudsbijdrage",
    "kiezen kies keuze beslissen beslist besluiten",
    "tekenen teken handtekening ondertekenen",
    "laag lage weinig arm minima inkomen",
    "slapen wakker piekeren rust",
    "eenzaam alleen steun praten luisteren",
    "snel haast spoed nu meteen",
    "stief stiefgezin stiefvader stiefmoeder nieuwe partner",
)
_stemmer = snowballstemmer.stemmer("dutch")


@dataclass(frozen=True)
class Found:
    """A page with how well it fits."""

    page: Page
    score: float


def words_of(text: str) -> list[str]:
    """Words in small letters without accents, in order."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


def stems_of(text: str) -> list[str]:
    return [_stem(word) for word in words_of(text) if word not in _STOP and len(word) > 1]


@functools.lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


@functools.cache
def _index() -> dict[str, dict[str, float]]:
    """Stem → page path → weight: the title counts most, then other words, the summary, and how often."""
    index: dict[str, dict[str, float]] = {}
    for page in library().values():
        title, summary = set(stems_of(page.front.title)), set(stems_of(page.front.summary))
        words = set(stems_of(" ".join(page.front.words)))
        text = Counter(stems_of(page.text))
        for stem in title | summary | words | set(text):
            weight = (
                6.0 * (stem in title)
                + 4.0 * (stem in words)
                + 3.0 * (stem in summary)
                + math.log2(1 + text[stem])
            )
            index.setdefault(stem, {})[page.path] = weight
    return index


@functools.cache
def _rarity(stem: str) -> float:
    """A word that stands on few pages tells more."""
    return math.log2(1 + len(library()) / len(_index()[stem]))


@functools.cache
def _means_the_same() -> dict[str, frozenset[str]]:
    same: dict[str, frozenset[str]] = {}
    for line in _SAME:
        stems = frozenset(map(_stem, line.split()))
        for stem in stems:
            same[stem] = same.get(stem, frozenset()) | stems
    return same


def _matches(stem: str) -> dict[str, float]:
    """Stems of the pages that this one finds, with how sure we are."""
    index = _index()
    found = {stem: 1.0} if stem in index else {}
    for other in _means_the_same().get(stem, ()):
        if other in index:
            found.setdefault(other, 0.5)
    for known in _compounds(stem):
        found.setdefault(known, 0.6)
    if not found and len(stem) >= 4:
        for close in difflib.get_close_matches(stem, index, n=3, cutoff=0.8):
            found[close] = 0.6
            found |= {known: 0.4 for known in _compounds(close) if known not in found}
    return found


def _compounds(stem: str) -> list[str]:
    """ "alimentatie" finds "kinderalimentatie"."""
    if len(stem) < 5:
        return []
    return [s for s in _index() if len(s) > len(stem) and (s.endswith(stem) or s.startswith(stem))]


def search(question: str, shown: Container[str] | None = None) -> list[Found]:
    """Pages that fit, best first; at most twenty, and only those in `shown` (paths) when it is given."""
    asked = list(dict.fromkeys(stems_of(question[:200])))
    scores: dict[str, float] = {}
    covered: dict[str, float] = {}
    whole = 0.0
    for stem in asked:
        best: dict[str, float] = {}
        for match, sure in _matches(stem).items():
            for path, weight in _index()[match].items():
                best[path] = max(best.get(path, 0.0), sure * weight * _rarity(match))
        tells = max((sure * _rarity(match) for match, sure in _matches(stem).items()), default=1.0)
        whole += tells
        for path, score in best.items():
            scores[path] = scores.get(path, 0.0) + score
            covered[path] = covered.get(path, 0.0) + tells
    # A page that knows the words that tell most is better than one that knows many words a little.
    found = [
        Found(library()[path], score * covered[path] / whole)
        for path, score in scores.items()
        if shown is None or path in shown
    ]
    return sorted(found, key=lambda f: (-f.score, f.page.path))[:MOST]
