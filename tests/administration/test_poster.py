"""A poster and cards to print, with a code that leads to the municipality's own site."""

import io
import xml.etree.ElementTree as ET

import pytest
import segno

from portal import web
from tests.booking.steps import JUUL, WIL, signed_in

PAGES = ("/beheer/poster", "/beheer/poster/a4", "/beheer/poster/kaartje")


@pytest.fixture
def editor(visit):
    found = visit()
    signed_in(found, WIL, PAGES[0])
    return found


def test_the_code_leads_to_the_public_site(editor):
    page = editor.visit("/beheer/poster/a4")
    [address] = {e.get("src") for e in page.all("img") if e.get("class") == "sp-poster__code"}
    answer = editor.client.get(address, base_url="http://dorp.localhost")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    made = io.BytesIO()
    with editor.app.app_context():
        leads_to = web.municipality_address("dorp")
    assert leads_to.partition("//")[2].rstrip("/") in page.words and "dorp.localhost" in leads_to
    segno.make(leads_to, error="m", micro=False).save(made, kind="svg", xmldecl=False, omitsize=True, border=4,
                                                     light="#fff", svgclass=None, lineclass=None)  # fmt: skip
    assert answer.text == made.getvalue().decode()
    drawn = ET.fromstring(answer.text)
    assert not [e for e in drawn.iter() if e.get("style") or e.tag.endswith("style")]


def test_the_poster_says_who_what_and_the_telephone(editor):
    words = editor.visit("/beheer/poster/a4").words
    assert "Gemeente Dorp" in words and "085 000 90 01" in words and "Gaat u uit elkaar?" in words
    assert "Scheidingsplein" in words  # a poster may


def test_a_card_in_a_wallet_does_not_say_what_it_is_for(editor):
    page = editor.visit("/beheer/poster/kaartje")
    cards = [e for e in page.all("li") if e.get("class") == "sp-cutout"]
    assert len(cards) == 8
    for card in cards:
        text = " ".join("".join(card.itertext()).split())
        assert text == "Gemeente Dorp Praat met iemand. Gratis. 085 000 90 01"
        assert len(list(card.iter("img"))) == 1


def test_who_may_change_nothing_prints_nothing(visit):
    jurist = visit()
    signed_in(jurist, JUUL)
    for path in (*PAGES, "/beheer/poster/code.svg"):
        jurist.visit(path, 404)
