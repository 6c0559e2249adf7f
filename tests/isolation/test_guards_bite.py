"""Take one guard away and a check of the matrix or the layers turns red. Or the green would mean nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event

from portal.booking.views import staff as booking_staff
from portal.db import PortalSession
from portal.tenancy import isolation
from portal.web.pages import UndeclaredRoute, pages
from tests.booking.steps import WIL
from tests.isolation import layers
from tests.isolation.cells import RECIPES
from tests.isolation.checks import check_cell, check_declared, check_host
from tests.isolation.twins import Twins
from tests.support.world import create_app

TODAY, APPOINTMENT = "booking_staff.today_and_coming", "booking_staff.appointment"


def turns_red(check: Callable[..., None], *given: Any, because: str) -> None:
    with pytest.raises(AssertionError, match=because):
        check(*given)


# --- the declarations of a route -------------------------------------------------------------------------------


@contextmanager
def declared_otherwise(twins: Twins, endpoint: str, **changes: Any) -> Iterator[None]:
    routes = twins.app.extensions["routes"]
    kept = routes[endpoint]
    routes[endpoint] = replace(kept, **changes)
    try:
        yield
    finally:
        routes[endpoint] = kept


@pytest.mark.parametrize("endpoint", [TODAY, APPOINTMENT, "booking_staff.outcome", "booking_staff.print_day"])
def test_a_staff_page_for_residents_turns_the_cell_of_nobody_red(twins: Twins, endpoint: str) -> None:
    check_cell(twins, endpoint, "nobody")
    with declared_otherwise(twins, endpoint, audience="resident"):
        turns_red(check_cell, twins, endpoint, "nobody", because="as nobody")
        turns_red(check_declared, twins, endpoint, because="for 'resident'")
    check_cell(twins, endpoint, "nobody")


@pytest.mark.parametrize("endpoint", [TODAY, "booking_staff.own_agenda"])
def test_a_page_without_permission_turns_the_cell_of_the_partner_red(twins: Twins, endpoint: str) -> None:
    check_cell(twins, endpoint, "partner")
    with declared_otherwise(twins, endpoint, permission=None):
        turns_red(check_cell, twins, endpoint, "partner", because="as partner: 200")
    check_cell(twins, endpoint, "partner")


@pytest.mark.parametrize("host", ["dorp.bericht.localhost", "kies.localhost"])
def test_a_page_for_every_host_turns_the_cell_of_a_wrong_host_red(twins: Twins, host: str) -> None:
    with declared_otherwise(twins, "web_public.privacy", audience="everywhere"):
        turns_red(check_host, twins, "web_public.privacy", host, because=f"on {host}")
    twins.app.extensions["kept_pages"].forget()  # or the page is still answered from memory, before any guard
    check_host(twins, "web_public.privacy", host)


def test_words_of_another_person_on_a_page_turn_its_cell_red(twins: Twins) -> None:
    """The desk's check is gone: the wijkteam's page for the jurist too."""
    view = twins.app.view_functions["booking_staff.day"]
    naked = twins.app.view_functions
    naked["booking_staff.day"] = lambda sitting_id: twins.dorp.people["anne"].canaries["naam"]
    turns_red(check_cell, twins, "booking_staff.day", "colleague", because="shows .*anne.naam")
    naked["booking_staff.day"] = lambda sitting_id: "nothing"
    turns_red(check_cell, twins, "booking_staff.day", "own", because="does not show")
    naked["booking_staff.day"] = view
    check_cell(twins, "booking_staff.day", "colleague")


def test_a_session_that_a_cell_ended_is_there_again_for_the_next(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Carried to Stad it ends, also on a page for residents; no table of Dorp shows it."""
    monkeypatch.setitem(RECIPES, "web_public.privacy", replace(RECIPES["web_public.privacy"], own=WIL))
    check_cell(twins, "web_public.privacy", "carried")
    check_cell(twins, TODAY, "own")


def test_an_address_without_a_recipe_turns_the_matrix_red(twins: Twins) -> None:
    turns_red(check_cell, twins, "booking_staff.tomorrow", "own", because="has no recipe")


def test_an_address_that_nobody_declared_does_not_start(twins: Twins) -> None:
    def plain(state: Any) -> None:
        state.app.add_url_rule("/los/", "los", lambda: "los")

    booking_staff.pages.deferred_functions.append(plain)
    try:
        with pytest.raises(UndeclaredRoute, match="/los/"):
            create_app(twins.world.settings)
    finally:
        booking_staff.pages.deferred_functions.remove(plain)


def test_a_declaration_taken_away_does_not_start(twins: Twins) -> None:
    declared = booking_staff.pages.declared
    kept = declared.pop("booking_staff.day")
    try:
        with pytest.raises(UndeclaredRoute, match=r"booking_staff\.day"):
            create_app(twins.world.settings)
    finally:
        declared["booking_staff.day"] = kept
    with pytest.raises(ValueError, match="unknown audience"):
        pages("x", __name__, audience="iedereen")


# --- the ORM layer, on SQLite where nothing is behind it ---------------------------------------------------------


@contextmanager
def without_listeners(*listeners: tuple[Any, str, Callable[..., Any]]) -> Iterator[None]:
    for listener in listeners:
        event.remove(*listener)
    try:
        yield
    finally:
        for listener in listeners:
            event.listen(*listener)


CRITERIA = (PortalSession, "do_orm_execute", isolation._only_own_rows)
LOOK = (Engine, "before_cursor_execute", isolation._look_at_the_tables)


def test_without_the_criteria_a_select_is_not_narrowed(twins: Twins) -> None:
    with without_listeners(CRITERIA):
        turns_red(layers.check_select_is_narrowed, twins.world, because="criterion was not added")
    layers.check_select_is_narrowed(twins.world)


def test_without_the_look_a_text_reaches_everything(twins: Twins) -> None:
    with without_listeners(LOOK):
        turns_red(layers.check_statement_around_the_mappers_is_refused, twins.world, because="not refused")
    layers.check_statement_around_the_mappers_is_refused(twins.world)


def test_without_both_the_other_municipality_reads_a_persons_link_and_appointment(twins: Twins) -> None:
    with without_listeners(CRITERIA, LOOK):
        turns_red(layers.check_select_is_narrowed, twins.world, because="dorp sees")
        turns_red(check_cell, twins, "booking_message.see", "elsewhere", because="as elsewhere: 200")
    check_cell(twins, "booking_message.see", "elsewhere")
