"""What no form of ours would send: forged links, huge bodies, false headers, fields too many."""

from datetime import timedelta

import pytest

from portal.app import create_app
from portal.booking import Appointment, Draft, Participation
from portal.web.limits import limiter
from tests.booking.steps import (
    WIL,
    book,
    by_mail,
    counts,
    fill_in,
    filled_in,
    free_times,
    hold,
    own_path,
    rows,
    sign_in,
)
from tests.support.visitor import Visitor
from tests.support.world import PASSWORD

FALSE_HEADERS = {
    "X-Forwarded-Host": "stad.localhost",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/kwaad",
    "Forwarded": "for=203.0.113.7;host=stad.localhost;proto=https",
    "X-Original-URL": "/medewerker/",
    "X-Host": "stad.localhost",
}
POSTS = ["", "vasthouden", "gegevens", "bevestigen", "verlengen", "loslaten"]


# --- links -------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_forged_foreign_and_ended_links_get_the_very_same_page(visit, clock) -> None:
    ended, foreign = book(visit(), nth=0), book(visit("stad.localhost"))
    clock.shift(timedelta(days=9))
    visitor = visit("dorp.bericht.localhost")
    paths = [
        ended,
        foreign,
        f"{ended}x",
        ended.swapcase(),
        *(f"/a/{t}" for t in ("x" * 32, "%00", "é", "y" * 3000)),
    ]
    seen = {
        visitor.visit(path + more, 404).text
        for path in paths
        for more in ("", "/verzetten", "/annuleren", "/afspraak.ics")
    }
    assert len(seen) == 1 and "Deze pagina is er niet" in seen.pop()


@pytest.mark.both
def test_a_forged_link_cannot_cancel_or_move(visit, app) -> None:
    own, other = book(visit()), book(visit(), nth=3)
    visitor = visit("stad.bericht.localhost")
    visitor.page = visit("dorp.bericht.localhost").visit(f"{own}/annuleren")
    for path in (own, other):
        visitor.client.post(f"{path}/annuleren", base_url="http://stad.bericht.localhost")
    assert {a.status for a in rows(app, Appointment)} == {"confirmed"}


def test_a_link_works_at_both_hosts_of_its_municipality_only(visit) -> None:
    path = book(visit())
    assert visit("dorp.bericht.localhost").visit(path).h1 == visit().visit(path).h1
    visit("stad.localhost").visit(path, 404)
    visit("stad.bericht.localhost").visit(path, 404)


def test_the_message_host_has_no_other_pages(visit) -> None:
    visitor = visit("dorp.bericht.localhost")
    for path in ("/", "/afspraak/", "/afspraak/klaar", "/inloggen", "/medewerker/", "/privacy/"):
        visitor.visit(path, 404)


# --- bodies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("multipart", [False, True])
def test_twenty_megabytes_is_too_much_and_nothing_is_lost(visit, app, multipart) -> None:
    visitor = visit()
    hold(visitor)
    form = visitor.page
    kind = {"content_type": "multipart/form-data"} if multipart else {}
    page = visitor.post("/afspraak/gegevens", {"naam": "x" * 20_000_000}, 413, **kind)
    assert page.h1 == "Dit is te veel" and "085 000 90 01" in page.text
    visitor.page = form
    assert fill_in(visitor).h1 == "Klopt dit?"


@pytest.mark.parametrize("multipart", [False, True])
def test_ten_thousand_fields_are_too_many(visit, app, multipart) -> None:
    visitor = visit()
    hold(visitor)
    fields = {f"f{n}": "x" for n in range(10_000)} | filled_in(visitor.page)
    kind = {"content_type": "multipart/form-data"} if multipart else {}
    page = visitor.post("/afspraak/gegevens", fields, 413, **kind)
    assert page.h1 == "Dit is te veel" and rows(app, Draft)[0].sealed is None


def test_a_body_that_is_no_form_is_refused_in_a_friendly_page(visit) -> None:
    visitor = visit()
    hold(visitor)
    for kind in (
        "application/json",
        "text/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ):
        answer = visitor.client.post(
            "/afspraak/gegevens",
            data=b'{"naam": "\xff\xfe"}',
            content_type=kind,
            base_url="http://dorp.localhost",
        )
        assert answer.status_code == 400 and "085 000 90 01" in answer.text


# --- CSRF and methods --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_our_token_is_refused_in_a_friendly_page(visit, app, path) -> None:
    visitor, other = visit(), visit()
    hold(visitor)
    free_times(other)
    before = counts(app), len(rows(app, Draft))
    for sent in ({}, {"csrf_token": ""}, {"csrf_token": "nee"}, {"csrf_token": other.csrf_token()}):
        page = visitor.post(f"/afspraak/{path}", sent, 400, csrf=False)
        assert "te oud" in page.words and "085 000 90 01" in page.text
    assert (counts(app), len(rows(app, Draft))) == before


def test_a_token_of_one_municipality_is_no_good_at_another(visit, app) -> None:
    dorp, stad = visit(), visit("stad.localhost")
    hold(dorp)
    hold(stad)
    fields = filled_in(stad.page) | {"csrf_token": dorp.csrf_token(), "naam": "Anne"}
    stad.post("/afspraak/gegevens", fields, 400)
    assert rows(app, Draft, "stad")[0].sealed is None


@pytest.mark.parametrize("path", ["vasthouden", "bevestigen", "verlengen", "loslaten"])
def test_opening_an_address_that_only_takes_forms_gives_a_page(visit, path) -> None:
    page = visit().visit(f"/afspraak/{path}", 405)
    assert "Zo kunt u deze pagina niet openen" in page.words and "085 000 90 01" in page.text


def test_other_methods_do_nothing(visit, app) -> None:
    visitor = visit()
    path = book(visitor)
    before = counts(app)
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        for where in (path, f"{path}/annuleren", "/afspraak/bevestigen", "/"):
            answer = visitor.client.open(where, method=method, base_url="http://dorp.localhost")
            assert answer.status_code in (400, 405), (method, where)
    assert counts(app) == before and rows(app, Appointment)[0].status == "confirmed"


@pytest.mark.both
def test_head_requests_are_harmless(visit, app) -> None:
    visitor = visit()
    path = book(visitor, **by_mail())
    hold(visitor)
    before = counts(app), [d.claim_id for d in rows(app, Draft)]
    scanner = app.test_client()
    for where in (
        path,
        f"{path}/annuleren",
        f"{path}/verzetten",
        "/afspraak/tijden?gesprek=wijkteam",
        "/weg",
    ):
        answer = scanner.head(where, base_url="http://dorp.localhost")
        assert answer.status_code in (200, 303) and answer.data == b""
    assert (counts(app), [d.claim_id for d in rows(app, Draft)]) == before


# --- headers and fields we did not ask for -----------------------------------------------------------------


@pytest.fixture
def behind(app, world):  # type: ignore[no-untyped-def]
    """behind(1) is the app with one proxy in front; limits only when asked for, and off again afterwards."""
    kind, given = type(world.settings), world.settings.model_dump()
    yield lambda proxies, limits=False: create_app(
        kind(**given | {"trusted_proxies": proxies, "rate_limits": limits})
    )
    if limiter.enabled:
        limiter.reset()
    limiter.enabled = False


@pytest.mark.parametrize("proxies", [0, 1])
def test_false_headers_change_neither_municipality_nor_links(behind, app, proxies) -> None:
    visitor = Visitor(behind(proxies), "dorp.localhost")
    visitor.client.environ_base |= {
        f"HTTP_{n.upper().replace('-', '_')}": v for n, v in FALSE_HEADERS.items()
    }
    page = visitor.visit("/")
    assert "Gemeente Dorp" in page.text and "stad.localhost" not in page.text and "kwaad" not in page.text
    hold(visitor)
    fill_in(visitor)
    assert "http://dorp.bericht.localhost/a/" in visitor.submit(press="Maak de afspraak").words
    assert len(rows(app, Participation)) == 1 and rows(app, Participation, "stad") == []


@pytest.mark.parametrize("proxies", [0, 1])
def test_another_address_in_a_header_does_not_widen_the_limit(behind, proxies) -> None:
    visitor = Visitor(behind(proxies, limits=True), "dorp.localhost")
    limiter.reset()
    visitor.visit("/inloggen")
    form = {"email": "x@y.example", "csrf_token": visitor.csrf_token()}
    statuses = []
    for n in range(62):
        seen_by_proxy = f"198.51.100.{n}, 192.0.2.1" if proxies else f"198.51.100.{n}"
        answer = visitor.client.post(
            "/inloggen",
            data=form,
            headers={"X-Forwarded-For": seen_by_proxy},
            base_url="http://dorp.localhost",
        )
        statuses.append(answer.status_code)
    assert statuses == [400] * 60 + [429] * 2


@pytest.mark.both
def test_fields_that_are_not_on_the_page_do_nothing(visit, app) -> None:
    extra = {
        "tenant_id": "stad", "id": "0" * 24, "status": "cancelled", "created_via": "phone", "joint": "1",
        "starts_at": "1", "appointment_id": "x", "visitor_hash": "x", "reference": "AAAAAAAA",
        "expires_at": "99999999999", "renewals": "-100", "token": "x", "number": "2", "outcome": "arrived",
    }  # fmt: skip
    visitor = visit()
    sitting, time = free_times(visitor)[0]
    visitor.post(
        "/afspraak/vasthouden", {"gesprek": "wijkteam", "spreekuurdag": sitting, "tijd": time} | extra
    )
    visitor.submit(extra | {"naam": "Anne"}, press="Verder")
    visitor.submit(extra, press="Maak de afspraak")
    (made,), (person,) = rows(app, Appointment), rows(app, Participation)
    assert (made.tenant_id, made.status, made.created_via, made.joint) == ("dorp", "confirmed", "site", False)
    assert (made.id, person.reference, person.outcome) != (
        "0" * 24,
        "AAAAAAAA",
        "arrived",
    ) and person.number == 1
    assert rows(app, Appointment, "stad") == []


def test_no_address_in_a_request_is_ever_followed(visit) -> None:
    names = ("next", "url", "target", "terug", "redirect", "leave", "return_to", "u", "to")
    evil = dict.fromkeys(names, "https://evil.example/")
    visitor = visit()
    visitor.visit("/inloggen")
    form = {"email": WIL, "wachtwoord": PASSWORD, "csrf_token": visitor.csrf_token()} | evil
    given = {"query_string": evil, "base_url": "http://dorp.localhost"}
    answers = [visitor.client.post("/inloggen", data=form, **given)]
    answers += [visitor.client.get(path, **given) for path in ("/afspraak/klaar", "/inloggen", "/weg")]
    assert all("evil" not in answer.headers["Location"] for answer in answers)


def test_staff_pages_lead_strangers_to_the_entrance_on_this_host(visit) -> None:
    visitor = visit()
    for path in ("/medewerker/", "/medewerker/mijn-agenda", "//evil.example/medewerker/"):
        answer = visitor.client.get(path, base_url="http://dorp.localhost")
        assert answer.headers.get("Location", "/inloggen") in ("/inloggen", "/evil.example/medewerker/")
    assert sign_in(visitor).path == "/medewerker/"


def test_an_own_link_is_never_in_an_address_of_the_site(visit) -> None:
    visitor = visit()
    path = book(visitor)
    page = visitor.visit("/afspraak/klaar")
    assert own_path(page) == path and page.path == "/afspraak/klaar"
