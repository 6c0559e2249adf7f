"""A municipality's home page and the pages every site has; style sheets."""

from flask import Response, current_app, g, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from portal import tenancy
from portal.web.kept import kept_page
from portal.web.logos import logo_picture
from portal.web.pages import pages as declare
from portal.web.site import municipality_address
from portal.web.statements import statement_html, statement_status
from portal.web.themes import theme_sheet
from portal.web.views.platform import choose_municipality

pages = declare("web_public", __name__, audience="resident")
front = declare("web_front", __name__, audience="front")
styles = declare("web_styles", __name__, audience="message")


@front.get("/")
def home() -> Response | str | Redirect:
    """A municipality's home page; on the platform's host "Kies uw gemeente"."""
    return choose_municipality() if g.host_kind == "platform" else kept_page("home", _render_home)


def _render_home() -> str:
    talks = current_app.extensions["talks_shown"]()
    topics = {slug: url_for("content_public.theme", theme=slug) for slug in ("kinderen", "geld", "wonen")}
    return render_template(
        "web/home.html",
        talks=talks,
        topics=topics,
        welcome=tenancy.profile().get("text.welcome") or "",
        book_url=url_for("booking_resident.choose_topic"),
    )


@pages.get("/privacy/")
def privacy() -> Response:
    return kept_page("privacy", lambda: _statement("privacy", "web/privacy.html"))


@pages.get("/toegankelijkheid/")
def accessibility() -> Response:
    return kept_page("accessibility", lambda: _statement("accessibility", "web/accessibility.html"))


def _statement(name: str, template: str) -> str:
    html, own = statement_html(name)
    return render_template(template, html=html, own=own, status=statement_status(name))


@pages.get("/veilig/")
def safety() -> Response:
    # Only in Dutch so far, so it has one address in every language.
    only = municipality_address(tenancy.current_id(), "/veilig/")
    return kept_page("safety", lambda: render_template("web/safety.html", canonical=only))


@styles.get("/thema/<slug>.<fingerprint>.css")
def theme(slug: str, fingerprint: str) -> Response:
    return theme_sheet(slug, fingerprint)


@pages.get("/huisstijl/<slug>.<fingerprint>.svg")
def logo(slug: str, fingerprint: str) -> Response:
    return logo_picture(slug, fingerprint)
