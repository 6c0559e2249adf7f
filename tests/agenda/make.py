"""Builders for the tests of the agenda: sittings, times and claims of `dorp` and `stad`, and stored calendars."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import delete, event, func, select, text

from portal import agenda, tenancy
from portal.agenda import rules
from portal.agenda.cli import audit_all
from portal.agenda.models import (
    ClaimTick,
    Closure,
    Resource,
    Sitting,
    SittingDesk,
    Spreekuur,
    SpreekuurDesk,
    SpreekuurOffer,
)
from portal.agenda.planning import fill
from portal.booking import Draft, queries
from portal.booking import actions as booking
from portal.clock import TICK, ZONE, from_epoch, instant, now
from portal.db import db
from portal.errors import Refusal
from tests.agenda.brute_force import Calendar, Found, Series

WEDNESDAY = date(2026, 12, 2)  # the first sitting after the tests' clock, in `dorp` and in `stad`
QUARTER = timedelta(minutes=15)
WIJKTEAM = rules.Talk(30, ("wijkteam",))


@contextmanager
def acting(app: Any, slug: str = "dorp") -> Iterator[None]:
    """Act for a municipality in a session of its own; nothing is committed for you."""
    with app.app_context(), tenancy.acting_for(slug):
        yield


# --- times and claims of dorp and stad ---------------------------------------------------------------------


def sitting(on: date = WEDNESDAY) -> agenda.SittingInfo:
    """The sitting of the current municipality on this date."""
    row = db.session.scalar(select(Sitting.id).where(Sitting.owner == tenancy.current_id(), Sitting.on == on))
    return agenda.get_sitting(str(row))


def moment(clock: str, on: date = WEDNESDAY) -> datetime:
    return instant(on, time.fromisoformat(clock))


def shown_as(at: datetime) -> str:
    """Day of the month and wall time: "2 09:30"."""
    local = at.astimezone(ZONE)
    return f"{local.day} {local:%H:%M}"


def wanted(clock: str, talk: str = "wijkteam", on: date = WEDNESDAY, held: bool = False) -> agenda.Wanted:
    """A wish for a talk of the current municipality, firm unless `held`."""
    found = agenda.find_talk(talk)
    assert found is not None
    return agenda.Wanted(
        sitting(on).id, found.rule, moment(clock, on), expires_at=now() + QUARTER if held else None
    )


def claim(app: Any, clock: str, talk: str = "wijkteam", slug: str = "dorp", **given: Any) -> agenda.Claimed:
    """Claim in a municipality and commit; what it raises is rolled back."""
    release = given.pop("release", None)
    with acting(app, slug):
        claimed = agenda.claim(wanted(clock, talk, **given), release=release)
        db.session.commit()
    return claimed


def commit(app: Any, action: Callable[..., Any], *args: Any, slug: str = "dorp") -> Any:
    """Do something in a municipality and commit it."""
    with acting(app, slug):
        result = action(*args)
        db.session.commit()
    return result


def hold(app: Any, clock: str, talk: str = "wijkteam", visitor: str = "anne", slug: str = "dorp") -> str:
    """Hold a time for a browser that has filled in a name; gives the claim."""
    with acting(app, slug):
        found = agenda.find_talk(talk)
        assert found is not None
        draft = booking.hold(visitor, found, sitting().id, moment(clock))
        booking.fill_in(draft, {"naam": "Anne", "kanaal": "email", "email": "anne@voorbeeld.example"})
        db.session.commit()
        return str(draft.claim_id)


def confirm(app: Any, visitor: str = "anne", slug: str = "dorp") -> str:
    """Confirm what this browser holds; gives the appointment, "" when it holds nothing (a second click)."""
    with acting(app, slug):
        mine = (Draft.visitor_hash == visitor, Draft.appointment_id.is_(None))
        claim_id = db.session.scalar(tenancy.own(Draft.claim_id).where(*mine))
        draft = queries.find_draft_to_confirm(visitor, claim_id) if claim_id else None
        appointment = booking.confirm(draft) if draft and not draft.appointment_id else None
        db.session.commit()
        return str(appointment.id) if appointment else ""


def book(app: Any, clock: str, talk: str = "wijkteam", visitor: str = "anne", slug: str = "dorp") -> str:
    """An appointment; gives its id."""
    hold(app, clock, talk, visitor, slug)
    appointment = confirm(app, visitor, slug)
    assert appointment
    return appointment


def own(appointment_id: str) -> queries.Own:
    """What a person's own link opens, of the current municipality."""
    return queries.Own(queries.participations_of(appointment_id)[0], queries.get_appointment(appointment_id))


def move(app: Any, appointment_id: str, clock: str, slug: str = "dorp", on: date = WEDNESDAY) -> None:
    with acting(app, slug):
        booking.move(own(appointment_id), sitting(on).id, moment(clock, on))
        db.session.commit()


def cancel(app: Any, appointment_id: str, slug: str = "dorp") -> None:
    with acting(app, slug):
        booking.cancel(own(appointment_id))
        db.session.commit()


def renew(app: Any, visitor: str = "anne", slug: str = "dorp") -> None:
    with acting(app, slug):
        draft = queries.find_live_draft(visitor)
        if draft is not None:
            booking.renew(draft)
            db.session.commit()


def let_go(app: Any, visitor: str = "anne", slug: str = "dorp") -> None:
    commit(app, booking.let_go, visitor, slug=slug)


def together(*actions: Callable[[], Any]) -> list[Any]:
    """Do all of these at the same moment, each in a thread of its own; gives each result, or the refusal."""
    start, results = Barrier(len(actions)), [None] * len(actions)

    def run(position: int) -> None:
        start.wait()
        try:
            results[position] = actions[position]()
        except Exception as error:  # raised again below, unless it is an answer
            results[position] = error

    runners = [Thread(target=run, args=(position,)) for position in range(len(actions))]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refusal):
            raise result
    return results


def ticks(claim_id: str | None = None, firm: bool | None = None) -> int:
    """How many ticks there are: of one claim, or of all; firm, held or both."""
    found = select(func.count()).select_from(ClaimTick)
    if claim_id:
        found = found.where(ClaimTick.claim_id == claim_id)
    if firm is not None:
        found = found.where(ClaimTick.expires_at.is_(None) if firm else ClaimTick.expires_at.is_not(None))
    return int(db.session.scalar(found) or 0)


def free(app: Any, talk: str = "wijkteam", slug: str = "dorp", on: date = WEDNESDAY) -> list[str]:
    """The free times of one day on the wall: ["09:00", "09:30", …]."""
    with acting(app, slug):
        found = agenda.find_talk(talk)
        assert found is not None
        for day in agenda.times_page(found.rule, now(), on).days:
            if day.sitting.on == on:
                return [f"{t.astimezone(ZONE):%H:%M}" for t in day.times]
    return []


def audit(app: Any) -> str:
    with app.app_context():
        return str(audit_all())


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The SQL of the block, without the opening of transactions and the setting of the municipality."""
    seen: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN") and "set_config" not in statement:
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", count)


# --- calendars: by the pure rules, and in the database -----------------------------------------------------


def days(calendar: Calendar) -> Iterator[tuple[int, date, rules.Day]]:
    """The open sittings of a calendar by the portal's pure rules: (series, date, day)."""
    today = from_epoch(calendar.now).astimezone(ZONE).date()
    for number, series in enumerate(calendar.series):
        closed = [
            rules.ClosedPeriod(first, last, None if which is None else str(which))
            for first, last, which in calendar.closed
        ]
        recurrence = rules.Recurrence(series.every_weeks, series.anchor, series.nth, series.weekday)
        for on in recurrence.dates(today, today + timedelta(days=series.horizon_days)):
            times = rules.try_sitting_times(on, f"{series.opens:%H:%M}", f"{series.closes:%H:%M}")
            shut = rules.is_closed(on, str(number), closed) and on not in calendar.opened
            if times and not shut:
                yield number, on, _day(on, series, *times)


def _day(on: date, series: Series, starts: datetime, ends: datetime) -> rules.Day:
    return rules.Day(
        id=on.isoformat(),
        starts=int(starts.timestamp()),
        ends=int(ends.timestamp()),
        grid=series.grid,
        gap=series.gap,
        lead=series.lead_hours * 3600,
        horizon=series.horizon_days * 86400,
        desks=tuple(rules.Desk(d.role, None if on in d.absent else d.person) for d in series.desks),
    )


def free_times(calendar: Calendar) -> Found:
    """The free times of a calendar by the portal's pure rules, as the brute force gives them."""
    talk, busy = talk_of(calendar), taken(calendar)
    found = {
        (number, on): [start // 60 for start in rules.free_starts(day, talk, busy, calendar.now)]
        for number, on, day in days(calendar)
    }
    return {key: starts for key, starts in found.items() if starts}


def talk_of(calendar: Calendar) -> rules.Talk:
    return rules.Talk(calendar.minutes, calendar.roles)


def claimed_ticks(calendar: Calendar) -> dict[tuple[str, int], int | None]:
    """(person, tick) → when it expires; of two on one tick the one that lasts longest."""
    found: dict[tuple[str, int], int | None] = {}
    for busy in sorted(calendar.busy, key=lambda b: (b.expires is None, b.expires or 0)):
        for tick in range(busy.begins * 60 // TICK, (busy.begins + busy.minutes) * 60 // TICK):
            found[busy.person, tick] = busy.expires
    return found


def taken(calendar: Calendar) -> dict[str, set[int]]:
    """What the pure rules get to see: the ticks that are not expired."""
    found: dict[str, set[int]] = {}
    for (person, tick), expires in claimed_ticks(calendar).items():
        if expires is None or expires > calendar.now:
            found.setdefault(person, set()).add(tick)
    return found


def store(calendar: Calendar) -> dict[str, int]:
    """Put a calendar in the place of the current municipality's planning and fill it; spreekuur id → series."""
    _clear()
    people = {d.person for s in calendar.series for d in s.desks} | {b.person for b in calendar.busy}
    db.session.add_all(Resource(id=person) for person in people if person)
    db.session.flush()
    ids = {_store_series(number, series): number for number, series in enumerate(calendar.series)}
    for position, (first, last, which) in enumerate(calendar.closed):
        of = next((key for key, number in ids.items() if number == which), None)
        db.session.add(Closure(key=f"c{position}", from_on=first, until_on=last, spreekuur_id=of))
    db.session.flush()
    for (person, tick), expires in claimed_ticks(calendar).items():
        until = None if expires is None else from_epoch(expires)
        db.session.add(ClaimTick(resource_id=person, tick=tick, claim_id="test", expires_at=until))
    db.session.flush()
    fill(from_epoch(calendar.now).astimezone(ZONE).date())
    for sitting in db.session.scalars(select(Sitting).where(Sitting.on.in_(calendar.opened))):
        sitting.state, sitting.by_hand = agenda.OPEN, True
    db.session.commit()
    return ids


def _clear() -> None:
    for model in (SittingDesk, Sitting, SpreekuurDesk, SpreekuurOffer, Closure, Spreekuur):
        db.session.execute(delete(model).where(model.owner == tenancy.current_id()))
    db.session.execute(delete(ClaimTick))
    db.session.execute(delete(Resource).where(Resource.person_id.is_(None)))


def _store_series(number: int, series: Series) -> str:
    if series.every_weeks:
        rule: dict[str, Any] = {"every_weeks": series.every_weeks, "anchor": str(series.anchor)}
    else:
        rule = {"nth": series.nth, "weekday": series.weekday}
    row = Spreekuur(
        key=f"series-{number}",
        title="Spreekuur",
        rule=json.dumps(rule),
        starts=f"{series.opens:%H:%M}",
        ends=f"{series.closes:%H:%M}",
        grid=series.grid,
        gap=series.gap,
        lead_hours=series.lead_hours,
        horizon_days=series.horizon_days,
        valid_from=series.anchor or date(2021, 1, 1),
    )
    db.session.add(row)
    db.session.flush()
    for desk in series.desks:
        db.session.add(
            SpreekuurDesk(
                spreekuur_id=row.id,
                role=desk.role,
                organisation_id="organisation",
                resource_id=desk.person,
                absent_on=json.dumps([on.isoformat() for on in desk.absent]),
            )
        )
    db.session.flush()
    return str(row.id)


def pages(calendar: Calendar) -> Iterator[agenda.TimesPage]:
    """Every page of "toon meer dagen", to the end."""
    from_on = None
    while True:
        page = agenda.times_page(talk_of(calendar), from_epoch(calendar.now), from_on)
        yield page
        if page.more_from is None:
            return
        assert from_on is None or page.more_from > from_on
        from_on = page.more_from


def shown(calendar: Calendar, ids: dict[str, int]) -> Found:
    """Every free day of all pages, as the brute force gives them; no day twice."""
    found: Found = {}
    for page in pages(calendar):
        for day in page.days:
            key = (ids[day.sitting.spreekuur_id], day.sitting.on)
            assert key not in found
            found[key] = [int(t.timestamp()) // 60 for t in day.times]
    return found


def run_sql(statement: str, **values: Any) -> None:
    """Plant a fault; the statement names `tenant_id` where the guards want it."""
    db.session.execute(text(statement), values)
    db.session.commit()
