"""English: complete, compiled, on the same page; and what is only in Dutch says so."""

import functools
import re

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from portal import start
from portal.app import create_app
from portal.config import ROOT
from portal.content.library import translations
from portal.schema import upgrade
from tests.house.test_texts import msgids
from tests.support import world as worlds
from tests.support.visitor import Visitor

CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES"
WAITS = "portal/web/templates/web/safety.html"  # for somebody who reads English well and whose name we may write down


@functools.cache
def _entries() -> dict[str, str]:
    with (CATALOGUE / "messages.po").open("rb") as file:
        found = {}
        for message in read_po(file, locale="en"):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            found |= dict(zip(ids, texts, strict=True))
        return found


def test_every_text_is_in_english_but_the_page_on_safety() -> None:
    source = (ROOT / WAITS).read_text()
    missing = {text for text in msgids() if not _entries().get(text)}
    assert missing and all(text in source for text in missing), missing


def test_no_text_is_left_over_and_the_plural_is_known() -> None:
    """As `make translations` leaves it."""
    assert set(_entries()) - {""} == set(msgids())
    assert "nplurals=2; plural=(n != 1);" in (CATALOGUE / "messages.po").read_text()


def test_titles_and_messages_are_as_neutral_as_in_dutch() -> None:
    """What somebody reads over a shoulder: the heads of booking and of own links, and every text of a message."""
    rooms = (ROOT / "portal" / "booking" / "templates", ROOT / "portal" / "messaging" / "templates")
    files = [path for room in rooms for path in room.rglob("*") if path.suffix in (".html", ".txt")]
    heads = set()
    for path in files:
        if "staff" in path.parts:
            continue
        source = path.read_text()
        parts = (
            [source]
            if path.suffix == ".txt"
            else re.findall(r"{% block h1 %}(.*?){% endblock %}", source, re.S)
        )
        heads |= {text for part in parts for text in re.findall(r'_\("([^"]+)"', part)}
    assert len(heads) > 20
    telling = re.compile(
        r"divorc|separat|mediat|lawyer|legal|neighbourhood team|maintenance|custody|ex-", re.I
    )
    assert not [(text, _entries()[text]) for text in heads if telling.search(_entries()[text])]


def test_what_is_filled_in_is_the_same_in_english() -> None:
    for dutch, english in _entries().items():
        if english:
            assert set(re.findall(r"%\(\w+\)s", dutch)) == set(re.findall(r"%\(\w+\)s", english)), dutch


def test_the_compiled_catalogue_is_the_one_that_people_read() -> None:
    """`make translations` compiles it."""
    with (CATALOGUE / "messages.mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    with (CATALOGUE / "messages.po").open("rb") as file:
        written = {message.id: message.string for message in read_po(file) if message.id and message.string}
    assert compiled == written


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    settings = worlds.settings_for(
        f"sqlite:///{tmp_path_factory.mktemp('en') / 'x.sqlite'}", tenants_dir=ROOT / "tenants"
    )
    upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        start.load("hollands-kroon")
    return Visitor(app, "hollands-kroon.localhost")


def test_the_switch_stays_on_the_page(english) -> None:
    page = english.visit("/themas/geld/toeslagen")
    assert page.links()["English"] == "/en/themas/geld/toeslagen"
    page = english.visit("/en/themas/geld/toeslagen")
    assert page.links()["Nederlands"] == "/themas/geld/toeslagen"
    assert page.one("html").get("lang") == "en"


def test_ten_pages_are_in_english_and_the_others_say_that_they_are_not(english) -> None:
    assert len(translations("en")) == 10
    for path, page in translations("en").items():
        seen = english.visit(f"/en/themas/{path}")
        assert seen.h1 == page.front.title and "only in Dutch" not in seen.words
    assert "This page is only in Dutch." in english.visit("/en/themas/wonen/koophuis").words
    assert "This page is only in Dutch." in english.visit("/en/veilig/").words
    assert "only in Dutch" not in english.visit("/themas/wonen/koophuis").words


def test_no_page_on_safety_is_translated() -> None:
    assert not [path for path in translations("en") if path.startswith("veiligheid/")]


def test_a_language_without_a_catalogue_does_not_exist(english) -> None:
    english.visit("/fr/", 404)


def test_search_engines_find_one_address_of_each_page_and_nothing_of_appointments(english) -> None:
    listed = english.visit("/sitemap.xml").text
    assert "http://hollands-kroon.localhost/themas/geld/toeslagen" in listed.replace(":8000", "")
    assert "/en/hulp/" in listed and "/en/veilig/" not in listed and "/en/routekaart/" not in listed
    assert "/en/themas/geld/toeslagen" in listed and "/en/themas/wonen/koophuis" not in listed
    assert "/afspraak" not in listed and "/lijst/" not in listed and "/medewerker" not in listed
    assert "sitemap.xml" in english.visit("/robots.txt").text

    def canonical(path: str) -> str:
        found = [e.get("href", "") for e in english.visit(path).all("link", rel="canonical")]
        return found[0].partition("localhost")[2] if found else ""

    assert canonical("/themas/geld/toeslagen").endswith("/themas/geld/toeslagen")
    assert canonical("/en/themas/geld/toeslagen").endswith("/en/themas/geld/toeslagen")
    assert canonical("/en/themas/wonen/koophuis").endswith("/themas/wonen/koophuis")
    assert "/en/" not in canonical("/en/themas/wonen/koophuis")
    assert canonical("/en/veilig/").endswith("/veilig/") and "/en/" not in canonical("/en/routekaart/")
    assert canonical("/en/hulp/").endswith("/en/hulp/")
    assert canonical("/lijst/") == "" == canonical("/zoeken?q=geld")


def test_every_link_stays_in_the_language_of_the_reader(english) -> None:
    """But for the switch itself, and for leaving, which is the same for everybody."""
    pages = [
        "/",
        "/themas/",
        "/themas/geld/",
        "/themas/geld/toeslagen",
        "/themas/wonen/koophuis",
        "/hulp/",
        "/zoeken?q=geld",
    ]
    pages += [
        "/routekaart/",
        "/voor/ouders",
        "/voor/professionals",
        "/lijst/",
        "/geldblad/",
        "/veilig/",
        "/privacy/",
    ]
    pages += [
        "/afspraak/",
        "/afspraak/tijden?gesprek=wijkteam&samen=nee",
        "/afspraak/tijden?gesprek=wijkteam&samen=ja",
        "/u/",
    ]
    for path in pages:
        seen = english.visit(f"/en{path}")
        switch = {a.get("href") for a in seen.all("a") if a.get("hreflang")}
        forms = {f.get("action") for f in seen.all("form") if f.get("action")}
        links = {a.get("href") for a in seen.all("a") if (a.get("href") or "").startswith("/")} | forms
        strays = {link for link in links - switch - {"/weg"} if not link.startswith("/en/")}
        assert not strays, f"{path}: {strays}"
