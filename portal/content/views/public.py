"""Information: themes, pages, and entrances for whom it is. From memory; a page costs no query."""

from collections.abc import Iterable
from typing import Any

from flask import Response, abort, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from portal import agenda, tenancy, web
from portal.content.helps import HELPS, LOCAL, offered, there_is
from portal.content.library import THEMES, translations
from portal.content.local import shown_here
from portal.content.plain import explained_in
from portal.content.reading import Page, text_where, to_html
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


PHASES: dict[str, tuple[str, str]] = {
    "twijfel": (N_("Ik denk na over uit elkaar gaan"), N_("U hoeft nog niets te beslissen.")),
    "scheiden": (N_("Wij gaan uit elkaar"), N_("Wat moet u nu regelen?")),
    "daarna": (N_("Wij zijn uit elkaar"), N_("Wat verandert er nog, en wie helpt?")),
}


@pages.get("/zoeken")
def find() -> str:
    """Not kept in memory and not logged: what somebody asks is theirs."""
    question = "".join(c for c in request.args.get("q", "")[:200] if c.isprintable()).strip()
    return render_template(
        "content/search.html",
        question=question,
        links=links_to(_found(question)) if question else [],
        themes=[(_(title), url_for(".theme", theme=slug)) for slug, (title, _text) in THEMES.items()],
    )


def _found(question: str) -> list[Page]:
    """Of what this municipality shows, in the reader's language where there is one."""
    shown, language = shown_here(), web.current_language()
    paths = [hit.page.path for hit in search(question, shown.pages, language)]
    return [page for path in paths if (page := shown.find(path, language))]


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
    phases = [
        {"label": _(title), "url": url_for(".audience", audience=slug)}
        for slug, (title, _text) in PHASES.items()
    ]
    return render_template("content/themes.html", cards=cards, entrances=entrances, phases=phases)


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
        links=links_to(shown_here().chosen(web.current_language(), theme=theme)),
        children=theme == "kinderen",
        sheet_url=url_for(".money_sheet") if theme == "geld" else "",
    )


def only_in_dutch() -> dict[str, str]:
    """For a template whose text is only in Dutch: its one address, whatever the language of what stands around it."""
    return {"canonical": web.municipality_address(tenancy.current_id(), request.path)}


def link_to(path: str) -> dict[str, str] | None:
    """A link to a page in the reader's language, or None where this municipality does not show it."""
    page = shown_here().find(path, web.current_language())
    return links_to([page])[0] if page else None


def links_to(found: list[Page]) -> list[dict[str, str]]:
    return [
        {
            "title": page.front.title,
            "lang": page.language,
            "text": page.front.summary,
            "url": url_for("content_public.page", theme=page.theme, slug=page.slug),
        }
        for page in found
    ]


@pages.get("/voor/<audience>")
def audience(audience: str) -> Response:
    if audience not in AUDIENCES and audience not in PHASES:
        abort(404)
    return web.kept_page(f"voor {audience}", lambda: _render_audience(audience))


def _render_audience(audience: str) -> str:
    """For whom, or in which phase."""
    shown, language = shown_here(), web.current_language()
    if audience in PHASES:
        title, text = PHASES[audience]
        links = links_to(shown.chosen(language, phase=audience))
    else:
        title, text = AUDIENCES[audience]
        links = links_to(shown.chosen(language, audience=audience))
    map_url = url_for(".who_helps_professionals") if audience == "professionals" else ""
    return render_template(
        "content/list.html", title=_(title), text=_(text), links=links, children=False, map_url=map_url
    )


@pages.get("/themas/<theme>/<slug>")
def page(theme: str, slug: str) -> Response:
    found = shown_here().find(f"{theme}/{slug}", web.current_language())
    if found is None:
        abort(404)
    return web.kept_page(f"pagina {found.path}", lambda: _render_page(found))


def _render_page(found: Page) -> str:
    block = shown_here().blocks.get(found.path)
    canonical = only_in_dutch() if found.language == "nl" else {}
    return render_template(
        "content/page.html", **canonical, **parts_of_page(found, block.text if block else "")
    )


def parts_of_page(found: Page, block: str) -> dict[str, Any]:
    """What the template of a page shows; `block` is Markdown."""
    title, _text = THEMES[found.theme]
    text = text_where(found.text, offered())
    return {
        "page": found,
        "html": to_html(text),
        "block": to_html(block) if block else "",
        "theme": {"title": _(title), "url": url_for("content_public.theme", theme=found.theme)},
        "helps": helps_shown(found.front.helps),
        "meanings": explained_in(text) if found.language == "nl" else [],
        "related": [link for path in found.front.related if (link := link_to(path))],
        "checked": format_date(found.front.gecontroleerd_op, "d MMMM y"),
        "for_children": bool({"kinderen", "jongeren"} & set(found.front.audiences)),
        "can_book": bool(agenda.talks()),
    }


def helps_shown(keys: Iterable[str]) -> list[dict[str, Any]]:
    """National help always; local help only when somebody does it in this municipality. Its own number is its own."""
    phones = {"gemeente": tenancy.profile().get("contact", {}).get("phone", "")}
    return [
        {
            "name": _(HELPS[key].name),
            "text": _(HELPS[key].text),
            "url": HELPS[key].url,
            "tel": phones.get(key) or HELPS[key].tel,
            "local": key in LOCAL,
        }
        for key in there_is(keys)
    ]


@pages.get("/sitemap.xml")
def sitemap() -> Response:
    """What a search engine may find of this municipality, in each of its languages; nothing about appointments."""
    return web.kept_page("sitemap", _render_sitemap, "application/xml; charset=utf-8")


_LISTS = (  # in every language; the others are only in Dutch
    "/",
    "/themas/",
    "/hulp/",
    "/geldblad/",
    "/privacy/",
    "/toegankelijkheid/",
    *(f"/themas/{theme}/" for theme in THEMES),
    *(f"/voor/{key}" for key in (*AUDIENCES, *PHASES)),
)
_DUTCH_LISTS = ("/routekaart/", "/voor/professionals/wie-helpt-waarmee", "/veilig/")


def _render_sitemap() -> str:
    shown, tenant = shown_here(), tenancy.current()
    paths = [*_LISTS, *_DUTCH_LISTS, *(f"/themas/{path}" for path in shown.pages)]
    for language in tenant.languages:
        if language != "nl":
            known = [f"/themas/{path}" for path in translations(language) if path in shown.pages]
            paths += [f"/{language}{path}" for path in (*_LISTS, *known)]
    return render_template(
        "content/sitemap.xml", addresses=[web.municipality_address(tenant.slug, path) for path in paths]
    )


@pages.get("/robots.txt")
def robots() -> Response:
    """Search engines may read; where the list of pages is."""
    address = web.municipality_address(tenancy.current_id(), "/sitemap.xml")
    return web.kept_page(
        "robots", lambda: f"User-agent: *\nAllow: /\nSitemap: {address}\n", "text/plain; charset=utf-8"
    )
