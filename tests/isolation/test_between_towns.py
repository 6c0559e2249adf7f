"""What one municipality tries at another (docs/veiligheid.md, rows B): a stolen cookie, a host that lies, an oracle."""

from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import create_environ, run_wsgi_app

from portal import tenancy
from portal.agenda.models import Place
from portal.db import db
from portal.partners.models import Offer
from portal.privacy import AuditEvent
from tests.booking import steps
from tests.conftest import NOW
from tests.support.visitor import Visitor

pytestmark = pytest.mark.both
DORP, STAD = "dorp.localhost", "stad.localhost"


def copied(visitor: Visitor, host: str) -> Visitor:
    """The cookie of one browser, by hand in another one at another host (a browser would never send it)."""
    other = Visitor(visitor.app, host)
    cookie = visitor.client.get_cookie("sessie", domain=visitor.host)
    assert cookie is not None
    other.client.set_cookie("sessie", cookie.value, domain=host)
    return other


def test_b02_a_copied_session_opens_nothing_elsewhere_ends_and_is_noted(app: Flask, visit) -> None:  # type: ignore[no-untyped-def]
    visitor = visit()
    steps.signed_in(visitor, steps.JUUL)  # she works in both: the session is what decides, not the person
    thief = copied(visitor, STAD)
    assert thief.visit("/medewerker/").path == "/inloggen"
    assert visitor.visit("/medewerker/").path == "/inloggen", "somebody else has a copy: it is over here too"
    with app.app_context(), tenancy.acting_for("stad"):
        noted = db.session.execute(select(AuditEvent.actor, AuditEvent.action)).all()
    assert [tuple(line) for line in noted] == [("system", "copied_session")]
    thief.visit("/medewerker/")
    with app.app_context(), tenancy.acting_for("stad"):
        assert len(db.session.scalars(select(AuditEvent.id)).all()) == 1, "once, not at every request"


def test_b03_a_form_token_of_elsewhere_is_refused(visit) -> None:  # type: ignore[no-untyped-def]
    ours, theirs = visit(), visit(STAD)
    ours.visit("/inloggen")
    theirs.visit("/inloggen")
    sent = {"email": "x@y.example", "wachtwoord": "x", "csrf_token": theirs.csrf_token()}
    ours.post("/inloggen", sent, status=400)
    assert "e-mailadres en wachtwoord" not in ours.page.words


HOSTS = (
    "nergens.localhost", "dorp.localhost.aanvaller.example", "aanvaller.example", "localhost", "127.0.0.1",
    "[::1]", "dorp.localhost@stad.localhost", "dorp.localhost, stad.localhost", "stad.localhost dorp.localhost",
    "dorp.localhost#stad.localhost", "dorp.localhost/stad.localhost", "dorp..localhost", ".dorp.localhost",
    "dorp.localhost.", "-dorp.localhost", "dorp_localhost", "xn--dorp.localhost", "dorp.bericht.localhost.example",
    "", "dorp.localhost%00",
)  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_b04_an_unknown_host_is_nobodys(app: Flask, clock, host: str) -> None:  # type: ignore[no-untyped-def]
    # Not through the test client, which stumbles over some of these itself.
    environ = create_environ("/", f"http://{DORP}") | {"HTTP_HOST": host}
    body, status, _headers = run_wsgi_app(app, environ, buffered=True)
    text = b"".join(body).decode()
    assert status[:3] == "404" and "Dorp" not in text and "Stad" not in text, status


def test_b04_no_header_chooses_the_municipality(app: Flask, clock) -> None:  # type: ignore[no-untyped-def]
    for name in (
        "X-Forwarded-Host",
        "X-Host",
        "X-Original-Host",
        "Forwarded",
        "X-Forwarded-Server",
        "X-Tenant",
    ):
        value = f"host={STAD}" if name == "Forwarded" else STAD
        text = (
            app.test_client()
            .get("/", base_url=f"http://{DORP}", headers={name: value})
            .get_data(as_text=True)
        )
        assert "Gemeente Dorp" in text and "Gemeente Stad" not in text and STAD not in text
    text = (
        app.test_client()
        .get("/?tenant=stad&host=stad.localhost", base_url=f"http://{DORP}")
        .get_data(as_text=True)
    )
    assert "Gemeente Stad" not in text


def test_b07_what_a_neighbour_has_taken_is_free_here(app: Flask) -> None:
    """A key that exists at Stad says nothing about Dorp: uniqueness begins with the municipality."""
    with app.app_context(), tenancy.acting_for("stad"):
        taken = db.session.scalars(select(Place.key).where(Place.owner == "stad")).all()
        offered = db.session.scalars(select(Offer.key)).all()
    assert taken and offered
    with app.app_context(), tenancy.acting_for("dorp"):
        for key in {*taken} - {*db.session.scalars(select(Place.key).where(Place.owner == "dorp"))}:
            db.session.add(Place(owner="dorp", key=key, name="x", street="x", town="x"))
        for key in {*offered} - {*db.session.scalars(select(Offer.key))}:
            text = dict.fromkeys(("does", "for_whom", "cost", "paid_by", "independent", "reach"), "x")
            db.session.add(
                Offer(key=key, kind="overig", name="x", maintainer="x", review_on=NOW.date(), **text)
            )
        db.session.flush()


def test_b13_two_hosts_in_turn_never_get_each_others_page(visit) -> None:  # type: ignore[no-untyped-def]
    """Kept pages, style sheets and talk types; every page that everybody may keep, three times in turn."""
    towns = {"Dorp": visit(DORP), "Stad": visit(STAD)}
    paths = (
        "/",
        "/themas/",
        "/hulp/",
        "/privacy/",
        "/toegankelijkheid/",
        "/routekaart/",
        "/afspraak/",
        "/zoeken?q=geld",
    )
    for path, _round in product(paths, range(3)):
        for name, visitor in towns.items():
            page = visitor.visit(path)
            other = next(other for other in towns if other != name)
            assert f"Gemeente {name}" in page.text and f"Gemeente {other}" not in page.text, path
            assert f"/thema/{other.lower()}." not in page.text, path


def test_b13_what_is_kept_in_a_browser_says_whose_it_is(visit) -> None:  # type: ignore[no-untyped-def]
    for host in (DORP, STAD):
        answer = visit(host).visit("/").headers
        kept = "public" in answer.get("Cache-Control", "")
        assert not kept or "Host" in answer.get("Vary", ""), answer
