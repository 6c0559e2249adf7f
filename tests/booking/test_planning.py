"""Changing the planning under existing appointments: none disappears or moves by itself; `attention` comes and goes."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from portal import accounts, agenda, booking
from portal.agenda.models import Resource, Spreekuur
from portal.booking import Appointment
from portal.booking.touched import change
from portal.clock import instant, now
from portal.db import db
from tests.agenda import make
from tests.booking.steps import JUUL, WIL, rows

pytestmark = pytest.mark.both

FIRST, SECOND, THIRD = date(2026, 12, 2), date(2026, 12, 16), date(2026, 12, 30)


def series() -> agenda.SeriesInfo:
    return agenda.all_series()[0]


def as_wanted(**other: object) -> agenda.Series:
    s = series()
    given = {
        "title": s.title,
        "place_id": s.place_id,
        "channel": s.channel,
        "rule": s.rule,
        "starts": s.starts,
        "ends": s.ends,
        "grid": s.grid,
        "gap": s.gap,
        "lead_hours": s.lead_hours,
        "horizon_days": s.horizon_days,
        "joint_deadline_days": s.joint_deadline_days,
        "valid_from": s.valid_from,
        "valid_until": s.valid_until,
        "chairs": [agenda.Chair(*c) for c in s.chairs],
        "offers": frozenset(s.offers),
    }
    return agenda.Series(**{**given, **other})  # type: ignore[arg-type]


def edit(app, **other: object) -> None:
    """The planner saves the series otherwise."""

    def deed() -> None:
        change(lambda: agenda.save_series(as_wanted(**other), series().id) and None)

    make.commit(app, deed)


def attention(app) -> dict[str, str | None]:
    """Wall time of each appointment → why it needs attention; and it is where it always was."""
    found = rows(app, Appointment)
    assert all(a.status == "confirmed" for a in found)
    return {make.shown_as(a.starts_at): a.attention for a in found}


def person(email: str) -> str:
    row = db.session.scalars(select(accounts.Person).where(accounts.Person.email == email)).one()
    return agenda.resource_of(row.id)


def test_shorten_and_lengthen_again(app) -> None:
    make.book(app, "09:00")
    make.book(app, "11:00", visitor="bo")
    edit(app, ends="11:00")
    assert attention(app) == {"2 09:00": None, "2 11:00": "outside_sitting"}
    edit(app, ends="12:00")
    assert attention(app) == {"2 09:00": None, "2 11:00": None}
    assert make.audit(app) == "0, 0, 0"


def test_shift_to_the_afternoon_and_back(app) -> None:
    make.book(app, "09:00")
    edit(app, starts="13:00", ends="16:00")
    assert attention(app) == {"2 09:00": "outside_sitting"}
    with make.acting(app):
        assert {s.starts_at for s in agenda.coming_days(series().id)[:1]} == {instant(FIRST, time(13))}
    edit(app, starts="09:00", ends="12:00")
    assert attention(app) == {"2 09:00": None}


def test_the_other_fortnight(app) -> None:
    make.book(app, "09:00")
    edit(app, rule={"every_weeks": 2, "anchor": "2021-07-14"}, valid_from=date(2021, 7, 14))
    assert attention(app) == {"2 09:00": "sitting_closed"}
    edit(app, rule={"every_weeks": 2, "anchor": "2021-07-07"})
    assert attention(app) == {"2 09:00": None}


def test_remove_and_restore(app) -> None:
    make.book(app, "09:00")
    make.commit(app, lambda: change(lambda: agenda.remove_series(series().id)))
    assert attention(app) == {"2 09:00": "sitting_closed"}
    make.commit(app, lambda: change(lambda: agenda.remove_series(series().id, removed=False)))
    assert attention(app) == {"2 09:00": None}
    assert make.audit(app) == "0, 0, 0"


def test_what_one_decided_for_a_day_survives_an_edit_but_not_a_removal(app) -> None:
    def close_second() -> None:
        day = next(s for s in agenda.coming_days(series().id) if s.on == SECOND)
        agenda.change_day(day.id, False, time(9), time(12))

    make.commit(app, close_second)
    edit(app, ends="11:30")
    with make.acting(app):
        states = {s.on: (s.state, make.shown_as(s.ends_at)) for s in agenda.coming_days(series().id)[:2]}
    assert (
        states == {FIRST: ("open", "2 11:30"), SECOND: ("closed", "16 12:00")}
        or states[SECOND][0] == "closed"
    )
    make.commit(app, lambda: agenda.remove_series(series().id))
    make.commit(app, lambda: agenda.remove_series(series().id, removed=False))
    with make.acting(app):
        assert {s.on: s.state for s in agenda.coming_days(series().id)[:2]}[SECOND] == "closed"


def two_wijkteam_chairs(app) -> tuple[str, str]:
    """Wil and a colleague both sit for the wijkteam; gives their resources."""

    def deed() -> tuple[str, str]:
        organisation = accounts.find_organisation("dorp:wijkteam")
        assert organisation is not None
        kim, _password = accounts.add_person(
            "kim@wijkteam-dorp.example", "Kim", "medewerker", "dorp:wijkteam"
        )
        wil, other = person(WIL), agenda.resource_of(kim.id)
        chairs = [agenda.Chair(*c) for c in series().chairs]
        chairs.append(agenda.Chair("wijkteam", organisation.id, other))
        agenda.save_series(as_wanted(chairs=chairs), series().id)
        return wil, other

    return make.commit(app, deed)


def seated(app) -> dict[str, str]:
    return {a.id: a.seated for a in rows(app, Appointment)}


def test_when_room_returns_the_oldest_appointment_gets_it_first(app, clock) -> None:
    two_wijkteam_chairs(app)
    old = make.book(app, "09:00")
    clock.shift(300)
    young = make.book(app, "09:00", visitor="bo")
    without = [c for c in _chairs(app) if c.role != "wijkteam"]
    edit(app, chairs=without)
    assert set(attention_by_id(app).values()) == {"desk_empty"}
    # One chair comes back, with somebody else: there is room for one of the two.
    new = make.commit(app, _newcomer)
    edit(app, chairs=[*without, new])
    assert attention_by_id(app) == {old: None, young: "nobody_free"}
    assert seated(app)[old] == new.resource_id
    edit(app, chairs=[*without, new, make.commit(app, lambda: _chair_of(WIL))])
    assert attention_by_id(app) == {old: None, young: None}
    assert make.audit(app) == "0, 0, 0"


def attention_by_id(app) -> dict[str, str | None]:
    return {a.id: a.attention for a in rows(app, Appointment)}


def _chairs(app) -> list[agenda.Chair]:
    with make.acting(app):
        return [agenda.Chair(*c) for c in series().chairs]


def _newcomer() -> agenda.Chair:
    someone, _password = accounts.add_person(
        "lou@wijkteam-dorp.example", "Lou", "medewerker", "dorp:wijkteam"
    )
    organisation = accounts.find_organisation("dorp:wijkteam")
    assert organisation is not None
    return agenda.Chair("wijkteam", organisation.id, agenda.resource_of(someone.id))


def _chair_of(email: str) -> agenda.Chair:
    organisation = accounts.find_organisation("dorp:wijkteam")
    assert organisation is not None
    return agenda.Chair("wijkteam", organisation.id, person(email))


def test_a_free_colleague_takes_over_at_the_same_hour(app) -> None:
    wil, kim = two_wijkteam_chairs(app)
    appointment = make.book(app, "09:00")
    was = seated(app)[appointment]
    other = kim if was == wil else wil
    day = (instant(FIRST, time()), instant(FIRST + timedelta(days=1), time()))
    touched = make.commit(app, lambda: change(lambda: agenda.go_away(was, *day, only_here=True)))
    assert touched.lost == [] and touched.handed_over == 1
    assert seated(app)[appointment] == other
    assert make.audit(app) == "0, 0, 0"


def test_who_is_away_sits_nowhere_and_a_talk_that_was_there_asks_for_attention(app) -> None:
    make.book(app, "09:00", talk="juridisch")
    with make.acting(app):
        juul = person(JUUL)
    day = (instant(FIRST, time()), instant(FIRST + timedelta(days=1), time()))
    make.commit(app, lambda: change(lambda: agenda.go_away(juul, *day, only_here=False)))
    assert attention(app) == {"2 09:00": "nobody_free"}
    assert make.free(app, "juridisch") == [] and make.free(app, "wijkteam-juridisch") == []
    assert make.free(app, "wijkteam") != []
    # Elsewhere too: she said so herself. In `stad` the same Juul sits on the same Wednesday.
    assert make.free(app, "juridisch", slug="stad") == []
    with make.acting(app):
        (busy,) = agenda.away([juul])
    make.commit(app, lambda: change(lambda: agenda.come_back(busy.id, juul)))
    assert attention(app) == {"2 09:00": None}
    assert make.free(app, "juridisch", slug="stad") != []


def test_what_a_colleague_notes_counts_here_only(app) -> None:
    with make.acting(app):
        juul = person(JUUL)
    day = (instant(FIRST, time()), instant(FIRST + timedelta(days=1), time()))
    make.commit(app, lambda: agenda.go_away(juul, *day, only_here=True))
    assert make.free(app, "juridisch") == []
    assert make.free(app, "juridisch", slug="stad") != []


def test_a_busy_person_cannot_be_claimed(app) -> None:
    with make.acting(app):
        juul = person(JUUL)
    make.commit(
        app,
        lambda: agenda.go_away(juul, instant(FIRST, time(9)), instant(FIRST, time(9, 10)), only_here=False),
    )
    with pytest.raises(agenda.TimeTaken):
        make.claim(app, "09:00", "juridisch")
    make.claim(app, "09:30", "juridisch")


def test_who_was_away_when_a_talk_is_cancelled_leaves_no_hole(app) -> None:
    appointment = make.book(app, "09:00", talk="juridisch")
    with make.acting(app):
        juul = person(JUUL)
    day = (instant(FIRST, time()), instant(FIRST + timedelta(days=1), time()))
    make.commit(app, lambda: agenda.go_away(juul, *day, only_here=False))
    make.cancel(app, appointment)
    assert make.free(app, "juridisch") == []


def test_somebody_else_for_a_day_and_from_a_date(app) -> None:
    make.book(app, "09:00")
    new = make.commit(app, _newcomer).resource_id
    assert new
    with make.acting(app):
        wil = person(WIL)
    touched = make.commit(app, lambda: change(lambda: agenda.replace(wil, new, FIRST, FIRST) and None))
    assert touched.lost == [] and touched.handed_over == 1
    make.commit(app, lambda: agenda.replace(wil, new, THIRD, None) and None)
    with make.acting(app):
        who = {
            s.on: next(d.resource for d in s.desks if d.role == "wijkteam")
            for s in agenda.coming_days(series().id)[:4]
        }
    assert (who[FIRST], who[SECOND], who[THIRD]) == (new, wil, new)
    edit(app, grid=15)  # the series is saved once more: the days keep who was put there by hand
    with make.acting(app):
        who = {
            s.on: next(d.resource for d in s.desks if d.role == "wijkteam")
            for s in agenda.coming_days(series().id)[:4]
        }
    assert (who[FIRST], who[SECOND], who[THIRD]) == (new, wil, new)
    assert make.audit(app) == "0, 0, 0"


def test_a_day_moves_and_its_talks_ask_where_to_go(app) -> None:
    make.book(app, "09:00")

    def deed() -> None:
        day = agenda.coming_days(series().id)[0]
        agenda.move_day(day.id, date(2026, 12, 3))

    make.commit(app, lambda: change(deed))
    assert attention(app) == {"2 09:00": "sitting_closed"}
    assert "09:00" in make.free(app, "wijkteam", on=date(2026, 12, 3))
    make.commit(app, lambda: agenda.fill(now().date()))  # the daily job leaves it alone
    assert make.free(app, "wijkteam", on=date(2026, 12, 3)) != []


def test_a_public_holiday_is_closed_until_somebody_opens_it(app) -> None:
    friday = date(2026, 12, 25)
    edit(app, rule={"every_weeks": 1, "anchor": "2026-12-04"}, valid_from=date(2026, 12, 4))
    with make.acting(app):
        assert {s.on: s.state for s in agenda.coming_days(series().id)}[friday] == "closed"
        assert friday in agenda.closed_days(friday, friday)
    make.commit(app, lambda: agenda.close_period(friday, friday, "Kerst", opens=True))
    with make.acting(app):
        assert {s.on: s.state for s in agenda.coming_days(series().id)}[friday] == "open"
        assert agenda.closed_days(friday, friday) == set()


def test_checking_again_changes_nothing(app) -> None:
    make.book(app, "09:00")
    edit(app, ends="09:15")
    before = {a.id: (a.attention, a.seated, a.ticks) for a in rows(app, Appointment)}
    assert make.commit(app, booking.check_attention, now()) == 0
    assert {a.id: (a.attention, a.seated, a.ticks) for a in rows(app, Appointment)} == before


def test_the_check_costs_the_same_for_one_and_for_many(app) -> None:
    def cost() -> int:
        with make.acting(app), make.counted_statements() as seen:
            booking.check_attention(now())
            db.session.rollback()
        return len(seen)

    make.book(app, "09:00")
    one = cost()
    for nth, clock in enumerate(("09:30", "10:00", "10:30", "11:00")):
        make.book(app, clock, visitor=f"v{nth}")
    assert cost() == one <= 8


def test_every_person_is_still_one_resource(app) -> None:
    two_wijkteam_chairs(app)
    with make.acting(app):
        people = list(db.session.scalars(select(Resource.person_id)))
        assert len(people) == len(set(people))
        assert db.session.scalars(select(Spreekuur.removed)).all()
