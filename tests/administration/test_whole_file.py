"""A whole municipality to one file, and from it: into itself, into an empty one."""

import shutil
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text as sql

from portal import accounts, agenda, tenancy
from portal.accounts import Person
from portal.db import db
from portal.privacy import Change, ensure_tenant_key
from tests.administration.bring import administrator, confirm, faults, send, start_of, toml_of
from tests.booking.steps import SAM, book, rows
from tests.conftest import NOW
from tests.support import world as worlds

EMPTY = """\
[deploy]
slug = "leeg"
name = "Leeg"
cbs_code = "GM9003"
hosts = ["leeg.localhost"]
message_host = "leeg.bericht.localhost"
languages = ["nl"]
postcodes = [9003]
places = ["Leeg"]
"""
FIRST = "eerste@leeg.example"


@pytest.fixture(scope="module")
def with_an_empty_one(tmp_path_factory):
    """dorp and stad as always, and a municipality that has nothing but [deploy] and one administrator."""
    folder = tmp_path_factory.mktemp("gemeenten") / "tenants"
    shutil.copytree(worlds.TENANTS, folder)
    (folder / "leeg").mkdir()
    (folder / "leeg" / "tenant.toml").write_text(EMPTY)
    with time_machine.travel(NOW, tick=False):
        made = worlds.sqlite_world(tenants_dir=Path(folder))
        with made.app.app_context(), tenancy.acting_for("leeg"):
            ensure_tenant_key()
            kind = type("Wanted", (), {"key": "beheer", "name": "Gemeente Leeg", "kind": "other"})
            accounts.add_organisation(kind, "a" * 24, "system")
            accounts.add_person(FIRST, "Eerste Beheerder", "beheerder", "leeg:beheer")
            accounts.reset_password(FIRST, worlds.PASSWORD)
            db.session.commit()
    return made


def test_what_went_out_is_the_same_when_it_comes_in(app, visit):
    admin = administrator(visit)
    content = toml_of(app, "dorp")
    page = send(admin, "gemeente", content)
    assert "Alles in dit bestand staat er al zo" in page.words
    assert "Nieuw: 0. Anders: 0." in page.words
    assert toml_of(app, "dorp") == content


def test_the_file_holds_no_secret_and_nothing_of_another_municipality(app):
    text = toml_of(app, "dorp").decode()
    assert "wil@wijkteam-dorp.example" in text and "argon2" not in text and "wachtwoord =" not in text
    assert "sam@wijkteam-stad.example" not in text and "[deploy]" not in text


def test_an_empty_municipality_becomes_the_other_one(with_an_empty_one):
    app = with_an_empty_one.app
    from tests.support.visitor import Visitor

    with time_machine.travel(NOW, tick=False):
        content = toml_of(app, "dorp").replace(b'offers = [\n    "stad",\n]\n', b"")
        admin = administrator(lambda host: Visitor(app, host), FIRST, "leeg.localhost")
        assert "Wil Dorpsmens" in send(admin, "gemeente", content).words
        confirm(admin)
        [series] = start_of(app, "leeg")["spreekuur"]
        assert [desk.get("professional") for desk in series["desks"]] == [None, None]
        _say_yes(app, start_of(app, "dorp")["professional"])
        page = send(admin, "gemeente", content)
        assert "Deze mensen werken hier nog niet" not in page.words
        confirm(admin, replace=("spreekuur.huis",))
        made, dorp = start_of(app, "leeg"), start_of(app, "dorp")
        for part in ("contact", "style", "texts", "place", "talk", "closure", "offer", "contact_person"):
            assert made.get(part) == dorp.get(part), part
        assert [s | {"offers": ["stad"]} for s in made["spreekuur"]] == dorp["spreekuur"]
        assert [o for o in made["organisation"] if o["key"] != "beheer"] == dorp["organisation"]
        assert [p for p in made["professional"] if p["email"] != FIRST] == dorp["professional"]
        # sent again there is nothing to do, and out and in again is the same file
        again = toml_of(app, "leeg")
        assert "Alles in dit bestand staat er al zo" in send(admin, "gemeente", again).words
        assert toml_of(app, "leeg") == again
        # and a resident finds a first free time
        assert Visitor(app, "leeg.localhost").visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").times()


def _say_yes(app, people) -> None:
    """To an invitation of the empty municipality."""
    with app.app_context(), tenancy.acting_for("leeg"):
        for one in people:
            organisation = (
                one["organisation"] if one["organisation"] == "juridisch-loket" else "leeg:wijkteam"
            )
            for role in one["roles"]:
                accounts.add_person(one["email"], one["name"], role, organisation)
        db.session.commit()


@pytest.mark.both
@pytest.mark.parametrize("email", [SAM, "nergens@bekend.example"], ids=["elsewhere", "unknown"])
def test_nobody_begins_to_work_here_by_a_file(app, visit, email):
    """Or a chair would tell this municipality when somebody is busy elsewhere, and keep them from working there."""
    admin = administrator(visit)
    text = toml_of(app, "dorp").decode().replace("wil@wijkteam-dorp.example", email)
    text = text.replace("Dorpsstraat 1", "Dorpsstraat 2")
    people = rows(app, Person)
    page = send(admin, "gemeente", text)
    assert "Deze mensen werken hier nog niet" in page.words and "Wil Dorpsmens" in page.words
    assert "Sam Stadsmens" not in page.words
    confirm(admin, replace=("place.huis", "spreekuur.huis"))
    start = start_of(app, "dorp")
    assert start["place"][0]["street"] == "Dorpsstraat 2"
    assert email not in {one["email"] for one in start["professional"]}
    assert {desk["role"]: desk.get("professional") for desk in start["spreekuur"][0]["desks"]} == {
        "wijkteam": "wil-dorpsmens",
        "juridisch": "juul-jurist",
    }
    assert len(rows(app, Person)) == len(people)


def test_a_file_gives_nobody_rights_under_another_name(app, visit):
    """And says whose rights they are before it is done."""
    admin = administrator(visit)
    job = (
        '\n[[start.professional]]\nkey = "x"\nname = "{}"\nemail = "juul@juridisch-loket.example"\n'
        'organisation = "wijkteam"\nroles = ["beheerder"]\n'
    )
    text = toml_of(app, "dorp").decode()
    [(_line, key, said)] = faults(send(admin, "gemeente", text + job.format("Piet"), 400))
    assert key == "professional.x" and "Juul Jurist" in said
    page = send(admin, "gemeente", text + job.format("Juul Jurist"))
    assert "e-mail juul@juridisch-loket.example" in page.words and "rollen beheerder" in page.words


def test_a_new_shared_organisation_is_brought_by_no_file(app, visit):
    admin = administrator(visit)
    before = start_of(app, "dorp")
    text = toml_of(app, "dorp").decode() + (
        '\n[[start.organisation]]\nkey = "landelijk"\nname = "Landelijk"\nkind = "other"\nshared = true\n'
    )
    [(_line, key, said)] = faults(send(admin, "gemeente", text, 400))
    assert key == "organisation.landelijk" and "beheert" in said
    csv = "sleutel;naam;soort;gedeeld\nlandelijk;Landelijk;other;ja\n"
    [(row, column, said)] = faults(send(admin, "organisaties", csv, 400))
    assert (row, column) == ("2", "gedeeld") and "beheert" in said
    assert start_of(app, "dorp") == before


def test_what_is_there_is_replaced_only_when_ticked(app, visit):
    admin = administrator(visit)
    text = toml_of(app, "dorp").decode()
    changed = text.replace("Dorpsstraat 1", "Dorpsstraat 2").replace("085 000 90 01", "085 000 90 09")
    page = send(admin, "gemeente", changed)
    assert "Anders: 2." in page.words and "Wordt: Dorpsstraat 2" in page.words
    confirm(admin, replace=("place.huis",))
    start = start_of(app, "dorp")
    assert start["place"][0]["street"] == "Dorpsstraat 2" and start["contact"]["phone"] == "085 000 90 01"
    [change] = rows(app, Change)
    assert (change.kind, change.name) == ("place", "Dorpshuis")


def test_a_place_that_was_taken_away_comes_back(app, visit):
    admin = administrator(visit)
    text = toml_of(app, "dorp").decode()
    extra = text + '\n[[start.place]]\nkey = "school"\nname = "School"\nstreet = "Pad 1"\ntown = "Dorp"\n'
    send(admin, "gemeente", extra)
    confirm(admin)
    with app.app_context(), tenancy.acting_for("dorp"):
        [place] = [p for p in agenda.all_places() if p.name == "School"]
        agenda.remove_place(place.id, "system")
        db.session.commit()
    assert "Nieuw: 1." in send(admin, "gemeente", extra).words
    confirm(admin)
    assert "school" in {place["key"] for place in start_of(app, "dorp")["place"]}


def test_every_fault_has_its_line_and_nothing_is_kept(app, visit):
    admin = administrator(visit)
    before = start_of(app, "dorp")
    text = toml_of(app, "dorp").decode()
    page = send(admin, "gemeente", text.replace("minutes = 30", "minutes = 31", 1), 400)
    [(line, key, said)] = faults(page)
    assert text.splitlines()[int(line) - 1] == "minutes = 30"
    assert key == "start.talk[0].minutes" and "veelvoud" in said
    for broken in (
        b"[start",
        b"\xff",
        b"[start]\nx = " + b"[" * 5000,
        b"[start]\nx = " + b"9" * 6000,
        b"[start]\nonzin = 1",
    ):
        assert faults(send(admin, "gemeente", broken, 400))
    assert start_of(app, "dorp") == before


def test_no_file_gives_a_role_that_works_for_all_municipalities(app, visit):
    admin = administrator(visit)
    text = toml_of(app, "dorp").decode() + (
        '\n[[start.professional]]\nkey = "x"\nname = "X"\nemail = "x@x.example"\n'
        'organisation = "wijkteam"\nroles = ["regioredacteur"]\n'
    )
    page = send(admin, "gemeente", text, 400)
    assert "regioredacteur" in faults(page)[0][2]
    assert "x@x.example" not in {person.email for person in rows(app, Person)}


@pytest.mark.both
def test_b15_a_file_of_one_municipality_changes_no_row_of_it_at_another(app, visit):
    book(visit())
    content = toml_of(app, "dorp").replace(b'offers = [\n    "stad",\n]\n', b"")
    with app.app_context(), tenancy.acting_for("stad"):
        accounts.add_person(SAM, "Sam Stadsmens", "beheerder", "stad:wijkteam")
        db.session.commit()
    admin = administrator(visit, SAM, "stad.localhost")
    before = _everything_of_dorp(app)
    page = send(admin, "gemeente", content)
    ticked = tuple(box.get("value") for box in page.all("input") if box.get("name") == "vervang")
    confirm(admin, replace=ticked)
    brought = start_of(app, "stad")
    assert {"huis", "plein"} <= {place["key"] for place in brought["place"]}
    assert brought["contact"] == start_of(app, "dorp")["contact"] and ticked
    assert len(before["place"]) == 1 and before["participation"] and before["person"]
    assert _everything_of_dorp(app) == before


def _everything_of_dorp(app) -> dict[str, list[tuple[object, ...]]]:
    """Its rows in every table, and who works there with everything that is kept of them."""
    works = "SELECT person_id FROM membership WHERE tenant = 'dorp'"
    asked = (
        dict.fromkeys(tenancy.tenant_tables(), "tenant_id = 'dorp'")
        | dict.fromkeys(tenancy.owned_tables(), "owner = 'dorp'")
        | dict.fromkeys(("outbox", "membership"), "tenant = 'dorp'")
        | {"person": f"id IN ({works})", "organisation": "key IN ('juridisch-loket', 'dorp:wijkteam')"}
    )
    with app.app_context(), tenancy.acting_for("dorp"):
        return {
            name: sorted(map(tuple, db.session.execute(sql(f"SELECT * FROM {name} WHERE {where}"))), key=repr)
            for name, where in asked.items()
        }
