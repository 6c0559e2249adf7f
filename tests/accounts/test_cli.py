"""flask accounts add, end, reset, disable: what is said, what is written, and what is never said."""

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Membership, Person
from portal.agenda import resource_of
from portal.agenda.models import Resource
from portal.db import db
from tests.booking.steps import JUUL, SAM, WIL, sign_in, signed_in
from tests.support.world import PASSWORD

NEW = "nieuw@wijkteam-dorp.example"


def run(app, *arguments: str, ok: bool = True) -> str:  # type: ignore[no-untyped-def]
    result = app.test_cli_runner().invoke(args=["accounts", *arguments])
    assert (result.exit_code == 0) is ok, result.output
    return str(result.output)


def add(app, email: str, *more: str, tenant: str = "dorp", ok: bool = True) -> str:  # type: ignore[no-untyped-def]
    return run(app, "add", tenant, email, "--name", "Nieuw Mens", "--organisation", "wijkteam", *more, ok=ok)


def password_in(output: str) -> str:
    return output.strip().splitlines()[-1].rpartition(": ")[2]


@pytest.mark.both
def test_a_new_person_gets_a_first_password_that_works(visit, app) -> None:
    output = add(app, NEW.upper())
    assert f"{NEW} werkt nu voor dorp als medewerker." in output
    assert sign_in(visit(), NEW, password_in(output)).path == "/medewerker/"


@pytest.mark.both
def test_adding_somebody_who_exists_links_one_person_and_one_resource(visit, app) -> None:
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Person))
    output = add(app, f" {SAM.upper()}", "--role", "planner")
    assert "wachtwoord blijft hetzelfde" in output and "Eerste wachtwoord" not in output
    with app.app_context():
        (sam,) = db.session.scalars(select(Person).where(Person.email == SAM))
        assert sam.name == "Sam Stadsmens"
        assert db.session.scalar(select(func.count()).select_from(Person)) == before
        assert sorted(
            db.session.scalars(select(Membership.tenant).where(Membership.person_id == sam.id))
        ) == ["dorp", "stad"]
        assert resource_of(sam.id) == resource_of(sam.id)
        assert db.session.scalar(select(func.count()).where(Resource.person_id == sam.id)) == 1
    assert sign_in(visit(), SAM, PASSWORD).path == "/medewerker/"


def test_adding_twice_changes_nothing(app) -> None:
    add(app, WIL)
    with app.app_context():
        wil = select(Person.id).where(Person.email == WIL).scalar_subquery()
        roles = db.session.scalars(select(Membership.role).where(Membership.person_id == wil)).all()
    assert sorted(roles) == ["beheerder", "medewerker"]


@pytest.mark.parametrize(
    "wrong", [["--role", "koning"], ["--organisation", "kapper"]], ids=["role", "organisation"]
)
def test_an_unknown_role_or_organisation_adds_nobody(app, wrong) -> None:
    add(app, NEW, *wrong, ok=False)
    with app.app_context():
        assert db.session.scalar(select(Person).where(Person.email == NEW)) is None


def test_an_unknown_municipality_is_told(app) -> None:
    assert "kennen wij niet" in add(app, NEW, tenant="nergens", ok=False)


def test_a_reset_gives_a_new_password_and_ends_open_sessions(visit, app) -> None:
    open_session = visit()
    signed_in(open_session)
    fresh = password_in(run(app, "reset", WIL))
    assert open_session.visit("/medewerker/").path == "/inloggen"
    sign_in(visit(), WIL, PASSWORD, status=400)
    assert sign_in(visit(), WIL, fresh).path == "/medewerker/"


def test_disabling_shuts_out_in_every_municipality(visit, app) -> None:
    here, there = visit(), visit("stad.localhost")
    signed_in(here, JUUL)
    signed_in(there, JUUL)
    run(app, "disable", JUUL)
    assert here.visit("/medewerker/").path == there.visit("/medewerker/").path == "/inloggen"
    sign_in(visit(), JUUL, PASSWORD, status=400)


@pytest.mark.parametrize("command", ["reset", "disable"])
def test_an_unknown_address_is_told_on_the_command_line(app, command) -> None:
    assert "Error" in run(app, command, "niemand@x.example", ok=False)


def test_first_passwords_are_long_and_never_the_same(app) -> None:
    found = {password_in(run(app, "reset", WIL)) for _ in range(3)}
    assert len(found) == 3 and min(map(len, found)) >= 20
    assert PASSWORD not in found


@pytest.mark.both
def test_who_stops_here_is_signed_out_here_and_nowhere_else(visit, app) -> None:
    here, there = visit(), visit("stad.localhost")
    for visitor in (here, there):
        signed_in(visitor, JUUL)
    assert run(app, "end", "dorp", JUUL.upper()).strip() == "Gestopt: 1."
    assert here.visit("/medewerker/").path == "/inloggen"
    assert there.visit("/medewerker/").path == "/medewerker/"
    assert run(app, "end", "dorp", JUUL).strip() == "Werkte niet voor dorp."
    run(app, "end", "dorp", NEW, ok=False)
    run(app, "end", "nergens", JUUL, ok=False)
