"""Two people who must not meet: staff mark it, are warned, and solve it by an ordinary move. The caller commits.

Nothing of it leaves the staff pages: no public page, message, time or order reads these rows. Being first gives
no rights: each has the same term, counted from their own booking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import agenda, privacy, tenancy
from portal.booking import pairs, queries, rules
from portal.booking.models import KeepApart
from portal.clock import now
from portal.db import db
from portal.errors import N_, Refusal

JURIST = "juridisch"  # the role; two people who must not meet are never advised by one jurist


class UnknownCode(Refusal):
    """Nobody has this code, or somebody of another municipality, or a wiped person, or it is their own: one answer."""

    status = 404
    message = N_("Deze code kennen wij niet.")
    field = "code"


def keep_apart(own: queries.Own, typed: str, actor: str) -> None:
    """This person and the one with the typed code must not meet; a second time changes nothing. Raises UnknownCode."""
    other = queries.find_by_reference(rules.read_code(typed))
    if other is None or other.participation.id == own.participation.id:
        raise UnknownCode
    first, second = sorted((own.participation.id, other.participation.id))
    queries.lock_participations(
        (first, second)
    )  # of two who press at once the second sees the first one's row
    if pairs.find_pair(first, second) is not None:
        return
    tenancy.insert(KeepApart(first_id=first, second_id=second, made_by=actor))
    for person in (first, second):
        privacy.record("participation.kept_apart", person, actor)


def let_meet(own: queries.Own, typed: str, actor: str) -> None:
    """It is no longer so. Raises UnknownCode when this person is not kept from the one with the typed code."""
    reference = rules.read_code(typed)
    for pair in pairs.pairs_of([own.participation.id]):
        if (
            reference in (pair.one.reference, pair.other.reference)
            and reference != own.participation.reference
        ):
            first, second = sorted((pair.one.participation_id, pair.other.participation_id))
            db.session.delete(pairs.find_pair(first, second))
            for person in (first, second):
                privacy.record("participation.may_meet", person, actor)
            return
    raise UnknownCode


@dataclass(frozen=True)
class Kept:
    """What staff see of a pair from the side of one person: of the other nothing but the reference."""

    mine: pairs.Party
    other: pairs.Party
    faults: tuple[str, ...]  # of rules.apart_faults
    one_talk: bool  # they come to one talk together


def kept_of(participation_ids: Iterable[str]) -> dict[str, list[Kept]]:
    """By person whom they are kept from, and what clashes; two statements, however many pairs."""
    ids = set(participation_ids)
    found: dict[str, list[Kept]] = {}
    for one, other, faults in _clashes(pairs.pairs_of(ids) if ids else []):
        for mine, theirs in ((one, other), (other, one)):
            if mine.participation_id in ids:
                seen = Kept(mine, theirs, faults, mine.appointment_id == theirs.appointment_id)
                found.setdefault(mine.participation_id, []).append(seen)
    return found


def clashes(at: datetime) -> list[tuple[Kept, agenda.SittingInfo | None, agenda.SittingInfo | None]]:
    """The pairs that may meet, with the sittings of both; two statements."""
    found = pairs.pairs_from(at)
    sittings = _sittings(found)
    return [
        (
            Kept(one, other, faults, one.appointment_id == other.appointment_id),
            sittings.get(one.sitting_id),
            sittings.get(other.sitting_id),
        )
        for one, other, faults in _clashes(found, sittings)
        if faults
    ]


Clash = tuple[pairs.Party, pairs.Party, tuple[str, ...]]


def _clashes(
    found: list[pairs.Pair], sittings: Mapping[str, agenda.SittingInfo] | None = None
) -> list[Clash]:
    sittings = _sittings(found) if sittings is None else sittings
    return [(p.one, p.other, _faults(p.one, p.other, sittings)) for p in found]


def _sittings(found: list[pairs.Pair]) -> dict[str, agenda.SittingInfo]:
    return (
        agenda.sittings_by_id(s for p in found for s in (p.one.sitting_id, p.other.sitting_id))
        if found
        else {}
    )


def _faults(
    one: pairs.Party, other: pairs.Party, sittings: Mapping[str, agenda.SittingInfo]
) -> tuple[str, ...]:
    """Nothing when somebody does not come, or when both were here. A jurist who advised one is still that jurist."""
    if not (one.comes and other.comes) or max(one.ends_at, other.ends_at) <= now():
        return ()
    return tuple(rules.apart_faults(_whereabouts(one, sittings), _whereabouts(other, sittings)))


def _whereabouts(party: pairs.Party, sittings: Mapping[str, agenda.SittingInfo]) -> rules.Whereabouts:
    sitting = sittings.get(party.sitting_id)
    desks = sitting.desks if sitting and JURIST in party.roles.split() else ()
    jurists = frozenset(desk.resource for desk in desks if desk.role == JURIST and desk.resource)
    return rules.Whereabouts(sitting.place_id if sitting else "", party.starts_at, party.ends_at, jurists)


def term(booked_at: datetime) -> date:
    """Until when (local date) somebody who is kept apart has a talk: ten working days after their own booking."""
    on, left = rules.local_date(booked_at), rules.TERM_DAYS
    while left:
        on += timedelta(days=1)
        left -= agenda.is_working_day(on)
    return on
