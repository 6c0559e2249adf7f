"""People who must not meet: every SELECT of the pairs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from portal.booking.models import COMES, CONFIRMED, Appointment, KeepApart, Participation
from portal.db import db


@dataclass(frozen=True)
class Party:
    """One of two people who must not meet, with when and where they come."""

    participation_id: str
    reference: str
    state: str
    appointment_id: str
    sitting_id: str
    roles: str
    status: str
    starts_at: datetime
    ends_at: datetime

    @property
    def comes(self) -> bool:
        return self.status == CONFIRMED and self.state == COMES


@dataclass(frozen=True)
class Pair:
    """Two people who must not meet."""

    id: str
    one: Party
    other: Party


def pairs_of(participation_ids: Iterable[str]) -> list[Pair]:
    """The pairs that one of these people is in; one statement, however many there are."""
    ids = list(participation_ids)
    return _pairs(or_(KeepApart.first_id.in_(ids), KeepApart.second_id.in_(ids)))


def pairs_from(at: datetime) -> list[Pair]:
    """The pairs of which at least one still comes after this moment; one statement."""
    return _pairs(or_(_FIRST_AT.ends_at > at, _SECOND_AT.ends_at > at))


_FIRST, _SECOND = aliased(Participation), aliased(Participation)
_FIRST_AT, _SECOND_AT = aliased(Appointment), aliased(Appointment)


def _party(person: Any, at: Any) -> tuple[Any, ...]:
    return (
        person.id,
        person.reference,
        person.state,
        at.id,
        at.sitting_id,
        at.roles,
        at.status,
        at.starts_at,
        at.ends_at,
    )


def _pairs(which: Any) -> list[Pair]:
    one, other = _party(_FIRST, _FIRST_AT), _party(_SECOND, _SECOND_AT)
    rows = db.session.execute(
        select(KeepApart.id, *one, *other)
        .join(_FIRST, _FIRST.id == KeepApart.first_id)
        .join(_FIRST_AT, _FIRST_AT.id == _FIRST.appointment_id)
        .join(_SECOND, _SECOND.id == KeepApart.second_id)
        .join(_SECOND_AT, _SECOND_AT.id == _SECOND.appointment_id)
        .where(which)
        .order_by(_FIRST_AT.starts_at, KeepApart.id)
    )
    return [Pair(key, Party(*row[: len(one)]), Party(*row[len(one) :])) for key, *row in rows]


def kept_from(participation_ids: Iterable[str]) -> list[Participation]:
    """Everybody who must not meet one of these people; one statement."""
    ids, pair, p = list(participation_ids), KeepApart, Participation
    either = or_(
        and_(pair.first_id == p.id, pair.second_id.in_(ids)),
        and_(pair.second_id == p.id, pair.first_id.in_(ids)),
    )
    return list(db.session.scalars(select(p).join(pair, either).distinct()))


def find_pair(first_id: str, second_id: str) -> KeepApart | None:
    return db.session.scalar(
        select(KeepApart).where(KeepApart.first_id == first_id, KeepApart.second_id == second_id)
    )
