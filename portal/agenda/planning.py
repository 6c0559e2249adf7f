"""The daily planning: sittings up to the horizon, closed and reopened by the closures. No appointment is touched.

What a person decided for one day (`by_hand`, `hours_by_hand`, a chair that somebody else takes) stays as it is.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

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


def closed_periods() -> list[rules.ClosedPeriod]:
    """The closures (and opened holidays) of the current municipality; one statement."""
    rows = db.session.scalars(select(Closure).where(Closure.owner == tenancy.current_id()))
    return [rules.ClosedPeriod(row.from_on, row.until_on, row.spreekuur_id, row.opens) for row in rows]


def closed_days(first: date, last: date) -> set[date]:
    """The days (local, first to last) on which the whole municipality is closed: closures and public holidays."""
    periods = closed_periods()
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {on for on in every if rules.is_closed(on, None, periods)}


def fill(today: date) -> int:
    """Make the sittings of the current municipality up to each horizon, close and reopen by the closures.

    Idempotent; gives how many sittings were made. Never touches an appointment.
    """
    owner = tenancy.current_id()
    periods = closed_periods()
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
    wanted = set(dates_of(series, today))
    for on in sorted(wanted | set(existing)):
        state = WITHDRAWN if on not in wanted else CLOSED if rules.is_closed(on, series.id, periods) else OPEN
        times = rules.try_sitting_times(on, series.starts, series.ends)
        sitting = existing.get(on)
        if sitting is not None:
            _adjust(sitting, state, times, series.removed)
        elif times is not None:  # None: the clock jumps over it that night
            sitting = Sitting(
                id=new_id(),
                spreekuur_id=series.id,
                on=on,
                starts_at=times[0],
                ends_at=times[1],
                state=state,
            )
            db.session.add(sitting)
            db.session.add_all(_desk_of_the_day(sitting, desk) for desk in desks)
            made += 1
    return made


def _adjust(sitting: Sitting, state: str, times: tuple[datetime, datetime] | None, removed: bool) -> None:
    if (
        sitting.by_hand
    ):  # only a series that is taken away, or put back, is stronger than what a person decided
        state = {(OPEN, True): WITHDRAWN, (WITHDRAWN, False): OPEN}.get(
            (sitting.state, removed), sitting.state
        )
    if sitting.state != state:
        sitting.state = state
    if times and not sitting.hours_by_hand and (sitting.starts_at, sitting.ends_at) != times:
        sitting.starts_at, sitting.ends_at = times


def dates_of(series: Spreekuur, today: date) -> list[date]:
    """The dates (local) from today up to the horizon on which this series sits, closures left aside."""
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
    """Give the coming sittings of a series its present desks; a chair that was filled by hand stays so.

    An appointment that lost its desk gets attention.
    """
    desks = list(
        db.session.scalars(
            select(SpreekuurDesk).where(SpreekuurDesk.spreekuur_id == spreekuur_id).order_by(SpreekuurDesk.id)
        )
    )
    coming = list(
        db.session.scalars(select(Sitting).where(Sitting.spreekuur_id == spreekuur_id, Sitting.on >= today()))
    )
    seated: dict[str, list[SittingDesk]] = {}
    for old in chairs_of(s.id for s in coming):
        seated.setdefault(old.sitting_id, []).append(old)
    for sitting in coming:
        _reseat_one(sitting, desks, seated.get(sitting.id, []))
    db.session.flush()


def _reseat_one(sitting: Sitting, desks: Sequence[SpreekuurDesk], old: list[SittingDesk]) -> None:
    for desk in desks:
        chair = (desk.role, desk.organisation_id)
        same = [row for row in old if (row.role, row.organisation_id) == chair]
        kept = next((row for row in same if row.by_hand), None) or next(iter(same), None)
        if kept is None:
            db.session.add(_desk_of_the_day(sitting, desk))
            continue
        old.remove(kept)
        if not kept.by_hand:
            kept.resource_id = _desk_of_the_day(sitting, desk).resource_id
    for row in old:
        db.session.delete(row)


def chairs_of(sitting_ids: Iterable[str]) -> list[SittingDesk]:
    """The desks of these sittings, in order."""
    which = SittingDesk.sitting_id.in_(list(sitting_ids))
    return list(db.session.scalars(select(SittingDesk).where(which).order_by(SittingDesk.id)))
