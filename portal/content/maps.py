"""Wie helpt waarmee? Two maps, never one: for residents "ik wil … → ga naar …", and one for professionals.

Their entries are in `maps/*.nl.toml`, each with an owner and a date to look at it again. What is not offered in a
municipality is left out; because each entry also names national help, no entry is ever empty.
"""

import functools
import textwrap
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from portal.content.helps import HELPS, LOCAL
from portal.content.library import library

FOLDER = Path(__file__).parent / "maps"


class _Dated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    owner: str
    reviewed: date
    review: date


class Entry(_Dated):
    """What a resident wants, and where to go: `to` are help keys, best first."""

    key: str
    want: str
    group: str
    to: tuple[str, ...] = Field(min_length=1)
    why: str
    page: str = ""


class Organisation(_Dated):
    """What a professional must know of a help before handing somebody over."""

    help: str
    does: str
    for_whom: str
    cost: str
    paid_by: str
    independent: str
    waiting: str
    handover: str


class Question(_Dated):
    """`side`: what the question brings to light, the legal side of a social problem or the reverse."""

    side: str = Field(pattern="^(juridisch|sociaal)$")
    signal: str
    ask: str
    so: str
    to: tuple[str, ...] = Field(min_length=1)


@functools.cache
def residents() -> tuple[Entry, ...]:
    return tuple(Entry(**row) for row in _rows("residents", "entry"))


@functools.cache
def organisations() -> tuple[Organisation, ...]:
    return tuple(Organisation(**row) for row in _rows("professionals", "organisation"))


@functools.cache
def questions() -> tuple[Question, ...]:
    return tuple(Question(**row) for row in _rows("professionals", "question"))


@functools.cache
def handover() -> tuple[str, ...]:
    return tuple(row["text"] for row in _rows("professionals", "handover"))


def _rows(name: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table; the owner of the file is that of every row without its own."""
    file = tomllib.loads((FOLDER / f"{name}.nl.toml").read_text(encoding="utf-8"))
    return [{"owner": file["owner"], **row} for row in file[table]]


def map_faults(today: date) -> list[str]:
    """What an editor must mend: an unknown help or page, an entry without national help, a date that has passed."""
    named: list[tuple[str, _Dated, tuple[str, ...]]] = [
        *((f"residents.nl.toml: {row.key}", row, row.to) for row in residents()),
        *((f"professionals.nl.toml: {row.help}", row, (row.help, "gemeente")) for row in organisations()),
        *((f"professionals.nl.toml: {row.signal}", row, row.to) for row in questions()),
    ]
    found = [
        f"maps/{name}: unknown help {key}" for name, _, keys in named for key in keys if key not in HELPS
    ]
    found += [
        f"maps/{name}: names no help that is there for everybody"
        for name, _, keys in named
        if all(key in LOCAL for key in keys)
    ]
    found += [f"maps/{name}: is overdue" for name, row, _ in named if row.review <= today]
    return found + [
        f"maps/residents.nl.toml: {row.key}: unknown page {row.page}"
        for row in residents()
        if row.page and row.page not in library()
    ]


# --- the same as a picture ------------------------------------------------------------------------------------------

WIDTH, GAP, LINE, PADDING = 360, 8, 16, 8  # in units of the picture; at 390 px about one pixel each
LEFT, RIGHT, ARROW = 168, 160, 32
_LETTERS_LEFT, _LETTERS_RIGHT = 23, 21  # that fit in a box in 13 units high letters


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]  # (y of the base line, text)


@dataclass(frozen=True)
class Drawing:
    """Boxes with lines of text; what each says also stands beside it as text."""

    width: int
    height: int
    heads: tuple[tuple[int, str], ...]  # (y, text)
    pairs: tuple[tuple[Box, Box], ...]


def draw(groups: list[tuple[str, list[tuple[str, list[str]]]]]) -> Drawing:
    """A picture of "this → that", one column, so that it can be read on a phone and printed on one A4."""
    y = 0
    heads: list[tuple[int, str]] = []
    pairs: list[tuple[Box, Box]] = []
    for head, rows in groups:
        if head:
            y += LINE + 4
            heads.append((y, head))
            y += GAP
        for left, right in rows:
            here = textwrap.wrap(left, _LETTERS_LEFT)
            there = [line for name in right for line in textwrap.wrap(name, _LETTERS_RIGHT)]
            height = max(len(here), len(there)) * LINE + 2 * PADDING
            pairs.append((_box(0, y, LEFT, height, here), _box(LEFT + ARROW, y, RIGHT, height, there)))
            y += height + GAP
    return Drawing(WIDTH, y, tuple(heads), tuple(pairs))


def _box(x: int, y: int, width: int, height: int, lines: list[str]) -> Box:
    top = y + (height - len(lines) * LINE) // 2 + LINE - 4
    return Box(x, y, width, height, tuple((top + n * LINE, line) for n, line in enumerate(lines)))
