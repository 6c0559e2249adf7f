"""What somebody does who wants to be called, and what staff do with it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from portal import tenancy
from portal.callbacks import CallAttempt, CallBack
from portal.db import db
from tests.booking.steps import WIL, signed_in
from tests.support.visitor import Page, Visitor

FRIDAY = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)  # 16.30 on the wall
ANNE = {"naam": "Anne", "telefoon": "06 12345678"}


def ask(visitor: Visitor, status: int = 200, **answers: Any) -> Page:
    """Fill in the form and send it."""
    visitor.visit("/bel-mij/")
    return visitor.submit({**ANNE, **answers}, press="Bel mij terug", status=status)


def call_backs(app: Any, slug: str = "dorp") -> list[CallBack]:
    """All of one municipality, in the order in which they were asked, opened."""
    with app.app_context(), tenancy.acting_for(slug):
        found = list(db.session.scalars(select(CallBack).order_by(CallBack.asked_at, CallBack.id)))
        for row in found:
            row.__dict__["typed"] = (row.name, row.contact, row.told)
        db.session.expunge_all()
    return found


def attempts(app: Any, slug: str = "dorp") -> list[CallAttempt]:
    with app.app_context(), tenancy.acting_for(slug):
        found = list(db.session.scalars(select(CallAttempt).order_by(CallAttempt.at, CallAttempt.id)))
        db.session.expunge_all()
    return found


def at_work(visitor: Visitor, email: str = WIL) -> Visitor:
    """A colleague who is signed in."""
    signed_in(visitor, email, "/medewerker/mijn-agenda")
    return visitor


def opens(visitor: Visitor, call_back: CallBack, status: int = 200) -> Page:
    return visitor.visit(f"/medewerker/terugbellen/{call_back.id}", status)
