"""Who has a chair in this municipality from today on, also when they work here no more."""

from sqlalchemy import func, select

from portal import tenancy
from portal.agenda.models import OPEN, Resource, Sitting, SittingDesk, Spreekuur, SpreekuurDesk
from portal.clock import today
from portal.db import db


def chairs_left(person_id: str) -> list[tuple[str, int]]:
    """(title, number of open days to come) of every spreekuur here where somebody has a chair, by title.

    Days are 0 where only the series still names them.
    """
    mine = Resource.person_id == person_id
    found = dict.fromkeys(db.session.scalars(_of_series(Spreekuur.title).where(mine)), 0)
    rows = db.session.execute(_of_days(Spreekuur.title, func.count()).where(mine).group_by(Spreekuur.title))
    return sorted((found | dict(rows.all())).items())


def seated() -> dict[str, set[str]]:
    """For which organisations each person has a chair here, of a series or on a day to come."""
    found: dict[str, set[str]] = {}
    for statement in (
        _of_series(Resource.person_id, SpreekuurDesk.organisation_id),
        _of_days(Resource.person_id, SittingDesk.organisation_id),
    ):
        for person_id, organisation_id in db.session.execute(statement.distinct()):
            found.setdefault(person_id, set()).add(organisation_id)
    return found


def _of_series(*columns):
    return (
        select(*columns)
        .select_from(Spreekuur)
        .join(SpreekuurDesk, SpreekuurDesk.spreekuur_id == Spreekuur.id)
        .join(Resource, Resource.id == SpreekuurDesk.resource_id)
        .where(
            Spreekuur.owner == tenancy.current_id(),
            Spreekuur.removed.is_(False),
            Resource.person_id.is_not(None),
        )
    )


def _of_days(*columns):
    return (
        select(*columns)
        .select_from(Sitting)
        .join(Spreekuur, Spreekuur.id == Sitting.spreekuur_id)
        .join(SittingDesk, SittingDesk.sitting_id == Sitting.id)
        .join(Resource, Resource.id == SittingDesk.resource_id)
        .where(
            Sitting.owner == tenancy.current_id(),
            Sitting.on >= today(),
            Sitting.state == OPEN,
            Resource.person_id.is_not(None),
        )
    )
