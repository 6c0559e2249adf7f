"""What counts as changed, how two texts differ, and which version is shown. Pure; moments are arguments."""

import difflib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeVar

AROUND = 2  # unchanged lines shown before and after a change


class Moments(Protocol):
    """What decides whether a version is shown."""

    @property
    def state(self) -> str: ...
    @property
    def publish_at(self) -> datetime | None: ...


M = TypeVar("M", bound=Moments)


def is_shown(version: Moments, at: datetime) -> bool:
    """Published, or scheduled for a moment (UTC) that has come, whether or not a job noticed it."""
    due = version.state == "scheduled" and version.publish_at is not None and version.publish_at <= at
    return version.state == "published" or due


def shown_of(versions: Iterable[M], at: datetime) -> M | None:
    """Of the versions of one path the one that residents see: a scheduled one that is due goes first."""
    shown = [version for version in versions if is_shown(version, at)]
    return max(shown, key=lambda v: v.state == "scheduled", default=None)


def whole(title: str, summary: str, body: str) -> str:
    """A text as it is compared: one string."""
    return f"{title}\n{summary}\n\n{body}".strip()


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Line:
    """One line of a difference. "skipped" stands for unchanged lines that are left out."""

    kind: Literal["same", "gone", "new", "skipped"]
    text: str = ""


def difference(before: str, after: str) -> list[Line]:
    """By line, what went and what came, each with a few lines around it; empty when nothing differs."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        return []
    found: list[Line] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found += _around(old[a:b], first=a == 0, last=b == len(old))
        else:
            found += [Line("gone", text) for text in old[a:b] if text.strip()]
            found += [Line("new", text) for text in new[c:d] if text.strip()]
    return found


def _around(lines: list[str], first: bool, last: bool) -> Iterator[Line]:
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if len(lines) <= head + tail + 1:
        yield from (Line("same", text) for text in lines if text.strip())
        return
    yield from (Line("same", text) for text in lines[:head] if text.strip())
    yield Line("skipped")
    yield from (Line("same", text) for text in lines[len(lines) - tail :] if text.strip())
