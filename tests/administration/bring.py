"""How an administrator brings a file in, and what then stands in the tables."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from portal import tenancy
from portal.administration.exporting import start_now, toml_now
from portal.db import db
from tests.booking.steps import WIL, signed_in
from tests.support.visitor import Page, Visitor

HEAD_OFFER = (
    "sleutel;soort;naam;wat;voor wie;kosten;wie betaalt;voor wie werkt het;hoe te bereiken;"
    "wachttijd;telefoon;e-mail;website;open;inloop;wie houdt dit bij;nakijken voor\r\n"
)


def offer_row(key: str, **other: str) -> str:
    """One line of hulp.csv, good unless `other` says otherwise."""
    cells = {
        "kind": "schuldhulp",
        "name": f"Hulp {key}",
        "does": "Helpt met geld.",
        "for_whom": "Iedereen.",
        "cost": "Gratis.",
        "paid_by": "De gemeente.",
        "independent": "De gemeente.",
        "reach": "Bel.",
        "waiting": "",
        "phone": "'+31 85 000 90 20",
        "email": "hulp@geld.example",
        "website": "https://geld.example/hulp",
        "hours": '"ma-vr 09:00-12:00, 13:00-17:00"',
        "walk_in": "wo 13:00-15:00",
        "owner": "Redactie",
        "review": "31-12-2026",
    } | other
    return ";".join([key, *cells.values()]) + "\r\n"


def administrator(visit: Any, email: str = WIL, host: str = "dorp.localhost") -> Visitor:
    visitor: Visitor = visit(host)
    signed_in(visitor, email)
    visitor.visit("/beheer/bestanden")
    return visitor


def send(visitor: Visitor, kind: str, content: bytes | str, status: int = 200) -> Page:
    """The trial page is open."""
    data = content.encode() if isinstance(content, str) else content
    visitor.visit("/beheer/bestanden")
    fields = {"soort": kind, "bestand": (io.BytesIO(data), "bestand.csv")}
    return visitor.post("/beheer/bestanden", fields, status, content_type="multipart/form-data")


def confirm(visitor: Visitor, status: int = 200, replace: tuple[str, ...] = ()) -> Page:
    return visitor.submit({"vervang": list(replace)}, press="Breng in", status=status)


def faults(page: Page) -> list[tuple[str, str, str]]:
    """(row or line, column, sentence) as the page tells them."""
    from tests.support.visitor import words

    rows = [row for table in page.all("table") for row in table.iter("tr")][1:]
    told = [[words(cell) for cell in row] for row in rows]
    return [(at.removeprefix("Rij ").removeprefix("Regel "), column, said) for at, column, said in told]


def start_of(app: Any, slug: str) -> dict[str, Any]:
    with app.app_context(), tenancy.acting_for(slug):
        return start_now()


def toml_of(app: Any, slug: str) -> bytes:
    with app.app_context(), tenancy.acting_for(slug):
        return toml_now()


@contextmanager
def counted(app: Any) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    with app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
