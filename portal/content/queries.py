"""Every SELECT of this room."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select

from portal.clock import now
from portal.content.models import OPEN, PUBLISHED, REPLACED, SCHEDULED, WITHDRAWN, CentralText, TextVersion
from portal.content.rules import shown_of
from portal.db import db

V = TypeVar("V", TextVersion, CentralText)


def versions(model: type[V], path: str, lock: bool = False) -> list[V]:
    """All versions of a path, the newest first; locked, and as they are now, for who is going to change one."""
    asked = select(model).where(model.path == path).order_by(model.number.desc())
    if lock:  # a page read them before: what somebody saved meanwhile must not be taken for what was seen
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return list(db.session.scalars(asked))


def open_versions(model: type[V]) -> dict[str, V]:
    """By path, of every path the version that is being worked on."""
    return {row.path: row for row in db.session.scalars(select(model).where(model.state.in_(OPEN)))}


def decided(model: type[V], at: datetime) -> dict[str, V | None]:
    """By path what is shown at `at`; None where it was withdrawn. Paths that nobody published are not in it."""
    asked = select(model).where(model.state.in_((PUBLISHED, WITHDRAWN, SCHEDULED)))
    by_path: dict[str, list[V]] = {}
    for row in db.session.scalars(asked):
        by_path.setdefault(row.path, []).append(row)
    found: dict[str, V | None] = {}
    for path, rows in by_path.items():
        shown = shown_of(rows, at)
        if shown is not None or any(row.state == WITHDRAWN for row in rows):
            found[path] = shown
    return found


def due(model: type[V], at: datetime) -> list[V]:
    """Scheduled for `at` or earlier, locked."""
    asked = select(model).where(model.state == SCHEDULED, model.publish_at <= at).order_by(model.path)
    return list(db.session.scalars(asked.with_for_update()))


def find_shared(hashed: str, at: datetime) -> TextVersion | CentralText | None:
    """What somebody with the link may see; None when it is too old or was replaced or withdrawn."""
    for model in (TextVersion, CentralText):
        asked = select(model).where(
            model.preview_hash == hashed,
            model.preview_until > at,
            model.state.in_((*OPEN, PUBLISHED)),
        )
        found: Any = db.session.scalar(asked)
        if found is not None:
            return found
    return None


def central_ids() -> set[str]:
    """The short ids (front matter) of central pages in the table: "Y1"."""
    return {str(row.facts.get("id", "")) for row in db.session.scalars(select(CentralText))}


def central_count() -> ScalarSelect[Any]:
    """A number that goes up whenever a central page changes for residents; part of another statement.

    Each version counts its edits and one more, from the moment that it is shown, by whatever way.
    """
    c = CentralText
    is_due: ColumnElement[bool] = (c.state == SCHEDULED) & (c.publish_at <= now())
    shown = or_(c.state.in_((PUBLISHED, REPLACED, WITHDRAWN)), is_due)
    return select(func.coalesce(func.sum(c.edits + 1), 0)).where(shown).scalar_subquery()


def ready(model: Any) -> list[Any]:
    """What waits for a second reader."""
    return list(db.session.scalars(select(model).where(model.state == "ready")))
