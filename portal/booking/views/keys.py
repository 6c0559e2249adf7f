"""The single keys of the staff pages: which there are, and a switch (WCAG 2.2, 2.1.4)."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import web
from portal.booking.forms import PlainForm

pages = web.pages("booking_keys", __name__, audience="staff", permission="agenda")
KEPT = 365 * 86400  # seconds
ON, OFF = "aan", "uit"


def _cookie() -> dict[str, Any]:
    """Of this browser, not of the session: who needs them off, needs them off at every sign-in."""
    secure = current_app.extensions["settings"].secure_cookies
    name = "__Host-toetsen" if secure else "toetsen"
    return {"key": name, "path": "/", "secure": secure, "httponly": True, "samesite": "Lax"}


@pages.get("/medewerker/toetsen")
def keys() -> str:
    return render_template("booking/staff/keys.html", keys=_keys())


def _keys() -> list[tuple[str, str]]:
    """What each key does; the keys are those of keys.js."""
    return [
        ("j", _("Naar de volgende persoon in de lijst")),
        ("k", _("Naar de vorige persoon")),
        ("g", _("Gekomen")),
        ("n", _("Niet gekomen")),
        ("a", _("Klaar: het gesprek is af")),
        ("h", _("Herstel: het laatste ongedaan maken")),
        ("/", _("Zoeken op code of nummer")),
        ("?", _("Deze lijst")),
    ]


@pages.post("/medewerker/toetsen")
def switch() -> Response:
    chosen = request.form.get("stand", "")
    if not PlainForm().validate() or chosen not in (ON, OFF):
        abort(400)
    flash(_("De toetsen staan aan.") if chosen == ON else _("De toetsen staan uit."), "staff")
    response = redirect(url_for(".keys"), 303)
    response.set_cookie(value=chosen, max_age=KEPT, **_cookie())
    return response
