"""People who write texts, and what they do on the screen."""

from typing import Any

from sqlalchemy import select

from portal import accounts, tenancy
from portal.accounts.models import Membership, Organisation
from portal.db import db
from tests.booking.steps import WIL, signed_in
from tests.support.visitor import Page, Visitor

ROOS, RIK, RENS = "roos@gemeente-dorp.example", "rik@regio.example", "rens@regio.example"
TEKSTEN, REGIO = "/beheer/teksten/", "/beheer/regioteksten/"
PATH = "wonen/huurhuis"
BLOCK = {
    "soort": "block",
    "tekst": "Bel bij een huurhuis eerst de **Dorpse woningcorporatie**. Zij denken met u mee.",
    "gecontroleerd_op": "2026-11-24",
    "controleren_voor": "2027-06-01",
    "momenten": ["scheiden"],
    "relaties": ["getrouwd"],
    "doelgroepen": ["ouders"],
}
WHOLE = BLOCK | {
    "soort": "replace",
    "titel": "Een huurhuis in Dorp",
    "samenvatting": "Zo werkt huren in Dorp na een scheiding.",
    "bronnen": "Gemeente Dorp | https://dorp.example/wonen",
}


def people(app: Any) -> None:
    """Roos is redacteur in Dorp; Rik (Dorp) and Rens (Stad) are regioredacteurs."""
    wanted = (("dorp", ROOS, "redacteur"), ("dorp", RIK, "regioredacteur"), ("stad", RENS, "regioredacteur"))
    with app.app_context():
        keys = dict(db.session.execute(select(Organisation.key, Organisation.id)).all())
        for slug, email, role in wanted:
            person = accounts.Person(email=email, name=email.partition("@")[0].title())
            db.session.add(person)
            db.session.flush()
            db.session.add(
                Membership(
                    person_id=person.id, tenant=slug, role=role, organisation_id=keys[f"{slug}:wijkteam"]
                )
            )
        db.session.commit()


def at_desk(visit: Any, email: str = WIL, host: str = "dorp.localhost") -> Visitor:
    visitor: Visitor = visit(host)
    signed_in(visitor, email, "/beheer/")
    return visitor


def mark(page: Page) -> str:
    """Of the version that this page is about."""
    return next((i.get("value", "") for i in page.all("input") if i.get("name") == "versie"), "")


def write(visitor: Visitor, path: str = PATH, root: str = TEKSTEN, status: int = 200, **other: Any) -> Page:
    """Fill in the form and save it."""
    page = visitor.visit(f"{root}{path}")
    return visitor.post(f"{root}{path}", {**BLOCK, "versie": mark(page), **other}, status)


def hands_over(visitor: Visitor, path: str = PATH, root: str = TEKSTEN) -> Page:
    return presses(visitor, "klaar", path, root)


def presses(
    visitor: Visitor, what: str, path: str = PATH, root: str = TEKSTEN, status: int = 200, **given: Any
) -> Page:
    """A button on the page where the text is read."""
    page = visitor.visit(f"{root}{path}/lezen")
    return visitor.post(f"{root}{path}/{what}", {"versie": mark(page), **given}, status)


def a_moment_later(app: Any) -> None:
    """After the five seconds that a page may be kept."""
    app.extensions["kept_pages"].ready.clear()
    for kept in app.extensions["shelf"].kept.values():
        kept.polled_at -= tenancy.POLL_SECONDS + 1


def published(
    app: Any, writer: Visitor, reader: Visitor, path: str = PATH, root: str = TEKSTEN, **text: Any
) -> None:
    """Written by one, read and published by the other."""
    write(writer, path, root, **text)
    hands_over(writer, path, root)
    presses(reader, "plaatsen", path, root, wanneer="nu")
    a_moment_later(app)
