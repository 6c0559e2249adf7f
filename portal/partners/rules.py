"""When an offer is looked at again, and an order that favours nobody. Pure; dates are local."""

import calendar
import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

ROTATING = frozenset({"advocaat-lokaal", "mediator-lokaal"})  # colleagues who compete with each other
REMIND_EVERY = timedelta(days=30)
HALF_A_YEAR = 6  # months


class Listed(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...


Shown = TypeVar("Shown", bound=Listed)


def is_overdue(review_on: date, today: date) -> bool:
    """Somebody should have looked before this day."""
    return review_on < today


def next_review(today: date) -> date:
    """Half a year on, on the same day of the month or its last."""
    months = today.month - 1 + HALF_A_YEAR
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def may_remind(last: date | None, today: date) -> bool:
    """At most once a month; `last` is when somebody was last reminded of any offer."""
    return last is None or today - last >= REMIND_EVERY


def in_turn(offers: Iterable[Shown], slug: str, on: date) -> tuple[list[Shown], list[Shown]]:
    """(the others in their own order, lawyers and mediators in the order of this day).

    The order of a day is the same for everybody in one municipality (slug), and follows from nothing that a lawyer
    or the municipality chooses but the key: over the days everyone stands first equally often.
    """
    every = list(offers)
    rotating = [offer for offer in every if offer.kind in ROTATING]
    others = [offer for offer in every if offer.kind not in ROTATING]
    return others, sorted(rotating, key=lambda offer: _lot(on, slug, offer.key))


def _lot(on: date, slug: str, key: str) -> str:
    return hashlib.sha256(f"{on.isoformat()}|{slug}|{key}".encode()).hexdigest()
