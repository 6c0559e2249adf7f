"""Hold, confirm, move and cancel, killed before every statement and before the COMMIT: nothing is left half.

The child is forked with no connection open and kills itself with SIGKILL; the parent looks at every row.
"""

import os
import signal
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Select, event, select

from portal.db import Base, db
from tests.agenda import make

pytestmark = pytest.mark.both

BOTH = "wijkteam-juridisch"  # an hour, two people: 24 ticks
TABLES = ("claim_tick", "draft", "appointment", "participation", "audit_event", "outbox")


def killed_before(app, boundary: int, action: Callable[[], object]) -> bool:
    """Do it in a child that dies before statement number `boundary` or its commit; False when it came to its end."""
    with app.app_context():
        db.engine.dispose()
    child = os.fork()
    if child == 0:
        _live_and_die(app, boundary, action)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _live_and_die(app, boundary: int, action: Callable[[], object]) -> None:
    """The child's whole life; it never returns."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(30)  # no child outlives its test
    passed = 0

    def step(*_: object) -> None:
        nonlocal passed
        if passed == boundary:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1

    status = 1
    try:
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", step)
            event.listen(db.engine, "commit", step)
        action()
        status = 0
    finally:
        os._exit(status)


def every_row(app) -> dict[str, list[str]]:
    with make.acting(app):
        return {name: sorted(repr(tuple(row)) for row in db.session.execute(all_of(name))) for name in TABLES}


def all_of(name: str) -> Select:
    """Every row of a table; of a municipality's table those of `dorp`, as the guards ask."""
    table = Base.metadata.tables[name]
    return select(table).where(table.c.tenant_id == "dorp") if "tenant_id" in table.c else select(table)


def kill_everywhere(app, action: Callable[[], object], still_free: str) -> dict[str, int]:
    """Kill at each boundary: nothing has changed, and another person can hold `still_free`. Then let it be.

    Gives the tables that differ in the end, each with how many rows came or went.
    """
    before, boundary = every_row(app), 0
    while killed_before(app, boundary, action):
        assert every_row(app) == before, boundary
        assert make.audit(app) == "0, 0, 0"
        make.hold(app, still_free, BOTH, visitor="another")
        make.let_go(app, "another")
        boundary += 1
    assert boundary >= 6
    assert make.audit(app) == "0, 0, 0"
    after = every_row(app)
    return {name: len(after[name]) - len(before[name]) for name in TABLES if after[name] != before[name]}


def test_a_hold_is_whole_or_not_at_all(app) -> None:
    changed = kill_everywhere(app, partial(make.hold, app, "09:00", BOTH), still_free="09:00")
    assert changed == {"claim_tick": 24, "draft": 1}


def test_a_confirmation_is_whole_or_not_at_all(app) -> None:
    make.hold(app, "09:00", BOTH)
    changed = kill_everywhere(app, partial(make.confirm, app), still_free="10:00")
    assert changed.pop("outbox") >= 2  # the person and the desks
    assert changed == {"claim_tick": 0, "draft": 0, "appointment": 1, "participation": 1, "audit_event": 1}
    with app.app_context():
        assert make.ticks(firm=True) == 24


def test_a_move_is_whole_or_not_at_all(app) -> None:
    mine = make.book(app, "09:00", BOTH)
    changed = kill_everywhere(app, partial(make.move, app, mine, "10:30"), still_free="10:30")
    assert changed.pop("outbox") >= 2
    assert changed == {"claim_tick": 0, "appointment": 0, "audit_event": 1}
    assert make.free(app, BOTH) == ["09:00", "09:30"]


def test_a_cancellation_is_whole_or_not_at_all(app) -> None:
    mine = make.book(app, "09:00", BOTH)
    changed = kill_everywhere(app, partial(make.cancel, app, mine), still_free="10:30")
    assert changed.pop("outbox") >= 2
    assert changed == {"claim_tick": -24, "appointment": 0, "audit_event": 1}
