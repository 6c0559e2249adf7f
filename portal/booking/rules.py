"""Rules of booking; pure."""

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

from portal.clock import ZONE, instant
from portal.errors import N_, Refusal

HOLD = timedelta(minutes=15)
RENEWALS = 10  # WCAG 2.2.1: a time limit can be extended at least ten times
DRAFT_KEPT = timedelta(hours=1)
CONTACT_KEPT = timedelta(days=30)
COUNTS_KEPT = timedelta(days=730)
PHONE_FIRST_AFTER = 5  # working days

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXY34679"  # 27 signs that are not taken for one another, also on the phone
SPELLED = {  # names to spell with on the telephone, as everybody in the Netherlands knows them
    "A": "Anna",
    "B": "Bernard",
    "C": "Cornelis",
    "D": "Dirk",
    "E": "Eduard",
    "F": "Ferdinand",
    "G": "Gerard",
    "H": "Hendrik",
    "J": "Johan",
    "K": "Karel",
    "L": "Lodewijk",
    "M": "Maria",
    "N": "Nico",
    "P": "Pieter",
    "Q": "Quotiënt",
    "R": "Rudolf",
    "T": "Teunis",
    "U": "Utrecht",
    "V": "Victor",
    "W": "Willem",
    "X": "Xantippe",
    "Y": "Ypsilon",
}
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


def new_code() -> str:
    """Ten signs that one person passes on to the other, who types them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def read_code(typed: str) -> str:
    """What somebody typed as a code or reference: capitals, without spaces and dashes."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def in_groups(code: str) -> list[list[tuple[str, str]]]:
    """A code to read aloud, in two groups of (sign, name to spell it with); a figure has no name."""
    half = -(-len(code) // 2)
    spelled = [(sign, SPELLED.get(sign, "")) for sign in code]
    return [spelled[:half], spelled[half:]]


def token_of_answer(invitation: str, attempt: str) -> str:
    """The own link of somebody who says yes, made of the invitation and of a secret in the page they answered.

    So a double click or a reload gives the same link again, and who passed the code on cannot make it.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(f"{invitation}|{attempt}".encode()).digest()).decode()[:32]


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


# What one of two people does may not be told at the moment they do it. News that a talk together is off, and news
# from staff, is told at one of these hours (wall time), whatever the cause.
TELLING_HOURS = (time(9), time(13), time(17))


def telling_moment(at: datetime) -> datetime:
    """The first telling hour after `at` (UTC)."""
    on = local_date(at)
    moments = (instant(on + timedelta(days=n), hour) for n in (0, 1) for hour in TELLING_HOURS)
    return next(moment for moment in moments if moment > at)


WALK_IN_AROUND = timedelta(minutes=30)  # somebody may sit a little before and after the hours
REASONS = ("spoed", "hoort-bij", "belofte")  # why staff take somebody on at a time that is full


def may_walk_in(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Is somebody at the desk of this sitting now?"""
    return starts_at - WALK_IN_AROUND <= now < ends_at + WALK_IN_AROUND


def walked_in_at(now: datetime) -> datetime:
    """The present five minutes, begun."""
    return now - timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)


ALONE, OPEN, TOGETHER, OFF = "alone", "open", "together", "off"


def joint_state(
    joint: bool, apart_from: datetime | None, both: bool, ends_at: datetime | None, now: datetime
) -> str:
    """What somebody in this appointment may know of coming together: a rule of the clock, not of a job.

    `both`: two people said they come; `ends_at`: the fixed moment. A talk that stopped being joint looks as it
    did until `apart_from`. Silence and a refusal are the same: OFF at the fixed moment.
    """
    if joint:
        return TOGETHER if both else OPEN if ends_at is not None and now < ends_at else OFF
    if apart_from is None:
        return ALONE
    return TOGETHER if now < apart_from else OFF


# Two people who must not meet: not at one place within this time, never with one jurist.
APART = timedelta(minutes=30)
TERM_DAYS = 10  # working days from each one's own booking; being first gives no rights


@dataclass(frozen=True)
class Whereabouts:
    """Where one person of a kept-apart pair will be: instants UTC, jurists by resource id."""

    place: str
    starts_at: datetime
    ends_at: datetime
    jurists: frozenset[str]


def apart_faults(one: Whereabouts, other: Whereabouts) -> list[str]:
    """Why two people who must not meet might: "place" and "jurist", or nothing."""
    near = one.starts_at < other.ends_at + APART and other.starts_at < one.ends_at + APART
    found = ["place"] if near and one.place and one.place == other.place else []
    return found + (["jurist"] if one.jurists & other.jurists else [])


class TooLate(Refusal):
    status = 409
    message = N_("Deze afspraak is al begonnen. Bel ons als u iets wilt veranderen.")


class AlreadyCancelled(Refusal):
    status = 409
    message = N_("Deze afspraak gaat al niet meer door.")


class CodeOver(Refusal):
    """The code of an invitation: unknown, ended or used; one answer."""

    status = 404
    message = N_("Deze code werkt niet. Kijk of u hem goed typte. Of bel ons.")


class CodeUsed(Refusal):
    """Somebody said yes with this code before."""

    status = 409
    message = N_("Deze code is al gebruikt.")


class NoQuestion(Refusal):
    """Another time was proposed, but not any more, or not to this person."""

    status = 409
    message = N_("Deze vraag is er niet meer. De oude tijd blijft.")


class AlreadyShown(Refusal):
    """The other can read the proposal by now."""

    status = 409
    message = N_("De ander kan uw voorstel al lezen. Wilt u het toch niet? Bel ons, of kom alleen.")


class TogetherOver(Refusal):
    status = 409
    message = N_("Samen een andere tijd kiezen kan hier niet meer. Bel ons.")


class NotArrived(Refusal):
    """A talk is done by who came to it; a colleague took "gekomen" back meanwhile."""

    status = 409
    message = N_("Deze persoon staat niet op gekomen. Kies eerst: Gekomen.")


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


# A second reminder, of who asked for it, on the day itself; the worker may be a little late with it.
SECOND_FROM, SECOND_BEFORE, SECOND_LATE = time(8, 30), timedelta(hours=2), timedelta(minutes=15)


def second_reminder_moment(starts_at: datetime, parts: Collection[str]) -> datetime | None:
    """On the day of the talk, 08:30 or as soon as it is safe; None when that is less than two hours before it."""
    moment = instant(local_date(starts_at), _safe_times(parts, SECOND_FROM)[0][0])
    return moment if moment <= starts_at - SECOND_BEFORE else None


def is_second_reminder_time(at: datetime, starts_at: datetime, parts: Collection[str]) -> bool:
    """Still the day of the talk, a safe hour, and long enough before it?"""
    if local_date(at) != local_date(starts_at) or at > starts_at - SECOND_BEFORE + SECOND_LATE:
        return False
    return any(start <= at.astimezone(ZONE).time() < end for start, end in _safe_times(parts, SECOND_FROM))


def _safe_times(parts: Collection[str], earliest: time = time(9)) -> list[tuple[time, time]]:
    return [DAY_PARTS[part] for part in DAY_PARTS if part in parts] or [(earliest, time(19))]


ADDRESS_OF = {
    "email": "email",
    "sms": "telefoon",
}  # of a channel that we write to: the answer with its address


def written_to(contact: Mapping[str, Any] | None) -> str | None:
    """Where we may write to somebody, as typed: only over the channel they chose. None: nowhere."""
    answers = contact or {}
    return answers.get(ADDRESS_OF.get(answers.get("kanaal") or "", "")) or None


def local_date(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
