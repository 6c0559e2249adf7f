"""Finding a page: Dutch stems, parts of compounds, words that mean the same, and typing errors.

Everything is in memory and the same on both databases. Nobody's question is kept or logged.
"""

import difflib
import functools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]

from portal.content.library import library, translations
from portal.content.reading import Page, text_everywhere

MOST = 10  # results
ENOUGH = 0.15  # of the best score; what fits less is only a word in common
_DUTCH = """
    aan al als bij dan dat de den der die dit door een en er haar hebben heb heeft het hier hij hoe hun iets ik
    in is je kan kun kunt ma maar mag me met mij mijn moet naar niet nog nu of om ons ook op over te tot u uit
    uw van veel voor waar wat wel werd wie wij wil willen word wordt ze zich zij zijn zo zou zonder
"""
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
    "geld kosten betalen prijs duur",
    "betalen betaalt betaald betaal",
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
    "stief stiefgezin stiefvader stiefmoeder nieuwe partner",
)
_ENGLISH = """
    a an and are at be by can do does for from have how i if in is it me my not of on or our the to us we what
    when where who with you your
"""
_SAME_IN_ENGLISH = (
    "divorce separate separation split partner",
    "child children kid son daughter parent",
    "house home flat rent mortgage",
    "money cost pay income benefit",
    "lawyer solicitor legal advice",
    "maintenance alimony support",
)
_STOPS = {"nl": frozenset(_DUTCH.split()), "en": frozenset(_ENGLISH.split())}
_SAMES = {"nl": _SAME, "en": _SAME_IN_ENGLISH}
_NAMES = {"nl": "dutch", "en": "english"}  # of the stemmers


@dataclass(frozen=True)
class Found:
    """A page with how well it fits."""

    page: Page
    score: float


def words_of(text: str) -> list[str]:
    """Words in small letters without accents, in order."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))


def stems_of(text: str, language: str = "nl") -> list[str]:
    stops = _STOPS[language]
    return [_stem(word, language) for word in words_of(text) if word not in stops and len(word) > 1]


@functools.lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word))


@functools.cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_NAMES[language])


@functools.cache
def _means_the_same(language: str) -> dict[str, frozenset[str]]:
    same: dict[str, frozenset[str]] = {}
    for line in _SAMES[language]:
        stems = frozenset(_stem(word, language) for word in line.split())
        for stem in stems:
            same[stem] = same.get(stem, frozenset()) | stems
    return same


class Index:
    """Pages of one language by the stems of their words. `most` is how many pages a word is compared with."""

    def __init__(self, pages: Iterable[Page], language: str, most: int) -> None:
        self.language, self.most = language, most
        self.pages = {page.path: page for page in pages}
        self.weights: dict[str, dict[str, float]] = {}
        for page in self.pages.values():
            for stem, weight in self._weights_of(page):
                self.weights.setdefault(stem, {})[page.path] = weight

    def _weights_of(self, page: Page) -> Iterator[tuple[str, float]]:
        """The title counts most, then other words, the summary, and how often it is used."""
        front = page.front
        title, summary = set(self.stems(front.title)), set(self.stems(front.summary))
        words, text = set(self.stems(" ".join(front.words))), Counter(self.stems(text_everywhere(page.text)))
        for stem in title | summary | words | set(text):
            named = 6.0 * (stem in title) + 4.0 * (stem in words) + 3.0 * (stem in summary)
            yield stem, named + math.log2(1 + text[stem])

    def stems(self, text: str) -> list[str]:
        return stems_of(text, self.language)

    def rarity(self, stem: str) -> float:
        """A word that stands on few pages tells more."""
        return math.log2(1 + self.most / len(self.weights[stem]))

    def matches(self, stem: str) -> dict[str, float]:
        """Stems of the pages that this one finds, with how sure we are."""
        found = {stem: 1.0} if stem in self.weights else {}
        for other in _means_the_same(self.language).get(stem, ()):
            if other in self.weights:
                found.setdefault(other, 0.5)
        for known in self.compounds(stem):
            found.setdefault(known, 0.6)
        if not found and len(stem) >= 4:
            for close in difflib.get_close_matches(stem, self.weights, n=3, cutoff=0.8):
                found[close] = 0.6
                found |= {known: 0.4 for known in self.compounds(close) if known not in found}
        return found

    def compounds(self, stem: str) -> list[str]:
        """ "alimentatie" finds "kinderalimentatie"."""
        if len(stem) < 5:
            return []
        return [s for s in self.weights if len(s) > len(stem) and (s.endswith(stem) or s.startswith(stem))]

    def search(self, question: str) -> list[Found]:
        asked = list(dict.fromkeys(self.stems(question[:200])))
        scores: dict[str, float] = {}
        covered: dict[str, float] = {}
        whole = 0.0
        for stem in asked:
            best: dict[str, float] = {}
            matches = self.matches(stem)
            for match, sure in matches.items():
                for path, weight in self.weights[match].items():
                    best[path] = max(best.get(path, 0.0), sure * weight * self.rarity(match))
            tells = max((sure * self.rarity(match) for match, sure in matches.items()), default=1.0)
            whole += tells
            for path, score in best.items():
                scores[path] = scores.get(path, 0.0) + score
                covered[path] = covered.get(path, 0.0) + tells
        # A page that knows the words that tell most is better than one that knows many words a little.
        return [Found(self.pages[path], score * covered[path] / whole) for path, score in scores.items()]


@functools.cache
def _central(language: str) -> Index:
    pages = library() if language == "nl" else translations(language)
    return Index(pages.values(), language, len(library()))


@functools.lru_cache(maxsize=64)
def _written(pages: tuple[Page, ...]) -> Index:
    """Of pages that are not in our files: those of a municipality, at one moment."""
    return Index(pages, "nl", len(library()))


def search(question: str, shown: Mapping[str, Page] | None = None, language: str = "nl") -> list[Found]:
    """Pages that fit, best first; at most ten. `shown`: of one municipality, with its own pages, by path.

    In another language first the pages that are in it, then the Dutch ones that its words find (names, offices).
    """
    here = library() if shown is None else shown
    # A municipality's own pages, and central ones that were changed in the browser.
    own = {path: page for path, page in here.items() if library().get(path) is not page}
    first = _best(_central(language).search(question), here) if language in _NAMES.keys() - {"nl"} else []
    in_dutch = [hit for hit in _central("nl").search(question) if hit.page.path not in own]
    in_dutch += _written(tuple(own.values())).search(question)
    known = {hit.page.path for hit in first}
    return [*first, *(hit for hit in _best(in_dutch, here) if hit.page.path not in known)][:MOST]


def _best(found: list[Found], here: Mapping[str, Page]) -> list[Found]:
    fits = sorted((hit for hit in found if hit.page.path in here), key=lambda f: (-f.score, f.page.path))
    return [hit for hit in fits if hit.score >= ENOUGH * fits[0].score]
