"""After leaving, the server answers with the neutral page: on every kind of host, whatever is asked, for 15 minutes."""

import re
from typing import Any

import pytest
from flask import Flask

from portal.app import create_app
from tests.booking import steps
from tests.house.tables import changes, dump
from tests.support.visitor import Page, Visitor

HOSTS = {
    "municipality": "dorp.localhost",
    "message": "dorp.bericht.localhost",
    "platform": "kies.localhost",
}
CLOSED = "Deze pagina is gesloten"
HIDDEN = {"resident", "message", "front", "demo"}
NEEDED = {"web_styles.theme", "web_leaving.leave", "web_leaving.go_on"}


def leave(visitor: Visitor, **more: Any) -> Any:
    return visitor.client.get("/weg", base_url=f"http://{visitor.host}", **more)


def check_closed(page: Page) -> None:
    """A visitor has looked at it as at every page; this is what makes it neutral."""
    assert page.h1 == CLOSED and page.text.count(CLOSED) == 2, page.path
    assert not re.search("scheid|gemeente|dorp|/thema/|085|afspraak", _seen(page), re.I), page.path
    assert page.headers["Cache-Control"] == "no-store"


def _seen(page: Page) -> str:
    """The page without the path of an own link, which stands in the address bar anyway."""
    return re.sub(r'name="pad" value="[^"]*"', "", page.text)


def asked(app: Flask, *audiences: str) -> list[tuple[str, str]]:
    """(method, address with every variable filled in) of everything for these audiences."""
    return [
        (method, re.sub(r"<[^>]+>", "0" * 24, rule.rule))
        for rule in app.url_map.iter_rules()
        if app.extensions["routes"][rule.endpoint].audience in audiences and rule.endpoint not in NEEDED
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


# --- closed ------------------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize("kind", HOSTS)
def test_every_page_for_residents_is_closed_on_every_host(visit, app, world, kind: str) -> None:
    visitor = visit(HOSTS[kind])
    leave(visitor)
    before = dump(world)
    wanted = asked(app, *HIDDEN)
    assert len(wanted) > 20
    for method, path in wanted:
        check_closed(visitor.visit(path) if method == "GET" else visitor.post(path, csrf=False))
    assert not changes(before, dump(world))


@pytest.mark.parametrize("kind", HOSTS)
@pytest.mark.parametrize(
    "path", ["/bestaat-niet", "/afspraak", "/en/", "/en/afspraak/", "/?naam=Dorp", "//x"]
)
def test_what_is_not_there_is_closed_too(visit, kind: str, path: str) -> None:
    visitor = visit(HOSTS[kind])
    leave(visitor)
    check_closed(visitor.visit(path))


def test_other_methods_are_closed_too(visit) -> None:
    visitor = visit()
    leave(visitor)
    for method in ("PUT", "DELETE", "PATCH", "HEAD"):
        answer = visitor.client.open("/afspraak/", method=method, base_url="http://dorp.localhost")
        assert answer.status_code == 200 and b"Dorp" not in answer.data


@pytest.mark.both
def test_a_question_that_is_sent_is_not_carried_out(visit, world) -> None:
    """A page that was still open in another window, with a good token, sends its form after the other one left."""
    visitor = visit()
    own = steps.book(visit())
    steps.hold(visitor)
    window = Visitor(visitor.app, "dorp.bericht.localhost")
    window.visit(f"{own}/annuleren")
    token = window.csrf_token()
    leave(visitor)
    leave(window)
    before = dump(world)
    check_closed(visitor.submit({"naam": "Anne"}, press="Verder"))
    check_closed(window.post(f"{own}/annuleren", {"csrf_token": token}))
    assert not changes(before, dump(world))


def test_a_page_that_is_kept_in_memory_is_closed(visit, app) -> None:
    """Such a page is answered before Flask is asked."""
    others, visitor = visit(), visit()
    for path in ("/", "/privacy/", "/veilig/", "/toegankelijkheid/"):
        others.visit(path)
        assert ("dorp.localhost", path) in app.extensions["kept_pages"].ready
    leave(visitor)
    for path in ("/", "/privacy/", "/veilig/", "/toegankelijkheid/"):
        check_closed(visitor.visit(path))
        assert others.visit(path).h1 != CLOSED


def test_the_neutral_page_leads_to_the_neutral_site(visit, app) -> None:
    visitor = visit()
    leave(visitor)
    page = visitor.visit("/afspraak/")
    assert page.links()["Naar een andere site"] == app.extensions["settings"].leave_url
    assert page.links()["Sluit deze site"] == "/weg"


# --- open --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", HOSTS.values())
def test_what_machines_and_style_sheets_need_stays_open(visit, host: str) -> None:
    visitor = visit(host)
    sheets = [e.get("href", "") for e in visit().visit("/").all("link", rel="stylesheet")]
    leave(visitor)
    for path in ("/_healthz/livez/", "/_healthz/readyz/"):
        assert visitor.visit(path).text and CLOSED not in visitor.visit(path).text
    for sheet in sheets:
        if host != HOSTS["platform"] or "/static/" in sheet:
            assert visitor.visit(sheet).headers["Content-Type"].startswith("text/css")
    assert leave(visitor).status_code == 303


def test_staff_are_not_closed_out(visit) -> None:
    """Leaving ended their session; who has one again (here: before the quarter is over) can work."""
    visitor = visit()
    leave(visitor)
    assert steps.signed_in(visitor).h1 == "Vandaag"
    assert visitor.visit("/medewerker/mijn-agenda").h1 != CLOSED
    assert visitor.visit("/medewerker/afspraak/niets", status=404).h1 != CLOSED


def test_a_staff_page_without_a_session_ends_on_the_neutral_page(visit) -> None:
    visitor = visit()
    steps.signed_in(visitor)
    leave(visitor)
    check_closed(visitor.visit("/medewerker/"))


def test_another_browser_and_another_municipality_are_open(visit) -> None:
    visitor = visit()
    assert "Domain" not in _latch_of(leave(visitor))
    assert visit().visit("/afspraak/").h1 != CLOSED
    visitor.host = "stad.localhost"
    assert visitor.visit("/afspraak/").h1 != CLOSED


# --- the latch itself --------------------------------------------------------------------------------------


def _latch_of(answer: Any) -> str:
    (found,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(("weg=", "__Host-weg="))]
    return str(found)


@pytest.mark.parametrize("host", HOSTS.values())
def test_the_latch_lasts_fifteen_minutes_and_no_script_reads_it(visit, host: str) -> None:
    parts = set(_latch_of(leave(visit(host))).split("; "))
    assert {"weg=1", "Max-Age=900", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts and "Secure" not in parts


def test_in_production_no_other_host_can_set_or_read_it(world) -> None:
    settings = type(world.settings)(**world.settings.model_dump() | {"secure_cookies": True})
    visitor = Visitor(create_app(settings), "dorp.localhost")
    latch = _latch_of(visitor.client.get("/weg", base_url="https://dorp.localhost"))
    assert latch.startswith("__Host-weg=1; ") and "Secure" in latch and "Domain" not in latch
    answer = visitor.client.get("/", base_url="https://dorp.localhost")
    assert CLOSED in answer.get_data(as_text=True)


def test_after_the_latch_the_site_is_open_and_what_was_typed_is_gone(visit) -> None:
    """The browser forgets the latch by itself (test_back_button.py sees it do so); then nothing personal is left."""
    visitor = visit()
    steps.hold(visitor)
    steps.fill_in(visitor, naam="Zoë")
    leave(visitor)
    check_closed(visitor.visit("/afspraak/controleren"))
    visitor.client.delete_cookie("weg", domain="dorp.localhost")
    page = visitor.visit("/afspraak/controleren")
    assert page.path == "/afspraak/" and "Zoë" not in page.text


def test_whoever_wants_to_leave_leaves_whatever_is_wrong_with_us(visit, app, monkeypatch) -> None:
    def broken() -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setitem(app.extensions, "on_leaving", [broken])
    visitor = visit()
    assert leave(visitor).headers["Location"] == app.extensions["settings"].leave_url
    check_closed(visitor.visit("/"))


def test_a_fault_of_ours_is_closed_too(visit, app, monkeypatch) -> None:
    visitor = visit()
    leave(visitor)
    visitor.visit("/")

    def broken() -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setitem(app.view_functions, "web_leaving.go_on", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    check_closed(visitor.submit(press="Ga verder"))


# --- going on ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["municipality", "platform"])
def test_going_on_opens_the_site_at_its_start(visit, kind: str) -> None:
    visitor = visit(HOSTS[kind])
    leave(visitor)
    visitor.visit("/afspraak/")
    page = visitor.submit(press="Ga verder")
    assert page.path == "/" and page.h1 != CLOSED
    assert visitor.client.get_cookie("weg", domain=visitor.host) is None


def test_going_on_opens_the_own_link_that_was_asked_for(visit) -> None:
    """The message host has no first page; "there is no such page" would frighten whoever has an appointment."""
    own = steps.book(visit())
    visitor = visit(HOSTS["message"])
    visitor.visit(own)
    leave(visitor)
    check_closed(visitor.visit(f"{own}/annuleren"))
    assert visitor.submit(press="Ga verder").path == f"{own}/annuleren"


@pytest.mark.parametrize(
    "asked_for",
    ["//a/evil.example", "//evil.example/a/x", "https://evil.example/a/x", "/\\evil.example", "/a/x/../..",
     "/afspraak/", "/weg", "/medewerker/", "/post/", "", "\r\nX: y"],
)  # fmt: skip
def test_going_on_leads_nowhere_else(visit, asked_for: str) -> None:
    visitor = visit()
    leave(visitor)
    visitor.visit("/")
    sent = {"pad": asked_for, "csrf_token": visitor.csrf_token()}
    answer = visitor.client.post("/weg/verder", data=sent, base_url="http://dorp.localhost")
    assert answer.status_code == 303 and re.fullmatch(r"/(a/[\w.]+)?", answer.headers["Location"])


def test_a_form_of_another_site_opens_nothing(visit) -> None:
    visitor = visit()
    leave(visitor)
    visitor.visit("/")
    check_closed(visitor.post("/weg/verder", csrf=False))
    check_closed(visitor.post("/weg/verder", {"csrf_token": "of somebody else"}))
    check_closed(visitor.visit("/"))


def test_going_on_without_having_left_is_harmless(visit) -> None:
    visitor = visit()
    visitor.visit("/afspraak/")
    assert visitor.post("/weg/verder").path == "/"
