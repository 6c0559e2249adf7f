"""A time that is full, all the same: explicit, with a reason, recorded; it takes nothing from anybody."""

from datetime import timedelta

import pytest

from portal import tenancy
from portal.agenda.cli import audit_all
from portal.booking import Appointment, Draft, Participation, check_attention
from portal.clock import now
from portal.db import db
from portal.privacy import AuditEvent
from tests.booking.by_staff import at_work, take, times_for, write_down
from tests.booking.steps import JUUL, book, by_mail, choose, faults, free_times, rows
from tests.support.visitor import Page, Visitor

pytestmark = pytest.mark.both


def full_page(visitor: Visitor, sitting: str, talk: str = "wijkteam") -> Page:
    return visitor.visit(f"/medewerker/boeken/vol/{sitting}?gesprek={talk}&samen=nee")


def offered(page: Page) -> list[str]:
    return [i.get("value", "") for i in page.all("input", name="tijd")]


def overbook(visitor: Visitor, sitting: str, time: str, status: int = 200, **more: str) -> Page:
    full_page(visitor, sitting)
    typed = {"tijd": time, "waarom": "spoed", "zeker": "y", **more}
    return visitor.submit({k: v for k, v in typed.items() if v}, press="Kies deze tijd toch", status=status)


def booked_beside(visit, app, **answers) -> tuple[Visitor, str, str]:  # type: ignore[no-untyped-def]
    """Anne has the first time; somebody else comes beside her."""
    sitting, time = free_times(visit())[0]
    book(visit(), naam="Anne")
    wil = at_work(visit)
    overbook(wil, sitting, time)
    write_down(wil, naam="Bo", **answers)
    return wil, sitting, time


def extra(app):  # type: ignore[no-untyped-def]
    (talk,) = [t for t in rows(app, Appointment) if t.unclaimed]
    (person,) = [p for p in rows(app, Participation) if p.appointment_id == talk.id]
    return talk, person


def audited(app) -> str:  # type: ignore[no-untyped-def]
    with app.app_context():
        return str(audit_all())


def test_only_what_is_full_with_a_reason_and_a_tick(visit, app) -> None:
    sitting, time = free_times(visit())[0]
    wil = at_work(visit)
    assert "Op deze dag is niets vol" in full_page(wil, sitting).words
    book(visit(), naam="Anne")
    wil.visit("/medewerker/boeken?gesprek=wijkteam&samen=nee")
    wil.visit(wil.page.links()["Toch een tijd die vol is"])
    wil.visit(next(url for url in wil.page.links().values() if sitting in url))
    assert offered(wil.page) == [time]
    for missing in ("tijd", "waarom", "zeker"):
        assert faults(overbook(wil, sitting, time, 400, **{missing: ""})) == [missing]
    for wrong in ({"waarom": "zomaar"}, {"tijd": "2026-12-02T10:00"}, {"tijd": "2026-12-02T09:05"}):
        assert faults(overbook(wil, sitting, time, 400, **wrong)) == list(wrong)
    assert not [d for d in rows(app, Draft) if d.unclaimed_why]


def test_it_is_marked_recorded_and_takes_no_ticks(visit, app) -> None:
    wil, sitting, _ = booked_beside(visit, app)
    talk, person = extra(app)
    assert wil.page.h1 == "De afspraak is gemaakt"
    assert (talk.unclaimed, talk.unclaimed_why, talk.ticks, talk.created_via) == (
        "overbooked",
        "spoed",
        0,
        "phone",
    )
    anne = next(t for t in rows(app, Appointment) if not t.unclaimed)
    assert (talk.starts_at, talk.seated) == (anne.starts_at, anne.seated)
    (line,) = [line for line in rows(app, AuditEvent) if line.action == "appointment.overbooked"]
    assert line.subject == person.id and line.actor.startswith("person:")
    assert audited(app) == "0, 0, 0"
    with app.app_context(), tenancy.acting_for("dorp"):
        assert check_attention(now()) == 0
        db.session.rollback()
    page = wil.visit(f"/medewerker/dag/{sitting}")
    assert page.words.count("Extra") == 1
    assert "Bo" in page.words and "Anne" in page.words


def test_a_double_click_is_one(visit, app) -> None:
    sitting, time = free_times(visit())[0]
    book(visit(), naam="Anne")
    wil = at_work(visit)
    overbook(wil, sitting, time)
    old = wil.page
    first = write_down(wil, naam="Bo").path
    wil.page = old
    assert write_down(wil, naam="Bo").path == first and len(rows(app, Appointment)) == 2


def test_a_resident_moves_it_to_a_real_time(visit, app) -> None:
    booked_beside(visit, app, **by_mail())
    talk, person = extra(app)
    bo = visit("dorp.bericht.localhost")
    sitting, time = bo.visit(f"/a/{person.token}/verzetten").times()[0]
    bo.post(f"/a/{person.token}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    moved = next(t for t in rows(app, Appointment) if t.id == talk.id)
    assert (moved.unclaimed, moved.unclaimed_why) == (None, None) and moved.ticks > 0
    assert moved.starts_at != talk.starts_at and audited(app) == "0, 0, 0"
    assert (sitting, time) not in free_times(visit())


def test_cancelling_it_frees_nothing(visit, app) -> None:
    wil, sitting, time = booked_beside(visit, app)
    _, person = extra(app)
    before = free_times(visit())
    wil.visit(f"/medewerker/deelname/{person.id}/afzeggen")
    wil.submit({"weet": "zelf"}, press="Zeg de afspraak af")
    assert free_times(visit()) == before and (sitting, time) not in before
    assert audited(app) == "0, 0, 0"


def test_inside_the_lead_time_too_but_never_what_is_past(visit, app, clock) -> None:
    sitting = free_times(visit())[0][0]
    clock.move_to(now() + timedelta(days=8, minutes=10))  # Wednesday 2 December, 10:10 on the wall
    wil = at_work(visit)
    page = full_page(wil, sitting)
    assert offered(page) == ["2026-12-02T10:30", "2026-12-02T11:00", "2026-12-02T11:30"]
    overbook(wil, sitting, "2026-12-02T10:30")
    clock.shift(timedelta(minutes=21))
    page = write_down(wil, 400, naam="Bo")
    assert page.h1 == "Dit lukt niet" and not rows(app, Appointment)
    overbook(wil, sitting, "2026-12-02T11:00")
    write_down(wil, naam="Bo")
    assert extra(app)[0].unclaimed == "overbooked" and audited(app) == "0, 0, 0"


def test_only_where_the_own_desk_sits(visit, app) -> None:
    sitting, time = free_times(visit())[0]
    book(visit(), naam="Anne")
    juul = at_work(visit, JUUL)
    assert "geen spreekuurdag" in juul.visit("/medewerker/boeken/vol?gesprek=wijkteam&samen=nee").words
    assert not offered(full_page(juul, sitting))
    fields = {"gesprek": "wijkteam", "samen": "nee", "tijd": time, "waarom": "spoed", "zeker": "y"}
    juul.visit("/medewerker/boeken")
    juul.post(f"/medewerker/boeken/vol/{sitting}", fields, 400)
    assert not [d for d in rows(app, Draft) if d.unclaimed_why]


def test_residents_never_see_it(visit, app) -> None:
    _, sitting, time = booked_beside(visit, app)
    anybody = visit()
    page = anybody.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee")
    assert "vol is" not in page.words
    choose(anybody, sitting, time, status=409)


def test_who_takes_a_free_time_after_all_has_a_real_one(visit, app) -> None:
    sitting, time = free_times(visit())[0]
    book(visit(), naam="Anne")
    wil = at_work(visit)
    overbook(wil, sitting, time)
    take(wil, times_for(wil)[0])
    write_down(wil, naam="Bo")
    assert not [t for t in rows(app, Appointment) if t.unclaimed or t.unclaimed_why]
    assert audited(app) == "0, 0, 0"
    take(wil, times_for(wil)[0])
    overbook(wil, sitting, time)  # what was held is given back
    write_down(wil, naam="Cas")
    assert extra(app)[0].ticks == 0 and audited(app) == "0, 0, 0"
