"""Every state of every page: how somebody gets there. The tests beside this folder look at each of them.

In the order of these files; a state of a later one may build on what an earlier one left.
"""

from tests.pages.states import (
    booking,
    booking_for,
    callbacks,
    everybody,
    languages,
    own_link,
    planning,
    staff,
    waiting,
)
from tests.pages.states.state import STATES, State

__all__ = [
    "STATES",
    "State",
    "booking",
    "booking_for",
    "callbacks",
    "everybody",
    "languages",
    "own_link",
    "planning",
    "staff",
    "waiting",
]
