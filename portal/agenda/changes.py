"""Changing the planning: series, single days, chairs, closures, people who are away. The caller commits.

Each verb changes planning only and lets `fill` draw the consequences; no appointment is touched. Whoever calls then
asks `booking.check_attention` which talks lost their place. All rows are the current municipality's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, select

from portal import tenancy
from portal.agenda.models import (
    AWAY,
    CLOSED,
    OPEN,
    BusyTime,
    Closure,
    Sitting,
    SittingDesk,
    Spreekuur,
    SpreekuurDesk,
    SpreekuurOffer,
)
from portal.agenda.planning import chairs_of, fill, reseat
from portal.clock import NonexistentTime, instant, today, wall
from portal.db import db, new_id
from portal.errors import N_, Refusal


class NoSuchHour(Refusal):
    """The clock jumps over it."""

    message = N_("Deze tijd bestaat niet op die dag. De klok gaat dan een uur vooruit.")
    field = "van"


class DayTaken(Refusal):
    """The series sits on that date already."""

    status = 409
    message = N_("Op die dag is dit spreekuur er al.")
    field = "datum"


@dataclass(frozen=True)
class Chair:
    """A desk of a series: role, organisation, and who usually sits there (resource id, or nobody)."""

    role: str
    organisation_id: str
    resource_id: str | None


@dataclass(frozen=True)
class Series:
    """What a person decides of a spreekuur. `rule`: {"every_weeks", "anchor"} or {"nth", "weekday"}, dates as ISO.

    `starts`, `ends` are wall times "HH:MM"; grid and gap minutes, lead hours, horizon and deadline days.
    """

    title: str
    place_id: str | None
    channel: str
    rule: dict[str, int | str]
    starts: str
    ends: str
    grid: int
    gap: int
    lead_hours: int
    horizon_days: int
    joint_deadline_days: int
    valid_from: date
    valid_until: date | None
    chairs: Sequence[Chair]
    offers: frozenset[str] = frozenset()


def get_series(series_id: str) -> Spreekuur:
    """A spreekuur of the current municipality; raises LookupError."""
    row = db.session.scalar(
        select(Spreekuur).where(Spreekuur.id == series_id, Spreekuur.owner == tenancy.current_id())
    )
    if row is None:
        raise LookupError(series_id)
    return row


def save_series(wanted: Series, series_id: str | None = None) -> str:
    """Make or change a series; gives its id. Days of the past stay as they were."""
    row = get_series(series_id) if series_id else Spreekuur(id=new_id(), key=f"nr-{new_id()}")
    for name in ("title", "place_id", "channel", "starts", "ends", "grid", "gap", "lead_hours"):
        setattr(row, name, getattr(wanted, name))
    row.rule = json.dumps(wanted.rule)
    row.horizon_days, row.joint_deadline_days = wanted.horizon_days, wanted.joint_deadline_days
    row.valid_from, row.valid_until = wanted.valid_from, wanted.valid_until
    if series_id is None:
        db.session.add(row)
        db.session.flush()
    _set_chairs(row.id, wanted.chairs)
    _set_offers(row.id, wanted.offers)
    reseat(row.id)
    fill(today())
    return row.id


def _set_chairs(series_id: str, chairs: Sequence[Chair]) -> None:
    """A chair that stays keeps its row, and with it the days on which nobody sits there."""
    old = list(
        db.session.scalars(
            select(SpreekuurDesk).where(SpreekuurDesk.spreekuur_id == series_id).order_by(SpreekuurDesk.id)
        )
    )
    for chair in chairs:
        row = next(
            (r for r in old if (r.role, r.organisation_id) == (chair.role, chair.organisation_id)), None
        )
        if row is None:
            row = SpreekuurDesk(
                spreekuur_id=series_id, role=chair.role, organisation_id=chair.organisation_id
            )
            db.session.add(row)
        else:
            old.remove(row)
        row.resource_id = chair.resource_id
    for row in old:
        db.session.delete(row)
    db.session.flush()


def _set_offers(series_id: str, offers: frozenset[str]) -> None:
    old = list(db.session.scalars(select(SpreekuurOffer).where(SpreekuurOffer.spreekuur_id == series_id)))
    for row in old:
        if row.shown_at not in offers:
            db.session.delete(row)
    for slug in sorted(offers - {row.shown_at for row in old}):
        db.session.add(SpreekuurOffer(spreekuur_id=series_id, shown_at=slug))
    db.session.flush()


def remove_series(series_id: str, removed: bool = True) -> None:
    """No more days from today on; with `removed` False they come back. Raises LookupError."""
    get_series(series_id).removed = removed
    db.session.flush()
    fill(today())


# --- one day -----------------------------------------------------------------------------------------------


def get_day(sitting_id: str) -> Sitting:
    """A sitting of the current municipality from today on; raises LookupError."""
    row = db.session.scalar(
        select(Sitting).where(Sitting.id == sitting_id, Sitting.owner == tenancy.current_id())
    )
    if row is None or row.on < today():
        raise LookupError(sitting_id)
    return row


def change_day(sitting_id: str, is_open: bool, starts: time, ends: time) -> None:
    """Open or close one day, at these wall hours. Raises LookupError or NoSuchHour."""
    row = get_day(sitting_id)
    times = _hours(row.on, starts, ends)
    state = OPEN if is_open else CLOSED
    if row.state != state:
        row.state, row.by_hand = state, True
    if (row.starts_at, row.ends_at) != times:
        (row.starts_at, row.ends_at), row.hours_by_hand = times, True
    db.session.flush()


def move_day(sitting_id: str, to: date) -> str:
    """Close one day and sit on another at the same wall hours, with the same people; gives the new sitting's id.

    Appointments stay where they are and get attention. Raises LookupError, DayTaken or NoSuchHour.
    """
    row = get_day(sitting_id)
    taken = db.session.scalar(
        select(Sitting).where(Sitting.spreekuur_id == row.spreekuur_id, Sitting.on == to)
    )
    if taken is not None and taken.state == OPEN:
        raise DayTaken
    local = [wall(moment).time() for moment in (row.starts_at, row.ends_at)]
    times = _hours(to, *local)
    other = taken or Sitting(id=new_id(), spreekuur_id=row.spreekuur_id, on=to)
    other.starts_at, other.ends_at = times
    other.state, other.by_hand, other.hours_by_hand = OPEN, True, True
    if taken is None:
        db.session.add(other)
        db.session.add_all(
            SittingDesk(
                sitting_id=other.id,
                role=chair.role,
                organisation_id=chair.organisation_id,
                resource_id=chair.resource_id,
                by_hand=chair.by_hand,
            )
            for chair in chairs_of([row.id])
        )
    row.state, row.by_hand = CLOSED, True
    db.session.flush()
    return other.id


def _hours(on: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    try:
        return instant(on, starts), instant(on, ends)
    except NonexistentTime:
        raise NoSuchHour from None


def seat(sitting_id: str, chair_id: str, resource_id: str | None) -> None:
    """Somebody else, or nobody, sits in this chair that day. Raises LookupError."""
    get_day(sitting_id)
    chair = next((row for row in chairs_of([sitting_id]) if row.id == chair_id), None)
    if chair is None:
        raise LookupError(chair_id)
    if chair.resource_id != resource_id:
        chair.resource_id, chair.by_hand = resource_id, True
    db.session.flush()


def replace(old: str, new: str | None, first: date, last: date | None) -> int:
    """From `first` on `new` (or nobody) sits wherever `old` (resource ids) does; until `last`, or for good.

    Only in the current municipality. Gives how many chairs changed hands.
    """
    owner = tenancy.current_id()
    which = (
        select(SittingDesk)
        .join(Sitting, Sitting.id == SittingDesk.sitting_id)
        .where(Sitting.owner == owner, SittingDesk.resource_id == old, Sitting.on >= today())
    )
    period = which.where(Sitting.on >= first)
    if last is not None:
        period = period.where(Sitting.on <= last)
    changed = list(db.session.scalars(period))
    if last is None:
        # The series has the new one from now on; the days before `first` keep the old one.
        for chair in db.session.scalars(which.where(Sitting.on < first)):
            chair.by_hand = True
        for desk in db.session.scalars(
            select(SpreekuurDesk).where(SpreekuurDesk.owner == owner, SpreekuurDesk.resource_id == old)
        ):
            desk.resource_id = new
    for chair in changed:
        chair.resource_id, chair.by_hand = new, chair.by_hand or last is not None
    db.session.flush()
    return len(changed)


# --- closed, open, away ------------------------------------------------------------------------------------


def close_period(
    from_on: date, until_on: date, title: str, spreekuur_id: str | None = None, opens: bool = False
) -> None:
    """Nobody sits in this period (or, with `opens`, people do although it is a holiday); sittings follow at once.

    Appointments stay and get attention.
    """
    db.session.add(
        Closure(
            key=f"nr-{new_id()}",
            from_on=from_on,
            until_on=until_on,
            title=title,
            spreekuur_id=spreekuur_id,
            opens=opens,
        )
    )
    db.session.flush()
    fill(today())


def end_closure(closure_id: str) -> None:
    """The days are open (or closed) again as the series says. Raises LookupError."""
    row = db.session.scalar(
        select(Closure).where(Closure.id == closure_id, Closure.owner == tenancy.current_id())
    )
    if row is None:
        raise LookupError(closure_id)
    db.session.delete(row)
    db.session.flush()
    fill(today())


def go_away(resource_id: str, starts_at: datetime, ends_at: datetime, only_here: bool) -> None:
    """Somebody is not there (UTC instants); `only_here`: a colleague said so, it counts at this municipality only."""
    here = tenancy.current_id() if only_here else None
    db.session.add(
        BusyTime(resource_id=resource_id, starts_at=starts_at, ends_at=ends_at, source=AWAY, only_at=here)
    )
    db.session.flush()


def come_back(busy_id: str, resource_id: str | None) -> None:
    """That time away is over. `resource_id`: only one's own; None: only one that was noted at this municipality.

    Raises LookupError.
    """
    which = BusyTime.resource_id == resource_id if resource_id else BusyTime.only_at == tenancy.current_id()
    gone = delete(BusyTime).where(BusyTime.id == busy_id, BusyTime.source == AWAY, which)
    if not db.session.execute(gone.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        raise LookupError(busy_id)
