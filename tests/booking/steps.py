"""What a resident and a member of staff do, step by step, and what the database then holds."""

import re
import secrets
from typing import Any

from sqlalchemy import select

from portal import accounts, tenancy
from portal.accounts.actions import hash_of
from portal.accounts.models import StaffSession
from portal.booking import Appointment, Draft, Participation
from portal.db import db
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.support.visitor import Page, Visitor
from tests.support.world import PASSWORD

WIL, JUUL, SAM = "wil@wijkteam-dorp.example", "juul@juridisch-loket.example", "sam@wijkteam-stad.example"


def free_times(visitor: Visitor, talk: str = "wijkteam") -> list[tuple[str, str]]:
    """(sitting id, wall time) of what the times page offers."""
    return visitor.visit(f"/afspraak/tijden?gesprek={talk}&samen=nee").times()


def choose(
    visitor: Visitor, sitting: str, time: str, talk: str = "wijkteam", status: int = 200, **more: Any
) -> Page:
    """Press a time on the page that is open."""
    chosen = {"gesprek": talk, "samen": "nee", "spreekuurdag": sitting, "tijd": time}
    return visitor.post("/afspraak/vasthouden", chosen | more, status)


def hold(visitor: Visitor, nth: int = 0, talk: str = "wijkteam") -> tuple[str, str]:
    """Hold the nth free time; the details page is open."""
    sitting, time = free_times(visitor, talk)[nth]
    choose(visitor, sitting, time, talk)
    return sitting, time


def fill_in(visitor: Visitor, status: int = 200, **answers: Any) -> Page:
    return visitor.submit({"naam": "Anne", **answers}, press="Verder", status=status)


def confirm(visitor: Visitor, status: int = 200) -> Page:
    return visitor.submit(press="Maak de afspraak", status=status)


def book(visitor: Visitor, nth: int = 0, talk: str = "wijkteam", **answers: Any) -> str:
    """A whole booking; gives the path of the person's own link."""
    hold(visitor, nth, talk)
    fill_in(visitor, **answers)
    return own_path(confirm(visitor))


def by_mail(**answers: Any) -> dict[str, Any]:
    """The answers of somebody who may be mailed and whose mail nobody else reads."""
    return {"kanaal": "email", "email": "anne@voorbeeld.example", "veilig_bericht": "nee", **answers}


def by_sms(**answers: Any) -> dict[str, Any]:
    """The answers of somebody who wants an sms, and whose telephone nobody else reads."""
    return {"kanaal": "sms", "telefoon": "06 12345678", "veilig_bericht": "nee", **answers}


def own_path(page: Page) -> str:
    found = (re.search(r"/a/[\w-]{20,}", url) for url in page.links().values())
    return next(match[0] for match in found if match)


def filled_in(page: Page) -> dict[str, Any]:
    """What stands in the fields of the page: text by name, chosen answers as a list."""
    found: dict[str, Any] = {e.get("name", ""): (e.text or "").strip() for e in page.all("textarea")}
    for field in page.all("input"):
        name, value = field.get("name", ""), field.get("value", "")
        if field.get("type") not in ("radio", "checkbox"):
            found[name] = value
        elif field.get("checked") is not None:
            found.setdefault(name, []).append(value)
    return found


def faults(page: Page) -> list[str]:
    """Names of the fields that are marked as wrong."""
    marked = {
        e.get("id", "").removesuffix("-error")
        for e in page.tree.iter()
        if (e.get("id") or "").endswith("-error")
    }
    return sorted(marked)


def sign_in(visitor: Visitor, email: str = WIL, password: str = PASSWORD, status: int = 200) -> Page:
    visitor.visit("/inloggen")
    return visitor.submit({"email": email, "wachtwoord": password}, press="Inloggen", status=status)


def signed_in(visitor: Visitor, email: str = WIL, path: str = "/medewerker/") -> Page:
    """A member of staff with an open session at this host; without the slow hashing of a real sign-in."""
    secret = secrets.token_urlsafe(32)
    with visitor.app.app_context():
        slug = tenancy.registry().by_host[visitor.host].slug
        person = db.session.scalars(select(accounts.Person).where(accounts.Person.email == email)).one()
        db.session.add(StaffSession(id_hash=hash_of(secret), person_id=person.id, tenant=slug))
        db.session.commit()
    with visitor.client.session_transaction(base_url=f"http://{visitor.host}") as cookie:
        cookie["_user_id"] = secret
    return visitor.visit(path)


def rows(app: Any, model: Any, slug: str = "dorp") -> list[Any]:
    """All rows of a table that one municipality can see, in order of their id."""
    with app.app_context(), tenancy.acting_for(slug):
        found = list(db.session.scalars(select(model).order_by(model.id)))
        for row in found:
            if isinstance(row, Participation | Draft):
                row.sealing_key()  # opened while there is a municipality
        db.session.expunge_all()
    return found


def counts(app: Any, slug: str = "dorp") -> dict[str, int]:
    """How many appointments, people, audit lines and messages there are: what must not change by itself."""
    tables = {
        "appointments": Appointment,
        "people": Participation,
        "audit": AuditEvent,
        "messages": OutboxMessage,
    }
    return {name: len(rows(app, model, slug)) for name, model in tables.items()}
