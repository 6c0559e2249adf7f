"""A municipality's home page and the pages every site has; leaving; style sheets."""

from flask import Response, current_app, g, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from portal import tenancy
from portal.web.kept import kept_page
from portal.web.pages import pages as declare
from portal.web.themes import theme_sheet
from portal.web.views.platform import choose_municipality

pages = declare("web_public", __name__, audience="resident")
front = declare("web_front", __name__, audience="front")
leaving = declare("web_leaving", __name__, audience="everywhere")
styles = declare("web_styles", __name__, audience="message")


@front.get("/")
def home() -> Response | str | Redirect:
    """A municipality's home page; on the platform's host "Kies uw gemeente"."""
    return choose_municipality() if g.host_kind == "platform" else kept_page("home", _render_home)


def _render_home() -> str:
    talks = current_app.extensions["talks_shown"]()
    return render_template("web/home.html", talks=talks, book_url=url_for("booking_resident.choose_topic"))


@pages.get("/privacy/")
def privacy() -> Response:
    return kept_page("privacy", lambda: render_template("web/privacy.html"))


@pages.get("/toegankelijkheid/")
def accessibility() -> Response:
    return kept_page("accessibility", lambda: render_template("web/accessibility.html"))


@pages.get("/veilig/")
def safety() -> Response:
    return kept_page("safety", lambda: render_template("web/safety.html"))


@leaving.get("/weg", success=303)
def leave() -> Response:
    """End everything of this browser here and go to a neutral page; works without JavaScript."""
    for end in current_app.extensions["on_leaving"]:
        end()
    tenant = tenancy.find_current()
    settings = current_app.extensions["settings"]
    response = Response(status=303)
    response.headers["Location"] = (tenant.leave_url if tenant else None) or settings.leave_url
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(
        current_app.config["SESSION_COOKIE_NAME"],
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


@styles.get("/thema/<slug>.<fingerprint>.css")
def theme(slug: str, fingerprint: str) -> Response:
    return theme_sheet(slug, fingerprint)
