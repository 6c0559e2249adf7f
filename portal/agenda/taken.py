"""What is taken: ticks that somebody claimed, and hours in which somebody is not there. Every SELECT of them."""

import functools
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause, bindparam, or_, select, text

from portal import tenancy
from portal.agenda.models import BusyTime, ClaimTick
from portal.clock import TICK, epoch, from_epoch
from portal.db import db, read

if TYPE_CHECKING:
    from portal.agenda.queries import SittingInfo


@functools.cache
def _taken(sittings: int) -> TextClause:
    """The one statement of the busiest page, for so many sittings; sent around the ORM.

    Who sits when is known from memory, so this only probes the primary key of `claim_tick`: joined to the
    planning, PostgreSQL read the whole table of ticks (nine times slower with a hundred times the planning).
    """
    hours = " OR ".join(f"(tick >= :from{n} AND tick < :until{n})" for n in range(sittings))
    return text(
        "SELECT resource_id, tick, tick + 1 FROM claim_tick "  # noqa: S608  (only numbers are filled in)
        "WHERE resource_id IN :people AND tick >= :first AND tick < :last "
        f"AND ({hours}) AND (expires_at IS NULL OR expires_at > :now) "
        "UNION ALL SELECT resource_id, starts_at / 300, (ends_at + 299) / 300 FROM busy_time "
        "WHERE resource_id IN :people AND ends_at > :first * 300 AND starts_at < :last * 300 "
        "AND (only_at IS NULL OR only_at = :here)"
    ).bindparams(bindparam("people", expanding=True))


def taken_ticks(sittings: "Sequence[SittingInfo]", now: datetime) -> dict[str, set[int]]:
    """Per resource the ticks claimed during these sittings, or in which that person is busy; one statement.

    Expired holds are left out.
    """
    people = sorted({desk.resource for s in sittings for desk in s.desks if desk.resource})
    if not people:
        return {}
    given: dict[str, Any] = {"people": people, "now": epoch(now), "here": tenancy.current_id()}
    for n, sitting in enumerate(sittings):
        given[f"from{n}"], given[f"until{n}"] = sitting.day.starts // TICK, -(-sitting.day.ends // TICK)
    given["first"] = min(given[f"from{n}"] for n in range(len(sittings)))
    given["last"] = max(given[f"until{n}"] for n in range(len(sittings)))
    taken: dict[str, set[int]] = {}
    for resource, first, until in read(_taken(len(sittings)), given):
        ticks = taken.setdefault(resource, set())
        if until - first == 1:
            ticks.add(first)
        else:
            ticks.update(range(max(first, given["first"]), min(until, given["last"])))
    return taken


def busy_ticks(resources: Iterable[str], ticks: range) -> dict[str, set[int]]:
    """Per resource in which of these ticks that person is not there, seen from the current municipality."""
    b = BusyTime
    rows = db.session.execute(
        select(b.resource_id, b.starts_at, b.ends_at).where(
            b.resource_id.in_(sorted(resources)),
            b.ends_at > from_epoch(ticks[0] * TICK),
            b.starts_at < from_epoch((ticks[-1] + 1) * TICK),
            or_(b.only_at.is_(None), b.only_at == tenancy.current_id()),
        )
    )
    found: dict[str, set[int]] = {}
    for resource, starts, ends in rows:
        first, until = epoch(starts) // TICK, -(-epoch(ends) // TICK)
        found.setdefault(resource, set()).update(range(max(first, ticks[0]), min(until, ticks[-1] + 1)))
    return found


def claimed_ticks(resources: Iterable[str], ticks: range, now: datetime) -> dict[str, dict[int, str]]:
    """Per resource which claim has which of these ticks; expired holds are left out."""
    c = ClaimTick
    rows = db.session.execute(
        select(c.resource_id, c.tick, c.claim_id).where(
            c.resource_id.in_(sorted(resources)),
            c.tick.between(ticks[0], ticks[-1]),
            or_(c.expires_at.is_(None), c.expires_at > now),
        )
    )
    found: dict[str, dict[int, str]] = {}
    for resource, tick, claim_id in rows:
        found.setdefault(resource, {})[tick] = claim_id
    return found


def firm_claims(resource_id: str, starts_at: datetime, ends_at: datetime) -> set[str]:
    """The talks (claim ids) that somebody has between two instants (UTC), in whatever municipality."""
    c = ClaimTick
    rows = select(c.claim_id).where(
        c.resource_id == resource_id,
        c.tick.between(epoch(starts_at) // TICK, -(-epoch(ends_at) // TICK) - 1),
        c.expires_at.is_(None),
    )
    return set(db.session.scalars(rows.distinct()))
