"""Who changed what, searchable, for one municipality at a time."""

import json
import re
from urllib.parse import parse_qsl

from portal import privacy, tenancy
from portal.administration import words
from portal.config import ROOT
from portal.db import db
from tests.administration.bring import administrator, counted
from tests.booking.steps import JUUL, SAM, signed_in
from tests.support.visitor import words as text_of


def write(app, slug, *lines, by="system"):
    with app.app_context(), tenancy.acting_for(slug):
        for kind, name, before, after in lines:
            privacy.changed(kind, name, before, after, by)
        db.session.commit()


def names(page):
    return [text_of(th) for th in page.all("th", scope="row")]


def person_id(app, slug, email):
    from portal import accounts

    with app.app_context(), tenancy.acting_for(slug):
        return accounts.person_ids_by_mail({email})[email]


def test_before_and_after_are_told_in_words(app, visit):
    admin = administrator(visit)
    hours = json.dumps([{"days": "ma-vr", "from": "09:00", "until": "12:00"}])
    write(
        app,
        "dorp",
        (
            "offer",
            "Wijkteam",
            {"hours": "[]", "review_on": "2026-12-31"},
            {"hours": hours, "review_on": "2027-01-01"},
        ),
        ("place", "Dorpshuis", None, {"street": "Straat 1", "removed": False}),
        by=f"person:{person_id(app, 'dorp', 'wil@wijkteam-dorp.example')}",
    )
    page = admin.visit("/beheer/wijzigingen")
    told = {text_of(dl.find("dt")): text_of(dl.find("dd")) for dl in page.tree.iterfind(".//dl/div")}
    assert told["Open"] == "Was: nietsWerd: ma-vr 09:00-12:00"
    assert told["Nakijken voor"] == "Was: 31 december 2026Werd: 1 januari 2027"
    assert told["Straat"] == "Straat 1" and told["Weggehaald"] == "nee"
    assert "Wil Dorpsmens" in page.words and "{" not in page.words and "[" not in page.words


def test_it_is_found_by_word_by_person_by_kind_and_by_day(app, visit, clock):
    admin = administrator(visit)
    write(app, "dorp", ("offer", "Voedselbank", None, {"name": "Voedselbank"}))
    wil = person_id(app, "dorp", "wil@wijkteam-dorp.example")
    write(app, "dorp", ("place", "School", None, {"town": "Gehucht"}), by=f"person:{wil}")
    clock.shift(86400)
    signed_in(admin, "wil@wijkteam-dorp.example")
    write(app, "dorp", ("text", "100%", {"text": "oud"}, {"text": "nieuw"}))
    for query, wanted in [
        ("", ["Tekst: 100%", "Plek: School", "Hulp in de buurt: Voedselbank"]),
        ("q=voedsel", ["Hulp in de buurt: Voedselbank"]),
        ("q=gehucht", ["Plek: School"]),
        ("q=wil+dorps", ["Plek: School"]),
        ("q=hulp", ["Hulp in de buurt: Voedselbank"]),
        ("q=%25", ["Tekst: 100%"]),
        ("q=niets+zo", []),
        ("soort=place", ["Plek: School"]),
        ("van=2026-11-25", ["Tekst: 100%"]),
        ("tot=2026-11-24", ["Plek: School", "Hulp in de buurt: Voedselbank"]),
    ]:
        page = admin.post("/beheer/wijzigingen", dict(parse_qsl(query)))
        assert sorted(names(page)) == sorted(wanted), query
    for wrong in ({"van": "31-12-2026"}, {"tot": "9999-12-31"}, {"van": "0001-01-01"}):
        assert "datums klopt niet" in admin.post("/beheer/wijzigingen", wrong).words


def test_fifty_on_a_page_and_each_line_once(app, visit):
    admin = administrator(visit)
    write(app, "dorp", *[("place", f"Plek {n:03}", None, {"town": "Dorp"}) for n in range(120)])
    seen, asked, more = [], [], {"q": "plek"}
    while more:
        with counted(app) as statements:
            page = admin.post("/beheer/wijzigingen", more)
        seen += names(page)
        asked.append(len(statements))
        older = [i.get("value") for i in page.all("input") if i.get("name") == "voor"]
        more = {"q": "plek", "voor": older[0]} if older else {}
    assert len(seen) == 120 and len(set(seen)) == 120
    assert asked[1] == asked[2]
    admin.visit("/beheer/wijzigingen?voor=onzin-'x")


def test_one_municipality_does_not_see_another(app, visit):
    write(app, "stad", ("place", "Geheim van Stad", None, {"town": "Stad"}))
    write(app, "dorp", ("place", "Van Dorp", None, {"town": "Dorp"}))
    assert names(administrator(visit).visit("/beheer/wijzigingen")) == ["Plek: Van Dorp"]
    jurist = visit()
    signed_in(jurist, JUUL)
    jurist.visit("/beheer/wijzigingen", status=404)
    assert SAM  # Sam works at stad and has no key to dorp


def test_fields_have_dutch_names():
    """Every field of the tenant file, so that a difference is never told in English."""
    from portal.tenancy import shapes

    for shape in (
        shapes.Offer,
        shapes.Place,
        shapes.Organisation,
        shapes.Talk,
        shapes.Spreekuur,
        shapes.Closure,
    ):
        for name, field in shape.model_fields.items():
            assert name == "key" or (field.alias or name) in words.FIELDS, (shape, name)
    for shape in (shapes.Contact, shapes.ContactPerson, shapes.Style, shapes.Desk, shapes.Professional):
        for name in shape.model_fields:
            assert name == "key" or name in words.FIELDS, (shape, name)


def test_everything_that_is_logged_has_a_name_for_people():
    """`privacy.changed("…")` anywhere in the portal."""
    used = set()
    for path in (ROOT / "portal").rglob("*.py"):
        used |= set(re.findall(r"privacy\.changed\(\s*\"(\w+)\"", path.read_text()))
    assert len(used) > 8 and used <= set(words.KINDS)
