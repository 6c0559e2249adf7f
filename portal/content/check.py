"""flask content check: what an editor must mend, also of the municipalities. The same rules are a test."""

import re
from datetime import date
from pathlib import Path

from portal.content.library import library, translations
from portal.content.local import LocalFile, local_faults, own_page, read_local
from portal.content.maps import map_faults
from portal.content.plain import hard_words, misspelled
from portal.content.reading import ContentFaults, Page, text_everywhere
from portal.content.steps import step_faults

AVOIDED = (
    "vechtscheiding",
    "winnaar",
    "verliezer",
    "routekaart",
    "sociale kaart",
    "intake",
    "zitting",
    "klik hier",
)
LONGEST = 20  # words in a sentence


def faults(today: date, tenants_dir: Path, languages: frozenset[str] = frozenset()) -> list[str]:
    """Every fault of every page, by file: ours, in every language, and the municipalities' own."""
    try:
        pages = list(library().values())
        translated = [page for language in sorted(languages) for page in translations(language).values()]
    except ContentFaults as found:
        return [str(fault) for fault in found.faults]
    if wrong := local_faults(tenants_dir):
        return [str(fault) for fault in wrong]
    slugs = sorted(folder.parent.name for folder in tenants_dir.glob("*/pages"))
    local = [file for slug in slugs for file in read_local(tenants_dir, slug)]
    return [
        *map_faults(today),
        *step_faults(),
        *(f"{page.path}.nl.md: {fault}" for page in pages for fault in _of(page, today)),
        *(f"{p.path}.{p.language}.md: {fault}" for p in translated for fault in _of_translation(p)),
        *(f"{file.name}: {fault}" for file in local for fault in _of_local(file, today)),
        *_typing_errors(pages, local),
    ]


def _typing_errors(pages: list[Page], local: list[LocalFile]) -> list[str]:
    texts = [(f"{page.path}.nl.md", _text_of(page)) for page in pages]
    for file in local:
        whole = None if file.front.mode == "block" else own_page(file, library().get(file.path))
        texts.append((file.name, _text_of(whole) if whole else file.text))
    found = misspelled([text_everywhere(text) for _name, text in texts])
    return [
        f"{name}: misspelled? {word}"
        for (name, _text), words in zip(texts, found, strict=True)
        for word in words
    ]


def january(today: date) -> list[str]:
    """Pages to look at before the end of January, the earliest first: amounts and rules change with the year."""
    year = today.year if today.month == 1 else today.year + 1
    due = sorted(
        (page.front.controleren_voor, page.path)
        for page in library().values()
        if page.front.controleren_voor < date(year, 2, 1)
    )
    return [f"{day:%Y-%m-%d}  {path}" for day, path in due]


def _of_translation(page: Page) -> list[str]:
    """What does not hang on the language, and whether the Dutch was looked at again since."""
    found = _long_sentences(page.text)
    if page.translated_on and page.translated_on < page.front.gecontroleerd_op:
        found.append("is older than the Dutch: translate again what changed")
    return found


def _of_local(file: LocalFile, today: date) -> list[str]:
    """A municipality's own page is held to the same rules as ours; a block to those that can hold for a few lines."""
    if file.front.mode == "block":
        return [*_overdue(file.front.controleren_voor, today), *_wording(file.text)]
    return _of(own_page(file, library().get(file.path)), today)


def _overdue(by: date, today: date) -> list[str]:
    return ["is overdue: check its facts"] if by <= today else []


def _wording(text: str) -> list[str]:
    """Words to avoid and long sentences."""
    avoided = [f"says {word!r}" for word in AVOIDED if word in text.lower()]
    return avoided + _long_sentences(text)


def _text_of(page: Page) -> str:
    return f"{page.front.title}. {page.front.summary}\n\n{page.text}"


def _long_sentences(text: str) -> list[str]:
    return [f"long sentence: {s}" for s in sentences(text) if len(s.split()) > LONGEST]


def _of(page: Page, today: date) -> list[str]:
    front = page.front
    found = _overdue(front.controleren_voor, today)
    if front.gecontroleerd_op > today:
        found.append("was checked in the future")
    found += _wording(_text_of(page))
    if front.audiences != ("professionals",):
        found += [f"hard word, not explained: {word}" for word in hard_words(page)]
    first = page.text.split("\n\n")[0]
    if first.startswith("#") or not 8 <= len(first.split()) <= 45:
        found.append("the first paragraph must answer the title in at most 45 words")
    children = {"kinderen", "jongeren"} & set(front.audiences)
    if children and re.search(r"\b(u|uw)\b", page.text, re.I):
        found.append("says u to children")
    said = re.sub(r"[“\"][^”\"]*[”\"]", "", page.text)  # what parents may say to their children
    if not children and re.search(r"\b(je|jij|jouw|jullie)\b", said, re.I):
        found.append("says je to adults")
    return found


def sentences(text: str) -> list[str]:
    """Sentences and list items, without marks."""
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text_everywhere(text)).replace("**", "")
    lines = (line.lstrip("#-0123456789. ") for line in plain.splitlines())
    return [s.strip() for line in lines for s in re.split(r"(?<=[.?!:])\s", line) if s.strip()]
