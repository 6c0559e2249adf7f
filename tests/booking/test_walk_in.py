"""Somebody comes to the desk without an appointment: two taps, no name, and nobody else's time is taken."""

from datetime import UTC, datetime, timedelta

import pytest

from portal import tenancy
from portal.agenda.cli import audit_all
from portal.agenda.models import ClaimTick
from portal.booking import Appointment, Participation, check_attention
from portal.clock import now
from portal.db import db
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.booking.by_staff import at_work
from tests.booking.steps import JUUL, book, filled_in, free_times, rows
from tests.booking.test_staff_pages import THE_DAY, at_desk
from tests.booking.test_twice import at_once
from tests.canary.neutral import telling

pytestmark = pytest.mark.both


def sitting_of_today(visit) -> str:  # type: ignore[no-untyped-def]
    return free_times(visit())[0][0]


def test_two_taps_and_no_name(visit, app, clock) -> None:
    sitting = sitting_of_today(visit)
    wil = at_desk(visit, clock, at=THE_DAY + timedelta(hours=1, minutes=13))
    wil.visit(f"/medewerker/dag/{sitting}")
    wil.visit(wil.page.links()["Nu aan de balie"])
    page = wil.submit(press="Gesprek met het wijkteam")
    assert (
        page.path == f"/medewerker/dag/{sitting}" and "Inloop" in page.words and "Zonder naam" in page.words
    )
    (talk,), (person,) = rows(app, Appointment), rows(app, Participation)
    assert talk.starts_at == datetime(2026, 12, 2, 8, 40, tzinfo=UTC)
    assert talk.ends_at - talk.starts_at == timedelta(minutes=30)
    assert (talk.unclaimed, talk.ticks, talk.created_via, talk.channel) == ("walk_in", 0, "desk", "geen")
    assert talk.seated and (person.outcome, person.name, person.contact) == ("arrived", None, None)
    assert not rows(app, OutboxMessage)
    (line,) = [line for line in rows(app, AuditEvent) if line.action == "appointment.walked_in"]
    assert line.actor.startswith("person:")
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0" and not db.session.query(ClaimTick).count()


def test_it_takes_no_time_of_anybody_and_asks_for_no_attention(visit, app, clock) -> None:
    book(visit(), naam="Anne")
    sitting = rows(app, Appointment)[0].sitting_id
    wil = at_desk(visit, clock, at=THE_DAY)  # half an hour before the hours, and it lasts into the first talk
    wil.visit(f"/medewerker/dag/{sitting}/aan-de-balie")
    wil.submit(press="Gesprek met allebei")
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"
        with tenancy.acting_for("dorp"):
            assert check_attention(now()) == 0
            db.session.rollback()
    page = at_work(visit, JUUL).visit(f"/medewerker/dag/{sitting}")
    assert "Inloop" in page.words  # the jurist sits at that talk as well
    assert {t.attention for t in rows(app, Appointment)} == {None}


def test_a_double_click_makes_one(visit, app, clock) -> None:
    sitting = sitting_of_today(visit)
    wil = at_desk(visit, clock)
    path = f"/medewerker/dag/{sitting}/aan-de-balie"
    wil.visit(path)
    form = {**filled_in(wil.page), "gesprek": "wijkteam"}
    answers = at_once(app, wil, *[(path, form)] * 4)
    (person,) = rows(app, Participation)
    assert answers == [(303, f"/medewerker/dag/{sitting}#rij-{person.id}")] * 4
    wil.visit(path)
    wil.submit(press="Gesprek met het wijkteam")
    assert len(rows(app, Participation)) == 2


@pytest.mark.parametrize(
    ("minutes", "open_now"),
    [(-31, False), (-30, True), (0, True), (209, True), (210, False), (60 * 24 * 14, False)],
)
def test_only_around_the_hours_of_today(visit, app, clock, minutes, open_now) -> None:
    sitting = sitting_of_today(visit)
    wil = at_desk(visit, clock, at=datetime(2026, 12, 2, 8, tzinfo=UTC) + timedelta(minutes=minutes))
    page = wil.visit(f"/medewerker/dag/{sitting}")
    assert ("Nu aan de balie" in page.links()) == open_now
    path = f"/medewerker/dag/{sitting}/aan-de-balie"
    wil.visit(path)
    wil.post(path, {"gesprek": "wijkteam", "poging": "0" * 24}, 200 if open_now else 409)
    assert len(rows(app, Appointment)) == open_now


def test_only_talks_of_the_own_desk(visit, app, clock) -> None:
    sitting = sitting_of_today(visit)
    clock.move_to(THE_DAY)
    juul = at_work(visit, JUUL)
    path = f"/medewerker/dag/{sitting}/aan-de-balie"
    page = juul.visit(path)
    assert "Gesprek met een jurist" in page.words and "Gesprek met het wijkteam" not in page.words
    for wrong in ("wijkteam", "", "x" * 300):
        juul.post(path, {"gesprek": wrong, "poging": "0" * 24}, 409)
    juul.post(path, {"gesprek": "juridisch"}, 409)
    assert not rows(app, Appointment)


def test_the_other_desk_sees_only_that_it_is_busy_and_residents_nothing(visit, app, clock) -> None:
    sitting = sitting_of_today(visit)
    wil = at_desk(visit, clock)
    wil.visit(f"/medewerker/dag/{sitting}/aan-de-balie")
    assert not telling(wil.page.h1)
    before = free_times(visit(), "juridisch"), free_times(visit(), "wijkteam")
    wil.visit(f"/medewerker/dag/{sitting}/aan-de-balie")
    wil.submit(press="Gesprek met het wijkteam")
    assert (free_times(visit(), "juridisch"), free_times(visit(), "wijkteam")) == before
    page = at_work(visit, JUUL).visit(f"/medewerker/dag/{sitting}")
    (person,) = rows(app, Participation)
    assert "Bezet" in page.words and "Inloop" not in page.words and person.reference not in page.text
