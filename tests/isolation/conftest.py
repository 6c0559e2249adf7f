"""One twin world per engine: made once, brought back for each file; cells that write bring it back themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from portal import tenancy
from portal.agenda.models import CalendarFeed, CalendarImport, Closure, Spreekuur, SpreekuurOffer
from portal.callbacks import CallAttempt, CallBack
from portal.db import db
from tests.conftest import NOW
from tests.isolation.twins import THE_DAY, Twins, make_twins
from tests.support.world import World

_made: dict[str, Twins] = {}


@contextmanager
def _on_the_day(engine: str, request: pytest.FixtureRequest) -> Iterator[Twins]:
    world = request.getfixturevalue(f"{engine}_world")
    with time_machine.travel(NOW, tick=False) as clock:
        if engine not in _made:
            _made[engine] = make_twins(world, clock)
        clock.move_to(THE_DAY)
        _made[engine].snapshot.restore()
        yield _made[engine]


@pytest.fixture(scope="module")
def twins(engine: str, request: pytest.FixtureRequest) -> Iterator[Twins]:
    with _on_the_day(engine, request) as made:
        yield made


@pytest.fixture(scope="module")
def on_postgres(request: pytest.FixtureRequest) -> Iterator[Twins]:
    """For what PostgreSQL takes less well than SQLite."""
    with _on_the_day("postgres", request) as made:
        yield made


@pytest.fixture(scope="module")
def secured(request: pytest.FixtureRequest) -> Iterator[World]:
    """PostgreSQL, with a row of each municipality in every table that is not the platform's."""
    with _on_the_day("postgres", request) as made, made.app.app_context():
        for slug, there in (("dorp", "stad"), ("stad", "dorp")):
            with tenancy.acting_for(slug):
                series = db.session.scalars(select(Spreekuur).where(Spreekuur.owner == slug)).one()
                if db.session.scalar(select(SpreekuurOffer).where(SpreekuurOffer.owner == slug)) is None:
                    db.session.add(SpreekuurOffer(spreekuur_id=series.id, shown_at=there))
                db.session.add(Closure(key="x", from_on=date(2026, 1, 1), until_on=date(2026, 1, 1)))
                own = {"person_id": "0" * 24}
                db.session.add(CalendarFeed(token_hash="x" * 64, **own))
                db.session.add(CalendarImport(address_sealed=b"x", **own))
                asked = db.session.scalars(select(CallBack.id)).first()
                db.session.add(CallAttempt(call_back_id=asked, made_by="person:x", result="no_answer"))
                db.session.commit()
        yield made.world
