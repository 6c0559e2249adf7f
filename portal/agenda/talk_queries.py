"""The talks of the current municipality: those that are offered, and those that were."""

from dataclasses import dataclass

from portal import tenancy
from portal.agenda.models import TalkType
from portal.agenda.rules import Talk
from portal.db import db


@dataclass(frozen=True)
class TalkInfo:
    """A talk that can be booked, as people read about it."""

    id: str
    key: str
    name: str
    minutes: int
    roles: tuple[str, ...]
    topics: frozenset[str]
    joint_allowed: bool
    who_sits: str
    who_pays: str
    condition: str
    controller: str
    position: int
    removed: bool

    @property
    def rule(self) -> Talk:
        return Talk(self.minutes, self.roles)

    def rule_for(self, joint: bool) -> Talk:
        """The same; `joint` when two people come."""
        return Talk(self.minutes, self.roles, joint)


def talks() -> tuple[TalkInfo, ...]:
    """The talks that the current municipality offers, in their order; from memory until something changes."""
    return tuple(talk for talk in all_talks() if not talk.removed)


def all_talks() -> tuple[TalkInfo, ...]:
    """The same with those that are not offered any more: appointments and people who wait still have them."""
    return tenancy.derived("talks", _read_talks)


def _read_talks() -> tuple[TalkInfo, ...]:
    t = TalkType
    rows = db.session.execute(
        tenancy.own(
            t.id,
            t.key,
            t.name,
            t.minutes,
            t.roles,
            t.topics,
            t.joint_allowed,
            t.who_sits,
            t.who_pays,
            t.condition,
            t.controller,
            t.position,
            t.removed,
        ).order_by(t.position, t.key)
    )
    return tuple(
        TalkInfo(i, key, name, minutes, tuple(roles.split()), frozenset(topics.split()), joint, *texts)
        for i, key, name, minutes, roles, topics, joint, *texts in rows
    )


def find_talk(key_or_id: str) -> TalkInfo | None:
    """One that is offered, or was: for what was booked or asked already."""
    return next((talk for talk in all_talks() if key_or_id in (talk.key, talk.id)), None)


def read_talk(talk_id: str) -> TalkInfo | None:
    """The same by id from the table, for who is going to change it."""
    return next((talk for talk in _read_talks() if talk.id == talk_id), None)


def find_offered_talk(key_or_id: str) -> TalkInfo | None:
    """One that can be booked now."""
    return next((talk for talk in talks() if key_or_id in (talk.key, talk.id)), None)
