"""The daily planning: sittings up to the horizon, closed and reopened by the closures. No appointment is touched."""

import json
from datetime import date, timedelta

from sqlalchemy import select

from portal import tenancy
from portal.agenda import rules
from portal.agenda.models import (
    CLOSED,
    OPEN,
    WITHDRAWN,
    Closure,
    Sitting,
    SittingDesk,
    Spreekuur,
    SpreekuurDesk,
)
from portal.clock import today
from portal.db import db, new_id


def close_period(from_on: date, until_on: date, title: str, spreekuur_id: str | None = None) -> None:
    """Nobody sits in this period; `fill` then closes its sittings. Appointments stay and get attention."""
    db.session.add(
        Closure(key=new_id(), from_on=from_on, until_on=until_on, title=title, spreekuur_id=spreekuur_id)
    )
    db.session.flush()


def closed_days(first: date, last: date) -> set[date]:
    """Local dates, both ends included, on which nobody of the current municipality works: public holidays that
    nobody opened, and closures of all its spreekuren."""
    periods = [
        rules.ClosedPeriod(from_on, until_on, None, opens)
        for from_on, until_on, opens in db.session.execute(
            select(Closure.from_on, Closure.until_on, Closure.opens).where(
                Closure.owner == tenancy.current_id(),
                Closure.spreekuur_id.is_(None),
                Closure.from_on <= last,
                Closure.until_on >= first,
            )
        )
    ]
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {on for on in days if rules.is_closed(on, None, periods)}


def fill(today: date) -> int:
    """Make the sittings of the current municipality up to each horizon, close and reopen by the closures.

    Idempotent; gives how many sittings were made. Never touches an appointment.
    """
    owner = tenancy.current_id()
    periods = [
        rules.ClosedPeriod(row.from_on, row.until_on, row.spreekuur_id, row.opens)
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
    if series.removed:
        return []
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


def reseat(spreekuur_id: str) -> None:
    """Give the coming sittings of a series its present desks. An appointment that lost its desk gets attention."""
    desks = list(db.session.scalars(select(SpreekuurDesk).where(SpreekuurDesk.spreekuur_id == spreekuur_id)))
    coming = list(
        db.session.scalars(select(Sitting).where(Sitting.spreekuur_id == spreekuur_id, Sitting.on >= today()))
    )
    for old in db.session.scalars(
        select(SittingDesk).where(SittingDesk.sitting_id.in_([s.id for s in coming]))
    ):
        db.session.delete(old)
    db.session.add_all(_desk_of_the_day(sitting, desk) for sitting in coming for desk in desks)
    db.session.flush()
