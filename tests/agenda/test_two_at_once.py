"""The same person twice at the same moment: a double click, two windows, a phone call and a link."""

from functools import partial

import pytest
from sqlalchemy import select

from portal.booking import Appointment, Draft
from portal.db import db
from tests.agenda import make

pytestmark = pytest.mark.both

TIMES = ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")


def count(app, model) -> int:
    with make.acting(app):
        return len(db.session.scalars(select(model.id)).all())


def test_two_clicks_make_one_appointment(app) -> None:
    for number, clock in enumerate(TIMES, 1):
        make.hold(app, clock, visitor=clock)
        make.together(*[partial(make.confirm, app, clock)] * 2)
        assert count(app, Appointment) == number
    assert make.audit(app) == "0, 0, 0"


def test_two_moves_leave_one_time_taken(app) -> None:
    for _ in range(4):
        mine = make.book(app, "09:00")
        make.together(partial(make.move, app, mine, "10:00"), partial(make.move, app, mine, "11:00"))
        assert make.audit(app) == "0, 0, 0"
        make.cancel(app, mine)


def test_a_move_and_a_cancellation_leave_nothing_dangling(app) -> None:
    for clock in TIMES:
        mine = make.book(app, clock)
        make.together(partial(make.move, app, mine, "11:30"), partial(make.cancel, app, mine))
        assert make.audit(app) == "0, 0, 0"


def test_two_windows_hold_one_time(app) -> None:
    for clock in TIMES[1:]:
        make.together(
            partial(make.hold, app, "09:00", visitor=clock), partial(make.hold, app, clock, visitor=clock)
        )
        assert count(app, Draft) == 1
        make.let_go(app, clock)


def test_renewing_never_loosens_what_is_firm(app) -> None:
    """Another window renews a hold at the moment at which it becomes an appointment."""
    for clock in TIMES:
        make.hold(app, clock, visitor=clock)
        make.together(partial(make.confirm, app, clock), partial(make.renew, app, clock))
    assert make.audit(app) == "0, 0, 0"
