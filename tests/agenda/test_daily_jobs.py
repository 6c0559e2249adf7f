"""What happens once a day: making sittings, closing and reopening them, tidying, attention, the audit."""

import json
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal import agenda, booking
from portal.agenda.cli import fill_all, tidy_all
from portal.agenda.models import Closure, Sitting, SittingDesk, Spreekuur
from portal.agenda.planning import fill, recurrence_of
from portal.clock import now, today
from portal.db import db
from tests.agenda import make
from tests.agenda.brute_force import Calendar, Desk, Series

pytestmark = pytest.mark.both

FIRST, SECOND = date(2026, 12, 2), date(2026, 12, 16)
TABLE = (Desk("wijkteam", "an"), Desk("juridisch", "juul"))


def states(app, slug: str = "dorp") -> dict[str, str]:
    """Date of each sitting → its state."""
    with make.acting(app, slug):
        rows = db.session.execute(
            select(Sitting.on, Sitting.state).where(Sitting.owner == slug).order_by(Sitting.on)
        )
        return {f"{on:%d-%m}": state for on, state in rows}


def change(app, **values: object) -> None:
    """The beheerder changes the series of `dorp`; then the daily job runs."""
    with make.acting(app):
        series = db.session.scalars(select(Spreekuur).where(Spreekuur.owner == "dorp")).one()
        for name, value in values.items():
            setattr(series, name, value)
        db.session.flush()
        fill(today())
        db.session.commit()


def close(app, first: date, last: date) -> None:
    make.commit(app, agenda.close_period, first, last, "Vakantie")
    make.commit(app, fill, today())


def open_again(app) -> None:
    with make.acting(app):
        db.session.delete(db.session.scalars(select(Closure)).one())
        db.session.flush()
        fill(today())
        db.session.commit()


def stored(series: Series) -> Calendar:
    calendar = Calendar(int(now().timestamp()), 30, ("wijkteam",), (series,))
    make.store(calendar)
    return calendar


# --- fill --------------------------------------------------------------------------------------------------


def test_filled_to_the_horizon_and_not_twice(app) -> None:
    assert list(states(app)) == ["02-12", "16-12", "30-12", "13-01", "27-01", "10-02"]
    with app.app_context():
        assert fill_all() == 0
    assert len(states(app)) == 6


def test_every_day_adds_what_came_within_the_horizon(app, clock) -> None:
    """91 days: on 25 November 24 February comes into view."""
    clock.shift(timedelta(days=1))
    with app.app_context():
        assert fill_all() == 2  # one in each municipality
    assert list(states(app))[-1] == "24-02"


def test_a_closed_day_offers_nothing_until_it_opens_again(app) -> None:
    close(app, FIRST, FIRST)
    assert states(app)["02-12"] == "closed" and states(app)["16-12"] == "open"
    assert make.free(app) == []
    open_again(app)
    assert states(app)["02-12"] == "open"
    assert make.free(app)[0] == "09:00"


def test_a_closure_of_one_municipality_leaves_the_other_open(app) -> None:
    close(app, FIRST, SECOND)
    with app.app_context():
        fill_all()
    assert set(states(app, "stad").values()) == {"open"}


def test_public_holidays_are_closed(app) -> None:
    fridays = Series(time(9), time(12), TABLE, every_weeks=1, anchor=date(2026, 12, 18))
    with make.acting(app):
        stored(fridays)
    found = states(app)
    assert [found[on] for on in ("18-12", "25-12", "01-01", "08-01")] == ["open", "closed", "closed", "open"]


def test_a_day_that_a_person_opened_stays_open(app) -> None:
    with make.acting(app):
        sitting = db.session.get(Sitting, make.sitting().id)
        sitting.by_hand = True
        db.session.commit()
    close(app, FIRST, FIRST)
    assert states(app)["02-12"] == "open"


def test_days_that_the_rule_no_longer_has_are_withdrawn(app) -> None:
    change(app, rule=json.dumps({"every_weeks": 2, "anchor": "2026-12-10"}))
    found = states(app)
    assert found["02-12"] == found["16-12"] == "withdrawn"
    assert found["10-12"] == found["24-12"] == "open"
    assert make.free(app) == []


def test_a_rule_that_comes_back_finds_its_old_days(app) -> None:
    with make.acting(app):
        before = make.sitting().id
    change(app, rule=json.dumps({"nth": 2, "weekday": "do"}))
    change(app, rule=json.dumps({"every_weeks": 2, "anchor": "2021-07-07"}))
    with make.acting(app):
        assert make.sitting().id == before and make.sitting().state == agenda.OPEN


def test_nothing_after_the_last_day_of_a_series(app) -> None:
    change(app, valid_until=SECOND)
    found = states(app)
    assert found.pop("02-12") == found.pop("16-12") == "open"
    assert set(found.values()) == {"withdrawn"}


def test_nothing_before_the_first_day_of_a_series(app) -> None:
    change(app, valid_from=SECOND)
    assert states(app)["02-12"] == "withdrawn" and states(app)["16-12"] == "open"


def test_new_hours_are_for_every_coming_day_but_those_that_somebody_set(app) -> None:
    with make.acting(app):
        agenda.change_day(make.sitting(SECOND).id, True, time(10), time(12))
        db.session.commit()
    change(app, starts="13:00", ends="15:00", rule=json.dumps({"every_weeks": 1, "anchor": "2026-12-02"}))
    assert make.free(app)[0] == make.free(app, on=date(2026, 12, 9))[0] == "13:00"
    assert make.free(app, on=SECOND)[0] == "10:00"


def test_a_night_without_that_hour_has_no_sitting(app, clock) -> None:
    clock.move_to(make.moment("10:00", date(2026, 3, 24)))
    nights = Series(time(2), time(4), TABLE, every_weeks=1, anchor=date(2026, 3, 22), lead_hours=0)
    with make.acting(app):
        stored(nights)
    assert list(states(app))[:2] == ["05-04", "12-04"]  # on 29 March there is no two o'clock


def test_a_week_without_the_jurist_offers_no_talk_with_a_jurist(app) -> None:
    away = Desk("juridisch", "juul", frozenset({FIRST}))
    with make.acting(app):
        stored(Series(time(9), time(12), (TABLE[0], away), every_weeks=1, anchor=FIRST))
    assert make.free(app)
    assert make.free(app, "juridisch") == make.free(app, "wijkteam-juridisch") == []
    assert make.free(app, "juridisch", on=date(2026, 12, 9))


def test_the_rule_is_read_as_it_was_stored(app) -> None:
    with make.acting(app):
        series = db.session.scalars(select(Spreekuur).where(Spreekuur.owner == "dorp")).one()
        assert recurrence_of(series).anchor == date(2021, 7, 7)


# --- tidy --------------------------------------------------------------------------------------------------


def test_only_past_days_are_tidied(app, clock) -> None:
    make.claim(app, "09:00")
    make.claim(app, "09:00", on=SECOND)
    clock.move_to(make.moment("23:59", FIRST))
    with app.app_context():
        assert tidy_all() == 0
    clock.move_to(make.moment("00:00", date(2026, 12, 3)))
    with app.app_context():
        assert (tidy_all(), make.ticks()) == (6, 6)


# --- attention ---------------------------------------------------------------------------------------------


def attention(app, appointment_id: str) -> str | None:
    """The flag after the daily check; the appointment itself and its time stay."""
    make.commit(app, booking.check_attention, now())
    assert make.audit(app) == "0, 0, 0"
    with make.acting(app):
        appointment = make.own(appointment_id).appointment
        assert appointment.status == "confirmed"
        return appointment.attention


def test_attention_comes_and_goes_with_a_closure(app) -> None:
    mine = make.book(app, "09:00")
    assert attention(app, mine) is None
    close(app, FIRST, FIRST)
    assert attention(app, mine) == "sitting_closed"
    open_again(app)
    assert attention(app, mine) is None


def test_attention_when_nobody_sits_there_any_more(app) -> None:
    legal, social = make.book(app, "09:00", "juridisch"), make.book(app, "09:00", visitor="bram")
    with make.acting(app):
        desk = select(SittingDesk).where(
            SittingDesk.sitting_id == make.sitting().id, SittingDesk.role == "juridisch"
        )
        db.session.scalars(desk).one().resource_id = None
        db.session.commit()
    assert attention(app, legal) == "desk_empty"
    assert attention(app, social) is None


def test_attention_when_the_day_became_shorter(app) -> None:
    early, late = make.book(app, "09:00"), make.book(app, "11:30", visitor="bram")
    with make.acting(app):
        db.session.get(Sitting, make.sitting().id).ends_at = make.moment("11:45")
        db.session.commit()
    assert attention(app, early) is None
    assert attention(app, late) == "outside_sitting"


def test_a_changed_rule_asks_attention_and_a_move_settles_it(app) -> None:
    mine = make.book(app, "09:00")
    change(app, rule=json.dumps({"every_weeks": 2, "anchor": "2026-12-09"}))
    assert attention(app, mine) == "sitting_closed"
    make.move(app, mine, "10:00", on=date(2026, 12, 9))
    with make.acting(app):
        assert make.own(mine).appointment.attention is None
    assert attention(app, mine) is None


# --- shown at another municipality -------------------------------------------------------------------------


def nearby(app, slug: str) -> list[tuple[str, date]]:
    with make.acting(app, slug):
        return [(offer.owner, offer.on) for offer in agenda.nearby(now())]


def test_the_next_date_is_shown_at_the_other_municipality_only(app) -> None:
    assert nearby(app, "stad") == [("dorp", FIRST)]
    assert nearby(app, "dorp") == []


def test_a_closed_date_is_not_shown_at_the_other_municipality(app) -> None:
    close(app, FIRST, FIRST)
    assert nearby(app, "stad") == [("dorp", SECOND)]


def test_a_date_within_a_day_is_not_shown_any_more(app, clock) -> None:
    clock.move_to(make.moment("09:00", date(2026, 12, 1)))
    assert nearby(app, "stad") == [("dorp", SECOND)]


# --- by hand -----------------------------------------------------------------------------------------------


def flask(app, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=words)
    return result.exit_code, result.output.strip()


def test_the_audit_command_fails_when_something_is_wrong(app) -> None:
    make.book(app, "09:00")
    assert flask(app, "agenda", "audit")[0] == 0
    make.claim(app, "10:00")
    code, told = flask(app, "agenda", "audit")
    assert code == 1 and told.startswith("0, 1, 0")


def test_fill_and_tidy_say_what_they_did(app, clock) -> None:
    make.claim(app, "09:00")
    clock.move_to(make.moment("10:00", date(2026, 12, 8)))
    assert flask(app, "agenda", "fill") == (0, "2 spreekuurdagen gemaakt")
    assert flask(app, "agenda", "tidy") == (0, "6 tijden opgeruimd")


def test_the_daily_jobs_run_once_a_day(app, clock) -> None:
    assert "agenda.fill" in flask(app, "jobs", "daily")[1]
    assert flask(app, "jobs", "daily") == (0, "Alles is vandaag al gedaan.")
    clock.shift(timedelta(days=1))
    assert "agenda.audit" in flask(app, "jobs", "daily")[1]
