"""Wrong times and lost holds: each gets its own answer, and nothing that was held or typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.agenda.cli import audit_all
from portal.agenda.models import Sitting
from portal.booking import Appointment, Draft, Participation
from tests.booking.steps import (
    book,
    by_mail,
    choose,
    confirm,
    counts,
    fill_in,
    filled_in,
    free_times,
    hold,
    rows,
)
from tests.conftest import NOW

pytestmark = pytest.mark.both

NOT_A_TIME = [
    "",
    "morgen",
    "2026-12-02",
    "2026-12-02 09:00",
    "2026-13-40T99:99",
    "2026-12-02T09:00\x00",
    "0001-01-01T00:00",
    "2027-03-28T02:30",  # the clock jumps over it
    "\N{ALARM CLOCK}",
    "9" * 5000,
]


# --- times -------------------------------------------------------------------------------------------------


def test_a_time_that_is_past_is_told_with_other_times(visit, app, clock) -> None:
    visitor = visit()
    sitting, time = free_times(visitor)[0]
    clock.move_to(datetime(2026, 12, 2, 9, 30, tzinfo=UTC))
    page = choose(visitor, sitting, time, status=400)
    assert "al voorbij" in page.words and page.times()
    assert rows(app, Draft) == []


def test_a_time_within_24_hours_is_too_soon(visit, app, clock) -> None:
    visitor = visit()
    sitting, time = free_times(visitor)[0]
    clock.move_to(datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    page = choose(visitor, sitting, time, status=400)
    assert "te snel" in page.words and page.times()
    assert rows(app, Draft) == []


def test_a_time_beyond_the_horizon_is_too_far(visit, app, clock) -> None:
    clock.move_to(NOW - timedelta(days=30))
    last = max((s for s in rows(app, Sitting) if s.owner == "dorp"), key=lambda s: s.on)
    visitor = visit()
    free_times(visitor)
    page = choose(visitor, last.id, f"{last.on}T09:00", status=400)
    assert "te ver weg" in page.words
    assert rows(app, Draft) == []


def test_a_time_off_the_grid_or_outside_the_day_is_refused(visit, app) -> None:
    visitor = visit()
    sitting, time = free_times(visitor)[0]
    for wall in ("09:07", "09:15", "08:30", "11:45", "12:00", "23:30"):
        page = choose(visitor, sitting, f"{time[:10]}T{wall}", status=400)
        assert (sitting, time) in page.times(), wall
    assert rows(app, Draft) == []


def test_what_is_no_time_at_all_gets_the_list_again(visit, app) -> None:
    visitor = visit()
    sitting, good = free_times(visitor)[0]
    for time in NOT_A_TIME:
        assert (sitting, good) in choose(visitor, sitting, time, status=400).times(), ascii(time)
    choose(visitor, sitting, good)
    assert len(rows(app, Draft)) == 1


def test_a_forged_day_gets_the_list_again(visit, app) -> None:
    visitor = visit()
    _, time = free_times(visitor)[0]
    for sitting in ("", "0" * 24, "\x00", "a\x00b", "1' or '1'='1", "é" * 24, "x" * 9000):
        assert choose(visitor, sitting, time, status=400).times(), ascii(sitting)
    assert rows(app, Draft) == []


def test_a_day_of_another_municipality_cannot_be_chosen(visit, app) -> None:
    sitting, time = free_times(visit("stad.localhost"))[0]
    visitor = visit()
    free_times(visitor)
    page = choose(visitor, sitting, time, status=400)
    assert sitting not in {found for found, _ in page.times()}
    assert counts(app)["appointments"] == 0 and rows(app, Draft) == []


def test_an_unknown_talk_leads_back_to_the_topics(visit, app) -> None:
    visitor = visit()
    sitting, time = free_times(visitor)[0]
    assert visitor.visit("/afspraak/tijden?gesprek=kapper").path == "/afspraak/"
    free_times(visitor)
    assert choose(visitor, sitting, time, talk="kapper\x00").path == "/afspraak/"
    assert rows(app, Draft) == []


def test_a_taken_time_gives_three_others_of_which_one_can_be_booked(visit, app) -> None:
    one, other = visit(), visit()
    free_times(other)
    taken = hold(one)
    page = choose(other, *taken, status=409)
    assert 1 <= len(page.times()) <= 3 and taken not in page.times()
    choose(other, *page.times()[-1])
    fill_in(other)
    assert confirm(other).h1 == "Uw afspraak is gemaakt"
    assert len(rows(app, Draft)) == 2


def test_who_loses_the_race_keeps_what_they_held(visit, app) -> None:
    one, other = visit(), visit()
    taken = hold(one, nth=0)
    kept = hold(other, nth=3)
    fill_in(other, naam="Bo")
    free_times(other)
    choose(other, *taken, status=409)
    page = other.visit("/afspraak/controleren")
    assert "Bo" in page.words and kept[1][11:].replace(":", ".") in page.words


def test_a_strange_first_day_gives_the_first_days_and_a_reason(visit) -> None:
    visitor = visit()
    for day in ("gisteren", "2026-02-30", "\x00", "2026-11-23", "0001-01-01", "2029-01-01", "9999-12-31"):
        page = visitor.visit(
            "/afspraak/tijden", 400, query_string={"gesprek": "wijkteam", "samen": "nee", "vanaf": day}
        )
        assert page.times()[0][1] == "2026-12-02T09:00", ascii(day)
        assert "Hier zijn de eerste dagen" in page.words


def test_a_day_without_any_room_after_it_offers_the_phone(visit) -> None:
    page = visit().visit("/afspraak/tijden?gesprek=wijkteam&vanaf=2028-01-01")
    assert page.times() == [] and "085 000 90 01" in page.words


# --- a hold that is gone -----------------------------------------------------------------------------------


def lose(visitor, rival, clock) -> None:  # type: ignore[no-untyped-def]
    """The visitor's hold runs out and another takes the time for good."""
    clock.shift(timedelta(minutes=16))
    free_times(rival)
    book(rival, talk="wijkteam")


def test_a_hold_lost_before_the_details_offers_three_times(visit, clock) -> None:
    visitor = visit()
    taken = hold(visitor)
    lose(visitor, visit(), clock)
    page = visitor.visit("/afspraak/gegevens", 409)
    assert 1 <= len(page.times()) <= 3 and taken not in page.times()


def test_a_hold_lost_while_typing_keeps_what_was_typed(visit, app, clock) -> None:
    visitor = visit()
    hold(visitor)
    lose(visitor, visit(), clock)
    visitor.page.path = "/afspraak/gegevens"  # the form stayed open
    page = fill_in(visitor, 409, naam="Zoë", toelichting="Ik kom met de trein", nodig=["tolk"])
    choose(visitor, *page.times()[0])
    typed = filled_in(visitor.visit("/afspraak/gegevens"))
    assert (typed["naam"], typed["toelichting"], typed["nodig"]) == ("Zoë", "Ik kom met de trein", ["tolk"])
    fill_in(visitor, naam="Zoë")
    confirm(visitor)
    assert len(rows(app, Appointment)) == 2


def test_a_hold_lost_before_the_check_keeps_the_answers(visit, clock) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, naam="Bo", **by_mail())
    lose(visitor, visit(), clock)
    page = visitor.visit("/afspraak/controleren", 409)
    choose(visitor, *page.times()[0])
    typed = filled_in(visitor.page)
    assert (typed["naam"], typed["email"], typed["kanaal"]) == ("Bo", "anne@voorbeeld.example", ["email"])


def test_a_hold_lost_at_confirming_makes_no_appointment(visit, app, clock) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, naam="Bo")
    lose(visitor, visit(), clock)
    page = confirm(visitor, 409)
    assert [p.name for p in rows(app, Participation)] == ["Anne"]
    choose(visitor, *page.times()[0])
    assert filled_in(visitor.page)["naam"] == "Bo"
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def test_a_hold_that_ran_out_but_nobody_took_is_still_good(visit, app, clock) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor)
    clock.shift(timedelta(minutes=40))
    assert confirm(visitor).h1 == "Uw afspraak is gemaakt"
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"
