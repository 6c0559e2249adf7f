"""Rules of signing in; pure."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
FREE_TRIES = 4
LONGEST_WAIT = timedelta(seconds=60)
FORGET_AFTER = timedelta(hours=1)
PASSWORD_LENGTH = range(
    12, 257
)  # ASVS 6.2: long, no composition rules; an endless one is refused before hashing


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
