"""Leaving the site, and coming back when one chooses to."""

import structlog
from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as Redirect

from portal.db import db
from portal.web import leaving
from portal.web.pages import pages as declare

pages = declare("web_leaving", __name__, audience="everywhere")
log = structlog.get_logger("portal")


@pages.get("/weg", success=303)
def leave() -> Response:
    """End everything of this browser here and go to a neutral page; works without JavaScript."""
    for end in current_app.extensions["on_leaving"]:
        try:
            end()
        except Exception as error:  # whatever is wrong with us: who wants to leave, leaves
            db.session.rollback()
            log.error("leaving.failed", kind=type(error).__name__)
    settings = current_app.extensions["settings"]
    response = Response(status=303)
    response.headers["Location"] = leaving.neutral_address()
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(
        current_app.config["SESSION_COOKIE_NAME"],
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    for cookie in current_app.extensions["cookies_forgotten"]:
        response.delete_cookie(**cookie())
    leaving.latch(response)
    return response


@pages.post("/weg/verder", success=303)
def go_on() -> Redirect:
    """Somebody chooses to see the site again: from the start, or the own link that was asked for."""
    response = redirect(leaving.find_own_link(request.form.get("pad", "")) or "/", 303)
    leaving.unlatch(response)
    return response
