"""Rules of booking; pure."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from portal.clock import ZONE, instant
from portal.errors import N_, Refusal

HOLD = timedelta(minutes=15)
RENEWALS = 10  # WCAG 2.2.1: a time limit can be extended at least ten times
DRAFT_KEPT = timedelta(hours=1)
CONTACT_KEPT = timedelta(days=30)
COUNTS_KEPT = timedelta(days=730)
PHONE_FIRST_AFTER = 5  # working days

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY34679"  # 27 signs that are not taken for one another, also on the phone
TOPICS = ("kinderen", "geld", "huis", "regels")
UNKNOWN_TOPIC = "weet-niet"


class _Talk(Protocol):
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def topics(self) -> frozenset[str]: ...


T = TypeVar("T", bound=_Talk)


def suggest(topics: Collection[str], talks: Sequence[T]) -> T | None:
    """The talk that fits what somebody wants to talk about: the smallest table that covers every topic.

    "Weet ik nog niet", or topics that no talk covers: the fullest table. None when nothing is offered.
    """
    if not talks:
        return None
    wanted = set(topics) & set(TOPICS)
    fits = [talk for talk in talks if wanted <= talk.topics]
    if UNKNOWN_TOPIC in topics or not wanted or not fits:
        return max(talks, key=lambda talk: (len(talk.topics & wanted), len(talk.roles)))
    return min(fits, key=lambda talk: len(talk.roles))


def new_reference() -> str:
    """Eight signs to read aloud; not a credential."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def new_token() -> str:
    """The secret of a person's own link: 192 bits."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def has_ended(ends_at: datetime, now: datetime) -> bool:
    """After its end an appointment's link answers like any unknown one."""
    return now >= ends_at


def check_can_change(status: str, starts_at: datetime, now: datetime) -> None:
    """Raises TooLate or AlreadyCancelled when moving and cancelling are over."""
    if status != "confirmed":
        raise AlreadyCancelled
    if now >= starts_at:
        raise TooLate


class TooLate(Refusal):
    status = 409
    message = N_("Deze afspraak is al begonnen. Bel ons als u iets wilt veranderen.")


class AlreadyCancelled(Refusal):
    status = 409
    message = N_("Deze afspraak gaat al niet meer door.")


class OtherTab(Refusal):
    """Another window of the same browser chose another time."""

    status = 409
    message = N_("U koos in een ander venster een andere tijd.")


DAY_PARTS = {"ochtend": (time(9), time(12)), "middag": (time(12), time(17)), "avond": (time(17), time(19))}


def reminder_moment(on: date, parts: Collection[str]) -> datetime:
    """When the reminder goes out on this (local) day: between 09:00 and 19:00, inside the safe times (UTC)."""
    return instant(on, _safe_times(parts)[0][0])


def is_reminder_time(at: datetime, parts: Collection[str]) -> bool:
    """Still between 09:00 and 19:00 and inside the safe times? A late reminder stays away."""
    return any(start <= at.astimezone(ZONE).time() < end for start, end in _safe_times(parts))


def _safe_times(parts: Collection[str]) -> list[tuple[time, time]]:
    return [DAY_PARTS[part] for part in DAY_PARTS if part in parts] or [(time(9), time(19))]


def local_date(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
