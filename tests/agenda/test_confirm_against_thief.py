"""Confirm against a thief in the very second in which the hold runs out: a hundred rounds.

Whoever decides by status or clock says yes to both (BOOKING §0.5: in 129 of 150 races). Here whoever is told yes
owns every tick, and nobody else anything firm.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import update

from portal.agenda import HoldLost, TimeTaken
from portal.agenda.models import ClaimTick
from portal.clock import now
from portal.db import db
from tests.agenda import make

pytestmark = pytest.mark.both

BOTH = "wijkteam-juridisch"  # an hour, two people: 24 ticks
Answers = tuple[object, object]


def thief_first(owner: Callable[[], str], thief: Callable[[], str]) -> Answers:
    stolen = make.together(thief)
    return make.together(owner)[0], stolen[0]


def owner_first(owner: Callable[[], str], thief: Callable[[], str]) -> Answers:
    confirmed = make.together(owner)
    return confirmed[0], make.together(thief)[0]


def race(owner: Callable[[], str], thief: Callable[[], str]) -> Answers:
    owners, thieves = make.together(owner, thief)
    return owners, thieves


def runs_out_now(app, claim_id: str) -> None:
    with app.app_context():
        db.session.execute(update(ClaimTick).where(ClaimTick.claim_id == claim_id).values(expires_at=now()))
        db.session.commit()


def play(app, order: Callable[..., Answers], clock: str, talk: str) -> str:
    """One round: who won. The thief wants the same hour, or only the jurist in the middle of it."""
    held = make.hold(app, "09:00", BOTH, visitor="owner")
    runs_out_now(app, held)
    owner, thief = order(
        partial(make.confirm, app, "owner"), partial(make.hold, app, clock, talk, visitor="thief")
    )
    if isinstance(owner, str):
        assert isinstance(thief, TimeTaken)
        check(app, held, all_ticks=24, firm=24)
        make.cancel(app, owner)
        return "owner"
    assert isinstance(owner, HoldLost) and isinstance(thief, str)
    check(app, thief, all_ticks=24 if talk == BOTH else 6, firm=0)
    make.let_go(app, "thief")
    make.let_go(app, "owner")
    return "thief"


def check(app, claim_id: str, all_ticks: int, firm: int) -> None:
    """The winner has every tick, and nobody else a firm one."""
    with app.app_context():
        assert make.ticks(claim_id) == all_ticks
        assert make.ticks(claim_id, firm=True) == make.ticks(firm=True) == firm
    assert make.audit(app) == "0, 0, 0"


def test_a_hundred_rounds_have_one_winner_each(app) -> None:
    orders = [thief_first] * 25 + [owner_first] * 25 + [race] * 50
    won: Counter[str] = Counter()
    for number, order in enumerate(orders):
        wish = ("09:00", BOTH) if number % 2 else ("09:30", "juridisch")
        won[play(app, order, *wish)] += 1
    assert won["owner"] >= 20 and won["thief"] >= 20, won
    with app.app_context():
        assert won.total() == 100 and make.ticks() == 0
