"""The day at the desk: who came, who is done, every mark taken back; sixty talks cost what one costs."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from portal import accounts, agenda, tenancy
from portal.agenda.models import Sitting, SittingDesk, Spreekuur
from portal.booking import Appointment, Participation
from portal.booking.people import new_participation
from portal.clock import instant, today, wall
from portal.db import db, new_id
from portal.privacy import AuditEvent
from tests.agenda.make import counted_statements
from tests.booking.steps import WIL, book, rows, signed_in
from tests.booking.test_staff_pages import THE_DAY, TYPED, at_desk, press
from tests.support.visitor import Page, Visitor, words

ALSO_THERE = datetime(2026, 12, 2, 8, 30, tzinfo=UTC)


def outcome(app) -> str | None:  # type: ignore[no-untyped-def]
    return rows(app, Participation)[0].outcome


def talks_today(app, count: int, seated: Iterable[str] = (), minutes: int = 15) -> None:  # type: ignore[no-untyped-def]
    """So many talks on the sitting of today, the first at nine, made without the screen."""
    with app.app_context(), tenancy.acting_for("dorp"):
        on = today()
        sitting = db.session.scalars(
            select(Sitting.id).where(Sitting.owner == "dorp", Sitting.on == on)
        ).one()
        talk = agenda.find_talk("wijkteam")
        assert talk is not None
        for number in range(count):
            starts = instant(on, time(9)) + timedelta(minutes=minutes * (number // 6))
            row = Appointment(
                id=new_id(),
                sitting_id=sitting,
                talk_type_id=talk.id,
                roles="wijkteam",
                seated=" ".join(seated),
                claim_id=new_id(),
                ticks=0,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=minutes),
                unclaimed="overbooked",
            )
            tenancy.insert(row, new_participation(row.id, {"naam": f"Naam{number}", "kanaal": "geen"}))
        db.session.commit()


def another_colleague(app, name: str = "Bas Collega", sits: bool = True) -> str:  # type: ignore[no-untyped-def]
    """Works for the wijkteam of Dorp too, and sits at every day from now on; gives the resource."""
    with app.app_context(), tenancy.acting_for("dorp"):
        key = accounts.organisation_key("wijkteam", False)
        address = f"{name.split()[0].lower()}@wijkteam-dorp.example"
        person, _ = accounts.add_person(address, name, "medewerker", key)
        resource = agenda.resource_of(person.id)
        organisation = accounts.get_organisation(key)
        for row in db.session.scalars(select(Sitting).where(Sitting.owner == "dorp")) if sits else ():
            db.session.add(
                SittingDesk(
                    sitting_id=row.id, role="wijkteam", organisation_id=organisation.id, resource_id=resource
                )
            )
        db.session.commit()
    return resource


# --- arrived, done and back ----------------------------------------------------------------------------------


@pytest.mark.both
def test_arrived_then_done_and_each_is_taken_back(visit, app, clock) -> None:
    book(visit(), **TYPED)
    visitor = at_desk(visit, clock)
    for label, expected in (
        ("Gekomen", "arrived"),
        ("Klaar", "done"),
        ("Herstel", "arrived"),
        ("Klaar", "done"),
        ("Herstel", "arrived"),
        ("Herstel", None),
        ("Niet gekomen", "no_show"),
        ("Herstel", None),
    ):
        press(visitor, label)
        assert outcome(app) == expected
    marked = [line for line in rows(app, AuditEvent) if line.action == "participation.outcome"]
    assert len(marked) == 8 and len({line.actor for line in marked}) == 1


@pytest.mark.both
def test_who_did_not_arrive_is_not_done(visit, app, clock) -> None:
    """A colleague took "gekomen" back while this page was open: the page as it is now, and why."""
    book(visit(), **TYPED)
    visitor = at_desk(visit, clock)
    press(visitor, "Gekomen")
    colleague = visit()
    signed_in(colleague, WIL)
    press(colleague, "Herstel")
    page = press(visitor, "Klaar", status=409)
    assert "Kies eerst: Gekomen." in page.words and outcome(app) is None
    press(visitor, "Gekomen")
    assert outcome(app) == "arrived"


def test_a_button_leads_back_to_its_own_row_on_its_own_page(visit, app, clock) -> None:
    book(visit(), **TYPED)
    visitor = at_desk(visit, clock)
    person = rows(app, Participation)[0]
    for path, back in (
        ("/medewerker/", "/medewerker/"),
        (f"/medewerker/dag/{rows(app, Appointment)[0].sitting_id}",) * 2,
    ):
        visitor.visit(path)
        assert press(visitor, "Gekomen").path == back
        assert visitor.page.one("tr", id=f"rij-{person.id}") is not None
        press(visitor, "Herstel")


def test_one_press_is_one_mark_and_no_other_person_is_touched(visit, app, clock) -> None:
    book(visit(), nth=0, naam="Anne")
    book(visit(), nth=1, naam="Bram")
    visitor = at_desk(visit, clock)
    press(visitor, "Gekomen")
    assert sorted(str(p.outcome) for p in rows(app, Participation)) == ["None", "arrived"]


# --- the page ----------------------------------------------------------------------------------------------


def headings(page: Page, tag: str) -> list[str]:
    return [words(h) for h in page.all(tag)]


def another_spreekuur(app, starts: str, ends: str) -> None:  # type: ignore[no-untyped-def]
    """A second series at the same place on the same day, with the same wijkteam."""
    with app.app_context(), tenancy.acting_for("dorp"):
        first = db.session.scalars(select(Spreekuur).where(Spreekuur.owner == "dorp")).one()
        series = Spreekuur(
            id=new_id(), key=new_id(), title="Nog een", place_id=first.place_id, rule=first.rule,
            starts=starts, ends=ends, valid_from=first.valid_from,
        )  # fmt: skip
        db.session.add(series)
        db.session.flush()
        on = THE_DAY.date()
        hours = [instant(on, time.fromisoformat(clock)) for clock in (starts, ends)]
        sitting = Sitting(id=new_id(), spreekuur_id=series.id, on=on, starts_at=hours[0], ends_at=hours[1])
        db.session.add(sitting)
        db.session.flush()
        organisation = accounts.get_organisation(accounts.organisation_key("wijkteam", False))
        db.session.add(SittingDesk(sitting_id=sitting.id, role="wijkteam", organisation_id=organisation.id))
        db.session.commit()


def test_two_spreekuren_at_one_place_are_one_section(visit, app, clock) -> None:
    another_spreekuur(app, "13:00", "15:00")
    page = at_desk(visit, clock).page
    assert headings(page, "h2").count("Dorpshuis, Dorpsstraat 1, Dorp") == 1
    hours = [h for h in headings(page, "h3") if h.endswith("uur")]
    assert hours == ["09.00 tot 12.00 uur", "13.00 tot 15.00 uur"]


def test_with_more_colleagues_at_the_desk_each_talk_says_with_whom(visit, app, clock) -> None:
    book(visit(), **TYPED)
    assert "Bij Wil" not in at_desk(visit, clock).page.words
    another_colleague(app)
    assert "Bij Wil Dorpsmens" in at_desk(visit, clock).page.words


def test_what_waits_is_a_number_and_a_link(visit, app, clock) -> None:
    book(visit(), **TYPED)
    assert "om naar te kijken" not in at_desk(visit, clock).page.words
    with app.app_context(), tenancy.acting_for("dorp"):
        db.session.scalars(select(Appointment)).one().attention = "outside_sitting"
        db.session.commit()
    links = at_desk(visit, clock).page.links()
    assert links["1 ding om naar te kijken"] == "/medewerker/werklijst"


@pytest.mark.both
@pytest.mark.parametrize("path", ["", "print"])
def test_sixty_talks_cost_what_one_talk_costs(visit, app, clock, path) -> None:
    """And sixty people are sixty lines in the audit log, in one statement."""
    clock.move_to(THE_DAY)
    talks_today(app, 1)
    visitor = at_desk(visit, clock)
    address = visitor.page.links()["Print deze dag 09.00 tot 12.00 uur"]
    page = address if path else "/medewerker/"
    with app.app_context(), counted_statements() as of_one:
        visitor.visit(page)
    talks_today(app, 59)
    with app.app_context(), counted_statements() as of_sixty:
        seen = visitor.visit(page)
    assert len([p for p in range(60) if f"Naam{p}" in seen.words]) >= 59
    assert len(of_sixty) == len(of_one), "\n".join(of_sixty)
    looks = [line for line in rows(app, AuditEvent) if line.action == "day.seen"]
    assert len({line.subject for line in looks}) == 60


# --- the switch for the keys -----------------------------------------------------------------------------------


def script(page: Page) -> list[str]:
    return [s.get("src", "").split("?")[0] for s in page.all("script")]


def test_the_keys_are_on_until_somebody_switches_them_off(visit, clock) -> None:
    visitor = at_desk(visit, clock)
    assert "/static/keys.js" in script(visitor.page) and "Toetsen: aan" in visitor.page.links()
    visitor.visit("/medewerker/toetsen")
    visitor.submit(press="Zet de toetsen uit")
    for path in ("/medewerker/toetsen", "/medewerker/", "/medewerker/telefoon"):
        page = visitor.visit(path)
        assert "/static/keys.js" not in script(page) and "Toetsen: uit" in page.links(), path
    visitor.visit("/medewerker/toetsen")
    visitor.submit(press="Zet de toetsen aan")
    assert "/static/keys.js" in script(visitor.visit("/medewerker/"))


def test_they_stay_off_for_the_next_session_of_this_browser(visit, clock) -> None:
    visitor: Visitor = at_desk(visit, clock)
    visitor.visit("/medewerker/toetsen")
    visitor.submit(press="Zet de toetsen uit")
    visitor.submit(press="Uitloggen")
    signed_in(visitor, WIL)
    assert "/static/keys.js" not in script(visitor.visit("/medewerker/"))


def test_no_other_switch_exists(visit, clock) -> None:
    visitor = at_desk(visit, clock)
    visitor.visit("/medewerker/toetsen")
    visitor.post("/medewerker/toetsen", {"stand": "misschien"}, 400)


def test_the_wall_clock_of_the_row_is_dutch(visit, app, clock) -> None:
    book(visit(), **TYPED)
    assert f"{wall(rows(app, Appointment)[0].starts_at):%H.%M} tot" in at_desk(visit, clock).page.words
