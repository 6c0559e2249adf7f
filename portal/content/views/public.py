"""Information: themes, pages, and entrances for whom it is. From memory; a page costs no query."""

from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from portal import agenda, web
from portal.content.helps import HELPS, Help
from portal.content.library import THEMES, Page, find_page, library, pages_for
from portal.content.search import search
from portal.errors import N_

pages = web.pages("content_public", __name__, audience="resident")

AUDIENCES: dict[str, tuple[str, str]] = {
    "ouders": (N_("Ik ben vader of moeder"), N_("Voor u en voor uw kinderen.")),
    "zonder-kinderen": (N_("Wij hebben geen kinderen"), N_("Over geld, het huis, regels en gevoel.")),
    "kinderen": (N_("Ik ben een kind"), N_("Je ouders gaan uit elkaar. Wat nu?")),
    "jongeren": (N_("Ik ben tussen 12 en 18 jaar"), N_("Wat mag jij, en wie helpt jou?")),
    "omgeving": (N_("Ik ben familie of vriend"), N_("Hoe u kunt helpen, zonder partij te kiezen.")),
    "professionals": (N_("Ik ben professional"), N_("Herkennen, overdragen en samenwerken.")),
}


@pages.get("/zoeken")
def find() -> str:
    """Not kept in memory and not logged: what somebody asks is theirs."""
    question = "".join(c for c in request.args.get("q", "")[:200] if c.isprintable()).strip()
    return render_template(
        "content/search.html",
        question=question,
        links=_links([found.page for found in search(question)]) if question else [],
        themes=[(_(title), url_for(".theme", theme=slug)) for slug, (title, _text) in THEMES.items()],
    )


@pages.get("/themas/")
def themes() -> Response:
    return web.kept_page("themas", _render_themes)


def _render_themes() -> str:
    cards = [
        {"title": _(title), "text": _(text), "url": url_for(".theme", theme=slug), "icon": _ICONS[slug]}
        for slug, (title, text) in THEMES.items()
    ]
    entrances = [
        {"label": _(title), "url": url_for(".audience", audience=slug)}
        for slug, (title, _text) in AUDIENCES.items()
    ]
    return render_template("content/themes.html", cards=cards, entrances=entrances)


_ICONS = {
    "kinderen": "mood-kid",
    "geld": "coin-euro",
    "wonen": "home",
    "juridisch": "file-text",
    "gevoel": "message-circle",
    "veiligheid": "shield-heart",
}


@pages.get("/themas/<theme>/")
def theme(theme: str) -> Response:
    if theme not in THEMES:
        abort(404)
    return web.kept_page(f"thema {theme}", lambda: _render_theme(theme))


def _render_theme(theme: str) -> str:
    title, text = THEMES[theme]
    return render_template(
        "content/list.html",
        title=_(title),
        text=_(text),
        links=_links(pages_for(theme=theme)),
        children=theme == "kinderen",
    )


def _links(found: list[Page]) -> list[dict[str, str]]:
    return [
        {
            "title": page.front.title,
            "text": page.front.summary,
            "url": url_for("content_public.page", theme=page.theme, slug=page.slug),
        }
        for page in found
    ]


@pages.get("/voor/<audience>")
def audience(audience: str) -> Response:
    if audience not in AUDIENCES:
        abort(404)
    return web.kept_page(f"voor {audience}", lambda: _render_audience(audience))


def _render_audience(audience: str) -> str:
    title, text = AUDIENCES[audience]
    links = _links(pages_for(audience=audience))
    return render_template("content/list.html", title=_(title), text=_(text), links=links, children=False)


@pages.get("/themas/<theme>/<slug>")
def page(theme: str, slug: str) -> Response:
    found = find_page(f"{theme}/{slug}")
    if found is None:
        abort(404)
    return web.kept_page(f"pagina {found.path}", lambda: _render_page(found))


def _render_page(found: Page) -> str:
    title, _text = THEMES[found.theme]
    return render_template(
        "content/page.html",
        page=found,
        theme={"title": _(title), "url": url_for(".theme", theme=found.theme)},
        helps=_helps(found),
        related=_links([library()[path] for path in found.front.related]),
        checked=format_date(found.front.gecontroleerd_op, "d MMMM y"),
        for_children=bool({"kinderen", "jongeren"} & set(found.front.audiences)),
        can_book=bool(agenda.talks()),
    )


def _helps(found: Page) -> list[dict[str, Any]]:
    """National help always; local help only when somebody of that role sits in this municipality."""
    roles = {role for talk in agenda.talks() for role in talk.roles}
    shown = [HELPS[key] for key in found.front.helps if _is_offered(HELPS[key], roles)]
    return [
        {"name": _(h.name), "text": _(h.text), "url": h.url, "tel": h.tel, "local": bool(h.role)}
        for h in shown
    ]


def _is_offered(one: Help, roles: set[str]) -> bool:
    return not one.role or one.role in roles or (one.role == "*" and bool(roles))
