"""Help near a resident, and who helps with what: for residents, and for professionals."""

from collections.abc import Iterable
from typing import Any

from flask import Response, render_template
from flask_babel import format_date
from flask_babel import gettext as _

from portal import agenda, partners, tenancy, web
from portal.clock import today
from portal.content import maps
from portal.content.helps import HELPS, NATIONAL, there_is
from portal.content.views.public import helps_shown, link_to, only_in_dutch, pages


@pages.get("/hulp/")
def help_nearby() -> Response:
    """Hulp bij u in de buurt: what organisations do here, and the help that is there for everybody."""
    return web.kept_page(f"hulp {today()}", _render_help_nearby)  # each day has an order of its own


def _render_help_nearby() -> str:
    others, in_turn = partners.offers_today()
    return render_template(
        "content/help.html",
        person=partners.contact_person(),
        offers=_shown(others),
        in_turn=_shown(in_turn),
        listing=tenancy.profile().get("text.listing"),
        national=helps_shown(key for key in NATIONAL if key != "gemeente"),
        can_book=bool(agenda.talks()),
    )


def _shown(offers: Iterable[partners.OfferInfo]) -> list[dict[str, Any]]:
    return [{"offer": offer, "review": format_date(offer.review_on, "d MMMM y")} for offer in offers]


@pages.get("/routekaart/")
def who_helps() -> Response:
    """Wie helpt waarmee? For residents; the address alone is called after the paper it comes from."""
    return web.kept_page("kaart", _render_who_helps)


def _render_who_helps() -> str:
    entries = maps.residents()
    groups: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        row = {"want": entry.want, "helps": helps_shown(entry.to), "why": entry.why}
        groups.setdefault(entry.group, []).append(row | {"page": link_to(entry.page)})
    drawn = [(name, [(row["want"], _names(row["helps"])) for row in rows]) for name, rows in groups.items()]
    return render_template(
        "content/map.html",
        **only_in_dutch(),
        groups=list(groups.items()),
        drawing=maps.draw(drawn),
        owner=", ".join(dict.fromkeys(entry.owner for entry in entries)),
        checked=format_date(min(entry.reviewed for entry in entries), "d MMMM y"),
        review=format_date(min(entry.review for entry in entries), "d MMMM y"),
    )


def _names(helps: list[dict[str, Any]]) -> list[str]:
    """A number that is not its own name stands behind it."""
    return [
        f"{one['name']} {one['tel']}" if one["tel"] not in ("", one["name"]) else one["name"] for one in helps
    ]


@pages.get("/voor/professionals/wie-helpt-waarmee")
def who_helps_professionals() -> Response:
    return web.kept_page("kaart voor professionals", _render_who_helps_professionals)


def _render_who_helps_professionals() -> str:
    sides = [
        (_("Een sociale vraag met een juridische kant"), _questions("juridisch")),
        (_("Een juridische vraag met een sociale kant"), _questions("sociaal")),
    ]
    shown = there_is(row.help for row in maps.organisations())
    return render_template(
        "content/map_professionals.html",
        **only_in_dutch(),
        sides=sides,
        handover=maps.handover(),
        organisations=[
            {"name": _(HELPS[row.help].name), "row": row, "review": format_date(row.review, "d MMMM y")}
            for row in maps.organisations()
            if row.help in shown
        ],
        drawing=maps.draw([(head, [(q["signal"], q["names"]) for q in rows]) for head, rows in sides]),
    )


def _questions(side: str) -> list[dict[str, Any]]:
    return [
        {"signal": q.signal, "ask": q.ask, "so": q.so, "names": _names(helps_shown(q.to))}
        for q in maps.questions()
        if q.side == side
    ]
