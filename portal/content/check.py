"""flask content check: what an editor must mend. The same rules are a test."""

import re
from datetime import date

from portal.content.library import library
from portal.content.reading import ContentFaults, Page

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


def faults(today: date) -> list[str]:
    """Every fault of every page, by file."""
    try:
        pages = library().values()
    except ContentFaults as found:
        return found.faults
    return [fault for page in pages for fault in _of(page, today)]


def _of(page: Page, today: date) -> list[str]:
    found = []
    front, words = page.front, f"{page.front.title} {page.front.summary} {page.text}".lower()
    if front.controleren_voor <= today:
        found.append("is overdue: check its facts")
    if front.gecontroleerd_op > today:
        found.append("was checked in the future")
    found += [f"says {word!r}" for word in AVOIDED if word in words]
    found += [f"long sentence: {s}" for s in sentences(page.text) if len(s.split()) > LONGEST]
    first = page.text.split("\n\n")[0]
    if first.startswith("#") or not 8 <= len(first.split()) <= 45:
        found.append("the first paragraph must answer the title in at most 45 words")
    children = {"kinderen", "jongeren"} & set(front.audiences)
    if children and re.search(r"\b(u|uw)\b", page.text, re.I):
        found.append("says u to children")
    said = re.sub(r"[“\"][^”\"]*[”\"]", "", page.text)  # what parents may say to their children
    if not children and re.search(r"\b(je|jij|jouw|jullie)\b", said, re.I):
        found.append("says je to adults")
    return [f"{page.path}: {fault}" for fault in found]


def sentences(text: str) -> list[str]:
    """Sentences and list items, without marks."""
    plain = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("**", "")
    lines = (line.lstrip("#-0123456789. ") for line in plain.splitlines())
    return [s.strip() for line in lines for s in re.split(r"(?<=[.?!:])\s", line) if s.strip()]
