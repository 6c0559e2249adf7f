"""Talk types, as the municipality's own desk changes them. The caller commits.

What is booked keeps its own minutes and roles (`booking.Appointment`), whatever happens here.
"""

from typing import Any

from sqlalchemy import select

from portal import privacy, web
from portal.agenda.models import TalkType
from portal.agenda.start import talk_columns
from portal.db import db

_VALUES = (
    "name",
    "minutes",
    "roles",
    "topics",
    "joint_allowed",
    "who_sits",
    "who_pays",
    "condition",
    "controller",
)


def talk_values(talk: Any) -> dict[str, Any]:
    """Of a TalkType or a TalkInfo: what a person decides, roles and topics as words in one text."""
    found = {name: getattr(talk, name) for name in _VALUES}
    roles, topics = found["roles"], found["topics"]
    found["roles"] = roles if isinstance(roles, str) else " ".join(roles)
    found["topics"] = " ".join(sorted(topics.split() if isinstance(topics, str) else topics))
    return found


def add_talk(wanted: Any, talk_id: str, by: str) -> str:
    """A new talk at the end, with this id; the same id twice is a double click, and makes one. Gives the id."""
    if db.session.scalar(select(TalkType.id).where(TalkType.id == talk_id)) is None:
        rows = _ordered()
        row = TalkType(id=talk_id, key=wanted.key, position=len(rows), **talk_columns(wanted))
        db.session.add(row)
        web.flush_new()
        privacy.changed("talk", row.name, None, talk_values(row), by)
    return talk_id


def change_talk(wanted: Any, talk_id: str, seen: str, by: str) -> None:
    """Raises LookupError, or web.SavedMeanwhile when it is not what somebody saw (a fingerprint) any more."""
    row = _get(talk_id)
    before = talk_values(row)
    web.check_seen(before, seen)
    for name, value in talk_columns(wanted).items():
        setattr(row, name, value)
    db.session.flush()
    privacy.changed("talk", row.name, before, talk_values(row), by)


def offer_talk(talk_id: str, offered: bool, by: str) -> None:
    """Stop offering it, or offer it again. Raises LookupError."""
    row = _get(talk_id)
    before, row.removed = row.removed, not offered
    db.session.flush()
    privacy.changed("talk", row.name, {"removed": before}, {"removed": row.removed}, by)


def move_talk(talk_id: str, up: bool, by: str) -> None:
    """One place up or down among those that are offered. Raises LookupError."""
    rows = _ordered(lock=True)
    row = next((r for r in rows if r.id == talk_id), None)
    if row is None:
        raise LookupError(talk_id)
    before = rows.index(row)
    shown = [r for r in rows if not r.removed]
    at = shown.index(row) + (-1 if up else 1) if row in shown else -1
    if 0 <= at < len(shown):
        other = rows.index(shown[at])
        rows[before], rows[other] = rows[other], rows[before]
        for number, one in enumerate(rows):
            one.position = number
        db.session.flush()
        privacy.changed("talk", row.name, {"position": before + 1}, {"position": other + 1}, by)


def _ordered(lock: bool = False) -> list[TalkType]:
    which = select(TalkType).order_by(TalkType.position, TalkType.key)
    fresh = which.with_for_update().execution_options(populate_existing=True)
    return list(db.session.scalars(fresh if lock else which))


def _get(talk_id: str) -> TalkType:
    which = select(TalkType).where(TalkType.id == talk_id).with_for_update()
    row = db.session.scalar(which.execution_options(populate_existing=True))
    if row is None:
        raise LookupError(talk_id)
    return row
