"""Wat geldt voor mij? Five questions, a list of what to do and to read; kept only in the browser, if at all.

Without "Bewaar" it is gone after an hour. Whether somebody feels safe is kept nowhere: "nee" shows help first, once,
at the same address as the list and right after the question, and nothing that is opened later tells of it.
"""

from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import web
from portal.clock import now
from portal.content import steps
from portal.content.forms import SituationForm
from portal.content.views.public import helps_shown, link_to, pages

Answer = str | Response
KEPT_SECONDS = 30 * 24 * 3600  # after "Bewaar"
OPEN_SECONDS = 3600  # without
ONCE_SECONDS = 10  # for a browser to come from the question to the answer


def cookie() -> dict[str, Any]:
    """What a browser keeps after "Bewaar": chosen answers, nothing else."""
    secure = current_app.extensions["settings"].secure_cookies
    name = "__Host-lijst" if secure else "lijst"
    return {"key": name, "path": "/", "secure": secure, "httponly": True, "samesite": "Lax"}


@pages.get("/lijst/")
def reading_list() -> Answer:
    if "eerst" in session and now().timestamp() - session.pop("eerst") < ONCE_SECONDS:
        return render_template(
            "content/help_first.html", helps=helps_shown(("112", "veilig-thuis", "wijkteam"))
        )
    here = _known()
    if here is None:
        return render_template("content/situation.html", form=SituationForm(formdata=None))
    return render_template(
        "content/reading_list.html",
        steps=[{"text": step.text, "page": link_to(step.page)} for step in steps.steps_for(here)],
        pages=[link for path in steps.pages_to_read(here) if (link := link_to(path))],
        is_kept=cookie()["key"] in request.cookies,
    )


def _known() -> steps.Situation | None:
    """What was told in this browser within the hour, or what it was asked to keep."""
    written, at = session.get("lijst", ("", 0))
    if now().timestamp() - at < OPEN_SECONDS:
        return steps.read_situation(written)
    session.pop("lijst", None)
    return steps.read_situation(request.cookies.get(cookie()["key"], ""))


@pages.post("/lijst/", success=303, limit="120 per minute")
def make_list() -> Response:
    form = SituationForm()
    here = steps.situation(
        form.relatie.data or "", form.kinderen.data or "", form.fase.data or "", form.huis.data or ""
    )
    session["lijst"] = (here.written(), int(now().timestamp()))
    if form.veilig.data == "nee":
        session["eerst"] = int(now().timestamp())
    return redirect(url_for(".reading_list"), 303)


@pages.post("/lijst/bewaren", success=303, limit="120 per minute")
def keep_list() -> Response:
    response = redirect(url_for(".reading_list"), 303)
    here = _known()
    if here is not None:
        response.set_cookie(value=here.written(), max_age=KEPT_SECONDS, **cookie())
    return response


@pages.post("/lijst/wissen", success=303, limit="120 per minute")
def wipe_list() -> Response:
    """Gone from this browser: the answers of now and what was kept."""
    session.pop("lijst", None)
    response = redirect(url_for(".reading_list"), 303)
    response.delete_cookie(**cookie())
    return response


@pages.get("/geldblad/")
def money_sheet() -> Response:
    """Uw geld op één blad: to print and fill in by hand; nothing is typed here, so nothing can be kept."""
    return web.kept_page("geldblad", lambda: render_template("content/money_sheet.html"))
