"""/beheer/poster: a poster and cards to print, with a code that leads to the municipality's site."""

import io

import segno
from flask import Response, render_template

from portal import tenancy, web

pages = web.pages("administration_poster", __name__, audience="staff", permission="help")
CARDS = 8  # on one sheet


@pages.get("/beheer/poster")
def choose() -> str:
    return render_template("administration/poster_choose.html", address=_address())


@pages.get("/beheer/poster/a4")
def poster() -> str:
    """The municipality's own first sentence, when it has one."""
    return render_template(
        "administration/poster.html",
        address=_address().partition("//")[2].rstrip("/"),
        sentence=tenancy.profile().get("text.welcome", ""),
    )


@pages.get("/beheer/poster/kaartje")
def card() -> str:
    return render_template("administration/cards.html", count=CARDS)


@pages.get("/beheer/poster/code.svg")
def code() -> Response:
    """The code alone, black on white; it can be read when a seventh of it is dirty or torn."""
    made = io.BytesIO()
    segno.make(_address(), error="m", micro=False).save(
        made, kind="svg", xmldecl=False, omitsize=True, border=4, light="#fff", svgclass=None, lineclass=None
    )
    return web.picture_answer(made.getvalue().decode())


def _address() -> str:
    return web.municipality_address(tenancy.current_id())
