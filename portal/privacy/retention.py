"""What is wiped when. Each room that keeps personal data hands over one purge; app.py lists them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from portal import tenancy
from portal.db import db


@dataclass(frozen=True)
class Purge:
    """`run(now)` wipes what is due for the current municipality and gives the number of rows wiped."""

    name: str
    run: Callable[[datetime], int]


def purge_all(purges: Iterable[Purge], now: datetime) -> dict[str, int]:
    """Run every purge for every municipality, one transaction each; gives rows wiped per purge."""
    wiped: dict[str, int] = {}
    for tenant in tenancy.registry().tenants:
        for purge in purges:
            with tenancy.acting_for(tenant.slug):
                wiped[purge.name] = wiped.get(purge.name, 0) + purge.run(now)
                db.session.commit()
    return wiped
