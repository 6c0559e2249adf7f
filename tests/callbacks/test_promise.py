"""What a municipality promises: its own days, its own hours, its own closed days."""

from datetime import date

import pytest
from sqlalchemy import select

from portal import agenda, tenancy
from portal.agenda.models import Closure, Spreekuur
from portal.clock import now, wall
from portal.db import db
from tests.callbacks.steps import FRIDAY, ask, call_backs

pytestmark = pytest.mark.both


def closes(app, from_on: date, until_on: date, slug: str = "dorp", opens: bool = False, one: bool = False):  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        series = db.session.scalars(select(Spreekuur.id).where(Spreekuur.owner == slug)).first()
        db.session.add(
            Closure(
                key=f"{from_on}{opens}{one}",
                from_on=from_on,
                until_on=until_on,
                opens=opens,
                spreekuur_id=series if one else None,
            )
        )
        db.session.commit()


def closed(app, first: date, last: date, slug: str = "dorp") -> set[date]:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        return agenda.closed_days(first, last)


def test_closed_are_public_holidays_and_closures_of_the_whole_municipality(app) -> None:
    first, last = date(2026, 12, 21), date(2027, 1, 3)
    usual = {date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}
    before = closed(app, first, last)
    assert usual <= before
    closes(app, date(2026, 12, 18), date(2026, 12, 22))
    closes(app, date(2026, 12, 26), date(2026, 12, 26), opens=True)
    closes(app, date(2026, 12, 23), date(2026, 12, 23), one=True)
    closes(app, date(2026, 12, 24), date(2026, 12, 24), slug="stad")
    expected = (before | {date(2026, 12, 21), date(2026, 12, 22)}) - {date(2026, 12, 26)}
    assert closed(app, first, last) == expected


def test_a_closure_moves_what_is_promised(visit, app, clock) -> None:
    clock.move_to(FRIDAY)
    closes(app, date(2026, 11, 30), date(2026, 12, 1))
    page = ask(visit())
    assert "Wij bellen u uiterlijk donderdag 3 december om 16.30 uur." in page.words


def test_a_municipality_chooses_within_how_many_days(visit, app, clock) -> None:
    clock.move_to(FRIDAY)
    with app.app_context(), tenancy.acting_for("dorp"):
        contact = {**tenancy.profile().get("contact"), "call_back_days": 5, "calls_from": "085 000 90 99"}
        tenancy.save_settings({"contact": contact})
        db.session.commit()
    app.extensions["shelf"].forget("dorp")
    page = ask(visit(), veilig_nummer="ja")
    assert "uiterlijk vrijdag 4 december om 16.30 uur" in page.words
    assert "Wij bellen met nummer 085 000 90 99." in page.words
    assert wall(call_backs(app)[0].due_at).date() == date(2026, 12, 4) and now() == FRIDAY


def test_where_nobody_says_when_the_telephone_is_answered_nothing_is_promised(visit, app) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        contact = {**tenancy.profile().get("contact"), "hours": []}
        tenancy.save_settings({"contact": contact})
        db.session.commit()
    app.extensions["shelf"].forget("dorp")
    app.extensions["kept_pages"].forget()
    assert "Of laat ons u bellen" not in visit().visit("/afspraak/").links()
    visit().visit("/bel-mij/", 404)
