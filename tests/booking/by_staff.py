"""Staff book for somebody who calls or stands at the desk, step by step."""

from typing import Any

from tests.booking.steps import signed_in
from tests.booking.test_staff_pages import WIL
from tests.support.visitor import Page, Visitor


def at_work(visit, email: str = WIL, host: str = "dorp.localhost") -> Visitor:  # type: ignore[no-untyped-def]
    visitor = visit(host)
    signed_in(visitor, email)
    return visitor


def times_for(visitor: Visitor, talk: str = "wijkteam", together: bool = False) -> list[tuple[str, str]]:
    return visitor.visit(f"/medewerker/boeken?gesprek={talk}&samen={'ja' if together else 'nee'}").times()


def take(
    visitor: Visitor,
    chosen: tuple[str, str],
    talk: str = "wijkteam",
    together: bool = False,
    status: int = 200,
) -> Page:
    fields = {
        "gesprek": talk,
        "samen": "ja" if together else "nee",
        "spreekuurdag": chosen[0],
        "tijd": chosen[1],
    }
    return visitor.post("/medewerker/boeken/vasthouden", fields, status)


def write_down(visitor: Visitor, status: int = 200, **answers: Any) -> Page:
    return visitor.submit(
        {"naam": "Anne", "via": "telefoon", **answers}, press="Maak de afspraak", status=status
    )


def book_for(
    visitor: Visitor, nth: int = 0, talk: str = "wijkteam", together: bool = False, **answers: Any
) -> Page:
    """A whole booking; the page with the code is open."""
    take(visitor, times_for(visitor, talk, together)[nth], talk, together)
    return write_down(visitor, **answers)
