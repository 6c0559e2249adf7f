"""The main line, without a browser: choose, hold, fill in, check, confirm; see, move, cancel."""

import email
import email.policy
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal import messaging, tenancy
from portal.agenda.cli import audit_all

pytestmark = pytest.mark.both


def book(visitor, talk: str = "wijkteam", nth: int = 0, **answers):  # type: ignore[no-untyped-def]
    page = visitor.visit(f"/afspraak/tijden?gesprek={talk}&samen=nee")
    sitting, time = page.times()[nth]
    visitor.post(
        "/afspraak/vasthouden", {"gesprek": talk, "samen": "nee", "spreekuurdag": sitting, "tijd": time}
    )
    visitor.submit({"naam": "Anne", **answers}, press="Verder")
    return visitor.submit(press="Maak de afspraak")


def link_on(page) -> str:  # type: ignore[no-untyped-def]
    return next(url for url in page.links().values() if "/a/" in url)


def test_a_first_name_is_enough(visit, app) -> None:
    done = book(visit())
    assert done.h1 == "Uw afspraak is gemaakt"
    assert "woensdag" in done.words.lower()
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def test_from_topic_to_times(visit) -> None:
    visitor = visit()
    visitor.visit("/afspraak/")
    page = visitor.submit({"onderwerp": ["huis", "regels"], "samen": "nee"}, press="Bekijk de tijden")
    assert "Gesprek met een jurist" in page.words
    assert "inkomen onder een grens" in page.words


def test_moved_and_cancelled_by_link(visit, app) -> None:
    link = link_on(book(visit()))
    own = visit("dorp.bericht.localhost")
    path = "/a/" + link.rpartition("/")[2]
    page = own.visit(path)
    assert "09.00 tot 09.30" in page.words and "Anne" not in page.text and "wijkteam" not in page.text.lower()
    times = own.visit(f"{path}/verzetten").times()
    page = own.post(f"{path}/verzetten", {"spreekuurdag": times[2][0], "tijd": times[2][1]})
    assert "Uw afspraak is verzet" in page.words
    own.visit(f"{path}/annuleren")
    page = own.submit(press="Ja, zeg de afspraak af")
    assert "gaat niet door" in page.words
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def test_the_mail_is_neutral_and_leads_to_the_message_host(visit, app, mails: Path) -> None:
    book(visit(), kanaal="email", email="anne@voorbeeld.example", veilig_bericht="nee")
    with app.app_context():
        while messaging.deliver_due():
            pass
    sent = [
        email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in mails.glob("*.eml")
    ]
    mine = next(m for m in sent if m["To"] == "anne@voorbeeld.example")
    body = mine.get_content()
    assert mine["Subject"] == "Uw afspraak"
    assert "http://dorp.bericht.localhost/a/" in body
    for word in ("scheid", "wijkteam", "jurist", "Dorpshuis", "Anne"):
        assert word not in mine.as_string().lower() or (word == "Dorpshuis" and word not in body)
    assert {m["Subject"] for m in sent} == {"Uw afspraak", "1 wijziging"}


def test_a_query_without_a_municipality_raises(app) -> None:
    from sqlalchemy import select, text

    from portal.booking import Appointment
    from portal.db import db

    for statement in (select(Appointment), text("select * from appointment")):
        with app.app_context(), pytest.raises(tenancy.NoTenant):
            db.session.execute(statement)
    with tenancy_of(app, "dorp"), pytest.raises(tenancy.CrossTenant):
        db.session.execute(text("select * from appointment where tenant_id = 'stad'"))


@contextmanager
def tenancy_of(app, slug: str):  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        yield
