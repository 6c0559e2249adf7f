"""A word for every personal column of every row of the scene, and how it is found on a page."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from portal import tenancy, web
from portal.clock import wall
from portal.db import Base, db
from tests.rights.scene import Scene


@dataclass(frozen=True)
class Word:
    """What tells that the value of a column stands on a page."""

    column: str
    situation: str
    plain: tuple[str, ...]
    hour: str = ""  # "09.07"

    def stands_in(self, page: "Read") -> bool:
        return self.hour in page.hours or any(s in page.low or s in page.squeezed for s in self.plain)


class Read:
    """A page, in the forms in which words are looked for."""

    def __init__(self, text: str) -> None:
        self.low = text.casefold()
        self.hours = {f"{h}.{m}" for h, m in re.findall(r"(?<![\d.:])(\d\d)[.:](\d\d)(?![.:]?\d)", text)}
        self.squeezed = re.sub(r"[\s\u00a0-]", "", self.low)


ANSWERS = {
    "telefoon",
    "ochtend",
    "middag",
    "avond",
    "ja",
    "nee",
    "huis",
    "sms",
    "email",
}  # no word of anybody
OPENED = {"draft.sealed": "answers", "invitation.sealed": "secrets"}  # the others: without "_sealed"
BY_DAY = {
    "calendar_feed.made_at",
    "membership.reviewed_at",
    "waiting.asked_at",
    "staff_invitation.expires_at",
}  # shown without the hour


def personal_columns() -> list[str]:
    """Every column of every table that says something of a human being."""
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info["data"].personal or column.name.endswith("_sealed")
    ]


def read_words(scene: Scene, wanted: set[str]) -> list[Word]:
    """A word for each of these columns of each row that the scene made, where it holds anything."""
    found = []
    with scene.app.app_context():
        for slug in ("dorp", "stad"):
            with tenancy.acting_for(slug):
                for mapper in Base.registry.mappers:
                    found += _words_of(scene, mapper.class_, wanted)
                db.session.rollback()
    return found


def _words_of(scene: Scene, model: Any, wanted: set[str]) -> Iterator[Word]:
    table = model.__table__
    names = [c.name for c in table.columns if f"{table.name}.{c.name}" in wanted]
    if not names:
        return
    (key,) = [c.name for c in table.primary_key.columns if c.name != "tenant_id"]
    for row in db.session.scalars(select(model)):
        situation = scene.rows.get((table.name, getattr(row, key)))
        for name in names if situation else ():
            if word := _word(f"{table.name}.{name}", row, name, situation):
                yield word


def _word(column: str, row: Any, name: str, situation: str) -> Word | None:
    value = getattr(row, name)
    if value is None:
        return None
    if name.endswith("sealed"):
        opened = getattr(row, OPENED.get(column, name.removesuffix("_sealed")))
        return Word(column, situation, tuple(sorted(_typed(opened))))
    if isinstance(value, bytes):
        return Word(column, situation, (value.hex(), base64.b64encode(value).decode().casefold()))
    if isinstance(value, datetime):
        day = (_day(wall(value).date()),) if column in BY_DAY else ()
        return Word(column, situation, day, f"{wall(value):%H.%M}")
    if isinstance(value, date):
        return Word(column, situation, (value.isoformat(), _day(value)))
    if column in ("change.before", "change.after"):
        return Word(column, situation, tuple(sorted(_typed(json.loads(value)))))
    return Word(column, situation, (value.casefold(),))


def _typed(value: Any) -> set[str]:
    """What somebody typed, out of all that was sealed with it."""
    if isinstance(value, str):
        host = re.fullmatch(r"https://([^/]+)/.*", value)
        return {(host[1] if host else value).casefold()} - ANSWERS - {""}
    if isinstance(value, dict):
        return set().union(*(_typed(v) for v in value.values()))
    return set().union(*(_typed(v) for v in value)) if isinstance(value, list) else set()


def _day(on: date) -> str:
    with force_locale("nl"):
        return web.day_label(on)
