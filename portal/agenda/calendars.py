"""Somebody's own calendar: a private feed to read from it, and an address of theirs that we read.

The caller commits. Reading takes three steps, so that no transaction waits for a far-away server: `take_due`,
`busy_now` (no database), `note`.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Collection, Set
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update

from portal import accounts, tenancy
from portal.agenda import reading
from portal.agenda.actions import lock
from portal.agenda.busy import Interval, set_busy
from portal.agenda.fetching import NO_CALENDAR, TOO_BIG, NotFetched, fetch
from portal.agenda.models import CalendarFeed, CalendarImport, Resource
from portal.agenda.reading import Hours
from portal.agenda.start import resource_of
from portal.clock import ZONE, epoch, from_epoch, instant, now, today
from portal.db import db, new_id

EVERY = timedelta(minutes=15)
AHEAD = timedelta(days=91)
MAY = "agenda"  # the permission without which feed and import stop
TOKEN_BYTES = 24  # 192 bits


# --- the feed ----------------------------------------------------------------------------------------------


def make_feed(person_id: str) -> str:
    """A new private address; the earlier one ends. Gives its token, of which only a hash is kept."""
    lock([resource_of(person_id)])
    revoke_feed(person_id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(CalendarFeed(person_id=person_id, token_hash=_hash_of(token)))
    db.session.flush()
    return token


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def revoke_feed(person_id: str) -> None:
    db.session.execute(
        update(CalendarFeed)
        .where(
            CalendarFeed.tenant_id == tenancy.current_id(),
            CalendarFeed.person_id == person_id,
            CalendarFeed.revoked_at.is_(None),
        )
        .values(revoked_at=now())
        .execution_options(synchronize_session=False)
    )


def feed_made_at(person_id: str) -> datetime | None:
    """Since when (UTC) this person has a feed of the current municipality; None: there is none."""
    f = CalendarFeed
    return db.session.scalar(
        tenancy.own(f.made_at).where(f.person_id == person_id, f.revoked_at.is_(None)).limit(1)
    )


@dataclass(frozen=True)
class FeedOwner:
    """Whose feed it is, as what they are booked, and in which municipalities they work now."""

    person_id: str
    resource_id: str
    municipalities: tuple[str, ...]


def find_feed_owner(token: str) -> FeedOwner | None:
    """Whom a feed of the current municipality is for; None when it is unknown or revoked, or they left."""
    f = CalendarFeed
    person = db.session.scalar(
        tenancy.own(f.person_id).where(f.token_hash == _hash_of(token), f.revoked_at.is_(None))
    )
    works_in = accounts.municipalities_of(person, MAY) if person else ()
    if person is None or tenancy.current_id() not in works_in:
        return None
    resource = db.session.scalar(select(Resource.id).where(Resource.person_id == person))
    return FeedOwner(person, resource or "", works_in)


# --- the import --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Followed:
    """What somebody may see of the calendar that is read for them: its host, and how it went."""

    host: str
    read_at: datetime | None
    fault: str | None


def follow(person_id: str, address: str) -> None:
    """Read this calendar from now on, in place of an earlier one of this person. See `plain_address`."""
    lock([resource_of(person_id)])
    row = db.session.scalar(select(CalendarImport).where(CalendarImport.person_id == person_id))
    if row is None:
        row = CalendarImport(id=new_id(), tenant_id=tenancy.current_id(), person_id=person_id)
    row.address = address
    row.read_at, row.next_at, row.fault = None, now(), None
    db.session.add(row)
    db.session.flush()


def unfollow(person_id: str) -> bool:
    """Stop reading; its busy hours are gone at once. False when nothing was read."""
    resource = resource_of(person_id)
    lock([resource])
    row = db.session.scalar(select(CalendarImport).where(CalendarImport.person_id == person_id))
    if row is None:
        return False
    set_busy(row.id, resource, ())
    db.session.delete(row)
    db.session.flush()
    return True


def find_followed(person_id: str) -> Followed | None:
    row = db.session.scalar(select(CalendarImport).where(CalendarImport.person_id == person_id))
    if row is None:
        return None
    return Followed(urlsplit(row.address).hostname or "", row.read_at, row.fault)


@dataclass(frozen=True)
class Due:
    """A calendar that must be read now. Its address is a secret: it may hold a password."""

    id: str
    person_id: str
    address: str = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """The busy hours, or our word for what went wrong."""

    hours: tuple[Interval, ...] = ()
    fault: str | None = None


def take_due(at: datetime) -> list[Due]:
    """What must be read now, longest ago first; who takes it has a quarter of an hour. Commit before reading."""
    rows = db.session.scalars(
        select(CalendarImport)
        .where(CalendarImport.next_at <= at)
        .order_by(CalendarImport.next_at, CalendarImport.id)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.next_at = at + EVERY
    db.session.flush()
    return [Due(row.id, row.person_id, row.address) for row in rows]


def give_back(due: Collection[Due]) -> None:
    """These were not read this time: the next round begins with them."""
    which = CalendarImport.id.in_([each.id for each in due])
    for row in db.session.scalars(select(CalendarImport).where(which)):
        row.next_at = now()


def busy_now(address: str, own_hosts: Collection[str], inside: Set[str] = frozenset()) -> Outcome:
    """What this calendar says of today and the coming 91 days; asks the address, not the database."""
    first = instant(today(), time())
    try:
        hours = _read_apart(fetch(address, inside), first, first + AHEAD, own_hosts)
    except NotFetched as refusal:
        return Outcome(fault=refusal.fault)
    return Outcome(tuple((from_epoch(starts), from_epoch(ends)) for starts, ends in hours))


def _read_apart(calendar: bytes, first: datetime, last: datetime, own_hosts: Collection[str]) -> list[Hours]:
    """Read it in a program of its own, which knows no secrets and ends in time whatever the calendar asks."""
    window = [str(epoch(first)), str(epoch(last)), ZONE.key]
    program = [sys.executable, "-I", str(Path(reading.__file__)), *window, *sorted(own_hosts)]
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  (our own file, and words that we made)
            program,
            input=calendar,
            capture_output=True,
            timeout=reading.SECONDS * 2,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotFetched(TOO_BIG) from None
    if done.returncode == 0:
        return json.loads(done.stdout)
    raise NotFetched(NO_CALENDAR if done.returncode in (1, reading.NO_CALENDAR) else TOO_BIG)


def note(due: Due, outcome: Outcome) -> int:
    """Keep the hours, or only the fault and what was known. Gives how many hours came or went.

    Who stopped it meanwhile, or does not work here any more, is not busy by it any more either.
    """
    resource = resource_of(due.person_id)
    lock([resource])
    row = db.session.scalar(select(CalendarImport).where(CalendarImport.id == due.id).with_for_update())
    if row is None or row.address != due.address:
        return 0  # stopped, or another calendar by now
    if tenancy.current_id() not in accounts.municipalities_of(due.person_id, MAY):
        db.session.delete(row)
        return set_busy(due.id, resource, ())
    row.fault = outcome.fault
    if outcome.fault:
        return 0
    row.read_at = now()
    return set_busy(due.id, resource, outcome.hours)


def tidy_calendars(at: datetime) -> int:
    """Wipe feeds that ended and those of people who left, and stop their imports. Gives how many rows went."""
    here = set(accounts.people_who_may(MAY))
    feeds = db.session.scalars(select(CalendarFeed)).all()
    gone = [feed.id for feed in feeds if feed.revoked_at or feed.person_id not in here]
    if gone:
        db.session.execute(
            delete(CalendarFeed)
            .where(CalendarFeed.tenant_id == tenancy.current_id(), CalendarFeed.id.in_(gone))
            .execution_options(synchronize_session=False)
        )
    left = [p for p in db.session.scalars(tenancy.own(CalendarImport.person_id)) if p not in here]
    return len(gone) + sum(unfollow(person) for person in left)
