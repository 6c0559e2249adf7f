"""Two people: one books together and passes the code on, the other answers. Steps for tests."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.booking.steps import choose, confirm, fill_in, own_path
from tests.support.visitor import Page, Visitor


@dataclass
class Couple:
    """What the first one has to pass on, and the way of each to their own appointment."""

    one: Visitor
    link: str  # /a/… of the first
    code: str
    invitation: str  # /u/…
    done: Page
    sitting: str
    time: str
    other_link: str = ""
    other: Any = field(default=None)


def joint_times(visitor: Visitor, talk: str = "wijkteam") -> list[tuple[str, str]]:
    return visitor.visit(f"/afspraak/tijden?gesprek={talk}&samen=ja").times()


def book_together(visitor: Visitor, nth: int = 0, talk: str = "wijkteam", **answers: Any) -> Couple:
    sitting, time = joint_times(visitor, talk)[nth]
    choose(visitor, sitting, time, talk, samen="ja")
    fill_in(visitor, **answers)
    done = confirm(visitor)
    code = re.search(r"Code voor jou: (\w{5}) (\w{5})", done.words)
    invitation = re.search(r"/u/[\w-]{20,}", done.words)
    assert code and invitation, done.words
    return Couple(visitor, own_path(done), code[1] + code[2], invitation[0], done, sitting, time)


def answer(visitor: Visitor, invitation: str, what: str, status: int = 200) -> Page:
    """Open the link and press a button: "Ja, ik kom", "Ik praat liever alleen" or "Nee"."""
    visitor.visit(invitation)
    return visitor.submit(press=what, status=status)


def accept(visitor: Visitor, couple: Couple) -> Page:
    """The other says yes; their own link is kept in the couple."""
    page = answer(visitor, couple.invitation, "Ja, ik kom")
    assert page.h1 == "U komt ook", page.words
    couple.other, couple.other_link = visitor, own_path(page)
    return page


def a_couple(visit: Any, host: str = "dorp.localhost", nth: int = 0, **answers: Any) -> Couple:
    """Both said they come."""
    couple = book_together(visit(host), nth, **answers)
    accept(visit(host), couple)
    return couple


def more(visitor: Visitor, link: str) -> Page:
    """The page that tells whether one comes alone or together."""
    return visitor.visit(f"{link}/meer")
