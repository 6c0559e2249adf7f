"""Every address says for whom it is; a form without its token is refused; looking changes nothing."""

import re
from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select, update

from portal import accounts, tenancy, web
from portal.accounts import Membership, Person
from portal.db import db
from portal.web.pages import UndeclaredRoute
from tests.booking import steps
from tests.house.tables import changes, dump

HOSTS = {
    "municipality": "dorp.localhost",
    "message": "dorp.bericht.localhost",
    "platform": "kies.localhost",
    "unknown": "elders.localhost",
}
SERVED_AT = {
    "resident": {"municipality"},
    "message": {"municipality", "message"},
    "everywhere": {"municipality", "message", "platform"},
    "front": {"municipality", "platform"},
    "staff": {"municipality"},
    "demo": {"municipality"},
    "operations": set(HOSTS),
}
# DESIGN §4: a recorded look, a session's last use, renewing one's own hold, leaving.
LOOKS = {"+audit_event"}
LAST_USE = {"staff_session.last_used_at"}
OWN_HOLD = {"draft.expires_at", "draft.keep_until", "draft.renewals", "claim_tick.expires_at"}


def routes(app: Flask, method: str) -> list[tuple[str, web.RouteInfo]]:
    """(address with every variable filled in, declaration) of each address for this method."""
    return [
        (re.sub(r"<[^>]+>", "0" * 24, rule.rule), app.extensions["routes"][rule.endpoint])
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
    ]


def answer(visitor, method: str, path: str, host: str = "dorp.localhost"):
    return visitor.client.open(path, method=method, base_url=f"http://{host}")


def look_around(visitor, audiences: set[str], *more: str) -> list[str]:
    """GET and HEAD of every address of these audiences; gives what was seen.

    Not of leaving, and not of beginning anew: both make this browser a stranger.
    """
    seen = [
        path
        for path, info in routes(visitor.app, "GET")
        if info.audience in audiences and path not in ("/weg", "/afspraak/begin")
    ]
    for path in (*seen, *more):
        for method in ("GET", "HEAD"):
            status = answer(visitor, method, path).status_code
            assert status < 500 and status != 405, f"{method} {path}: {status}"
    assert all(answer(visitor, "GET", path).status_code == 200 for path in more)
    return seen


# Declared -----------------------------------------------------------------------------------------------------------


def test_every_address_declares_for_whom_it_is(app) -> None:
    declared = app.extensions["routes"]
    served = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert served == set(declared)
    assert {info.audience for info in declared.values()} <= set(web.AUDIENCES) == set(SERVED_AT)


def test_an_address_outside_the_house_stops_the_start() -> None:
    app = Flask("trial", static_folder=None)
    stray = Blueprint("stray", __name__)
    stray.add_url_rule("/stray", "show", lambda: "hello")
    app.register_blueprint(stray)
    with pytest.raises(UndeclaredRoute, match="/stray"):
        web.route_table(app)


def test_an_address_without_a_blueprint_stops_the_start() -> None:
    app = Flask("trial", static_folder=None)
    app.add_url_rule("/stray", "show", lambda: "hello")
    with pytest.raises(UndeclaredRoute):
        web.route_table(app)


@pytest.mark.parametrize("audience", ["", "everyone", "STAFF", "staff "])
def test_an_unknown_audience_stops_the_start(audience: str) -> None:
    with pytest.raises(ValueError, match="unknown audience"):
        web.pages("trial", __name__, audience=audience)


def test_staff_pages_ask_for_a_permission(app) -> None:
    without = {e for e, i in app.extensions["routes"].items() if i.audience == "staff" and not i.permission}
    own = {"accounts_own.account", "accounts_own.change_password", "accounts_own.new_codes"}
    assert without == {"accounts_staff.sign_out", *own}, "what is of oneself, whatever one may do here"


# For whom -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", HOSTS)
def test_an_address_is_not_there_for_another_kind_of_host(visit, kind: str) -> None:
    visitor = visit()
    for method in ("GET", "POST"):
        for path, info in routes(visitor.app, method):
            if kind not in SERVED_AT[info.audience]:
                assert answer(visitor, method, path, HOSTS[kind]).status_code == 404, f"{kind}: {path}"


def test_nobody_is_sent_from_every_staff_page_to_signing_in(visit) -> None:
    visitor = visit()
    for method in ("GET", "POST"):
        for path, info in routes(visitor.app, method):
            if info.audience == "staff":
                got = answer(visitor, method, path)
                assert (got.status_code, got.headers["Location"]) == (302, "/inloggen"), f"{method} {path}"


def test_someone_without_the_permission_sees_no_staff_page(visit, app) -> None:
    visitor = visit()
    steps.signed_in(visitor, steps.JUUL)
    with app.app_context():
        juul = select(Person.id).where(Person.email == steps.JUUL).scalar_subquery()
        db.session.execute(
            update(Membership)
            .where(Membership.person_id == juul, Membership.tenant == "dorp")
            .values(role="later")
        )
        db.session.commit()
    for path, info in routes(app, "GET"):
        if info.audience == "staff" and info.permission:
            assert answer(visitor, "GET", path).status_code == 404, path


# Forms --------------------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("token", [None, "", "x", "of another browser"])
def test_a_form_without_its_token_is_refused(visit, world, token: str | None) -> None:
    other, nobody, staff = visit(), visit(), visit()
    steps.signed_in(staff)
    with world.app.app_context(), tenancy.acting_for("dorp"):  # who may see every page of staff
        accounts.add_person(steps.WIL, "Wil", "regioredacteur", "dorp:wijkteam")
        db.session.commit()
    other.visit("/afspraak/")
    if token == "of another browser":
        token = other.csrf_token()
    before = dump(world)
    for path, info in routes(nobody.app, "POST"):
        who = staff if info.audience == "staff" else nobody
        given = {} if token is None else {"csrf_token": token}
        got = who.client.post(path, data=given, base_url="http://dorp.localhost")
        assert got.status_code == 400, path
        assert "Deze pagina was te oud" in got.get_data(as_text=True), path
    assert not changes(before, dump(world))


def test_only_get_head_and_post_exist(app) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.methods in ({"GET", "HEAD", "OPTIONS"}, {"POST", "OPTIONS"}), rule


# Looking changes nothing --------------------------------------------------------------------------------------------


@pytest.mark.both
def test_nobody_changes_anything_by_looking(visit, world) -> None:
    booked = steps.book(visit())
    before = dump(world)
    visitor = visit()
    look_around(
        visitor,
        set(SERVED_AT) - {"staff"},
        "/afspraak/tijden?gesprek=wijkteam&samen=nee",
        "/afspraak/tijden?gesprek=juridisch&samen=ja&vanaf=2026-12-10",
        booked,
        f"{booked}/verzetten",
        f"{booked}/annuleren",
        f"{booked}/afspraak.ics",
    )
    answer(visitor, "GET", "/weg")
    assert not changes(before, dump(world))


@pytest.mark.both
def test_staff_leave_only_recorded_looks_and_their_last_use(visit, world, clock) -> None:
    steps.book(visit())
    visitor = visit()
    steps.signed_in(visitor)
    before = dump(world)
    (appointment,) = before["appointment"].values()
    clock.shift(timedelta(minutes=2))
    day = f"/medewerker/dag/{appointment['sitting_id']}"
    look_around(
        visitor, {"staff", "resident"}, day, f"{day}/print", f"/medewerker/afspraak/{appointment['id']}"
    )
    assert changes(before, dump(world)) == LOOKS | LAST_USE


@pytest.mark.both
def test_a_hold_is_renewed_by_its_own_pages_only(visit, world, clock) -> None:
    visitor, other = visit(), visit()
    steps.hold(other, nth=1)
    steps.hold(visitor)
    steps.fill_in(visitor)
    before = dump(world)
    clock.shift(timedelta(minutes=5))
    look_around(visitor, {"resident", "front", "everywhere"})
    after = dump(world)
    assert changes(before, after) == OWN_HOLD
    touched = [key for key, row in before["draft"].items() if row != after["draft"][key]]
    assert len(touched) == 1


@pytest.mark.both
def test_leaving_ends_what_is_ones_own(visit, world) -> None:
    other, visitor = visit(), visit()
    steps.hold(other, nth=1)
    before = dump(world)
    steps.hold(visitor)
    assert changes(before, dump(world)) == {"+draft", "+claim_tick"}
    answer(visitor, "GET", "/weg")
    assert not changes(before, dump(world))
