"""Every SELECT of this room: the facts of the checklist, and who changed what."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import and_, or_

from portal import accounts, agenda, partners, tenancy, web
from portal.administration.checklist import Facts
from portal.clock import from_epoch, instant, now
from portal.db import db
from portal.privacy import Change

PAGE = 50


def facts() -> Facts:
    """A fixed number of statements, however large the municipality is."""
    settings = tenancy.profile()
    contact = settings.get("contact") or {}
    managers = set(accounts.people_who_may("manage"))
    offers = partners.offers()
    return Facts(
        phone_and_hours=bool(contact.get("phone") and contact.get("hours")),
        organisations=len(accounts.organisations_here()),
        places=len(agenda.all_places()),
        talks=len(agenda.talks()),
        staffed_desks=len(_roles()),
        free_time=_has_free_time(_roles()),
        managers=len(managers),
        managers_without_factor=len(managers - accounts.people_with_factor()),
        factor_asked=current_app.extensions["settings"].second_factor,
        readers=len(accounts.people_who_may("texts")),
        style=bool((settings.get("style") or {}).get("primary")),
        own_privacy=not web.is_example("privacy"),
        own_accessibility=not web.is_example("accessibility"),
        offers=len(offers),
        offers_overdue=partners.overdue(),
        contact_person=partners.contact_person() is not None,
        reviews_due=accounts.reviews_due(),
    )


def _roles() -> set[str]:
    """The roles that somebody sits for, in a series that goes on."""
    return {
        role
        for series in agenda.all_series()
        if not series.removed
        for role, _organisation, resource in series.chairs
        if resource
    }


def _has_free_time(roles: set[str]) -> bool:
    """For the shortest talk that these roles can hold."""
    possible = [talk for talk in agenda.talks() if set(talk.roles) <= roles]
    shortest = min(possible, key=lambda talk: (len(talk.roles), talk.minutes), default=None)
    return shortest is not None and bool(agenda.times_page(shortest.rule, now()).days)


# --- who changed what ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. `kind` one of privacy's kinds, from and until local dates, both included."""

    words: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    before: str = ""  # "<epoch>-<id>" of the last line of the page before


@dataclass(frozen=True)
class Changed:
    """One line; `before` and `after` by field, or None when it was not there."""

    id: str
    at: datetime
    actor: str
    kind: str
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def changes(asked: Asked, people: set[str], kinds: set[str]) -> tuple[list[Changed], str | None]:
    """The newest fifty, and where the next page begins; one statement. `people` and `kinds`: those whose name has
    the words.
    """
    which = [*_period(asked), *_words(asked.words, people, kinds)]
    if asked.kind:
        which.append(Change.kind == asked.kind)
    if at := _position(asked.before):
        which.append(or_(Change.at < at[0], and_(Change.at == at[0], Change.id < at[1])))
    columns = (Change.id, Change.at, Change.actor, Change.kind, Change.name, Change.before, Change.after)
    statement = (
        tenancy.own(*columns).where(*which).order_by(Change.at.desc(), Change.id.desc()).limit(PAGE + 1)
    )
    rows = [
        Changed(r.id, r.at, r.actor, r.kind, r.name, json.loads(r.before), json.loads(r.after))
        for r in db.session.execute(statement)
    ]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{int(last.at.timestamp())}-{last.id}" if last else None


def _period(asked: Asked) -> list[Any]:
    found = []
    if asked.first:
        found.append(Change.at >= instant(asked.first, time()))
    if asked.last:
        found.append(Change.at < instant(asked.last + timedelta(days=1), time()))
    return found


def _words(words: str, people: set[str], kinds: set[str]) -> list[Any]:
    """Every word stands in the name of the thing or in its values, or the name of who or of what kind has them all."""
    if not words.split():
        return []
    texts = [
        or_(
            *(
                column.icontains(word, autoescape=True)
                for column in (Change.name, Change.before, Change.after)
            )
        )
        for word in words.split()[:8]
    ]
    actors = [f"person:{person}" for person in sorted(people)]
    return [or_(and_(*texts), Change.actor.in_(actors), Change.kind.in_(sorted(kinds)))]


def _position(text: str) -> tuple[datetime, str] | None:
    seconds, _dash, row = text.partition("-")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12 and row.isalnum()):
        return None
    return from_epoch(int(seconds)), row


def kinds_changed() -> list[str]:
    """The kinds that there are lines of."""
    return sorted(db.session.scalars(tenancy.own(Change.kind).distinct()))
