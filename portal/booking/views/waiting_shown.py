"""How staff see who waits: first how they may be reached. A name, and what somebody told, only on their own page."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from portal import agenda, web
from portal.booking import waiting_queries as line
from portal.booking.models import Waiting
from portal.booking.rules import local_date
from portal.booking.views import desk, shown, staff_shown
from portal.clock import now, today

HORIZON = timedelta(days=91)


def own_talks() -> dict[str, agenda.TalkInfo]:
    """The talks (by id) that a desk of the own organisation does; all of them for who answers the telephone."""
    found = agenda.all_talks()
    if not desk.me().may("callbacks"):
        roles = own_roles()
        found = tuple(talk for talk in found if roles & set(talk.roles))
    return {talk.id: talk for talk in found}


def own_roles() -> frozenset[str]:
    """The roles in which the own organisation sits here in the coming months."""
    days = agenda.desk_days(desk.me().organisation_ids, today(), today() + HORIZON)
    return frozenset().union(*(day.own_roles for day in days))


def offers() -> list[dict[str, Any]]:
    """The offers that still run, for the work list. How each may be reached is a look, and recorded."""
    found = line.offered(now())
    own = own_talks() if found else {}
    rows = [row for row in found if row.talk_type_id in own]
    desk.record_looks("contact.seen", [row.id for row in rows])
    return [offer(row) for row in rows]


def offer(row: Waiting) -> dict[str, Any]:
    return {
        "id": row.id,
        "reference": row.reference,
        "when": web.when_label(row.starts_at),
        "until": web.when_label(row.offered_until),
        "limits": staff_shown.limits(row),
    }


def listed(rows: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Without anything that somebody typed about themselves."""
    return [
        {
            "id": row.id,
            "reference": row.reference,
            "since": web.day_label(local_date(row.asked_at)),
            "wishes": ". ".join(w["value"][:1].upper() + w["value"][1:] for w in shown.wishes(row)),
            "offered": web.when_label(row.offered_until) if runs(row) else None,
            "offers": row.offers,
        }
        for row in rows
    ]


def runs(row: Waiting) -> bool:
    return row.state == line.OFFERED and row.offered_until is not None and row.offered_until > now()


def person(row: Waiting) -> dict[str, Any]:
    """Everything of one person, on a page of their own; what they told only for a desk that does this talk."""
    talk = agenda.find_talk(row.talk_type_id)
    ours = talk is not None and bool(own_roles() & set(talk.roles))
    told = staff_shown.rows(row) if ours else staff_shown.contact(row)["rows"]
    return {
        "id": row.id,
        "reference": row.reference,
        "name": row.name or _("Zonder naam"),
        "since": web.day_label(local_date(row.asked_at)),
        "offers": row.offers,
        "limits": staff_shown.limits(row),
        "rows": [*shown.wishes(row), *told],
        "offer": offer(row) if runs(row) else None,
        "wants_apart": "apart" in ((row.told or {}).get("nodig") or ()),
    }
