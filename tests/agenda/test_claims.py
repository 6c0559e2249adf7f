"""Claims: held, confirmed, renewed, given back, moved, stolen when they ran out, and audited."""

from datetime import timedelta
from functools import partial

import pytest

from portal import agenda
from portal.agenda.models import CLOSED, Sitting
from portal.clock import now
from portal.db import db
from tests.agenda import make

pytestmark = pytest.mark.both

BOTH = "wijkteam-juridisch"  # an hour, two people: 24 ticks
MINUTES_14, MINUTES_15 = timedelta(minutes=14), timedelta(minutes=15)


def confirm(app, claimed: agenda.Claimed) -> None:
    make.commit(app, agenda.confirm, claimed.claim_id, claimed.ticks)


def ticks(app, claim_id: str | None = None, firm: bool | None = None) -> int:
    with app.app_context():
        return make.ticks(claim_id, firm)


# --- taking and giving back --------------------------------------------------------------------------------


def test_a_claim_takes_every_tick_of_every_role(app) -> None:
    claimed = make.claim(app, "09:00", BOTH)
    assert ticks(app, claimed.claim_id, firm=True) == claimed.ticks == 24
    assert make.free(app, BOTH) == ["10:00", "10:30", "11:00"]
    assert make.free(app, "juridisch") == ["10:00", "10:30", "11:00", "11:30"]


def test_a_hold_becomes_firm_when_it_is_confirmed(app) -> None:
    claimed = make.claim(app, "09:00", held=True)
    assert ticks(app, claimed.claim_id, firm=False) == 6
    confirm(app, claimed)
    assert ticks(app, claimed.claim_id, firm=True) == 6


def test_a_time_given_back_is_free_at_once(app) -> None:
    claimed = make.claim(app, "09:00")
    assert "09:00" not in make.free(app)
    make.commit(app, agenda.release, claimed.claim_id)
    assert "09:00" in make.free(app) and ticks(app) == 0


def test_a_taken_time_leaves_nothing(app) -> None:
    make.claim(app, "09:00")
    with pytest.raises(agenda.TimeTaken):
        make.claim(app, "09:00", held=True)
    assert ticks(app) == 6


def test_both_desks_or_neither(app) -> None:
    make.claim(app, "09:30", "juridisch")
    with pytest.raises(agenda.TimeTaken):
        make.claim(app, "09:00", BOTH)
    assert ticks(app) == 6
    assert "09:00" in make.free(app)


def test_a_closed_day_cannot_be_claimed(app) -> None:
    with make.acting(app):
        db.session.get(Sitting, make.sitting().id).state = CLOSED
        wish = make.wanted("09:00")
        db.session.commit()
        with pytest.raises(agenda.NotOffered):
            agenda.claim(wish)


def test_a_day_of_another_municipality_cannot_be_claimed(app) -> None:
    with make.acting(app, "stad"):
        wish = make.wanted("10:30")
    with make.acting(app, "dorp"), pytest.raises(agenda.NotOffered):
        agenda.claim(wish)


# --- holds that run out ------------------------------------------------------------------------------------


def test_a_hold_is_safe_until_its_last_second(app, clock) -> None:
    make.claim(app, "09:00", held=True)
    clock.shift(MINUTES_15 - timedelta(seconds=1))
    assert "09:00" not in make.free(app)
    with pytest.raises(agenda.TimeTaken):
        make.claim(app, "09:00")


def test_a_hold_that_ran_out_can_be_taken(app, clock) -> None:
    first = make.claim(app, "09:00", held=True)
    clock.shift(MINUTES_15)
    assert "09:00" in make.free(app)
    second = make.claim(app, "09:00")
    assert (ticks(app, first.claim_id), ticks(app, second.claim_id)) == (0, 6)
    with pytest.raises(agenda.HoldLost):
        confirm(app, first)


def test_a_hold_that_ran_out_is_still_good_when_nobody_took_it(app, clock) -> None:
    claimed = make.claim(app, "09:00", held=True)
    clock.shift(timedelta(hours=3))
    confirm(app, claimed)
    assert ticks(app, claimed.claim_id, firm=True) == 6


def test_a_renewed_hold_lasts_longer(app, clock) -> None:
    claimed = make.claim(app, "09:00", held=True)
    clock.shift(MINUTES_14)
    make.commit(app, agenda.renew, claimed.claim_id, claimed.ticks, now() + MINUTES_15)
    clock.shift(MINUTES_14)
    with pytest.raises(agenda.TimeTaken):
        make.claim(app, "09:00")


def test_what_is_firm_never_becomes_a_hold_again(app) -> None:
    claimed = make.claim(app, "09:00")
    with pytest.raises(agenda.HoldLost):
        make.commit(app, agenda.renew, claimed.claim_id, claimed.ticks, now() + MINUTES_15)
    assert ticks(app, claimed.claim_id, firm=True) == 6


def test_half_a_theft_loses_the_whole_hold(app, clock) -> None:
    both = make.claim(app, "09:00", BOTH, held=True)
    clock.shift(MINUTES_15)
    thief = make.claim(app, "09:30", "juridisch")
    with pytest.raises(agenda.HoldLost):
        confirm(app, both)
    with pytest.raises(agenda.HoldLost):
        make.commit(app, agenda.renew, both.claim_id, both.ticks, now() + MINUTES_15)
    assert ticks(app, firm=True) == ticks(app, thief.claim_id) == 6
    assert "09:00" in make.free(app)  # what is left of it has run out too


# --- one's own time, and moving ----------------------------------------------------------------------------


def test_ones_own_time_can_be_held_again(app, clock) -> None:
    first = make.claim(app, "09:00", held=True)
    clock.shift(MINUTES_14)
    again = make.claim(app, "09:00", held=True, release=first.claim_id)
    assert (ticks(app, first.claim_id), ticks(app, again.claim_id)) == (0, 6)


def test_moving_half_an_hour_over_ones_own_time(app) -> None:
    first = make.claim(app, "09:00", BOTH)
    moved = make.claim(app, "09:30", BOTH, release=first.claim_id)
    assert ticks(app) == ticks(app, moved.claim_id) == 24
    assert make.free(app)[0] == "09:00"


def test_moving_to_a_taken_time_leaves_the_old_one(app) -> None:
    mine = make.claim(app, "09:00", BOTH)
    make.claim(app, "10:30", "juridisch")
    with pytest.raises(agenda.TimeTaken):
        make.claim(app, "10:00", BOTH, release=mine.claim_id)
    assert ticks(app, mine.claim_id, firm=True) == 24


def test_an_appointment_that_cannot_move_stays(app) -> None:
    mine = make.book(app, "09:00")
    make.book(app, "10:00", visitor="bram")
    with pytest.raises(agenda.TimeTaken):
        make.move(app, mine, "10:00")
    assert make.audit(app) == "0, 0, 0"
    with make.acting(app):
        assert make.own(mine).appointment.starts_at == make.moment("09:00")


# --- one jurist in two municipalities ----------------------------------------------------------------------


def test_a_jurist_taken_in_one_municipality_is_taken_in_the_other(app) -> None:
    make.claim(app, "10:30", "juridisch", slug="stad")
    assert "10:30" not in make.free(app, "juridisch")
    assert "10:30" in make.free(app)
    for talk in ("juridisch", BOTH):
        with pytest.raises(agenda.TimeTaken):
            make.claim(app, "10:30", talk)


def test_a_jurist_given_back_in_one_municipality_is_free_in_the_other(app) -> None:
    claimed = make.claim(app, "10:30", "juridisch", slug="stad")
    make.commit(app, agenda.release, claimed.claim_id, slug="stad")
    make.claim(app, "10:30", BOTH)
    assert "10:30" not in make.free(app, "juridisch", slug="stad")


def test_twelve_people_in_two_municipalities_get_one_jurist_once(app) -> None:
    tries = [partial(make.claim, app, "10:30", "juridisch", slug=slug) for slug in ("dorp", "stad") * 6]
    told = [isinstance(answer, agenda.Claimed) for answer in make.together(*tries)]
    assert told.count(True) == 1
    assert ticks(app) == 6


# --- the audit ---------------------------------------------------------------------------------------------


def plant(app, statement: str, **values: object) -> None:
    with make.acting(app):
        make.run_sql(statement, **values)


def test_the_audit_is_clean_after_booking_moving_and_cancelling(app) -> None:
    make.book(app, "10:30", BOTH)
    make.move(app, make.book(app, "09:00", visitor="bram"), "09:30")
    make.cancel(app, make.book(app, "11:30", visitor="cas"))
    make.book(app, "12:00", "juridisch", slug="stad")
    assert make.audit(app) == "0, 0, 0"


def test_the_audit_finds_an_appointment_without_all_its_time(app) -> None:
    make.book(app, "09:00")
    with app.app_context():
        make.run_sql("delete from claim_tick where tick = (select max(tick) from claim_tick)")
    assert make.audit(app) == "1, 0, 0"


def test_the_audit_finds_an_appointment_that_is_only_held(app) -> None:
    make.book(app, "09:00")
    with app.app_context():
        make.run_sql("update claim_tick set expires_at = 1")
    assert make.audit(app) == "1, 0, 0"


def test_the_audit_finds_time_without_an_appointment(app) -> None:
    make.claim(app, "10:30", BOTH)
    make.claim(app, "09:00", held=True)  # a hold needs no appointment yet
    assert make.audit(app) == "0, 1, 0"


def test_the_audit_finds_two_appointments_of_one_person_at_once(app) -> None:
    make.book(app, "09:00")
    late = make.book(app, "09:30", visitor="bram")
    plant(
        app,
        "update appointment set starts_at = starts_at - 60 where tenant_id = 'dorp' and id = :late",
        late=late,
    )
    assert make.audit(app) == "0, 0, 1"


def test_the_audit_finds_two_appointments_on_one_claim(app) -> None:
    first, second = make.book(app, "09:00"), make.book(app, "10:00", visitor="bram")
    plant(
        app,
        """update appointment set claim_id = (select claim_id from appointment where tenant_id = 'dorp' and id = :a)
           where tenant_id = 'dorp' and id = :b""",
        a=first,
        b=second,
    )
    plant(app, "delete from claim_tick where tick >= :ten", ten=int(make.moment("10:00").timestamp()) // 300)
    assert make.audit(app) != "0, 0, 0"


def test_the_audit_looks_at_both_municipalities(app) -> None:
    make.book(app, "11:00", "juridisch", slug="stad")
    with app.app_context():
        make.run_sql("delete from claim_tick where tick = (select min(tick) from claim_tick)")
    assert make.audit(app) == "1, 0, 0"
