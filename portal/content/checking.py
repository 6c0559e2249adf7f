"""Is a text whole enough to save, and what could be plainer? The same rules as for the files."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.content.check import AVOIDED, LONGEST, sentences
from portal.content.plain import hard_words
from portal.content.reading import Page

Kind = Literal["avoided", "long", "hard", "first", "says_u", "says_je"]


@dataclass(frozen=True)
class Advice:
    """One thing that could be plainer, and the words it is about."""

    kind: Kind
    words: str = ""


@dataclass(frozen=True)
class LinkFault:
    """`why`: "address" (not one that may be in a text), "page" (no page of ours), "picture"."""

    why: Literal["address", "page", "picture"]
    target: str


def link_faults(body: str, is_page: Callable[[str], bool]) -> list[LinkFault]:
    """Links that lead nowhere, elsewhere than https and tel, and pictures. `is_page` knows our own paths ("/hulp/")."""
    found = []
    for token in _tokens(MarkdownIt("commonmark", {"html": False}).parse(body)):
        if token.type == "image":
            found.append(LinkFault("picture", str(token.attrGet("src") or "")))
        elif token.type == "link_open" and (fault := _fault_of(str(token.attrGet("href") or ""), is_page)):
            found.append(fault)
    return found


def _tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _tokens(token.children or [])


def _fault_of(target: str, is_page: Callable[[str], bool]) -> LinkFault | None:
    try:
        parts = urlsplit(target)
    except ValueError:
        return LinkFault("address", target)
    if parts.scheme == "tel" and parts.path:
        return None
    if parts.scheme == "https" and parts.hostname and not parts.username:
        return None
    if parts.scheme or parts.netloc or not target.startswith("/") or "\\" in target:
        return LinkFault("address", target)
    return None if is_page(parts.path) else LinkFault("page", target)


def advice(page: Page, block: bool = False) -> list[Advice]:
    """What an editor could make plainer. It refuses nothing. A block is only a few lines."""
    front = page.front
    text = page.text if block else f"{front.title}. {front.summary}\n\n{page.text}"
    found = [Advice("avoided", word) for word in AVOIDED if word in text.lower()]
    found += [Advice("long", s) for s in sentences(text) if len(s.split()) > LONGEST]
    if front.audiences != ("professionals",):
        found += [Advice("hard", word) for word in hard_words(page)]
    first = page.text.split("\n\n")[0]
    if not block and (first.startswith("#") or not 8 <= len(first.split()) <= 45):
        found.append(Advice("first"))
    return found + list(_address_form(text, front.audiences))


def _address_form(text: str, audiences: Collection[str]) -> Iterator[Advice]:
    """Adults are "u", children "je"."""
    words = {word.strip(".,:;?()*").lower() for word in text.split()}
    children = {"kinderen", "jongeren"} & set(audiences)
    if children and words & {"u", "uw"}:
        yield Advice("says_u")
    if not children and words & {"je", "jij", "jouw", "jullie"}:
        yield Advice("says_je")
