"""Wat geldt voor mij? From a few answers to a list of what to do and what to read. Pure: nothing is kept here."""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from portal.content.library import library
from portal.content.reading import PHASES, RELATIONS

FILE = Path(__file__).parent / "steps.nl.toml"
HOMES = ("koop", "huur")
_UNKNOWN = "-"


class Step(BaseModel):
    """One thing to do, and the page that explains it; an empty list or None means that it is for everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    text: str
    page: str
    relations: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    children: bool | None = None
    home: tuple[str, ...] = ()


@dataclass(frozen=True)
class Situation:
    """What somebody told, all of it optional. Whether they feel safe is never part of it."""

    relation: str = ""
    children: bool | None = None  # under 18
    phase: str = ""
    home: str = ""

    def written(self) -> str:
        """As it is kept in a browser."""
        children = {True: "ja", False: "nee", None: ""}[self.children]
        return ".".join(part or _UNKNOWN for part in (self.relation, children, self.phase, self.home))


def situation(relation: str = "", children: str = "", phase: str = "", home: str = "") -> Situation:
    """Of what was chosen; anything unknown counts as not told."""
    return Situation(
        relation if relation in RELATIONS else "",
        {"ja": True, "nee": False}.get(children),
        phase if phase in PHASES else "",
        home if home in HOMES else "",
    )


def read_situation(written: str) -> Situation | None:
    """What a browser kept, or None when it is not ours."""
    parts = written.split(".")
    return situation(*parts) if len(parts) == 4 and len(written) < 60 else None


@functools.cache
def all_steps() -> tuple[Step, ...]:
    return tuple(Step(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["step"])


def steps_for(here: Situation) -> list[Step]:
    """What to do, in order. Who did not tell something gets nothing that depends on it, but for the phase:
    without it, the steps of every phase."""
    return [
        step
        for step in all_steps()
        if (not step.relations or here.relation in step.relations)
        and (not step.phases or not here.phase or here.phase in step.phases)
        and (step.children is None or step.children == here.children)
        and (not step.home or here.home in step.home)
    ]


def pages_to_read(here: Situation) -> list[str]:
    """The paths of the pages behind the steps, each once."""
    return list(dict.fromkeys(step.page for step in steps_for(here)))


def step_faults() -> list[str]:
    """What an editor must mend."""
    found = [f"steps.nl.toml: {s.key}: unknown page {s.page}" for s in all_steps() if s.page not in library()]
    known = {"relations": RELATIONS, "phases": PHASES, "home": HOMES}
    return found + [
        f"steps.nl.toml: {step.key}: unknown {word}"
        for step in all_steps()
        for name, words in known.items()
        for word in getattr(step, name)
        if word not in words
    ]
