"""A municipality's logo: only a picture is left, and it is served so that it cannot be anything else."""

import io
import re
import time

import pytest

from portal.administration.logo import MOST_BYTES, LogoRefused, clean_logo, foreign_parts
from tests.administration.hostile_svgs import HOSTILE, SVG, svg
from tests.booking.steps import signed_in

PAGE = "/beheer/huisstijl"
DRAWN = (  # as a drawing program writes it
    '<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator -->\n'
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    f'<svg version="1.1" xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" width="120px" height="40px" '
    'viewBox="0 0 120 40" style="enable-background:new 0 0 120 40;" xml:space="preserve">'
    '<style type="text/css">.st0{fill:#E30613;} .st1{fill:url(#verloop);stroke:#fff}</style>'
    '<defs><linearGradient id="verloop"><stop offset="0" style="stop-color:#fff"/><stop offset="1" stop-color="#000"/>'
    '</linearGradient><clipPath id="knip"><use xlink:href="#vorm"/></clipPath></defs>'
    '<g clip-path="url(#knip)"><rect id="vorm" class="st0" width="60" height="40"/></g>'
    '<path class="st1" d="M60,0l60,40H60z" transform="translate(1 -2)"/><text x="4" y="9">Dorp</text></svg>'
)


def parts(picture):
    return set(re.findall(r"<(\w+)", picture))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_wants_to_be_more_than_a_picture_is_refused_or_harmless(name):
    given = HOSTILE[name]
    began = time.monotonic()
    try:
        left = clean_logo(given.encode() if isinstance(given, str) else given)
    except LogoRefused as refusal:
        assert refusal.message.endswith(".") and "{" not in refusal.message
    else:
        assert not list(foreign_parts(left))
        assert not re.search(
            r"boos\.example|https?:(?!//www\.w3\.org/2000/svg\")|<script|<style| on\w+=|<!|<\?", left
        ), left
        assert "rect" in parts(left)
    assert time.monotonic() - began < 5


def test_there_are_enough_of_them_and_they_are_not_all_refused():
    harmless = 0
    for given in HOSTILE.values():
        try:
            clean_logo(given.encode() if isinstance(given, str) else given)
            harmless += 1
        except LogoRefused:
            pass
    assert len(HOSTILE) >= 60 and harmless >= 25


def test_a_check_that_sees_nothing_would_prove_nothing():
    seen = list(
        foreign_parts(f'<svg xmlns="{SVG}" onload="x"><script/><rect fill="url(//boos.example)"/></svg>')
    )
    assert len(seen) == 3


def test_what_a_drawing_program_makes_keeps_its_colours():
    left = clean_logo(DRAWN.encode())
    assert parts(left) == {
        "svg",
        "defs",
        "linearGradient",
        "stop",
        "clipPath",
        "use",
        "g",
        "rect",
        "path",
        "text",
    }
    for kept in ('viewBox="0 0 120 40"', 'fill="#E30613"', 'fill="url(#verloop)"', 'stop-color="#fff"', 'href="#vorm"',
                 'clip-path="url(#knip)"', 'd="M60,0l60,40H60z"', 'transform="translate(1 -2)"', ">Dorp<"):  # fmt: skip
        assert kept in left, kept
    assert clean_logo(left.encode()) == left  # once more changes nothing


def test_a_size_in_pixels_becomes_a_view_box():
    left = clean_logo(
        f'<svg xmlns="{SVG}" width="30px" height="20"><rect width="9" height="9"/></svg>'.encode()
    )
    assert 'viewBox="0 0 30 20"' in left


@pytest.fixture
def administrator(visit):
    found = visit()
    signed_in(found, path=PAGE)
    return found


def upload(administrator, given, status=200, field="bestand"):
    data = {"bestand": (io.BytesIO(given), "logo.svg")} if field == "bestand" else {"tekst": given.decode()}
    return administrator.post(f"{PAGE}/logo", data, status, content_type="multipart/form-data")


def logo_of(page):
    return [e.get("src") for e in page.all("img") if (e.get("class") or "") == "sp-name__logo"]


def home(visit, host="dorp.localhost"):
    resident = visit(host)
    resident.app.extensions["kept_pages"].ready.clear()
    return resident, resident.visit("/")


@pytest.mark.parametrize("field", ["bestand", "tekst"])
def test_residents_see_the_logo_beside_the_name_and_it_can_do_nothing(visit, administrator, field):
    upload(administrator, DRAWN.encode() + b"<!-- -->", field=field)
    resident, page = home(visit)
    [address] = logo_of(page)
    assert re.fullmatch(r"/huisstijl/dorp\.[0-9a-f]{12}\.svg", address)
    assert not [e for e in page.all("span") if e.get("class") == "sp-name__mark"]
    assert page.one("img", src=address).get("alt") == ""
    answer = resident.client.get(address, base_url="http://dorp.localhost")
    assert answer.status_code == 200 and not list(foreign_parts(answer.text))
    policies = answer.headers.getlist("Content-Security-Policy")
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; sandbox"]
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    # Not at another municipality, not on the neutral host, not under another hash.
    assert not logo_of(home(visit, "stad.localhost")[1])
    for host, asked in (("stad.localhost", address), ("dorp.bericht.localhost", address),
                        ("dorp.localhost", address.replace(address[16:28], "0" * 12))):  # fmt: skip
        assert resident.client.get(asked, base_url=f"http://{host}").status_code == 404, (host, asked)


def test_the_neutral_host_keeps_its_letter(visit, administrator):
    upload(administrator, DRAWN.encode())
    neutral = visit("dorp.bericht.localhost").visit("/u/")
    assert not neutral.all("img") and "huisstijl" not in neutral.text


def test_away_again(visit, administrator):
    upload(administrator, DRAWN.encode())
    administrator.post(f"{PAGE}/logo/weg")
    assert not logo_of(home(visit)[1])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [(b"", "Kies een bestand"), (b"\x89PNG", "Dit is geen SVG-bestand"),
     (svg("<!-- " + "x" * MOST_BYTES + " -->").encode(), "Dit bestand is te groot")],
    ids=["nothing", "png", "large"],
)  # fmt: skip
def test_what_is_no_logo_is_said_at_the_field(visit, administrator, given, sentence):
    page = upload(administrator, given, 400)
    assert sentence in page.words and page.one("input", id="bestand").get("aria-invalid") == "true"
    assert not logo_of(home(visit)[1])
