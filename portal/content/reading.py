"""Reading one Markdown file with TOML front matter. Everything that is wrong comes in one list, with file and line."""

import functools
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from portal import tenancy
from portal.content.helps import HELPS, LOCAL

AUDIENCES = ("ouders", "zonder-kinderen", "kinderen", "jongeren", "omgeving", "professionals")
PHASES = ("twijfel", "scheiden", "daarna")
RELATIONS = ("getrouwd", "partnerschap", "samenwonend")

_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}
# "{raadslieden} - Vraag het de sociaal raadslieden." is a line that only stands where they are.
_ONLY_WHERE = re.compile(r"^\{([a-z-]+)\} ?", re.M)


class ContentFaults(ValueError):
    """What is wrong with the pages, each with its file and line."""

    def __init__(self, faults: list[tenancy.Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Shape):
    """Where the facts come from."""

    title: str = Field(min_length=3)
    url: str = Field(pattern=r"^https://[^\s]+$")


Title = Field(min_length=5, max_length=70)
Summary = Field(min_length=10, max_length=140)


class Front(_Shape):
    """The front matter of a page. `needs`: a local help without which the page is not shown."""

    id: str = Field(pattern=r"^[A-Z]\d+$")
    title: str = Title
    summary: str = Summary
    words: tuple[str, ...] = ()  # what people call it themselves; only the search reads them
    audiences: tuple[str, ...] = Field(min_length=1)
    phases: tuple[str, ...] = Field(min_length=1)
    relations: tuple[str, ...] = Field(min_length=1)
    gecontroleerd_op: date
    controleren_voor: date
    needs: str = ""
    related: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)


class Translation(_Shape):
    """The front matter of a page in another language; everything else is as in Dutch."""

    title: str = Title
    summary: str = Summary
    translated_on: date


class LocalFront(_Shape):
    """The front matter of a municipality's file: a block under a page, a page instead of it, or an own page."""

    mode: Literal["block", "replace", "own"]
    gecontroleerd_op: date
    controleren_voor: date
    title: str = ""
    summary: str = ""
    audiences: tuple[str, ...] = ()
    phases: tuple[str, ...] = PHASES
    relations: tuple[str, ...] = RELATIONS
    related: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> "LocalFront":
        if self.mode != "block" and not (5 <= len(self.title) <= 70 and 10 <= len(self.summary) <= 140):
            raise ValueError("een eigen pagina heeft een title (5-70 tekens) en een summary (10-140 tekens)")
        if self.mode == "own" and not self.audiences:
            raise ValueError("een eigen pagina zegt voor wie zij is (audiences)")
        return self


@dataclass(frozen=True)
class Page:
    """A page in one language; `path` is "<thema>/<pagina>". `own`: the municipality wrote it."""

    path: str
    front: Front
    text: str
    language: str = "nl"
    own: bool = False
    translated_on: date | None = None

    @property
    def theme(self) -> str:
        return self.path.split("/")[0]

    @property
    def slug(self) -> str:
        return self.path.split("/")[1]


F = TypeVar("F", bound=_Shape)


def read_file(file: Path, shape: type[F], name: str) -> tuple[F, str]:
    """(front matter, text) of a file; `name` is how a fault calls it. Raises ContentFaults."""
    parts = file.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentFaults([tenancy.Fault(name, 1, "", "geen voorblad tussen twee regels +++")])
    try:
        front = shape.model_validate(tomllib.loads(parts[1]))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ContentFaults([tenancy.Fault(name, 1 + int(line[1]) if line else 1, "", str(error))]) from error
    except ValidationError as error:
        lines = tenancy.locate(parts[1])
        raise ContentFaults(
            [
                tenancy.Fault(
                    name, 1 + tenancy.line_of(e["loc"], lines), ".".join(map(str, e["loc"])), e["msg"]
                )
                for e in error.errors()
            ]
        ) from error
    faults = [tenancy.Fault(name, 1, "", f"onbekend: {word}") for word in _unknown(front, parts[2])]
    if faults:
        raise ContentFaults(faults)
    return front, parts[2].strip()


def _unknown(front: _Shape, text: str) -> list[str]:
    """Words that stand for nothing: an audience, a phase, a help, the name before a line."""
    known = (("audiences", AUDIENCES), ("phases", PHASES), ("relations", RELATIONS), ("helps", HELPS))
    found = [word for name, allowed in known for word in getattr(front, name, ()) if word not in allowed]
    needs = getattr(front, "needs", "")
    return found + unknown_names(text) + ([needs] if needs and needs not in LOCAL else [])


def unknown_names(text: str) -> list[str]:
    """Names before a line, "{raadslieden} - …", of a help that nobody knows."""
    return [name for name in _ONLY_WHERE.findall(text) if name not in LOCAL]


def text_everywhere(text: str) -> str:
    """The text with every local line: what is searched and checked, whoever reads it."""
    return text_where(text, frozenset(LOCAL))


def text_where(text: str, offered: frozenset[str]) -> str:
    """The text for a municipality that offers these local helps."""
    lines = []
    for line in text.splitlines():
        only = _ONLY_WHERE.match(line)
        if only is None or only[1] in offered:
            lines.append(line[only.end() :] if only else line)
    return "\n".join(lines)


@functools.lru_cache(maxsize=256)
def to_html(text: str) -> Markup:
    """CommonMark without HTML of its own, cleaned once more; links outwards tell nothing of where they come from."""
    made = MarkdownIt("commonmark", {"html": False}).render(text)
    return Markup(  # noqa: S704  (cleaned right here)
        nh3.clean(
            made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "tel"}, link_rel="noreferrer"
        )
    )
