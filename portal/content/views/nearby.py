"""Help near a resident, and who helps with what: for residents, and for professionals."""

from typing import Any

from flask import Response, render_template
from flask_babel import format_date
from flask_babel import gettext as _

from portal import agenda, partners, web
from portal.content import maps
from portal.content.helps import HELPS, LOCAL, NATIONAL, offered
from portal.content.local import shown_here
from portal.content.views.public import helps_shown, links_to, pages


@pages.get("/hulp/")
def help_nearby() -> Response:
    """Hulp bij u in de buurt: what organisations do here, and the help that is there for everybody."""
    return web.kept_page("hulp", _render_help_nearby)


def _render_help_nearby() -> str:
    return render_template(
        "content/help.html",
        person=partners.contact_person(),
        offers=partners.offers(),
        national=helps_shown(tuple(key for key in NATIONAL if key != "gemeente")),
        can_book=bool(agenda.talks()),
    )


@pages.get("/routekaart/")
def who_helps() -> Response:
    """Wie helpt waarmee? For residents; the address alone is called after the paper it comes from."""
    return web.kept_page("kaart", _render_who_helps)


def _render_who_helps() -> str:
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in maps.residents():
        row = {
            "want": entry.want,
            "helps": helps_shown(entry.to),
            "why": entry.why,
            "page": _link_to(entry.page),
        }
        groups.setdefault(entry.group, []).append(row)
    rows = [(name, [(e["want"], _names(e["helps"])) for e in entries]) for name, entries in groups.items()]
    first = maps.residents()[0]
    return render_template(
        "content/map.html",
        groups=list(groups.items()),
        drawing=maps.draw(rows),
        owner=first.owner,
        checked=format_date(min(entry.reviewed for entry in maps.residents()), "d MMMM y"),
    )


def _names(helps: list[dict[str, Any]]) -> list[str]:
    """A number that is not its own name stands behind it."""
    return [
        f"{one['name']} {one['tel']}" if one["tel"] not in ("", one["name"]) else one["name"] for one in helps
    ]


def _link_to(path: str) -> dict[str, str] | None:
    page = shown_here().find(path, web.current_language()) if path else None
    return links_to([page])[0] if page else None


@pages.get("/voor/professionals/wie-helpt-waarmee")
def who_helps_professionals() -> Response:
    return web.kept_page("kaart voor professionals", _render_who_helps_professionals)


def _render_who_helps_professionals() -> str:
    here = offered()
    sides: list[tuple[str, list[dict[str, Any]]]] = []
    for side, head in (
        ("juridisch", _("Een sociale vraag met een juridische kant")),
        ("sociaal", _("Een juridische vraag met een sociale kant")),
    ):
        rows = [q for q in maps.questions() if q.side == side]
        sides.append(
            (
                head,
                [
                    {"signal": q.signal, "ask": q.ask, "so": q.so, "names": _names(helps_shown(q.to))}
                    for q in rows
                ],
            )
        )
    known = [
        {"name": _(HELPS[row.help].name), "row": row, "review": format_date(row.review, "d MMMM y")}
        for row in maps.organisations()
        if row.help in here or row.help not in LOCAL
    ]
    rows_drawn = [(head, [(q["signal"], q["names"]) for q in found]) for head, found in sides]
    return render_template(
        "content/map_professionals.html",
        sides=sides,
        handover=maps.handover(),
        organisations=known,
        drawing=maps.draw(rows_drawn),
    )
