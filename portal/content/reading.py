"""Reading one Markdown file with TOML front matter into a page. Everything that is wrong comes in one list."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.content.helps import HELPS

AUDIENCES = ("ouders", "zonder-kinderen", "kinderen", "jongeren", "omgeving", "professionals")
PHASES = ("twijfel", "scheiden", "daarna")
RELATIONS = ("getrouwd", "partnerschap", "samenwonend")

_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}


class ContentFaults(ValueError):
    """What is wrong with the pages, each with its file."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Source(BaseModel):
    """Where the facts come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str = Field(min_length=3)
    url: str = Field(pattern=r"^https://[^\s]+$")


class Front(BaseModel):
    """The front matter of a page."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(pattern=r"^[A-Z]\d+$")
    title: str = Field(min_length=5, max_length=70)
    summary: str = Field(min_length=10, max_length=140)
    audiences: tuple[str, ...] = Field(min_length=1)
    phases: tuple[str, ...] = Field(min_length=1)
    relations: tuple[str, ...] = Field(min_length=1)
    gecontroleerd_op: date
    controleren_voor: date
    related: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Page:
    """A page as it is shown; `path` is "<thema>/<pagina>", `html` is safe to put into a page."""

    path: str
    front: Front
    text: str
    html: Markup

    @property
    def theme(self) -> str:
        return self.path.split("/")[0]

    @property
    def slug(self) -> str:
        return self.path.split("/")[1]


def read_page(file: Path, path: str) -> Page:
    """The page of a file. Raises ContentFaults."""
    head, text = _split(file.read_text(encoding="utf-8"), path)
    try:
        front = Front.model_validate(tomllib.loads(head))
    except tomllib.TOMLDecodeError as error:
        raise ContentFaults([f"{path}: {error}"]) from error
    except ValidationError as error:
        faults = [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise ContentFaults(faults) from error
    if unknown := _unknown(front):
        raise ContentFaults([f"{path}: unknown {word}" for word in unknown])
    return Page(path, front, text, to_html(text))


def _split(whole: str, path: str) -> tuple[str, str]:
    parts = whole.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentFaults([f"{path}: no front matter between two lines of +++"])
    return parts[1], parts[2].strip()


def _unknown(front: Front) -> list[str]:
    known = ((front.audiences, AUDIENCES), (front.phases, PHASES), (front.relations, RELATIONS))
    found = [word for words, allowed in known for word in words if word not in allowed]
    return found + [word for word in front.helps if word not in HELPS]


def to_html(text: str) -> Markup:
    """CommonMark without HTML of its own, cleaned once more; links outwards tell nothing of where they come from."""
    made = MarkdownIt("commonmark", {"html": False}).render(text)
    return Markup(  # noqa: S704  (cleaned right here)
        nh3.clean(
            made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "tel"}, link_rel="noreferrer"
        )
    )
