"""An administrator changes the house style in the browser, and residents see it."""

import json

import pytest
from sqlalchemy import select

from portal import privacy, tenancy
from portal.db import db
from portal.web.assets import STATIC
from tests.booking.steps import JUUL, SAM, signed_in

PAGE = "/beheer/huisstijl"
BLUE = {"hoofdkleur": "#154273", "knopkleur": "", "lettertype": "public-sans", "hoeken": "square"}


def sheet_of_home(visit, host="dorp.localhost"):
    """(address, text) of the style sheet that a resident's home page names."""
    resident = visit(host)
    resident.app.extensions["kept_pages"].ready.clear()  # as if the moment of the fast answer were over
    home = resident.visit("/")
    address = next(
        e.get("href") for e in home.all("link", rel="stylesheet") if e.get("href", "").startswith("/thema/")
    )
    return address, resident.visit(address).text


def at_work(visit, host="dorp.localhost", email="wil@wijkteam-dorp.example"):
    administrator = visit(host)
    signed_in(administrator, email, PAGE)
    return administrator


def filled(page):
    return {i.get("name"): i.get("value") for i in page.all("input") if i.get("type") in ("hidden", "text")}


def example_of(page):
    return next(
        e.get("href") for e in page.all("link", rel="stylesheet") if "voorbeeld.css" in e.get("href", "")
    )


def save(administrator, status=200, **more):
    versie = filled(administrator.page)["versie"]
    return administrator.post(PAGE, BLUE | {"versie": versie} | more, status)


def test_what_an_administrator_saves_a_resident_sees_at_once_and_only_there(visit):
    before, elsewhere = sheet_of_home(visit), sheet_of_home(visit, "stad.localhost")
    administrator = at_work(visit)
    page = save(administrator)
    assert "De huisstijl is opgeslagen" in page.words
    after = sheet_of_home(visit)
    assert after[0] != before[0] and "#154273" in after[1] and "#154273" not in before[1]
    assert '"Public Sans"' in after[1] and "--basis-border-radius-md: 0px" in after[1]
    assert sheet_of_home(visit, "stad.localhost") == elsewhere


def test_who_changed_it_is_written_down(visit):
    administrator = at_work(visit)
    save(administrator)
    with administrator.app.app_context(), tenancy.acting_for("dorp"):
        line = db.session.scalars(select(privacy.Change).where(privacy.Change.kind == "style")).one()
        assert line.actor.startswith("person:") and json.loads(line.before)["primary"] == "#1f5c3a"
        assert json.loads(line.after)["primary"] == "#154273"


def test_looking_shows_the_example_and_saves_nothing(visit):
    before = sheet_of_home(visit)
    administrator = at_work(visit)
    page = save(administrator, doe="bekijk", hoofdkleur="#6b2d73")
    assert "Ze zijn nog niet opgeslagen" in page.words
    assert "%236b2d73" in example_of(page)
    sheet = administrator.visit(example_of(page))
    assert sheet.text.startswith(".t-voorbeeld {") and "#6b2d73" in sheet.text
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert sheet_of_home(visit) == before


def test_colours_that_cannot_be_read_are_refused_with_one_that_can(visit):
    administrator = at_work(visit)
    page = save(administrator, 400, hoofdkleur="#ffb612")
    assert "Witte letters op uw knopkleur: het verschil is 1,7. Nodig is 4,5." in page.words
    wish = next(b.get("value") for b in page.all("button") if b.get("name") == "vul")
    field, colour = wish.split(":")
    assert field == "knopkleur" and colour in page.words
    page = save(administrator, hoofdkleur="#ffb612", vul=wish)  # the button fills it in, and shows it
    assert filled(page)["knopkleur"] == colour and filled(page)["hoofdkleur"] == "#ffb612"
    assert "goed te lezen" in page.words
    assert "opgeslagen" in save(administrator, hoofdkleur="#ffb612", knopkleur=colour).words
    assert "#ffb612" in sheet_of_home(visit)[1]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("hoofdkleur", "red"), ("hoofdkleur", ""), ("hoofdkleur", "#12345"), ("hoofdkleur", "#fff;}*{"),
     ("knopkleur", "url(x)"), ("knopkleur", "#٠٠٠٠٠٠")],
)  # fmt: skip
def test_what_is_no_colour_is_named_and_stays_in_its_field(visit, field, typed):
    administrator = at_work(visit)
    page = save(administrator, 400, **{field: typed})
    assert field in {a.get("href", "")[1:] for a in page.all("a")}  # the summary leads to the field
    assert filled(page)[field] == typed
    assert "voorbeeld.css" in example_of(page)  # of what is stored


@pytest.mark.parametrize(
    "query",
    ["primary=red", "", "primary=%231f5c3a&action=x", "primary=%231f5c3a;}&font=x", "primary=%23111111&radius=9"],
)  # fmt: skip
def test_a_sheet_is_only_made_of_a_style(visit, query):
    at_work(visit).visit(f"{PAGE}/voorbeeld.css?{query}", 404)


def test_who_saves_over_somebody_else_is_told_first_and_sees_both(visit):
    first, second = at_work(visit), at_work(visit)
    save(first)
    page = save(second, 409, hoofdkleur="#6b2d73")
    assert "Iemand anders heeft dit net veranderd" in page.words and "#154273" in page.words
    assert filled(page)["hoofdkleur"] == "#6b2d73"
    save(second, hoofdkleur="#6b2d73")  # again, now that it was seen
    assert "#6b2d73" in sheet_of_home(visit)[1]


def test_back_to_how_it_began(visit):
    before = sheet_of_home(visit)
    administrator = at_work(visit)
    save(administrator)
    administrator.post(f"{PAGE}/terug")
    assert sheet_of_home(visit) == before


def test_only_an_administrator_of_this_municipality_comes_here(visit):
    jurist = visit()
    signed_in(jurist, JUUL)
    jurist.visit(PAGE, 404)
    elsewhere = visit("stad.localhost")
    signed_in(elsewhere, SAM)
    elsewhere.visit(PAGE, 404)


def test_our_own_javascript_stays_small():
    assert sum(path.stat().st_size for path in STATIC.glob("*.js")) < 10_000
