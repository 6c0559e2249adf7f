"""Every address × who comes × both engines: the right answer, and nobody else's words."""

import pytest

from tests.booking.steps import JUUL, WIL
from tests.isolation.cells import RECIPES
from tests.isolation.checks import MESSAGE, SERVED_AT, check_cell, check_declared, check_host, stands_in
from tests.isolation.recipe import COLUMNS
from tests.isolation.twins import Side, Twins
from tests.support.visitor import Page, Visitor
from tests.support.world import create_app, settings_for

# Read from the app itself: an address that somebody adds tomorrow is in the matrix tomorrow.
_RULES = tuple(create_app(settings_for("sqlite:///:memory:")).url_map.iter_rules())
ENDPOINTS = sorted({rule.endpoint for rule in _RULES})
FORMS = sorted({rule.endpoint for rule in _RULES if "POST" in rule.methods})


CELLS = [
    pytest.param(endpoint, column, id=f"{endpoint}-{column}")
    for endpoint in ENDPOINTS
    for column in ("own", *COLUMNS)
]


@pytest.mark.both
@pytest.mark.parametrize(("endpoint", "column"), CELLS)
def test_each_sees_only_what_is_theirs(twins: Twins, endpoint: str, column: str) -> None:
    check_cell(twins, endpoint, column)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("host", SERVED_AT)  # decided before any database is asked: on one engine
def test_each_host_serves_only_its_own_addresses(twins: Twins, endpoint: str, host: str) -> None:
    check_host(twins, endpoint, host)


def test_each_route_declares_the_audience_of_its_recipe(twins: Twins) -> None:
    for endpoint in ENDPOINTS:
        check_declared(twins, endpoint)


def test_no_recipe_is_left_of_an_address_that_is_gone(twins: Twins) -> None:
    assert set(RECIPES) == set(twins.app.extensions["routes"]) == set(ENDPOINTS)


def test_static_files_are_served_on_the_message_host(twins: Twins) -> None:
    visitor = Visitor(twins.app, MESSAGE)
    page = visitor.visit(f"/a/{twins.dorp.people['anne'].token}")
    sheets = [e.get("href", "") for e in page.all("link", rel="stylesheet")]
    assert sheets and all(
        visitor.visit(sheet).headers["Content-Type"].startswith("text/css") for sheet in sheets
    )


# --- a jurist who works in both ------------------------------------------------------------------------------


@pytest.mark.both
def test_the_jurist_sees_at_dorp_the_talks_with_a_jurist_and_of_the_others_bezet(twins: Twins) -> None:
    dorp, visitor = twins.dorp, twins.dorp.staff[JUUL]
    sitting = dorp.people["anne"].appointment.sitting_id
    for path in ("/medewerker/", f"/medewerker/dag/{sitting}", f"/medewerker/dag/{sitting}/print"):
        page = visitor.visit(path)
        assert shown(dorp, page) >= {"bo.naam", "chris.naam"} and not about(shown(dorp, page), "anne", "dani")
        assert "Bezet" in page.words and not shown(twins.stad, page)
    anne = dorp.people["anne"]
    assert not shown(dorp, visitor.visit(f"/medewerker/afspraak/{anne.appointment.id}", 404))
    for who in ("bo", "chris"):
        page = visitor.visit(f"/medewerker/afspraak/{dorp.people[who].appointment.id}")
        assert shown(dorp, page) == {
            f"{who}.{what}" for what in ("naam", "telefoon", "toelichting", "kenmerk")
        }


@pytest.mark.both
def test_the_wijkteam_sees_nothing_of_a_talk_with_the_jurist_alone(twins: Twins) -> None:
    dorp, visitor = twins.dorp, twins.dorp.staff[WIL]
    bo = dorp.people["bo"]
    for path in ("/medewerker/", f"/medewerker/dag/{bo.appointment.sitting_id}"):
        page = visitor.visit(path)
        assert "Bezet" in page.words and not about(shown(dorp, page), "bo", "dani")
    assert not shown(dorp, visitor.visit(f"/medewerker/afspraak/{bo.appointment.id}", 404))


@pytest.mark.both
def test_the_jurist_sees_at_stad_only_the_talks_of_stad(twins: Twins) -> None:
    visitor, bo = twins.stad.staff[JUUL], twins.stad.people["bo"]
    for path in ("/medewerker/", f"/medewerker/dag/{bo.appointment.sitting_id}"):
        page = visitor.visit(path)
        assert shown(twins.stad, page) >= {"bo.naam"} and not about(shown(twins.stad, page), "anne", "dani")
        assert not shown(twins.dorp, page)
    for someone in twins.dorp.people.values():
        visitor.visit(f"/medewerker/afspraak/{someone.appointment.id}", 404)
        visitor.visit(f"/medewerker/dag/{someone.appointment.sitting_id}/print", 404)


@pytest.mark.both
def test_the_own_agenda_has_the_days_of_both_and_no_person_of_either(twins: Twins) -> None:
    for side in (twins.dorp, twins.stad):
        page = side.staff[JUUL].visit("/medewerker/mijn-agenda")
        assert "Dorpshuis" in page.words and "Stadsplein" in page.words
        assert not shown(twins.dorp, page) | shown(twins.stad, page)


def shown(side: Side, page: Page) -> set[str]:
    """Whose words, and which, stand on the page."""
    return {key for key, word in side.canaries().items() if stands_in(word, f"{page.headers}\n{page.text}")}


def about(keys: set[str], *people: str) -> set[str]:
    return {key for key in keys if key.split(".")[0] in people}
