"""Organisations, places and offers out of the portal as CSV, and in again."""

import csv
import io
from datetime import date

import pytest

from portal import tenancy
from portal.administration import cells, csv_files
from portal.administration.tables import TABLES
from portal.partners.models import Offer
from portal.privacy import Change
from tests.administration.bring import (
    HEAD_OFFER,
    administrator,
    confirm,
    faults,
    offer_row,
    send,
    start_of,
)
from tests.booking.steps import JUUL, rows, signed_in


def test_what_goes_out_is_for_a_dutch_spreadsheet(visit):
    admin = administrator(visit)
    answer = admin.client.get("/beheer/bestanden/hulp.csv", base_url="http://dorp.localhost")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="hulp.csv"'
    text = answer.get_data().decode()
    assert text.startswith("\ufeffsleutel;soort;naam;") and text.endswith("\r\n")
    row = next(iter(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")))
    assert row["nakijken voor"] == "01-06-2027"
    assert row["open"] == "ma-vr 09:00-17:00" and row["inloop"] == "wo 13:00-15:00"
    assert "scheid" not in str(answer.headers).lower()


@pytest.mark.parametrize("name", TABLES)
def test_what_went_out_is_the_same_when_it_comes_in(app, visit, name):
    admin = administrator(visit)
    before = start_of(app, "dorp")
    content = admin.client.get(f"/beheer/bestanden/{name}.csv", base_url="http://dorp.localhost").get_data()
    page = send(admin, name, content)
    assert "Alles in dit bestand staat er al zo" in page.words
    assert start_of(app, "dorp") == before


def test_a_trial_keeps_nothing_and_the_button_does_what_was_shown(app, visit):
    admin = administrator(visit)
    before = start_of(app, "dorp")
    text = HEAD_OFFER + offer_row("geld") + offer_row("wijkteam", kind="wijkteam", name="Wijkteam Nieuw")
    page = send(admin, "hulp", text)
    assert "Nieuw: 1. Anders: 1. Gelijk: 0." in page.words
    assert "Nu: Wijkteam Dorp" in page.words and "Wordt: Wijkteam Nieuw" in page.words
    assert start_of(app, "dorp") == before
    confirm(admin)
    assert "Nieuw: 1. Veranderd: 1." in admin.page.words
    offers = {offer["key"]: offer for offer in start_of(app, "dorp")["offer"]}
    assert offers["geld"]["phone"] == "+31 85 000 90 20"
    assert offers["geld"]["review"] == date(2026, 12, 31)
    assert [h["from"] for h in offers["geld"]["hours"]] == ["09:00", "13:00"]
    assert offers["wijkteam"]["name"] == "Wijkteam Nieuw"
    assert "Wijkteam Nieuw" in visit().visit("/hulp/").words
    changes = [(c.kind, c.name, c.actor[:7]) for c in rows(app, Change)]
    assert sorted(changes) == [("offer", "Hulp geld", "person:"), ("offer", "Wijkteam Nieuw", "person:")]
    # and once more: nothing to do
    assert "Alles in dit bestand staat er al zo" in send(admin, "hulp", text).words


def test_when_somebody_was_first_nothing_is_done_and_the_trial_is_shown_anew(app, visit):
    admin, other = administrator(visit), administrator(visit)
    send(admin, "hulp", HEAD_OFFER + offer_row("geld"))
    send(other, "hulp", HEAD_OFFER + offer_row("huis"))
    confirm(other)
    page = confirm(admin, status=409)
    assert "Hieronder staat wat het bestand nu doet" in page.words and "Hulp geld" in page.words
    assert {o["key"] for o in start_of(app, "dorp")["offer"]} == {"wijkteam", "huis"}
    confirm(admin)
    assert {o["key"] for o in start_of(app, "dorp")["offer"]} == {"wijkteam", "huis", "geld"}


def test_what_goes_along_in_the_form_cannot_be_another_file(app, visit):
    admin = administrator(visit)
    send(admin, "hulp", HEAD_OFFER + offer_row("geld"))
    from portal.administration.views.files import _packed

    other = _packed((HEAD_OFFER + offer_row("anders")).encode())
    admin.submit({"meegenomen": other}, press="Breng in", status=409)
    send(admin, "hulp", HEAD_OFFER + offer_row("geld"))
    admin.submit({"meegenomen": "geen bestand"}, press="Breng in", status=400)
    assert {o["key"] for o in start_of(app, "dorp")["offer"]} == {"wijkteam"}


def test_a_shared_organisation_is_changed_by_no_municipality(app, visit):
    admin = administrator(visit)
    page = send(admin, "organisaties", "sleutel;naam;soort;gedeeld\njuridisch-loket;Andere naam;other;ja\n")
    assert "Blijft zoals het is" in page.words
    head = "sleutel;naam;soort;gedeeld\n"
    page = send(
        admin, "organisaties", head + "juridisch-loket;Het Juridisch Loket;juridisch_loket;nee\n", 400
    )
    assert "gedeeld" in page.words
    assert (
        next(o for o in start_of(app, "stad")["organisation"] if o["shared"])["name"] == "Het Juridisch Loket"
    )


def test_what_kind_an_organisation_is_no_file_changes(app, visit):
    """It says what its people may do: a wijkteam plans and calls back."""
    admin = administrator(visit)
    own = "sleutel;naam;soort\nloket-dorp;Loket Dorp;%s\n"
    send(admin, "organisaties", own % "raadslieden")
    confirm(admin)
    page = send(admin, "organisaties", own % "wijkteam", 400)
    assert faults(page)[0][:2] == ("2", "soort") and "Neem over: raadslieden" in faults(page)[0][2]


def test_an_own_organisation_and_a_place_come_in(app, visit):
    admin = administrator(visit)
    send(admin, "organisaties", "\ufeffSleutel\tNaam\tSoort\r\n\tRaadslieden Dorp\traadslieden\r\n")
    confirm(admin)
    send(admin, "plekken", "sleutel,naam,straat,plaats\nschool,De school,Schoolpad 3,Gehucht\n")
    confirm(admin)
    start = start_of(app, "dorp")
    assert {
        "key": "raadslieden-dorp",
        "name": "Raadslieden Dorp",
        "kind": "raadslieden",
        "shared": False,
    } in start["organisation"]
    assert {"key": "school", "name": "De school", "street": "Schoolpad 3", "town": "Gehucht"} in start[
        "place"
    ]
    assert "school" not in str(start_of(app, "stad"))


def test_every_fault_says_where_it_is_and_what_to_do(visit):
    admin = administrator(visit)
    page = send(
        admin,
        "plekken",
        "naam;straat;plaats;kleur\nSpreekuur in het dorp;Straat 1;Dorp;rood\n;Straat 2;Dorp;\nA;B;C;;;x\n",
        status=400,
    )
    assert faults(page) == [
        ("1", "kleur", "Deze kolom kennen wij niet. Haal de kolom weg of verander de naam."),
        ("1", "sleutel", "Deze kolom ontbreekt."),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sleutel;naam\n".encode("utf-16"), "Sla het bestand op als CSV UTF-8"),
        ("sleutel;naam;straat;plaats\na;Café;x;y\n".encode("cp1252"), "Sla het bestand op als CSV UTF-8"),
        (b"", "Dit bestand is leeg"),
        (b"x" * 1_000_001, "Dit bestand is te groot"),
        (b'sleutel;naam;straat;plaats\na;"open;x;y\n', "aanhalingstekens"),
        (b"sleutel;naam;straat;plaats\n" + b"a;b;c;d\n" * 5_001, "te veel rijen"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(visit, content, said):
    assert said in send(administrator(visit), "plekken", content, 400).words


def test_only_who_manages(app, visit):
    jurist = visit()
    signed_in(jurist, JUUL)
    jurist.visit("/beheer/bestanden", status=404)
    for path in ("/beheer/bestanden/hulp.csv", "/beheer/bestanden/gemeente.toml"):
        jurist.visit(path, status=404)
    anonymous = visit()
    big = anonymous.client.post("/beheer/bestanden", data=b"x" * 300_000, base_url="http://dorp.localhost")
    assert big.status_code in (302, 413)  # who may not come is not read either
    with app.app_context(), tenancy.acting_for("stad"):
        assert not [o for o in tenancy.profile().settings if o == "geld"]
    assert all(offer.tenant_id == "dorp" for offer in rows(app, Offer))


def test_hours_in_one_cell():
    lines = [
        {"days": "ma-vr", "from": "09:00", "until": "12:00"},
        {"days": "ma-vr", "from": "13:00", "until": "17:00"},
        {"days": "za", "from": "10:00", "until": "12:00"},
    ]
    cell = cells.hours_out(lines)
    assert cell == "ma-vr 09:00-12:00, 13:00-17:00, za 10:00-12:00"
    assert cells.hours_back(cell) == lines
    assert cells.hours_back("Ma - Vr 9.00 - 12:00")[0]["from"] == "09:00"
    for bad in ("09:00-12:00", "ma 25:00-26:00", "elke dag", "ma-vr 9-12", ""):
        with pytest.raises(cells.BadCell):
            cells.hours_back(bad)


def test_a_file_that_is_as_large_as_it_may_be_comes_in(app, visit):
    """Over the usual 64 KB; the same file goes along in the second form."""
    admin = administrator(visit)
    text = HEAD_OFFER + "".join(offer_row(f"g{n}", does="Geld. " * 60) for n in range(400))
    assert 200_000 < len(text) < csv_files.MOST_BYTES
    assert "Nieuw: 400." in send(admin, "hulp", text).words
    confirm(admin)
    assert len(start_of(app, "dorp")["offer"]) == 401
