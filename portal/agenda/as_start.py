"""The planning as `[start]` has it: the reverse of load_start. Single days, and who is away, are not in it."""

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import tenancy
from portal.agenda.models import (
    Closure,
    Place,
    Resource,
    Spreekuur,
    SpreekuurDesk,
    SpreekuurOffer,
    TalkType,
)
from portal.db import db


def export_start(
    chairs: dict[str, str], people: dict[tuple[str, str], str]
) -> dict[str, list[dict[str, Any]]]:
    """{place, talk, spreekuur, closure}, whatever was not removed; seven statements.

    `chairs`: keys of organisations by id; `people`: keys of professionals by (person id, organisation id).
    """
    owner = tenancy.current_id()
    places = list(
        db.session.scalars(
            select(Place).where(Place.owner == owner, Place.removed.is_(False)).order_by(Place.key)
        )
    )
    series = list(
        db.session.scalars(select(Spreekuur).where(Spreekuur.owner == owner, Spreekuur.removed.is_(False)))
    )
    series.sort(key=lambda s: s.key)
    desks, offers = _desks(chairs, people), _offers()
    place_keys = {p.id: p.key for p in places}
    series_keys = {s.id: s.key for s in series}
    found = {
        "place": [_place(p) for p in places],
        "talk": _talks(),
        "spreekuur": [
            _series(s, place_keys, desks[s.id], offers.get(s.id, [])) for s in series if s.id in desks
        ],
        "closure": _closures(series_keys),
    }
    return {name: rows for name, rows in found.items() if rows}


def _place(p: Place) -> dict[str, Any]:
    return _filled({"key": p.key, "name": p.name, "street": p.street, "town": p.town, "note": p.note})


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty; false and 0 are not."""
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _talks() -> list[dict[str, Any]]:
    rows = db.session.scalars(
        select(TalkType).where(TalkType.removed.is_(False)).order_by(TalkType.position, TalkType.key)
    )
    return [
        _filled(
            {
                "key": t.key,
                "name": t.name,
                "minutes": t.minutes,
                "roles": t.roles.split(),
                "joint_allowed": t.joint_allowed,
                "who_sits": t.who_sits,
                "who_pays": t.who_pays,
                "condition": t.condition,
                "controller": t.controller,
                "topics": t.topics.split(),
            }
        )
        for t in rows
    ]


def _series(
    s: Spreekuur, places: dict[str, str], desks: list[dict[str, Any]], offers: list[str]
) -> dict[str, Any]:
    return _filled(
        {
            "key": s.key,
            "title": s.title,
            "place": places.get(s.place_id or ""),
            "channel": None if s.channel == "place" else s.channel,
            "rule": _rule(json.loads(s.rule)),
            "from": s.starts,
            "until": s.ends,
            "grid": s.grid,
            "gap": s.gap,
            "lead_hours": s.lead_hours,
            "horizon_days": s.horizon_days,
            "joint_deadline_days": s.joint_deadline_days,
            "joint_deadline_time": s.joint_deadline_time,
            "valid_from": s.valid_from,
            "valid_until": s.valid_until,
            "offers": offers,
            "desks": desks,
        }
    )


def _rule(stored: dict[str, Any]) -> dict[str, Any]:
    anchor = stored.get("anchor")
    return stored | ({"anchor": date.fromisoformat(anchor)} if anchor else {})


def _desks(chairs: dict[str, str], people: dict[tuple[str, str], str]) -> dict[str, list[dict[str, Any]]]:
    """By series; in an order that does not come from their ids."""
    d = SpreekuurDesk
    rows = db.session.execute(
        select(d.spreekuur_id, d.role, d.organisation_id, Resource.person_id, d.absent_on)
        .outerjoin(Resource, Resource.id == d.resource_id)
        .where(d.owner == tenancy.current_id())
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for series, role, organisation, person, absent in rows:
        if organisation in chairs:
            desk: dict[str, Any] = {
                "role": role,
                "organisation": chairs[organisation],
                "absent": _dates(json.loads(absent)),
            }
            desk["professional"] = people.get((person or "", organisation))
            found.setdefault(series, []).append(_filled(desk))
    for desks in found.values():
        desks.sort(key=lambda desk: (desk["role"], desk["organisation"], desk.get("professional", "")))
    return found


def _dates(days: list[str]) -> list[Any]:
    return [date.fromisoformat(day) for day in sorted(days)]


def _offers() -> dict[str, list[str]]:
    o = SpreekuurOffer
    found: dict[str, list[str]] = {}
    rows = select(o.spreekuur_id, o.shown_at).where(o.owner == tenancy.current_id()).order_by(o.shown_at)
    for series, slug in db.session.execute(rows):
        found.setdefault(series, []).append(slug)
    return found


def _closures(series: dict[str, str]) -> list[dict[str, Any]]:
    """Of the whole municipality, and of the series that are there."""
    rows = db.session.scalars(
        select(Closure).where(Closure.owner == tenancy.current_id()).order_by(Closure.from_on, Closure.key)
    )
    return [
        _filled(
            {
                "key": c.key,
                "from": c.from_on,
                "until": c.until_on,
                "title": c.title,
                "spreekuur": series.get(c.spreekuur_id or ""),
                "opens": c.opens,
            }
        )
        for c in rows
        if c.spreekuur_id is None or c.spreekuur_id in series
    ]
