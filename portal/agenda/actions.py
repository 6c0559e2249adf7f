"""The verbs of the agenda. Each runs inside the caller's transaction and commits nothing.

Whoever changes ticks first locks the resources concerned, in order of id: PostgreSQL by row locks, SQLite by
its one write lock (BEGIN IMMEDIATE). So nobody waits in a circle, and the primary key has the last word.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, TextClause, and_, delete, literal, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite

from portal import accounts, tenancy
from portal.agenda import rules
from portal.agenda.models import (
    CLOSED,
    OPEN,
    WITHDRAWN,
    ClaimTick,
    Closure,
    Place,
    Resource,
    Sitting,
    SittingDesk,
    Spreekuur,
    SpreekuurDesk,
    SpreekuurOffer,
    TalkType,
)
from portal.agenda.queries import SittingInfo, find_sitting
from portal.agenda.rules import HoldLost, NotOffered, Talk, TimeTaken
from portal.clock import TICK, epoch, now
from portal.db import Instant, db, new_id


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to claim; `expires_at` None makes it firm at once."""

    sitting_id: str
    talk: Talk
    starts_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Claimed:
    """What was claimed; `ticks` is what `confirm` and the audit compare with."""

    claim_id: str
    ticks: int
    sitting: SittingInfo
    starts_at: datetime
    ends_at: datetime


def claim(wanted: Wanted, release: str | None = None) -> Claimed:
    """Take every tick of the talk for every role, or raise; `release` is a claim that is given up for it.

    For holding, moving and booking by staff alike. Raises NotOffered, or TimeTaken when somebody was first;
    the caller then rolls back, so that a released claim stays.
    """
    sitting = find_sitting(wanted.sitting_id)
    if sitting is None or sitting.state != OPEN:
        raise NotOffered
    day, at, start = sitting.day, now(), epoch(wanted.starts_at)
    rules.check_bookable(day, wanted.talk, start, epoch(at))
    seats, ticks = rules.seats_for(day, wanted.talk), rules.ticks_of(day, wanted.talk, start)
    candidates = sorted({resource for row in seats for resource in row})
    _lock(candidates, release)
    _clear(candidates, ticks, at, release)
    chosen = _choose(seats, candidates, ticks, at)
    claim_id = new_id()
    if _insert(chosen, ticks, claim_id, wanted.expires_at) != len(chosen) * len(ticks):
        raise TimeTaken
    ends_at = wanted.starts_at + timedelta(minutes=wanted.talk.minutes)
    return Claimed(claim_id, len(chosen) * len(ticks), sitting, wanted.starts_at, ends_at)


def _lock(resources: list[str], claim_id: str | None) -> None:
    """Take turns on these resources and those of a claim; a courtesy that keeps losers short and out of circles."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    which: ColumnElement[bool] = Resource.id.in_(resources)
    if claim_id:
        of_claim = select(ClaimTick.resource_id).where(ClaimTick.claim_id == claim_id)
        which = or_(which, Resource.id.in_(of_claim))
    db.session.execute(select(Resource.id).where(which).order_by(Resource.id).with_for_update())


def _clear(resources: list[str], ticks: range, at: datetime, release: str | None) -> None:
    """Expired ticks in the way go, and those of the released claim."""
    gone: ColumnElement[bool] = and_(
        ClaimTick.resource_id.in_(resources),
        ClaimTick.tick.between(ticks[0], ticks[-1]),
        ClaimTick.expires_at <= at,
    )
    if release:
        gone = or_(gone, ClaimTick.claim_id == release)
    db.session.execute(delete(ClaimTick).where(gone).execution_options(synchronize_session=False))


def _choose(seats: list[list[str]], candidates: list[str], ticks: range, at: datetime) -> tuple[str, ...]:
    """One resource per role; looks at what is taken only when there is a choice."""
    taken: dict[str, set[int]] = {}
    if len(candidates) > len(seats):
        rows = db.session.execute(
            select(ClaimTick.resource_id, ClaimTick.tick).where(
                ClaimTick.resource_id.in_(candidates), ClaimTick.tick.between(ticks[0], ticks[-1])
            )
        )
        for resource, tick in rows:
            taken.setdefault(resource, set()).add(tick)
    chosen = rules.choose(seats, ticks, taken)
    if chosen is None:
        raise TimeTaken
    return chosen


def _insert(resources: Iterable[str], ticks: range, claim_id: str, expires_at: datetime | None) -> int:
    """Insert the ticks in one statement, ordered by (resource, tick); gives how many were still free."""
    numbers = select(literal(ticks[0], BigInteger).label("tick")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.tick + 1).where(numbers.c.tick < ticks[-1]))
    rows = (
        select(Resource.id, numbers.c.tick, literal(claim_id), literal(expires_at, Instant))
        .select_from(Resource)
        .join(numbers, literal(True))
        .where(Resource.id.in_(sorted(resources)))
        .order_by(Resource.id, numbers.c.tick)
    )
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(ClaimTick).from_select(["resource_id", "tick", "claim_id", "expires_at"], rows)
    # RETURNING and a count: Python's sqlite3 gives no row count for a statement that begins with WITH.
    return len(db.session.execute(insert.on_conflict_do_nothing().returning(ClaimTick.tick)).all())


def confirm(claim_id: str, ticks: int) -> None:
    """Make a hold firm: all its ticks must still be there. Never a status or a clock check. Raises HoldLost."""
    _keep(claim_id, ticks, None)


def renew(claim_id: str, ticks: int, expires_at: datetime) -> None:
    """Hold a little longer. Raises HoldLost when somebody took a tick."""
    _keep(claim_id, ticks, expires_at)


# Built once: these three run in every confirmation, renewal and release.
_LOCK_CLAIM = text(
    """
    SELECT id FROM resource WHERE id IN (SELECT resource_id FROM claim_tick WHERE claim_id = :claim)
    ORDER BY id FOR UPDATE
    """
)
_KEEP = text("UPDATE claim_tick SET expires_at = :until WHERE claim_id = :claim")
_RELEASE = text("DELETE FROM claim_tick WHERE claim_id = :claim")


def _keep(claim_id: str, ticks: int, expires_at: datetime | None) -> None:
    until = None if expires_at is None else epoch(expires_at)
    if _change(_KEEP, claim_id, until=until) != ticks:
        raise HoldLost


def release(claim_id: str) -> None:
    """Give the time back at once."""
    _change(_RELEASE, claim_id)


def _change(statement: TextClause, claim_id: str, **given: int | None) -> int:
    """Change all ticks of a claim, its resources locked first; gives how many there were."""
    db.session.flush()
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK_CLAIM, {"claim": claim_id})
    return connection.execute(statement, {"claim": claim_id, **given}).rowcount


def tidy(today_starts: datetime) -> int:
    """Delete ticks of past days (nightly); the table then holds only the horizon."""
    result: Any = db.session.execute(
        delete(ClaimTick)
        .where(ClaimTick.tick < epoch(today_starts) // TICK)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount


def resource_of(person_id: str) -> str:
    """The one resource of a human being, made when it does not exist yet."""
    found = db.session.scalar(select(Resource.id).where(Resource.person_id == person_id))
    if found is None:
        row = Resource(person_id=person_id, id=new_id())
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def close_period(from_on: date, until_on: date, title: str, spreekuur_id: str | None = None) -> None:
    """Nobody sits in this period; `fill` then closes its sittings. Appointments stay and get attention."""
    db.session.add(
        Closure(key=new_id(), from_on=from_on, until_on=until_on, title=title, spreekuur_id=spreekuur_id)
    )
    db.session.flush()


# --- the daily job -----------------------------------------------------------------------------------------


def fill(today: date) -> int:
    """Make the sittings of the current municipality up to each horizon, close and reopen by the closures.

    Idempotent; gives how many sittings were made. Never touches an appointment.
    """
    owner = tenancy.current_id()
    periods = [
        rules.ClosedPeriod(row.from_on, row.until_on, row.spreekuur_id)
        for row in db.session.scalars(select(Closure).where(Closure.owner == owner))
    ]
    existing: dict[str, dict[date, Sitting]] = {}
    for sitting in db.session.scalars(select(Sitting).where(Sitting.owner == owner, Sitting.on >= today)):
        existing.setdefault(sitting.spreekuur_id, {})[sitting.on] = sitting
    desks: dict[str, list[SpreekuurDesk]] = {}
    for desk in db.session.scalars(
        select(SpreekuurDesk).where(SpreekuurDesk.owner == owner).order_by(SpreekuurDesk.id)
    ):
        desks.setdefault(desk.spreekuur_id, []).append(desk)
    made = 0
    for series in db.session.scalars(select(Spreekuur).where(Spreekuur.owner == owner)):
        made += _fill_one(series, desks.get(series.id, []), existing.get(series.id, {}), periods, today)
    db.session.flush()
    return made


def _fill_one(
    series: Spreekuur,
    desks: list[SpreekuurDesk],
    existing: dict[date, Sitting],
    periods: list[rules.ClosedPeriod],
    today: date,
) -> int:
    made = 0
    wanted = set(_dates(series, today))
    for on in sorted(wanted | set(existing)):
        state = WITHDRAWN if on not in wanted else CLOSED if rules.is_closed(on, series.id, periods) else OPEN
        sitting = existing.get(on)
        if sitting is not None:
            if not sitting.by_hand and sitting.state != state:
                sitting.state = state
            continue
        times = rules.try_sitting_times(on, series.starts, series.ends)
        if times is None:
            continue  # the clock jumps over it that night
        sitting = Sitting(
            id=new_id(), spreekuur_id=series.id, on=on, starts_at=times[0], ends_at=times[1], state=state
        )
        db.session.add(sitting)
        db.session.add_all(_desk_of_the_day(sitting, desk) for desk in desks)
        made += 1
    return made


def _dates(series: Spreekuur, today: date) -> list[date]:
    first = max(today, series.valid_from)
    last = today + timedelta(days=series.horizon_days)
    last = min(last, series.valid_until) if series.valid_until else last
    return recurrence_of(series).dates(first, last) if first <= last else []


def recurrence_of(series: Spreekuur) -> rules.Recurrence:
    """The rule as stored: JSON {"every_weeks", "anchor"} or {"nth", "weekday"}."""
    rule = json.loads(series.rule)
    if "anchor" in rule:
        rule["anchor"] = date.fromisoformat(rule["anchor"])
    return rules.Recurrence(**rule)


def _desk_of_the_day(sitting: Sitting, desk: SpreekuurDesk) -> SittingDesk:
    absent = sitting.on.isoformat() in json.loads(desk.absent_on)
    return SittingDesk(
        sitting_id=sitting.id,
        role=desk.role,
        organisation_id=desk.organisation_id,
        resource_id=None if absent else desk.resource_id,
    )


# --- the first planning of a municipality ------------------------------------------------------------------


def load_start(start: tenancy.Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert places, talks, spreekuren with desks and offers, and closures that are missing, by key."""
    loader = _Loader(start, overwrite)
    loader.places()
    loader.talks()
    loader.spreekuren()
    loader.closures()
    db.session.flush()
    return loader.outcome


class _Loader:
    """One run of load_start: what exists, what was done."""

    def __init__(self, start: tenancy.Start, overwrite: frozenset[str]) -> None:
        self.start, self.overwrite = start, overwrite
        self.outcome: list[tuple[str, str]] = []
        owner = tenancy.current_id()
        self.known: dict[type, dict[str, Any]] = {
            model: {row.key: row for row in db.session.scalars(select(model).where(model.owner == owner))}  # type: ignore[attr-defined]
            for model in (Place, Spreekuur, Closure)
        }
        self.known[TalkType] = {row.key: row for row in db.session.scalars(select(TalkType))}
        people = accounts.person_ids_by_mail({p.email.strip().lower() for p in start.professional})
        self.people = {p.key: people[p.email.strip().lower()] for p in start.professional}
        self.organisations = {
            o.key: accounts.get_organisation(accounts.organisation_key(o.key, o.shared))
            for o in start.organisation
        }

    def put(self, model: type, label: str, key: str, values: dict[str, Any]) -> Any:
        """Insert, or overwrite when asked for, or leave; gives the row."""
        row = self.known[model].get(key)
        if row is None:
            row = self.known[model][key] = model(id=new_id(), key=key, **values)
            db.session.add(row)
            db.session.flush()
            self.outcome.append((f"{label}.{key}", "nieuw"))
            return row
        if all(getattr(row, name) == value for name, value in values.items()):
            self.outcome.append((f"{label}.{key}", "gelijk"))
        elif f"{label}.{key}" in self.overwrite:
            for name, value in values.items():
                setattr(row, name, value)
            self.outcome.append((f"{label}.{key}", "vervangen"))
        else:
            self.outcome.append((f"{label}.{key}", "anders"))
        return row

    def places(self) -> None:
        for p in self.start.place:
            self.put(
                Place,
                "place",
                p.key,
                {"name": p.name, "street": p.street, "town": p.town, "note": p.note or ""},
            )

    def talks(self) -> None:
        for position, t in enumerate(self.start.talk):
            values = {
                "name": t.name,
                "minutes": t.minutes,
                "roles": " ".join(t.roles),
                "topics": " ".join(t.topics),
                "joint_allowed": t.joint_allowed,
                "who_sits": t.who_sits,
                "who_pays": t.who_pays,
                "condition": t.condition or "",
                "controller": t.controller,
                "position": position,
            }
            self.put(TalkType, "talk", t.key, values)

    def spreekuren(self) -> None:
        for s in self.start.spreekuur:
            new = s.key not in self.known[Spreekuur]
            place = self.known[Place].get(s.place) if s.place else None
            values = {
                "title": s.title,
                "place_id": place.id if place else None,
                "channel": s.channel or "place",
                "rule": json.dumps(s.rule.model_dump(mode="json", exclude_none=True)),
                "starts": f"{s.from_:%H:%M}",
                "ends": f"{s.until:%H:%M}",
                "grid": s.grid,
                "gap": s.gap,
                "lead_hours": s.lead_hours,
                "horizon_days": s.horizon_days,
                "joint_deadline_days": s.joint_deadline_days,
                "joint_deadline_time": f"{s.joint_deadline_time:%H:%M}",
                "valid_from": s.valid_from or getattr(s.rule, "anchor", date(2021, 1, 1)),
                "valid_until": s.valid_until,
            }
            row = self.put(Spreekuur, "spreekuur", s.key, values)
            if new:
                self._desks_and_offers(row, s)

    def _desks_and_offers(self, row: Spreekuur, s: Any) -> None:
        for desk in s.desks:
            db.session.add(
                SpreekuurDesk(
                    spreekuur_id=row.id,
                    role=desk.role,
                    organisation_id=self.organisations[desk.organisation].id,
                    resource_id=resource_of(self.people[desk.professional]) if desk.professional else None,
                    absent_on=json.dumps([day.isoformat() for day in desk.absent]),
                )
            )
            db.session.flush()
        db.session.add_all(SpreekuurOffer(spreekuur_id=row.id, shown_at=slug) for slug in s.offers)

    def closures(self) -> None:
        for c in self.start.closure:
            series = self.known[Spreekuur].get(c.spreekuur) if c.spreekuur else None
            values = {
                "from_on": c.from_,
                "until_on": c.until,
                "title": c.title,
                "spreekuur_id": series.id if series else None,
            }
            self.put(Closure, "closure", c.key, values)
