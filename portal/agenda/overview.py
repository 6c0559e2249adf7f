"""What the planning pages show: series, closures, who is away, chairs without anybody. Every SELECT of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from portal import tenancy
from portal.agenda.models import (
    AWAY,
    OPEN,
    BusyTime,
    Closure,
    Place,
    Sitting,
    Spreekuur,
    SpreekuurDesk,
    SpreekuurOffer,
)
from portal.agenda.planning import chairs_of
from portal.agenda.queries import SittingInfo, read_sittings
from portal.clock import instant, now, today
from portal.db import db


@dataclass(frozen=True)
class SeriesInfo:
    """A spreekuur of the current municipality. `rule` as stored; `chairs`: (role, organisation id, resource id)."""

    id: str
    title: str
    place_id: str | None
    place: str
    channel: str
    rule: dict[str, Any]
    starts: str
    ends: str
    grid: int
    gap: int
    lead_hours: int
    horizon_days: int
    joint_deadline_days: int
    valid_from: date
    valid_until: date | None
    removed: bool
    chairs: list[tuple[str, str, str | None]] = field(default_factory=list)
    offers: set[str] = field(default_factory=set)


def all_series() -> list[SeriesInfo]:
    """Every spreekuur, the removed ones last; three statements."""
    owner, s = tenancy.current_id(), Spreekuur
    rows = db.session.execute(
        select(s, Place.name)
        .outerjoin(Place, Place.id == s.place_id)
        .where(s.owner == owner)
        .order_by(s.removed, s.title, s.id)
    )
    found = {row.id: _series(row, place) for row, place in rows}
    d = SpreekuurDesk
    desks = select(d.spreekuur_id, d.role, d.organisation_id, d.resource_id).where(d.owner == owner)
    for series_id, role, organisation, resource in db.session.execute(desks.order_by(d.id)):
        found[series_id].chairs.append((role, organisation, resource))
    o = SpreekuurOffer
    for series_id, slug in db.session.execute(select(o.spreekuur_id, o.shown_at).where(o.owner == owner)):
        found[series_id].offers.add(slug)
    return list(found.values())


def _series(row: Spreekuur, place: str | None) -> SeriesInfo:
    names: tuple[str, ...] = ("starts", "ends", "grid", "gap", "lead_hours", "horizon_days")
    names += ("joint_deadline_days", "valid_from", "valid_until", "removed")
    planned = {name: getattr(row, name) for name in names}
    return SeriesInfo(
        row.id, row.title, row.place_id, place or "", row.channel, json.loads(row.rule), **planned
    )


def places() -> list[tuple[str, str]]:
    """(id, name) of the places of the current municipality."""
    own = (Place.owner == tenancy.current_id(), Place.removed.is_(False))
    which = select(Place.id, Place.name, Place.town).where(*own)
    return [(row.id, f"{row.name}, {row.town}") for row in db.session.execute(which.order_by(Place.name))]


def coming_days(series_id: str, most: int = 8) -> list[SittingInfo]:
    """The next days of a series, the closed ones too, in order of time."""
    which = and_(
        Sitting.owner == tenancy.current_id(), Sitting.spreekuur_id == series_id, Sitting.on >= today()
    )
    return read_sittings(which)[:most]


def sittings_between(first: date, last: date) -> list[SittingInfo]:
    """Every sitting of the current municipality on these days, whatever its state and desks."""
    return read_sittings(and_(Sitting.owner == tenancy.current_id(), Sitting.on.between(first, last)))


def chair_ids(sitting_id: str) -> list[tuple[str, str, str, str | None]]:
    """(chair id, role, organisation id, resource id) of one day."""
    return [(c.id, c.role, c.organisation_id, c.resource_id) for c in chairs_of([sitting_id])]


@dataclass(frozen=True)
class ClosureInfo:
    """From and until are local dates, both included."""

    id: str
    from_on: date
    until_on: date
    title: str
    spreekuur: str  # its title; empty: the whole municipality
    opens: bool


def closures() -> list[ClosureInfo]:
    """Closures that are not over, in order."""
    c = Closure
    rows = db.session.execute(
        select(c.id, c.from_on, c.until_on, c.title, Spreekuur.title, c.opens)
        .outerjoin(Spreekuur, Spreekuur.id == c.spreekuur_id)
        .where(c.owner == tenancy.current_id(), c.until_on >= today())
        .order_by(c.from_on, c.id)
    )
    return [ClosureInfo(i, first, last, title, of or "", opens) for i, first, last, title, of, opens in rows]


@dataclass(frozen=True)
class Away:
    """When somebody (resource id) is not there; instants UTC. `everywhere`: they said so themselves."""

    id: str
    resource_id: str
    starts_at: datetime
    ends_at: datetime
    everywhere: bool


def away(resource_ids: Iterable[str]) -> list[Away]:
    """Who of these is away, now or later, as it counts at the current municipality; in order of time."""
    b = BusyTime
    rows = db.session.execute(
        select(b.id, b.resource_id, b.starts_at, b.ends_at, b.only_at)
        .where(
            b.source == AWAY,
            b.ends_at > now(),
            b.resource_id.in_(list(resource_ids)),
            or_(b.only_at.is_(None), b.only_at == tenancy.current_id()),
        )
        .order_by(b.starts_at, b.id)
    )
    return [Away(i, who, first, last, only_at is None) for i, who, first, last, only_at in rows]


def unstaffed(first: date, last: date) -> list[tuple[SittingInfo, str, str]]:
    """(day, role, organisation id) of each chair without anybody on an open day; who is away counts as nobody."""
    days = [s for s in sittings_between(first, last) if s.state == OPEN]
    people = {d.resource for s in days for d in s.desks if d.resource}
    gone: dict[str, list[Away]] = {}
    for a in away(people) if people else []:
        gone.setdefault(a.resource_id, []).append(a)
    return [
        (s, d.role, d.organisation)
        for s in days
        for d in s.desks
        if d.resource is None
        or any(a.starts_at < s.ends_at and a.ends_at > s.starts_at for a in gone.get(d.resource, []))
    ]


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    """The instants (UTC) at which these local days begin and end."""
    return instant(first, time()), instant(last + timedelta(days=1), time())
