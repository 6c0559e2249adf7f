"""Wat geldt voor mij? Five questions, a list of what to do and to read; kept only in the browser, if at all.

Whether somebody feels safe is kept nowhere: "nee" gives a page with help at once, as the answer to the question,
and leaves no address behind that says so.
"""

from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import web
from portal.content import steps
from portal.content.forms import SituationForm
from portal.content.local import shown_here
from portal.content.views.public import helps_shown, links_to, pages

Answer = str | Response
KEPT_SECONDS = 30 * 24 * 3600


def cookie() -> dict[str, Any]:
    """What a browser keeps after "Bewaar": chosen answers, nothing else."""
    secure = current_app.extensions["settings"].secure_cookies
    name = "__Host-lijst" if secure else "lijst"
    return {"key": name, "path": "/", "secure": secure, "httponly": True, "samesite": "Lax"}


@pages.get("/lijst/")
def reading_list() -> Answer:
    here = _known()
    if here is None:
        return render_template("content/situation.html", form=SituationForm(formdata=None))
    shown, language = shown_here(), web.current_language()
    rows = [(step.text, shown.find(step.page, language)) for step in steps.steps_for(here)]
    return render_template(
        "content/reading_list.html",
        steps=[{"text": text, "page": links_to([page])[0] if page else None} for text, page in rows],
        pages=links_to(
            [shown.find(page.path, language) or page for page in steps.pages_to_read(here, shown.pages)]
        ),
        is_kept=cookie()["key"] in request.cookies,
    )


def _known() -> steps.Situation | None:
    return steps.read_situation(session.get("lijst") or request.cookies.get(cookie()["key"], ""))


@pages.post("/lijst/", success=303, limit="120 per minute")
def make_list() -> Answer:
    form = SituationForm()
    here = steps.situation(
        form.relatie.data or "", form.kinderen.data or "", form.fase.data or "", form.huis.data or ""
    )
    session["lijst"] = here.written()
    if form.veilig.data == "nee":
        return render_template(
            "content/help_first.html", helps=helps_shown(("112", "veilig-thuis", "wijkteam"))
        )
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
