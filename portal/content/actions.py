"""The verbs of texts: save, share, hand to a second reader, publish, take back, restore. They commit nothing.

Every verb is the same for a municipality's texts and for central ones; `model` says which.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from portal import privacy, tenancy
from portal.clock import now
from portal.content import queries
from portal.content.models import (
    DRAFT,
    OPEN,
    PUBLISHED,
    READY,
    REPLACED,
    SCHEDULED,
    WITHDRAWN,
    CentralText,
    TextVersion,
)
from portal.content.rules import is_shown
from portal.db import db
from portal.errors import N_, Refusal

PREVIEW_DAYS = 14
V = TypeVar("V", TextVersion, CentralText)


class ChangedMeanwhile(Refusal):
    """Somebody saved or published since this page was opened."""

    status = 409
    message = N_("Iemand anders veranderde deze tekst net. Kijk eerst wat er veranderde.")


class NotNow(Refusal):
    """The text is not in the state in which this can be done."""

    status = 409
    message = N_("Dit kan nu niet met deze tekst. Kijk hoe hij ervoor staat.")


class NotLookedAt(Refusal):
    """Nobody said when the text was looked at: it is new, or an earlier version."""

    message = N_("Vul eerst in wanneer de tekst is nagekeken.")


class NeedsAnother(Refusal):
    """A text is always read by somebody else than who wrote it."""

    message = N_("U schreef deze tekst zelf. Laat een collega hem lezen en plaatsen.")


@dataclass(frozen=True)
class Text:
    """What somebody typed, already looked at. `facts` is the front matter without title and summary, as JSON values."""

    path: str
    mode: str
    title: str
    summary: str
    body: str
    facts: dict[str, Any] = field(default_factory=dict)
    base: str = ""
    base_text: str = ""


def save(model: type[V], text: Text, by: str, seen: str) -> V:
    """Keep it as the draft of its path. `by` is a person id; `seen` the mark of the newest version on the page ("" for
    none). A text that waited for its reader or its day becomes a draft again. Raises ChangedMeanwhile.
    """
    known = _settled(model, text.path)
    if (known[0].mark if known else "") != seen:
        raise ChangedMeanwhile
    row = _open(known)
    if row is None:
        row = model(path=text.path, number=(known[0].number if known else 0) + 1, edits=0)
    row.mode, row.title, row.summary, row.body = text.mode, text.title, text.summary, text.body
    row.front = json.dumps(text.facts, ensure_ascii=False, sort_keys=True)
    row.base, row.base_text = text.base, text.base_text
    row.author, row.made_at = by, now()
    _turn(row, DRAFT)
    _insert(row)
    return row


def discard(model: type[V], path: str, seen: str, by: str) -> None:
    """Throw the draft away. Raises NotNow, ChangedMeanwhile."""
    row = _as_seen(model, path, seen)
    db.session.delete(row)
    _log(row, row.state, "discarded", by)


def share(model: type[V], path: str, seen: str) -> str:
    """A new secret to see the draft with, valid for 14 days in this municipality; an earlier one ends."""
    row, secret = _as_seen(model, path, seen), secrets.token_urlsafe(24)
    row.preview_hash, row.preview_until = hash_of_secret(secret), now() + timedelta(days=PREVIEW_DAYS)
    return secret


def hash_of_secret(secret: str) -> str:
    """Bound to the municipality: the link opens nothing at another's host."""
    return hashlib.sha256(f"{tenancy.current_id()}:{secret}".encode()).hexdigest()


def hand_over(model: type[V], path: str, seen: str, note: str) -> None:
    """The draft is ready for a second reader."""
    row = _as_seen(model, path, seen, DRAFT)
    if not row.facts.get("gecontroleerd_op"):
        raise NotLookedAt
    row.note = note
    _turn(row, READY)


def take_back(model: type[V], path: str, seen: str) -> None:
    """To a draft again: the reader has remarks, or it should not be published on its day."""
    _turn(_as_seen(model, path, seen, READY, SCHEDULED), DRAFT)


def publish(model: type[V], path: str, seen: str, by: str, at: datetime | None = None) -> None:
    """By the second reader; now, or at `at` (UTC, later than now). Raises NeedsAnother, NotNow, ChangedMeanwhile."""
    row = _as_seen(model, path, seen, READY)
    if row.author == by:
        raise NeedsAnother
    row.reader = by
    if at is None:
        _show(row, queries.versions(model, path), now())
    else:
        row.publish_at = at
        _turn(row, SCHEDULED)
    _log(row, READY, row.state, by)


def withdraw(model: type[V], path: str, by: str, file: Text | None = None) -> None:
    """Take what residents see away: the central page comes back, an own page is gone. Nobody need read that first.

    `file` is the local text of a file that was never in the table. Raises NotNow when nothing is shown.
    """
    known = _settled(model, path)
    shown = next((row for row in known if row.state == PUBLISHED), None)
    if shown is None:
        if file is None or known:
            raise NotNow
        shown = save(model, file, by, "")
    before = shown.state
    _turn(shown, WITHDRAWN)
    _log(shown, before, WITHDRAWN, by)


def restore(model: type[V], path: str, number: int, by: str) -> V:
    """An earlier version as a new draft; a second reader publishes it. Raises NotNow, LookupError."""
    known = _settled(model, path)
    old = next((row for row in known if row.number == number), None)
    if old is None:
        raise LookupError(number)
    if _open(known) is not None:
        raise NotNow(N_("Er is al een concept. Plaats het, of gooi het eerst weg."))
    facts = old.facts | {"gecontroleerd_op": ""}  # whoever looks at it now fills in the day
    text = Text(path, old.mode, old.title, old.summary, old.body, facts, old.base, old.base_text)
    row = save(model, text, by, known[0].mark)
    _log(row, f"versie {number}", "restored", by)
    return row


def publish_due(model: type[V], at: datetime) -> int:
    """What was scheduled for `at` (UTC) or earlier is published; gives how many. Pages show it without this too."""
    rows = queries.due(model, at)
    for row in rows:
        _show(row, queries.versions(model, row.path), row.publish_at)
    return len(rows)


def publish_due_texts(at: datetime) -> int:
    """Of the current municipality. Writing it down counts the version of its pages up."""
    return publish_due(TextVersion, at)


def publish_due_central(at: datetime) -> int:
    """Of the central pages; belongs to no municipality."""
    return publish_due(CentralText, at)


def _show(row: V, known: list[V], at: datetime) -> None:
    for other in known:
        if other.state == PUBLISHED and other is not row:
            _turn(other, REPLACED)
    row.published_at = at
    _turn(row, PUBLISHED)


def _turn(row: V, state: str) -> None:
    """Into another state. Who edits it again starts anew with reading and planning."""
    row.state, row.edits = state, (row.edits or 0) + 1
    if state == DRAFT:
        row.reader = row.publish_at = None
    if state in (PUBLISHED, DRAFT):
        row.note = ""


def _settled(model: type[V], path: str) -> list[V]:
    """Its versions, newest first, locked; what was scheduled and is shown already is published first."""
    known = queries.versions(model, path, lock=True)
    for row in known:
        if row.state == SCHEDULED and is_shown(row, now()):
            _show(row, known, row.publish_at)
    return known


def _open(known: list[V]) -> V | None:
    return next((row for row in known if row.state in OPEN), None)


def _as_seen(model: type[V], path: str, seen: str, *states: str) -> V:
    """The version that is worked on, as it was on the page."""
    row = _open(_settled(model, path))
    if row is None or (states and row.state not in states):
        raise NotNow
    if row.mark != seen:
        raise ChangedMeanwhile
    return row


def _insert(row: V) -> None:
    """Two people who begin a version at once: one of them has it."""
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhile from error


SAID = {
    DRAFT: "concept",
    READY: "wacht op tweede lezer",
    SCHEDULED: "gepland",
    PUBLISHED: "op de site",
    WITHDRAWN: "weggehaald",
    "discarded": "weggegooid",
    "restored": "teruggezet als concept",
    "block": "blok",
    "replace": "eigen tekst",
    "own": "eigen pagina",
}  # for the people who read the list of changes


def _log(row: V, before: str, after: str, by: str) -> None:
    privacy.changed(
        "central_text" if isinstance(row, CentralText) else "text",
        row.path,
        {"state": SAID.get(before, before)},
        {"state": SAID.get(after, after), "mode": SAID[row.mode]},
        f"person:{by}",
    )
