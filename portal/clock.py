"""The only file that knows what time it is.

Instants are aware UTC datetimes; wall time is Europe/Amsterdam. Rules get the time as an argument.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
TICK = 300  # seconds; the grain of the agenda (DESIGN §3)


class NonexistentTime(ValueError):
    """A wall time that the clock jumps over on the last Sunday of March."""


def now() -> datetime:
    """The present instant, aware UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """Today's date on the wall in Europe/Amsterdam."""
    return now().astimezone(ZONE).date()


def instant(on: date, at: time) -> datetime:
    """The instant (UTC) of a wall time; of a doubled hour the first, a skipped hour raises NonexistentTime."""
    wall = datetime.combine(on, at, tzinfo=ZONE)  # fold=0: the first of a doubled hour
    utc = wall.astimezone(UTC)
    if utc.astimezone(ZONE).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise NonexistentTime(f"{on.isoformat()} {at.isoformat('minutes')} does not exist in {ZONE.key}")
    return utc


def wall(moment: datetime) -> datetime:
    """The same instant as wall time in Europe/Amsterdam (aware)."""
    return moment.astimezone(ZONE)


def epoch(moment: datetime) -> int:
    """Seconds since 1970 UTC."""
    return int(moment.timestamp())


def from_epoch(seconds: int) -> datetime:
    """Aware UTC from seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
