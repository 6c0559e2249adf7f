"""Every SELECT of the agenda. Hot paths select columns; free times take one statement, however many days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import and_, func, select

from portal import clock, tenancy
from portal.agenda.models import (
    OPEN,
    Place,
    Resource,
    Sitting,
    SittingDesk,
    Spreekuur,
    SpreekuurOffer,
)
from portal.agenda.rules import Day, Desk, Talk, fixed_moment, free_starts, joint_until, nearest
from portal.agenda.taken import taken_ticks
from portal.clock import epoch, from_epoch
from portal.db import db

BATCH = 16  # sittings read at once (DESIGN §3 rule 1)
SHOWN = 3  # days with room on one page


@dataclass(frozen=True)
class SittingInfo:
    """One sitting with its place and its desks; instants are UTC, `on` is the local date."""

    id: str
    owner: str
    spreekuur_id: str
    on: date
    starts_at: datetime
    ends_at: datetime
    state: str
    title: str
    channel: str
    place: str
    address: str
    place_note: str
    grid: int
    gap: int
    lead: int
    horizon: int
    joint_deadline_days: int
    joint_deadline_time: str
    place_id: str
    desks: tuple[Desk, ...] = ()

    @cached_property
    def fixed_moment(self) -> datetime:
        """Until when (UTC) the other person of a joint talk can say yes."""
        on = self.starts_at.astimezone(clock.ZONE).date()
        return fixed_moment(on, self.joint_deadline_days, time.fromisoformat(self.joint_deadline_time))

    @cached_property
    def day(self) -> Day:
        return Day(
            self.id,
            epoch(self.starts_at),
            epoch(self.ends_at),
            self.grid,
            self.gap,
            self.lead,
            self.horizon,
            self.desks,
            epoch(joint_until(self.fixed_moment)),
        )


@dataclass(frozen=True)
class FreeDay:
    """A day with room: its sitting and the free starts, UTC, in order."""

    sitting: SittingInfo
    times: tuple[datetime, ...]


@dataclass(frozen=True)
class TimesPage:
    """The first days with room; `more_from` is where "toon meer dagen" goes on, None at the end."""

    days: tuple[FreeDay, ...]
    more_from: date | None

    @property
    def first(self) -> datetime | None:
        return self.days[0].times[0] if self.days else None


@dataclass(frozen=True)
class Nearby:
    """A spreekuur of another municipality that is shown here too."""

    owner: str
    on: date


_SITTING = (
    Sitting.id,
    Sitting.owner,
    Sitting.spreekuur_id,
    Sitting.on,
    Sitting.starts_at,
    Sitting.ends_at,
    Sitting.state,
    Spreekuur.title,
    Spreekuur.channel,
    func.coalesce(Place.name, ""),
    func.coalesce(Place.street, ""),
    func.coalesce(Place.town, ""),
    func.coalesce(Place.note, ""),
    Spreekuur.grid,
    Spreekuur.gap,
    Spreekuur.lead_hours,
    Spreekuur.horizon_days,
    Spreekuur.joint_deadline_days,
    Spreekuur.joint_deadline_time,
    func.coalesce(Spreekuur.place_id, ""),
)
_FACTS = len(_SITTING)
_DESK = (SittingDesk.role, SittingDesk.resource_id, SittingDesk.organisation_id)


def _with_desks(which):
    """Sittings with their desks, one row per desk, in order of time; `which` narrows `Sitting.id`."""
    return (
        select(*_SITTING, *_DESK)
        .join(Spreekuur, Spreekuur.id == Sitting.spreekuur_id)
        .outerjoin(Place, Place.id == Spreekuur.place_id)
        .outerjoin(SittingDesk, SittingDesk.sitting_id == Sitting.id)
        .where(which)
        .order_by(Sitting.starts_at, Sitting.id, SittingDesk.id)
    )


def read_sittings(which) -> list[SittingInfo]:
    """Sittings with their desks, in order of time; `which` is a criterion that names the owner. One statement."""
    grouped: dict[str, tuple[tuple[Any, ...], list[Desk]]] = {}
    for row in db.session.execute(_with_desks(which)):
        _, desks = grouped.setdefault(row[0], (tuple(row[:_FACTS]), []))
        role, resource, organisation = row[_FACTS:]
        if role:
            desks.append(Desk(role, resource, organisation))
    return [_sitting(facts, tuple(desks)) for facts, desks in grouped.values()]


def _sitting(facts: tuple[Any, ...], desks: tuple[Desk, ...]) -> SittingInfo:
    *head, place, street, town, note, grid, gap, lead_hours, horizon_days, days, at, place_id = facts
    address = ", ".join(part for part in (street, town) if part)
    planning = (grid, gap, lead_hours * 3600, horizon_days * 86400)
    return SittingInfo(*(*head, place, address, note, *planning, days, at, place_id, desks))


def find_sitting(sitting_id: str) -> SittingInfo | None:
    """A sitting of the current municipality, or None."""
    found = read_sittings(and_(Sitting.id == sitting_id, Sitting.owner == tenancy.current_id()))
    return found[0] if found else None


def find_planned(sitting_id: str) -> SittingInfo | None:
    """The same from memory where it can be: for showing and telling, never for deciding."""
    return next((s for s in planning() if s.id == sitting_id), None) or find_sitting(sitting_id)


def get_sitting(sitting_id: str) -> SittingInfo:
    """The same; raises LookupError."""
    sitting = find_sitting(sitting_id)
    if sitting is None:
        raise LookupError(sitting_id)
    return sitting


def sittings_by_id(ids: Iterable[str]) -> dict[str, SittingInfo]:
    return {
        s.id: s for s in read_sittings(and_(Sitting.id.in_(set(ids)), Sitting.owner == tenancy.current_id()))
    }


def planning() -> tuple[SittingInfo, ...]:
    """The open sittings of the current municipality from yesterday on, in order of time.

    From memory: planning changes seldom and counts the version up. What is taken is always read anew, and
    `claim` reads the sitting itself again.
    """
    return tenancy.derived("planning", _read_planning)


def _read_planning() -> tuple[SittingInfo, ...]:
    yesterday = clock.now() - timedelta(days=1)
    own = and_(Sitting.owner == tenancy.current_id(), Sitting.state == OPEN, Sitting.ends_at > yesterday)
    return tuple(read_sittings(own))


def _batch(now: datetime, from_on: date | None, skip: int = 0) -> tuple[list[SittingInfo], int]:
    """Sixteen sittings from a local date on, and the rest of the last date; also where the next batch begins."""
    coming = [s for s in planning() if s.ends_at > now and (from_on is None or s.on >= from_on)]
    end = skip + BATCH
    while end < len(coming) and coming[end].on == coming[end - 1].on:
        end += 1
    return coming[skip:end], end if end < len(coming) else 0


def times_page(talk: Talk, now: datetime, from_on: date | None = None) -> TimesPage:
    """The first three days with room for this talk, from a local date on.

    One statement for a batch of sixteen sittings; only a batch without any room reads on.
    """
    skip = 0
    while True:
        batch, skip = _batch(now, from_on, skip)
        free = _free_days(batch, talk, now)
        if free or not skip:
            dates = sorted({day.sitting.on for day in free})[:SHOWN]
            shown = tuple(day for day in free if day.sitting.on in dates)
            more = len(shown) < len(free) or skip > 0
            return TimesPage(shown, dates[-1] + timedelta(days=1) if shown and more else None)


def _free_days(batch: Sequence[SittingInfo], talk: Talk, now: datetime) -> list[FreeDay]:
    if not batch:
        return []
    taken = taken_ticks(batch, now)
    found = zip(batch, (free_starts(s.day, talk, taken, epoch(now)) for s in batch), strict=True)
    return [FreeDay(s, tuple(map(from_epoch, starts))) for s, starts in found if starts]


def nearest_times(talk: Talk, wanted: datetime, now: datetime, most: int = 3) -> tuple[FreeDay, ...]:
    """The free times nearest to the wanted one, at most three, grouped by day."""
    coming = [s for s in planning() if s.ends_at > now]
    batch = {s.id for s in sorted(coming, key=lambda s: abs(s.starts_at - wanted))[:BATCH]}
    free = _free_days([s for s in coming if s.id in batch], talk, now)
    chosen = set(nearest({epoch(t) for day in free for t in day.times}, epoch(wanted), most))
    near = []
    for day in free:
        times = tuple(t for t in day.times if epoch(t) in chosen)
        chosen -= {epoch(t) for t in times}  # two spreekuren at one hour: one of them is enough
        near += [FreeDay(day.sitting, times)] if times else []
    return tuple(near)


def nearby(now: datetime) -> list[Nearby]:
    """The next date of each spreekuur that other municipalities show here too; read once in five minutes."""
    return tenancy.derived(("nearby", epoch(now) // 300), lambda: _read_nearby(now))


def _read_nearby(now: datetime) -> list[Nearby]:
    rows = db.session.execute(
        select(Sitting.owner, func.min(Sitting.on))
        .join(SpreekuurOffer, SpreekuurOffer.spreekuur_id == Sitting.spreekuur_id)
        .where(
            SpreekuurOffer.shown_at == tenancy.current_id(),
            Sitting.state == OPEN,
            Sitting.starts_at > now + timedelta(days=1),
        )
        .group_by(Sitting.owner)
        .order_by(func.min(Sitting.on), Sitting.owner)
    )
    return [Nearby(owner, on) for owner, on in rows]


@dataclass(frozen=True)
class DeskSeat:
    """Who sits at a desk of a sitting: organisation and resource ids."""

    role: str
    organisation: str
    resource: str | None


@dataclass(frozen=True)
class DeskDay:
    """A sitting as staff of one organisation see it."""

    sitting: SittingInfo
    own_roles: frozenset[str]


def desk_days(organisations: Iterable[str], first: date, last: date) -> list[DeskDay]:
    """Sittings of the current municipality at which one of these organisations has a desk, first to last day."""
    wanted = set(organisations)
    which = (
        select(SittingDesk.sitting_id)
        .join(Sitting, Sitting.id == SittingDesk.sitting_id)
        .where(
            Sitting.owner == tenancy.current_id(),
            Sitting.on.between(first, last),
            SittingDesk.organisation_id.in_(wanted),
        )
    )
    found = read_sittings(Sitting.id.in_(which))
    return [DeskDay(s, frozenset(d.role for d in s.desks if d.organisation in wanted)) for s in found]


def own_agenda(person_id: str, first: date, last: date) -> list[SittingInfo]:
    """Every sitting of one professional, in whatever municipality: planning only, nothing of who comes."""
    which = (
        select(SittingDesk.sitting_id)
        .join(Sitting, Sitting.id == SittingDesk.sitting_id)
        .join(Resource, Resource.id == SittingDesk.resource_id)
        .where(Resource.person_id == person_id, Sitting.on.between(first, last), Sitting.state == OPEN)
    )
    return read_sittings(Sitting.id.in_(which))


def people_of_resources(resource_ids: Iterable[str]) -> dict[str, str]:
    """Person ids by resource id."""
    r = Resource
    rows = db.session.execute(select(r.id, r.person_id).where(r.id.in_(list(resource_ids))))
    return {resource: person for resource, person in rows if person}


def resources_of_people(person_ids: Iterable[str]) -> dict[str, str]:
    """Person ids by resource id, of those among these people who ever sat somewhere."""
    r = Resource
    rows = db.session.execute(select(r.id, r.person_id).where(r.person_id.in_(list(person_ids))))
    return {resource: person for resource, person in rows if person}


def find_resource(person_id: str) -> str | None:
    """The resource of somebody, or None when they never sat anywhere."""
    return db.session.scalar(select(Resource.id).where(Resource.person_id == person_id))


def last_sitting_ends() -> dict[str, datetime]:
    """Per municipality when its last planned sitting ends; for the readiness warning."""
    rows = db.session.execute(select(Sitting.owner, func.max(Sitting.ends_at)).group_by(Sitting.owner))
    return dict(rows.all())
