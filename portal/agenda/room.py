"""What room is left: on the days of a desk, to plan with; on one day, for talks that wait for a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from portal.agenda import rules
from portal.agenda.models import OPEN
from portal.agenda.queries import DeskDay, SittingInfo
from portal.agenda.taken import taken_ticks
from portal.agenda.talk_queries import TalkInfo, talks
from portal.clock import epoch, from_epoch


def free_places(days: Sequence[DeskDay], now: datetime) -> dict[str, int]:
    """Per sitting how many more of the own desk's shortest talk fit from now on; one statement.

    A closed day, and a desk that no talk is for, are left out.
    """
    open_days = [(d, talk) for d in days if d.sitting.state == OPEN and (talk := shortest(d.own_roles))]
    taken = taken_ticks([d.sitting for d, _ in open_days], now) if open_days else {}
    return {d.sitting.id: rules.room(d.sitting.day, talk.rule, taken, epoch(now)) for d, talk in open_days}


def free_times(
    sitting: SittingInfo, wanted: Iterable[rules.Talk], now: datetime
) -> dict[rules.Talk, tuple[datetime, ...]]:
    """The starts (UTC, in order) at which each of these talks can be booked on this one day; one statement."""
    taken = taken_ticks([sitting], now)
    return {
        talk: tuple(map(from_epoch, rules.free_starts(sitting.day, talk, taken, epoch(now))))
        for talk in set(wanted)
    }


def shortest(roles: frozenset[str]) -> TalkInfo | None:
    """The shortest talk that these roles can do by themselves, or else with others."""
    alone = [talk for talk in talks() if set(talk.roles) <= roles]
    shared = [talk for talk in talks() if set(talk.roles) & roles]
    return min(alone or shared, key=lambda talk: talk.minutes, default=None)
