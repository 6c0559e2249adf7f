"""From a municipality without [start] to a first time that a resident can book, with only the screens."""

import pytest

from portal import start
from portal.db import db
from tests.accounts.test_cli import password_in, run
from tests.booking.steps import book, sign_in
from tests.partners.typed import later, typed
from tests.support import world as worlds
from tests.support.visitor import Visitor

DEPLOY = """
[deploy]
slug = "leeg"
name = "Leeg"
cbs_code = "GM9009"
hosts = ["leeg.localhost"]
message_host = "leeg.bericht.localhost"
languages = ["nl"]
postcodes = [9900]
places = ["Leeg"]
"""
WHO = ("--name", "Eerste Mens", "--role", "beheerder", "--organisation", "wijkteam")


@pytest.fixture
def empty(tmp_path, clock):
    folder = tmp_path / "tenants" / "leeg"
    folder.mkdir(parents=True)
    (folder / "tenant.toml").write_text(DEPLOY)
    settings = worlds.settings_for(f"sqlite:///{tmp_path / 'leeg.sqlite'}", tenants_dir=folder.parent)
    worlds.prepare(settings)
    app = worlds.create_app(settings)
    with app.app_context():
        start.load("leeg")
    yield app
    with app.app_context():
        db.engine.dispose()


PUBLIC = (
    "/",
    "/hulp/",
    "/afspraak/",
    "/afspraak/alleen",
    "/informatie/",
    "/zoeken/",
    "/routekaart/",
    "/situatie/",
    "/geldblad/",
    "/lijst/",
    "/privacy/",
    "/toegankelijkheid/",
    "/veilig/",
    "/inloggen",
    "/niets",
)


def test_every_public_page_stands_without_telephone_hours_and_texts(empty) -> None:
    known = {rule.rule for rule in empty.url_map.iter_rules()}
    for path in PUBLIC:
        visitor = Visitor(empty, "leeg.localhost")
        page = visitor.visit(path, status=200 if path in known else 404)
        assert all(a.get("href") not in ("", "tel:", "#") for a in page.all("a")), path
        assert "Bel <" not in page.text and "Bel  en" not in page.text, path
    assert sum(path in known for path in PUBLIC) > 10


def test_from_nothing_to_a_first_booked_talk(empty) -> None:
    output = run(empty, "add", "leeg", "eerste@leeg.example", *WHO, ok=False)
    output = run(empty, "add", "leeg", "eerste@leeg.example", *WHO, "--organisation-name", "Wijkteam Leeg")
    office = Visitor(empty, "leeg.localhost")
    sign_in(office, "eerste@leeg.example", password_in(output))
    home = office.visit("/beheer/")

    def fill(entry: str, add: str | None, **given: object) -> None:
        page = office.visit(home.links()[entry])
        page = office.visit(page.links()[add]) if add else page
        office.post(page.path, typed(page) | {k.replace("__", "-"): v for k, v in given.items()})

    fill(
        "Uw gemeente",
        None,
        telefoon="085 000 99 00",
        open__0__dag="ma",
        open__0__tot_en_met="vr",
        open__0__van="09:00",
        open__0__tot="17:00",
    )
    assert "Wijkteam Leeg" in office.visit(home.links()["Organisaties"]).words
    fill("Organisaties", "Organisatie toevoegen", naam="Raadslieden Leeg", soort="raadslieden")
    fill("Plekken", "Plek toevoegen", naam="Dorpshuis", straat="Pad 1", stad="Leeg")
    fill(
        "Gesprekken",
        "Gesprek toevoegen",
        naam="Gesprek met het wijkteam",
        stoelen=["wijkteam"],
        wie="Iemand van het wijkteam.",
        betaalt="De gemeente.",
        verantwoordelijk="Gemeente Leeg",
    )
    page = office.visit(home.links()["Spreekuren en gesloten dagen"])
    page = office.visit(page.links()["Nieuw spreekuur"])
    options = {
        " ".join((o.text or "").split()): o.get("value", "")
        for o in page.one("select", name="stoelen-0-wie").iter("option")
    }
    assert "Raadslieden Leeg: nog niemand" in options
    places = {o.text: o.get("value", "") for o in page.one("select", name="plek").iter("option")}
    series = {
        "titel": "Woensdag",
        "plek": places["Dorpshuis, Leeg"],
        "herhaling": "weken",
        "elke": "1",
        "vanaf": "2026-12-02",
        "van": "09:00",
        "tot": "12:00",
        "stoelen-0-rol": "wijkteam",
        "stoelen-0-wie": options["Wijkteam Leeg: Eerste Mens"],
    }
    sent = typed(page) | series
    office.post(page.path, sent)
    office.post(page.path, sent | {"doe": "bewaar"})
    later(empty)
    resident = Visitor(empty, "leeg.localhost")
    assert "Gesprek met het wijkteam" in resident.visit("/").text
    own = book(resident, talk="gesprek-met-het-wijkteam")
    assert "Dorpshuis" in Visitor(empty, "leeg.bericht.localhost").visit(own).words
