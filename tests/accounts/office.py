"""What tests of people and of the second step do, step by step."""

import email
import email.policy
import re
from pathlib import Path

import pyotp
from sqlalchemy import select

from portal import messaging, tenancy
from portal.accounts.models import Organisation, Person
from portal.clock import now
from portal.db import db
from tests.support.visitor import Page, Visitor
from tests.support.world import PASSWORD

NEW_PASSWORD = "vier gewone woorden samen"


def key_of(app, wanted: str) -> str:  # type: ignore[no-untyped-def]
    """The id of a person (by e-mail address) or an organisation (by key)."""
    column = Person.email if "@" in wanted else Organisation.key
    with app.app_context():
        return db.session.scalars(select(column.class_.id).where(column == wanted)).one()


def rows(app, statement, slug: str = "dorp") -> list:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        return list(db.session.scalars(statement))


def change(app, statement, slug: str = "dorp") -> None:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        db.session.execute(statement.execution_options(synchronize_session=False))
        db.session.commit()


def delivered(app, mails: Path, to: str) -> list[str]:  # type: ignore[no-untyped-def]
    """The texts of all mails to this address, after everything that waits was sent."""
    with app.app_context():
        while messaging.deliver_due():
            pass
    files = sorted(mails.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    found = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [str(mail.get_content()) for mail in found if mail["To"] == to]


def invite(visitor: Visitor, status: int = 200, **given: object) -> Page:
    fields = {
        "naam": "Noor Nieuw",
        "email": "noor@nieuw.example",
        "organisatie": key_of(visitor.app, "dorp:wijkteam"),
        "rollen": ["medewerker"],
    }
    visitor.visit("/beheer/mensen/uitnodigen")
    return visitor.post("/beheer/mensen/uitnodigen", fields | given, status)


def link_in(text: str) -> str:
    """The path of the only link in a mail."""
    (found,) = re.findall(r"http://[^/\s]+(/\S+)", text)
    return found


def code_now(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(now().timestamp()) // 30 + steps)


def types_password(visitor: Visitor, address: str, password: str = PASSWORD) -> Page:
    visitor.visit("/inloggen")
    return visitor.submit({"email": address, "wachtwoord": password}, press="Inloggen")


def enrols(visitor: Visitor) -> tuple[str, list[str]]:
    """From the page that asks for it; gives the secret and the eight codes."""
    assert visitor.page is not None and visitor.page.path == "/inloggen/instellen"
    (secret,) = [("".join(e.itertext())).replace(" ", "") for e in visitor.page.all("code")]
    page = visitor.submit({"code": code_now(secret)}, press="Koppel de app")
    return secret, ["".join(e.itertext()) for e in page.all("code")]
