"""Writing that no flush sees: bulk statements, planning of another municipality, and a session that changes sides."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from portal import tenancy
from portal.agenda.models import Closure, Place, Sitting, SittingDesk, Spreekuur, SpreekuurDesk, TalkType
from portal.db import db
from portal.tenancy import CrossTenant

pytestmark = pytest.mark.both
REFUSED = (CrossTenant, DBAPIError, StaleDataError)
PLANNING = (Place, Spreekuur, SpreekuurDesk, Sitting, SittingDesk)


@pytest.fixture
def dorp(app: Flask) -> Iterator[None]:
    with app.app_context(), tenancy.acting_for("dorp"):
        yield
        db.session.rollback()


def of_stad(model: Any) -> list[Any]:
    """Every row of stad, column by column, as stad itself sees it."""
    with tenancy.acting_for("stad"):
        table = model.__table__.columns
        owner = "tenant_id" if "tenant_id" in table else "owner"
        columns = [getattr(model, name) for name in sorted(table.keys())]
        found = db.session.execute(select(*columns).where(getattr(model, owner) == "stad")).all()
        db.session.rollback()
    return sorted(map(tuple, found), key=repr)


def reaches_nothing(write: Callable[[], Any], *models: Any) -> None:
    """It may be refused or do nothing; stad's rows stay as they are."""
    db.session.rollback()  # SQLite has one writer at a time
    before = [of_stad(model) for model in models]
    try:
        write()
        db.session.commit()
    except REFUSED:
        db.session.rollback()
    assert [of_stad(model) for model in models] == before


@pytest.mark.parametrize("model", PLANNING, ids=lambda model: model.__tablename__)
def test_a_bulk_change_of_planning_stays_at_home(dorp: None, model: Any) -> None:
    field = {"place": "name", "spreekuur": "title", "sitting": "state"}.get(model.__tablename__, "role")
    everywhere = update(model).values({field: "x"})
    for statement in (everywhere, everywhere.where(model.owner == "stad")):
        reaches_nothing(lambda statement=statement: db.session.execute(statement), *PLANNING)


def test_a_bulk_removal_of_planning_stays_at_home(dorp: None) -> None:
    reaches_nothing(lambda: db.session.execute(delete(SittingDesk)), *PLANNING)
    reaches_nothing(lambda: db.session.execute(delete(Closure).where(Closure.owner == "stad")), Closure)


def test_planning_is_not_taken_over(dorp: None) -> None:
    def take(sitting_id: str) -> None:
        sitting = db.session.get(Sitting, sitting_id)
        assert sitting is not None and sitting.owner == "stad"
        sitting.owner = "dorp"

    first = db.session.scalars(select(Sitting.id).where(Sitting.owner == "stad")).first()
    assert first is not None
    reaches_nothing(lambda: take(first), Sitting)
    reaches_nothing(lambda: db.session.execute(update(Sitting).values(owner="dorp")), Sitting)


def test_own_rows_are_not_moved_over_in_bulk(dorp: None) -> None:
    only_at_dorp = update(TalkType).where(TalkType.key == "wijkteam-juridisch")
    reaches_nothing(lambda: db.session.execute(only_at_dorp.values(tenant_id="stad")), TalkType)


def test_a_desk_cannot_be_put_at_the_table_of_another(dorp: None) -> None:
    """Row security does not check keys (SAFETY §3, R6): for planning the key itself must carry the owner."""
    theirs = db.session.scalars(select(Sitting.id).where(Sitting.owner == "stad")).first()
    db.session.add(SittingDesk(sitting_id=theirs, role="wijkteam", organisation_id="0" * 24))
    with pytest.raises(REFUSED):
        db.session.commit()


def test_a_session_does_not_change_sides(dorp: None) -> None:
    """`acting_for` opens a session of its own; whoever switches in one gets an error, not what is in memory."""
    mine = db.session.scalars(select(TalkType)).first()
    token = tenancy.enter(tenancy.registry().by_slug["stad"])
    try:
        for ask in (lambda: db.session.refresh(mine), lambda: db.session.scalars(select(TalkType)).all()):
            with pytest.raises(CrossTenant):
                ask()
        db.session.rollback()  # from here on it is stad's
        assert set(db.session.scalars(select(TalkType.tenant_id))) == {"stad"}
        db.session.rollback()
    finally:
        tenancy.leave(token)
