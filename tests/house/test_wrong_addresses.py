"""What somebody gets who mistypes, guesses, or asks in an odd way: never a fault, never another's words."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from portal import tenancy
from portal.booking import Appointment
from portal.db import db
from tests.booking import steps
from tests.house.tables import changes, dump
from tests.support.visitor import Visitor

NONSENSE = (
    "x",
    "0" * 24,
    "x" * 5000,
    "'; drop table setting; --",
    "\x00",
    "\u202e",
    "é🙂",
    "..",
    "../../x",
    " ",
)
PHONE = "085 000 90 01"  # Dorp's: on every page, also on one that says no (DESIGN §7)


def with_variables(app: Flask) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(method, endpoint, nothing filled in yet) of each address with a variable, style sheets apart."""
    for rule in app.url_map.iter_rules():
        if rule.arguments and rule.endpoint != "web_styles.theme":
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            yield method, rule.endpoint, dict.fromkeys(rule.arguments, "")


def test_a_variable_never_holds_a_slash(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert all(c.part_isolating for c in rule._converters.values()), rule.rule


@pytest.mark.both
def test_nonsense_in_an_address_is_not_found(visit, app: Flask) -> None:  # type: ignore[no-untyped-def]
    """For somebody who may come in, so that it is not the entrance that stops it."""
    staff = visit()
    steps.signed_in(staff)
    token, bound = staff.csrf_token(), app.url_map.bind("dorp.localhost")
    for method, endpoint, names in with_variables(app):
        for nonsense in NONSENSE:
            path = bound.build(endpoint, dict.fromkeys(names, nonsense), method=method)
            data = {"csrf_token": token} if method == "POST" else None
            answer = staff.client.open(path, method=method, data=data, base_url="http://dorp.localhost")
            assert answer.status_code == 404, f"{method} {path[:60]}: {answer.status_code}"


@pytest.mark.both
def test_nonsense_in_a_hidden_field_is_no_fault(visit) -> None:  # type: ignore[no-untyped-def]
    """PostgreSQL takes no NUL in a text; whoever sends one gets a page, not an error of ours."""
    for nonsense in NONSENSE:
        visitor = visit()
        sitting, time = steps.free_times(visitor)[0]
        sent = {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": sitting, "tijd": time}
        for field in ("spreekuurdag", "gesprek", "tijd"):
            given = {**sent, field: nonsense, "csrf_token": visitor.csrf_token()}
            answer = visitor.client.post("/afspraak/vasthouden", data=given, base_url="http://dorp.localhost")
            assert answer.status_code in (303, 400), f"{field}={nonsense[:9]!r}: {answer.status_code}"
        visitor.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee")
        steps.hold(visitor)
        for path in ("gegevens", "bevestigen"):
            given = {"claim": nonsense, "naam": "Anne", "csrf_token": visitor.csrf_token()}
            answer = visitor.client.post(f"/afspraak/{path}", data=given, base_url="http://dorp.localhost")
            assert answer.status_code in (303, 409), f"{path} claim={nonsense[:9]!r}: {answer.status_code}"


@pytest.mark.both
def test_nonsense_in_what_is_asked_at_the_own_desk_is_no_fault(visit) -> None:  # type: ignore[no-untyped-def]
    staff = visit()
    steps.signed_in(staff)
    token, base = staff.csrf_token(), {"base_url": "http://dorp.localhost"}
    for nonsense in NONSENSE:
        for field in ("q", "soort", "van", "tot", "voor"):
            given = {field: nonsense}
            answers = [
                staff.client.get("/beheer/wijzigingen", query_string=given, **base),
                staff.client.post("/beheer/wijzigingen", data={**given, "csrf_token": token}, **base),
            ]
            assert [a.status_code for a in answers] == [200, 200], f"{field}={nonsense[:9]!r}"
        given = {"lidmaatschap": nonsense, "doe": "klopt", "csrf_token": token}
        answer = staff.client.post("/beheer/mensen/nakijken", data=given, **base)
        assert answer.status_code == 404, f"lidmaatschap={nonsense[:9]!r}: {answer.status_code}"


@pytest.mark.parametrize(
    "path", ["/afspraak", "/a//verzetten", "/Afspraak/", "/medewerker", "/.env", "/static/../x"]
)
def test_nearly_right_is_a_redirect_at_home_or_not_found(visit, path: str) -> None:  # type: ignore[no-untyped-def]
    answer = visit().client.get(path, base_url="http://dorp.localhost")
    assert answer.status_code in (308, 404)
    assert answer.headers.get("Location", "http://dorp.localhost/").startswith("http://dorp.localhost/")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_other_methods_change_and_tell_nothing(visit, app: Flask, world, method: str) -> None:  # type: ignore[no-untyped-def]
    path = steps.book(visit(), **steps.by_mail())
    before, bound = dump(world), app.url_map.bind("dorp.localhost")
    for _, endpoint, names in [("", "web_front.home", {}), *with_variables(app)]:
        address = bound.build(endpoint, dict.fromkeys(names, path.rpartition("/")[2]))
        answer = visit().client.open(address, method=method, base_url="http://dorp.localhost")
        assert answer.status_code in ((400, 405) if method != "OPTIONS" else (200, 302, 405)), address
        assert "Anne" not in answer.get_data(as_text=True)
    assert not changes(before, dump(world))


# --- a page that says no is still the municipality's -------------------------------------------------------


def refusals(visitor: Visitor, link: str) -> Iterator[tuple[str, str]]:
    """(what was wrong, page) of every kind of refusal at one host."""
    ask, base = visitor.client.open, f"http://{visitor.host}"
    yield "404", ask("/niets", base_url=base).get_data(as_text=True)
    yield "forged", ask("/a/niets", base_url=base).get_data(as_text=True)
    yield "405", ask(f"{link}/afspraak.ics", method="POST", base_url=base).get_data(as_text=True)
    yield "no token", ask(f"{link}/annuleren", method="POST", base_url=base).get_data(as_text=True)
    big = {"toelichting": "x" * 200_000}
    yield "too large", ask(f"{link}/verzetten", method="POST", data=big, base_url=base).get_data(as_text=True)


@pytest.mark.parametrize("host", ["dorp.localhost", "dorp.bericht.localhost"])
def test_every_refusal_keeps_the_telephone_number(visit, host: str) -> None:  # type: ignore[no-untyped-def]
    link = steps.book(visit())
    for what, page in refusals(visit(host), link):
        assert PHONE in page, f"{what} at {host} has lost its municipality"


def test_no_refusal_at_the_message_host_names_the_site(visit) -> None:  # type: ignore[no-untyped-def]
    link = steps.book(visit())
    for what, page in refusals(visit("dorp.bericht.localhost"), link):
        assert not re.search("scheid|dorp.localhost", page.lower()), f"{what} names the site"


# --- a walk along every link -------------------------------------------------------------------------------


SAME = 12  # of one page with another question; weeks and months go on and on


def kind_of(path: str) -> str:
    """Without the question; every text of a municipality has the same pages."""
    return re.sub(r"^/beheer/(\w+)/[^/]+/[^/]+", r"/beheer/\1/*/*", path.partition("?")[0])


def walk(visitor: Visitor, *starts: str) -> list[str]:
    """Every page that can be reached by links at this host; gives the addresses seen."""
    waiting, seen = list(starts), []
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(("/static/", "/weg")):
            continue
        if sum(kind_of(known) == kind_of(path) for known in seen) >= SAME:
            continue
        seen.append(path)
        assert len(seen) < 400, "more pages than there can be"
        answer = visitor.client.get(path, base_url=f"http://{visitor.host}")
        assert answer.status_code < 400, f"a link leads to {path}: {answer.status_code}"
        found = re.findall(r'href="(/[^"#]*)', answer.get_data(as_text=True))
        waiting += [link.replace("&amp;", "&") for link in found]
    return seen


def test_every_link_that_nobody_sees_leads_somewhere_and_changes_nothing(visit, world) -> None:  # type: ignore[no-untyped-def]
    link = steps.book(visit())
    before = dump(world)
    assert len(walk(visit(), "/", "/afspraak/tijden?gesprek=wijkteam&samen=nee", "/inloggen")) > 8
    assert len(walk(visit("dorp.bericht.localhost"), link)) > 3
    assert not changes(before, dump(world))


def test_every_link_that_staff_see_leads_somewhere_and_leaves_only_looks(visit, app: Flask, world) -> None:  # type: ignore[no-untyped-def]
    steps.book(visit())
    staff = visit()
    steps.signed_in(staff)
    before = dump(world)
    seen = walk(staff, "/medewerker/")
    with app.app_context(), tenancy.acting_for("dorp"):
        booked = db.session.scalars(select(Appointment.id)).one()
        db.session.rollback()
    assert f"/medewerker/afspraak/{booked}" in seen
    assert changes(before, dump(world)) == {"+audit_event"}
