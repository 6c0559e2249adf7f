"""The agenda: who sits where, which times are free, and what is taken.

A *spreekuur* is a series, a *sitting* one date of it (to people: spreekuurdag), a *desk* one organisation's
place at a sitting, a *resource* what can be double-booked, a *claim* the ticks taken, a *hold* a claim that
expires. No slots are stored: free times are computed from sittings minus claims, and the primary key of
`claim_tick` refuses a second claim on the same five minutes of the same person, in whatever municipality.
"""

from portal.agenda.actions import Claimed, Wanted, claim, confirm, release, renew, tidy
from portal.agenda.audit import ClaimedTime, Findings, audit
from portal.agenda.models import OPEN
from portal.agenda.planning import close_period, closed_days, fill
from portal.agenda.queries import (
    DeskDay,
    DeskSeat,
    FreeDay,
    Nearby,
    SittingInfo,
    TalkInfo,
    TimesPage,
    desk_days,
    find_planned,
    find_sitting,
    find_talk,
    get_sitting,
    last_sitting_ends,
    nearby,
    nearest_times,
    own_agenda,
    sittings_by_id,
    talks,
    times_page,
)
from portal.agenda.rules import (
    HoldLost,
    NotOffered,
    Talk,
    TimeTaken,
    is_working_day,
    reminder_day,
    working_days_before,
    working_days_between,
)
from portal.agenda.start import load_start, resource_of
from portal.agenda.support import Standing, Stands, support

__all__ = [
    "OPEN",
    "Claimed",
    "ClaimedTime",
    "DeskDay",
    "DeskSeat",
    "Findings",
    "FreeDay",
    "HoldLost",
    "Nearby",
    "NotOffered",
    "SittingInfo",
    "Standing",
    "Stands",
    "Talk",
    "TalkInfo",
    "TimeTaken",
    "TimesPage",
    "Wanted",
    "audit",
    "claim",
    "close_period",
    "closed_days",
    "confirm",
    "desk_days",
    "fill",
    "find_planned",
    "find_sitting",
    "find_talk",
    "get_sitting",
    "is_working_day",
    "last_sitting_ends",
    "load_start",
    "nearby",
    "nearest_times",
    "own_agenda",
    "release",
    "reminder_day",
    "renew",
    "resource_of",
    "sittings_by_id",
    "support",
    "talks",
    "tidy",
    "times_page",
    "working_days_before",
    "working_days_between",
]
