"""A municipality's own words on privacy and accessibility, from an example that says it is one."""

import json

import pytest
from sqlalchemy import select

from portal import privacy, tenancy, web
from portal.db import db
from tests.booking.steps import signed_in

PAGE = "/beheer/verklaringen"
OWN = "Wij van Dorp zijn zuinig op wat u vertelt.\n\n## Wie beslist?\n\n- De raad\n- U"


@pytest.fixture
def administrator(visit):
    found = visit()
    signed_in(found, path=f"{PAGE}/privacy")
    return found


def public(visit, path="/privacy/", host="dorp.localhost"):
    resident = visit(host)
    resident.app.extensions["kept_pages"].ready.clear()
    return resident.visit(path)


def text_of(page):
    return (page.one("textarea", name="tekst").text or "").strip()


def save(administrator, name="privacy", answer=200, **fields):
    administrator.visit(f"{PAGE}/{name}")
    return administrator.post(f"{PAGE}/{name}", fields | {"versie": versie(administrator.page)}, answer)


def versie(page):
    return (
        next(f for f in page.all("form") if f.get("class") == "sp-form")
        .find(".//input[@name='versie']")
        .get("value")
    )


def is_example(app, name, slug="dorp"):
    with app.app_context(), tenancy.acting_for(slug):
        return web.is_example(name)


@pytest.mark.parametrize(
    ("name", "path"), [("privacy", "/privacy/"), ("toegankelijkheid", "/toegankelijkheid/")]
)
def test_the_example_holds_what_residents_see_and_says_to_staff_that_it_is_one(
    visit, administrator, name, path
):
    page = administrator.visit(f"{PAGE}/{name}")
    assert (
        text_of(page).startswith("**Voorbeeldtekst: pas deze aan**") and "Dit is een voorbeeld" in page.words
    )
    shown = public(visit, path)
    assert "Voorbeeld" not in shown.words
    sentences = text_of(page).split("\n", 1)[1].replace("## ", "").replace("- ", "")
    assert " ".join(sentences.split()) in shown.words


def test_an_own_text_is_on_the_site_at_once_and_only_there(visit, administrator):
    elsewhere = public(visit, host="stad.localhost").words
    page = save(administrator, tekst=OWN)
    assert "opgeslagen" in page.words and "Eigen tekst" in page.words
    shown = public(visit)
    assert "Wij van Dorp zijn zuinig" in shown.words and "Wij vragen zo weinig" not in shown.words
    assert [e.text for e in shown.all("h2") if e.text == "Wie beslist?"] and len(
        shown.one("main").findall(".//li")
    ) == 2
    assert public(visit, host="stad.localhost").words == elsewhere
    assert not is_example(administrator.app, "privacy") and is_example(administrator.app, "privacy", "stad")
    assert is_example(administrator.app, "accessibility")
    with administrator.app.app_context(), tenancy.acting_for("dorp"):
        line = db.session.scalars(select(privacy.Change).where(privacy.Change.kind == "statement")).one()
        assert line.actor.startswith("person:") and json.loads(line.after) == {"text": OWN}


def test_the_mark_of_the_example_must_go_first(administrator):
    page = save(administrator, answer=400, tekst="**Voorbeeldtekst: pas deze aan**\n\nTekst")
    assert "Haal de regel met Voorbeeldtekst weg" in page.words and "Tekst" in text_of(page)
    assert is_example(administrator.app, "privacy")


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[klik](javascript:alert(1))",
     "[klik](data:text/html,<script>alert(1)</script>)", "![beeld](https://boos.example/volg.png)",
     "<svg onload=alert(1)>", "{{ config }} {% raw %}", "<a href='//boos.example' style='x'>a</a>"],
)  # fmt: skip
def test_a_text_cannot_be_more_than_text(visit, administrator, attack):
    save(administrator, tekst=f"Begin.\n\n{attack}\n\nEinde.")
    shown = public(visit)
    assert "Begin." in shown.words and "Einde." in shown.words
    inside = [e for e in shown.one("main").iter() if isinstance(e.tag, str)]
    assert not [e for e in inside if e.tag in ("script", "img", "svg", "style", "iframe")]
    assert not [e for e in inside if e.tag == "a" and "boos" in e.get("href", "")]
    assert not [e for e in inside if e.tag == "a" and ":" in e.get("href", "").replace("https:", "")]


def test_a_status_is_declared_with_its_day(visit, administrator):
    own = {"tekst": "Iedereen moet kunnen meedoen.", "contact": "toegankelijk@dorp.example"}
    page = save(administrator, "toegankelijkheid", 400, status="B", **own)
    assert "Vul de dag in waarop deze status is vastgesteld." in page.words
    save(administrator, "toegankelijkheid", status="B", datum="2026-11-02",
         register="https://register.example/1", **own)  # fmt: skip
    shown = public(visit, "/toegankelijkheid/")
    assert "Status B: voldoet gedeeltelijk. Vastgesteld op 2 november 2026." in shown.words
    assert "toegankelijk@dorp.example" in shown.words
    assert shown.links()["Onze verklaring in het register van de overheid"] == "https://register.example/1"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("tekst", ""), ("tekst", "a" * 10001), ("tekst", "a\x07b"), ("datum", "gisteren"), ("datum", "2027-01-01"),
     ("status", "F"), ("register", "javascript:alert(1)"), ("register", "http://register.example"),
     ("contact", "x" * 201)],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_field(administrator, field, typed):
    good = {"tekst": "Tekst.", "status": "A", "datum": "2026-11-02"}
    page = save(administrator, "toegankelijkheid", 400, **(good | {field: typed}))
    assert f"#{field}" in " ".join(a.get("href", "") for a in page.all("a"))
    assert is_example(administrator.app, "accessibility")


def test_who_saves_over_somebody_else_sees_both_texts(visit, administrator):
    seen = versie(administrator.page)
    save(administrator, tekst=OWN)
    page = administrator.visit(f"{PAGE}/privacy")
    page = administrator.post(f"{PAGE}/privacy", {"tekst": "Mijn tekst.", "versie": seen}, 409)
    assert "Iemand anders heeft dit net veranderd" in page.words and "Wij van Dorp zijn zuinig" in page.words
    assert text_of(page) == "Mijn tekst."
    administrator.post(f"{PAGE}/privacy", {"tekst": "Mijn tekst.", "versie": versie(page)})
    assert "Mijn tekst." in public(visit).words


def test_back_to_the_general_text(visit, administrator):
    before = public(visit).words
    save(administrator, tekst=OWN)
    page = administrator.visit(f"{PAGE}/privacy")
    administrator.post(f"{PAGE}/privacy/weg", {"versie": versie(page)})
    assert public(visit).words == before and is_example(administrator.app, "privacy")


def test_there_are_two_statements(administrator):
    administrator.visit(f"{PAGE}/anders", 404)
    administrator.visit(f"{PAGE}/privacy")
    administrator.post(f"{PAGE}/anders", {"tekst": "x"}, 404)
