"""When somebody is busy elsewhere. Hours only; free times and claims leave them out, and no talk is touched."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from portal.agenda.actions import lock
from portal.agenda.models import BusyTime
from portal.clock import now
from portal.db import db, new_id

Interval = tuple[datetime, datetime]
_AT_ONCE = 500  # an SQL statement takes only so many parameters


def set_busy(source: str, resource_id: str, intervals: Iterable[Interval]) -> int:
    """These are all hours in which somebody is busy by this source, in every municipality; instants are UTC.

    What stays as it was is not written. Gives how many hours of today or later came or went.
    """
    lock([resource_id])
    b, wanted = BusyTime, set(intervals)
    known = {
        (starts, ends): id
        for id, starts, ends in db.session.execute(
            select(b.id, b.starts_at, b.ends_at).where(b.resource_id == resource_id, b.source == source)
        )
    }
    gone, new = sorted(set(known) - wanted), sorted(wanted - set(known))
    for n in range(0, len(gone), _AT_ONCE):
        ids = [known[hours] for hours in gone[n : n + _AT_ONCE]]
        db.session.execute(delete(b).where(b.id.in_(ids)).execution_options(synchronize_session=False))
    if new:
        rows = [
            {"id": new_id(), "resource_id": resource_id, "starts_at": s, "ends_at": e, "source": source}
            for s, e in new
        ]
        db.session.execute(insert(b), rows)
    return sum(ends > now() for _, ends in (*gone, *new))


def tidy_busy(today_starts: datetime) -> int:
    """Delete the hours that ended before yesterday (nightly)."""
    result: Any = db.session.execute(
        delete(BusyTime)
        .where(BusyTime.ends_at < today_starts - timedelta(days=1))
        .execution_options(synchronize_session=False)
    )
    return result.rowcount
