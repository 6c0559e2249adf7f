"""A week and a month to plan with: who sits where, how full it is, why it is closed; nothing of any resident."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal import accounts, agenda
from portal.agenda import rules
from portal.agenda.models import AWAY, BusyTime, SittingDesk
from portal.agenda.planning import fill
from portal.booking import Participation
from portal.clock import instant, today
from portal.db import db
from portal.privacy import AuditEvent
from tests.agenda import make
from tests.agenda.make import counted_statements
from tests.booking.steps import JUUL, SAM, WIL, book, rows
from tests.booking.test_day import another_colleague
from tests.booking.test_staff_pages import TUESDAY_BEFORE, TYPED, at_desk
from tests.support.visitor import Page, words

WEEK = "/medewerker/week?vanaf=2026-12-02"
MONTH = "/medewerker/maand?maand=2026-12"


def cells(page: Page, day: str) -> list[str]:
    """What stands in the row of this day, without the day itself."""
    (row,) = [list(r) for r in page.all("tr") if words(r).lower().startswith(day)]
    return [words(cell) for cell in row[1:]]


def away(app: Any, who: str, starts: datetime, ends: datetime, only_at: str | None = None) -> None:
    with make.acting(app):
        person = accounts.person_ids_by_mail({who})[who]
        db.session.add(
            BusyTime(
                resource_id=agenda.resource_of(person),
                starts_at=starts,
                ends_at=ends,
                source=AWAY,
                only_at=only_at,
            )
        )
        db.session.commit()


# --- the week ----------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_week_says_where_when_who_how_full_and_how_much_is_free(visit, app, clock) -> None:
    book(visit(), nth=0, **TYPED)
    book(visit(), nth=2, naam="Bo", talk="wijkteam")
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit(WEEK)
    assert page.h1 == "Week 49"
    assert cells(page, "woensdag 2 december") == [
        "09.00 tot 12.00 uur",
        "Dorpshuis, Dorpsstraat 1, Dorp",
        "Wil Dorpsmens Met Het Juridisch Loket",
        "2",
        "4 vrij",
    ]
    assert "Geen spreekuur" in cells(page, "maandag 30 november")[0]


@pytest.mark.both
def test_of_another_organisation_only_its_name_and_of_residents_nothing(visit, app, clock) -> None:
    book(visit(), **TYPED)
    person = rows(app, Participation)[0]
    for who, other in ((WIL, "Juul"), (JUUL, "Wil")):
        visitor = at_desk(visit, clock, who, TUESDAY_BEFORE)
        before = len(rows(app, AuditEvent))
        for path in (WEEK, MONTH):
            page = visitor.visit(path)
            assert other not in page.words and "Zoë" not in page.text and person.reference not in page.text
        assert len(rows(app, AuditEvent)) == before  # nobody was looked at


def test_the_numbers_are_those_of_the_own_desk(visit, clock) -> None:
    book(visit(), talk="juridisch", naam="Anne")
    assert cells(at_desk(visit, clock, at=TUESDAY_BEFORE).visit(WEEK), "woensdag 2 december")[3:] == [
        "0",
        "6 vrij",
    ]
    assert cells(at_desk(visit, clock, JUUL, TUESDAY_BEFORE).visit(WEEK), "woensdag 2 december")[3:] == [
        "1",
        "5 vrij",
    ]


def test_a_full_day_is_full_and_what_is_over_is_not_free(visit, app, clock) -> None:
    for _ in range(6):
        book(visit(), naam="Anne")
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    assert cells(visitor.visit(WEEK), "woensdag 2 december")[3:] == ["6", "Vol"]
    clock.move_to(datetime(2026, 12, 16, 9, 31, tzinfo=UTC))  # half past ten: three half hours are left
    visitor = at_desk(visit, clock, at=datetime(2026, 12, 16, 9, 31, tzinfo=UTC))
    assert cells(visitor.visit("/medewerker/week"), "woensdag 16 december")[4] == "2 vrij"


@pytest.mark.both
def test_who_is_away_and_an_empty_chair_are_seen(visit, app, clock) -> None:
    nine, noon = instant(make.WEDNESDAY, time(9)), instant(make.WEDNESDAY, time(12))
    away(app, WIL, nine, noon - timedelta(hours=1))
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    assert "Wil Dorpsmens deels afwezig" in cells(visitor.visit(WEEK), "woensdag 2 december")[2]
    away(app, WIL, nine - timedelta(days=1), noon + timedelta(days=1))
    assert "Wil Dorpsmens afwezig" in cells(visitor.visit(WEEK), "woensdag 2 december")[2]
    with make.acting(app):
        for desk in db.session.scalars(select(SittingDesk).where(SittingDesk.owner == "dorp")):
            desk.resource_id = None if desk.role == "wijkteam" else desk.resource_id
        db.session.commit()
    assert cells(visitor.visit(WEEK), "woensdag 2 december")[2].startswith("Niemand")


@pytest.mark.both
def test_holidays_and_closures_are_told_by_name(visit, app, clock) -> None:
    with make.acting(app):
        agenda.close_period(date(2026, 12, 28), date(2027, 1, 1), "Kerstvakantie")
        fill(today())
        db.session.commit()
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    page = visitor.visit("/medewerker/week?vanaf=2026-12-30")
    assert "Dicht: Kerstvakantie" in words(page.one("table"))
    (row,) = [words(r) for r in page.all("tr") if words(r).startswith("woensdag 30 december")]
    assert "Dicht" in row and "vrij" not in row
    assert cells(page, "vrijdag 1 januari") == ["Nieuwjaarsdag. Dicht: Kerstvakantie"]
    assert cells(visitor.visit("/medewerker/week?vanaf=2026-12-25"), "vrijdag 25 december") == [
        "Eerste kerstdag"
    ]


def test_week_and_month_lead_to_each_other_and_to_the_day(visit, clock) -> None:
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    links = visitor.visit(WEEK).links()
    assert links["Week ervoor"].endswith("vanaf=2026-11-23") and links["Week erna"].endswith(
        "vanaf=2026-12-07"
    )
    day = next(url for text, url in links.items() if text.startswith("woensdag 2 december"))
    assert visitor.visit(day).h1 == "Woensdag 2 december"
    page = visitor.visit(links["Bekijk de maand"])
    assert page.h1 == "November 2026"
    page = visitor.visit(page.links()["Maand erna"])
    assert page.h1 == "December 2026" and visitor.visit(page.links()["Week 51"]).h1 == "Week 51"


@pytest.mark.parametrize(
    "typed", ["", "ooit", "2026-02-30", "0001-01-01", "9999-12-31", "2026-W01", "%00", "20261202x"]
)
def test_a_date_that_is_none_or_too_far_is_today(visit, clock, typed) -> None:
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    assert visitor.visit(f"/medewerker/week?vanaf={typed}").h1 in ("Week 49", "Week 1")
    assert visitor.visit(f"/medewerker/maand?maand={typed}").h1.endswith("2026")


def test_far_away_there_is_no_further_link(visit, clock) -> None:
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    last = (today() + timedelta(days=731)).isoformat()
    links = visitor.visit(f"/medewerker/week?vanaf={last}").links()
    assert "Week erna" not in links and "Week ervoor" in links


# --- the month ---------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_month_is_a_table_of_weeks(visit, app, clock) -> None:
    book(visit(), **TYPED)
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit(MONTH)
    table = page.one("table")
    heads = [words(th) for th in table.iter("th") if th.get("scope") == "col"]
    assert heads[0] == "Week" and heads[1] == "Maandag"
    assert [words(th) for th in table.iter("th") if th.get("scope") == "row"] == [
        f"Week {number}" for number in (49, 50, 51, 52, 53)
    ]
    (cell,) = [words(td) for td in table.iter("td") if td.get("data-label") == "woensdag 2 december"]
    assert "09.00 tot 12.00 uur" in cell and "1 gesprek, 5 vrij" in cell and "Wil Dorpsmens" in cell
    assert "Eerste kerstdag" in words(table)


def test_a_month_without_anything_says_so(visit, clock) -> None:
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit("/medewerker/maand?maand=2028-07")
    assert "Geen spreekuur in deze maand" in page.words


def test_staff_of_another_municipality_see_their_own(visit, app, clock) -> None:
    page = at_desk(visit, clock, SAM, TUESDAY_BEFORE, "stad.localhost").visit(WEEK)
    assert "Dorpshuis" not in page.words and "Wil" not in page.words


# --- what it costs -----------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("path", [WEEK, MONTH])
def test_twenty_professionals_cost_what_one_costs(visit, app, clock, path) -> None:
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    book(visit(), **TYPED)
    away(app, WIL, instant(make.WEDNESDAY, time(9)), instant(make.WEDNESDAY, time(10)))
    visitor.visit(path)  # planning is in memory from here on
    with app.app_context(), counted_statements() as of_one:
        visitor.visit(path)
    for number in range(19):
        another_colleague(app, f"Col{number} Lega")
    for _ in range(5):
        book(visit(), naam="Anne")
    visitor.visit(path)
    with app.app_context(), counted_statements() as of_twenty:
        page = visitor.visit(path)
    assert "Col18 Lega" in page.words
    assert len(of_twenty) == len(of_one), "\n".join(of_twenty)


# --- the count of what is free, against counting by hand ---------------------------------------------------------


@given(
    minutes=st.sampled_from([20, 30, 45]),
    grid=st.sampled_from([15, 20, 30]),
    gap=st.sampled_from([0, 10]),
    taken=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 35)), max_size=30),
    people=st.integers(0, 3),
    began=st.integers(0, 36),
)
def test_room_is_never_more_than_fits_and_each_place_is_really_free(
    minutes: int, grid: int, gap: int, taken: list[tuple[int, int]], people: int, began: int
) -> None:
    """Three hours from tick 0. For one role the greedy count is the sum of what each person can still do."""
    desks = (*(rules.Desk("wijkteam", f"p{n}") for n in range(people)), rules.Desk("wijkteam", None))
    day = rules.Day("d", 0, 36 * 300, grid, gap, 86400, 0, desks)
    busy: dict[str, set[int]] = {}
    for person, tick in taken:
        busy.setdefault(f"p{person}", set()).add(tick)
    by_hand = 0
    for number in range(people):
        mine, at = set(busy.get(f"p{number}", ())), 0
        while at + minutes * 60 <= 36 * 300:
            wanted = set(range(at // 300, -(-min(at + (minutes + gap) * 60, 36 * 300) // 300)))
            if at >= began * 300 and not wanted & mine:
                mine |= wanted
                by_hand += 1
            at += grid * 60
    assert rules.room(day, rules.Talk(minutes, ("wijkteam",)), busy, began * 300) == by_hand


def test_a_talk_for_two_roles_needs_both() -> None:
    desks = (rules.Desk("wijkteam", "a"), rules.Desk("juridisch", "b"))
    day = rules.Day("d", 0, 3600, 30, 0, 0, 0, desks)
    both = rules.Talk(30, ("wijkteam", "juridisch"))
    assert rules.room(day, both, {}, 0) == 2 and rules.room(day, both, {"b": {0}}, 0) == 1
    assert rules.room(day, rules.Talk(30, ("raadslieden",)), {}, 0) == 0
