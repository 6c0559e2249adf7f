"""Does every talk still have its day, its hour and its people? Asked after each change of the planning, and daily.

Nothing is moved to another time and nothing is given up. When somebody else is free at that same hour, the talk
goes on with them: its ticks change hands. What can't go on is told to the caller, who asks staff to look at it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from portal.agenda import rules
from portal.agenda.actions import insert_ticks, lock
from portal.agenda.models import OPEN, ClaimTick
from portal.agenda.queries import SittingInfo, sittings_by_id
from portal.agenda.taken import busy_ticks, claimed_ticks
from portal.clock import TICK, epoch, now
from portal.db import db


@dataclass(frozen=True)
class Standing:
    """A talk as it was booked: instants UTC, `seated` resource ids; without `claims` it takes no ticks."""

    id: str
    claim_id: str
    sitting_id: str
    starts_at: datetime
    ends_at: datetime
    roles: tuple[str, ...]
    seated: tuple[str, ...]
    claims: bool = True


@dataclass(frozen=True)
class Stands:
    """How it is now: `fault` is one of rules.CLOSED_DAY, OUTSIDE, NOBODY, NOT_FREE or None; `ticks` None: as before."""

    fault: str | None
    seated: tuple[str, ...]
    ticks: int | None = None


def support(talks: Sequence[Standing]) -> dict[str, Stands]:
    """For each talk (the oldest booking first) whether it stands, and who sits there; five statements for all."""
    if not talks:
        return {}
    sittings = sittings_by_id(talk.sitting_id for talk in talks)
    ticks = range(
        min(epoch(t.starts_at) for t in talks) // TICK, max(-(-epoch(t.ends_at) // TICK) for t in talks) + 24
    )
    people = {d.resource for s in sittings.values() for d in s.desks if d.resource}
    people |= {resource for talk in talks for resource in talk.seated}
    lock(people)
    claimed, busy = claimed_ticks(people, ticks, now()), busy_ticks(people, ticks)
    found: dict[str, Stands] = {}
    for sitting_id in sorted({talk.sitting_id for talk in talks}):
        here = [talk for talk in talks if talk.sitting_id == sitting_id]
        found |= _support_one(sittings.get(sitting_id), here, claimed, busy)
    return found


def _support_one(
    sitting: SittingInfo | None,
    talks: Sequence[Standing],
    claimed: dict[str, dict[int, str]],
    busy: Mapping[str, set[int]],
) -> dict[str, Stands]:
    day = sitting.day if sitting is not None and sitting.state == OPEN else None
    own = {talk.claim_id for talk in talks}
    taken = {r: {tick for tick, claim in held.items() if claim not in own} for r, held in claimed.items()}
    places = rules.places(day, [_booked(talk) for talk in talks], taken, busy)
    found: dict[str, Stands] = {}
    for talk in talks:
        place = places[talk.id]
        if isinstance(place, str):
            found[talk.id] = Stands(place, talk.seated)
        elif not talk.claims or set(place) == set(talk.seated):
            found[talk.id] = Stands(None, talk.seated)
        else:
            assert day is not None
            found[talk.id] = Stands(None, place, _hand_over(talk, day, place, claimed))
    return found


def _booked(talk: Standing) -> rules.Booked:
    return rules.Booked(
        talk.id, epoch(talk.starts_at), epoch(talk.ends_at), talk.roles, talk.seated, talk.claims
    )


def _hand_over(
    talk: Standing, day: rules.Day, place: tuple[str, ...], claimed: dict[str, dict[int, str]]
) -> int:
    """The talk's ticks go to these people; gives how many there are. Their resources are locked."""
    minutes = (epoch(talk.ends_at) - epoch(talk.starts_at)) // 60
    ticks = rules.ticks_of(day, rules.Talk(minutes, talk.roles), epoch(talk.starts_at))
    gone = delete(ClaimTick).where(ClaimTick.claim_id == talk.claim_id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    expired = delete(ClaimTick).where(
        ClaimTick.resource_id.in_(place),
        ClaimTick.tick.between(ticks[0], ticks[-1]),
        ClaimTick.expires_at <= now(),
    )
    db.session.execute(expired.execution_options(synchronize_session=False))
    if insert_ticks(place, ticks, talk.claim_id, None) != len(place) * len(ticks):
        raise rules.TimeTaken  # cannot be: they were locked and looked at
    for resource in place:
        claimed.setdefault(resource, {}).update(dict.fromkeys(ticks, talk.claim_id))
    return len(place) * len(ticks)
