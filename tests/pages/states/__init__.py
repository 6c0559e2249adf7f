"""Every state of every page: how somebody gets there. The tests beside this folder look at each of them.

In the order of these files; a state of a later one may build on what an earlier one left.
"""

from tests.pages.states import (
    appearance,
    booking,
    booking_for,
    callbacks,
    everybody,
    files,
    languages,
    local_help,
    oidc,
    own_link,
    people,
    planning,
    staff,
    texts,
    waiting,
)
from tests.pages.states.state import STATES, State

__all__ = [
    "STATES",
    "State",
    "appearance",
    "booking",
    "booking_for",
    "callbacks",
    "everybody",
    "files",
    "languages",
    "oidc",
    "local_help",
    "own_link",
    "people",
    "planning",
    "staff",
    "texts",
    "waiting",
]
