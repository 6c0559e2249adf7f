"""What a recipe is: how an address is opened by its own user, and what everybody else gets there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.isolation.twins import Side

Fill = Callable[[Side], dict[str, Any]]
OK, ON, GONE, REFUSED, OTHER = 200, 300, 404, 400, 409  # ON: any redirect, but never to the entrance
ENTRANCE = 302  # a redirect to /inloggen

# Who else comes: the other municipality's own user; the own user's cookies at the other municipality's host;
# a colleague of another organisation; a partner without permissions; somebody who is nobody.
COLUMNS = ("elsewhere", "carried", "colleague", "partner", "nobody")
Answers = tuple[int, int, int, int, int]


def nothing(_dorp: Side) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Recipe:
    """`own` is who opens it by right: "drafter", "booker", "inviter", "caller", an address of staff, or "nobody"."""

    audience: str
    others: Answers
    own: str = "nobody"
    url: Fill = nothing
    form: Fill = nothing
    query: dict[str, str] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    colleagues_too: bool = False  # staff of every desk of Dorp may do it
    open_to_all: bool = False  # what it shows of Dorp, it shows to everybody on Dorp's host (the demo's mail)


EVERYBODY: Answers = (OK, OK, OK, OK, OK)
EVERYBODY_ON: Answers = (ON, ON, ON, ON, ON)
LINK: Answers = (GONE, GONE, OK, OK, GONE)  # the link is the key; nobody has one that is almost right
LINK_ON: Answers = (GONE, GONE, ON, ON, GONE)
OWN_THING: Answers = (GONE, ENTRANCE, GONE, GONE, ENTRANCE)
STARTPUNT: Answers = (OK, ENTRANCE, GONE, GONE, ENTRANCE)  # only the wijkteam, each its own municipality
STARTPUNT_ON: Answers = (ON, ENTRANCE, GONE, GONE, ENTRANCE)
LISTS: Answers = (OK, ENTRANCE, OK, GONE, ENTRANCE)
LISTS_ON: Answers = (ON, ENTRANCE, ON, GONE, ENTRANCE)
