"""Rules of signing in; pure."""

import hmac
import string
from datetime import datetime, timedelta

import pyotp

from portal.errors import N_

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
FREE_TRIES = 4
LONGEST_WAIT = timedelta(seconds=60)
FORGET_AFTER = timedelta(hours=1)
PASSWORD_LENGTH = range(
    12, 257
)  # ASVS 6.2: long, no composition rules; an endless one is refused before hashing


REVIEW_EVERY = timedelta(days=92)  # a quarter: is it still right that this person works here?
INVITATION_LASTS = timedelta(days=7)
# What a half-open session still asks: a code; a first app; another app, after a code on paper.
CODE, ENROL, ANEW = "code", "enrol", "anew"
HALF_OPEN = timedelta(minutes=10)
CODE_SECONDS, CODE_DIGITS, DRIFT = 30, 6, 1  # RFC 6238; a clock may be one step off
RECOVERY_CODES, RECOVERY_SIGNS = 8, 12  # 60 bits each
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789"  # nothing that looks like something else


def session_is_alive(created_at: datetime, last_used_at: datetime, now: datetime) -> bool:
    """Within the idle limit (30 minutes) and the absolute limit (10 hours)."""
    return now - last_used_at < IDLE and now - created_at < ABSOLUTE


def wait_until(failures: int, last_at: datetime) -> datetime:
    """The moment the next try is heard: at once for four failures, then 2, 4, 8 … at most 60 seconds later.

    Slows guesses down and never locks a person out (SAFETY §5 A17).
    """
    if failures < FREE_TRIES:
        return last_at
    seconds = min(2 ** (failures - FREE_TRIES + 1), LONGEST_WAIT.total_seconds())
    return last_at + timedelta(seconds=seconds)


def password_fault(password: str, email: str) -> str | None:
    """Why a new password is no good (English, for the command line), or None."""
    if len(password) not in PASSWORD_LENGTH:
        return "use 12 to 256 characters"
    if (
        password.casefold() in (email.casefold(), email.partition("@")[0].casefold())
        or len(set(password)) < 5
    ):
        return "too easy to guess"
    return None


TOLD = {
    "use 12 to 256 characters": N_("Gebruik 12 tot 256 tekens. Een zin van vier woorden is goed."),
    "too easy to guess": N_("Dit is makkelijk te raden. Kies iets anders."),
}


def review_is_due(reviewed_at: datetime | None, now: datetime) -> bool:
    """Nobody looked at it for a quarter, or ever."""
    return reviewed_at is None or now - reviewed_at >= REVIEW_EVERY


def matching_step(secret: str, typed: str, now: datetime, last_step: int = 0) -> int | None:
    """The time step of which this is the code, at most one step off and later than `last_step`; else None.

    Every step is compared, whatever the first says: how long it takes tells nothing.
    """
    totp, current = pyotp.TOTP(secret, digits=CODE_DIGITS), int(now.timestamp()) // CODE_SECONDS
    digits = "".join(sign for sign in typed if sign in string.digits)
    found = None
    for step in range(current - DRIFT, current + DRIFT + 1):
        fits = hmac.compare_digest(totp.generate_otp(step), digits)
        if fits and step > last_step and found is None:
            found = step
    return found


def read_recovery_code(typed: str) -> str:
    """As it was made: without spaces and dashes, in small letters."""
    return "".join(sign for sign in typed.lower() if sign in RECOVERY_ALPHABET)
