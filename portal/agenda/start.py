"""The first planning of a municipality, from its tenant file."""

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import accounts, tenancy
from portal.agenda.models import (
    Closure,
    Place,
    Resource,
    Spreekuur,
    SpreekuurDesk,
    SpreekuurOffer,
    TalkType,
)
from portal.agenda.planning import reseat
from portal.db import db, new_id


def resource_of(person_id: str) -> str:
    """The one resource of a human being, made when it does not exist yet."""
    found = db.session.scalar(select(Resource.id).where(Resource.person_id == person_id))
    if found is None:
        row = Resource(person_id=person_id, id=new_id())
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def place_columns(place: Any) -> dict[str, Any]:
    """The columns of a place, of the shape that the tenant file and the browser share."""
    return {"name": place.name, "street": place.street, "town": place.town, "note": place.note or ""}


def talk_columns(talk: Any) -> dict[str, Any]:
    """The columns of a talk, likewise; without key and position."""
    return {
        "name": talk.name,
        "minutes": talk.minutes,
        "roles": " ".join(talk.roles),
        "topics": " ".join(talk.topics),
        "joint_allowed": talk.joint_allowed,
        "who_sits": talk.who_sits,
        "who_pays": talk.who_pays,
        "condition": talk.condition or "",
        "controller": talk.controller,
    }


_DESK = ("role", "organisation_id", "resource_id", "absent_on")


def load_start(start: tenancy.Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert places, talks, spreekuren with desks and offers, and closures that are missing, by key."""
    loader = _Loader(start, overwrite)
    loader.places()
    loader.talks()
    loader.spreekuren()
    loader.closures()
    db.session.flush()
    return loader.outcome


class _Loader:
    """One run of load_start: what exists, what was done."""

    def __init__(self, start: tenancy.Start, overwrite: frozenset[str]) -> None:
        self.start, self.overwrite = start, overwrite
        self.outcome: list[tuple[str, str]] = []
        owner = tenancy.current_id()
        self.known: dict[type, dict[str, Any]] = {
            model: {row.key: row for row in db.session.scalars(select(model).where(model.owner == owner))}  # type: ignore[attr-defined]
            for model in (Place, Spreekuur, Closure)
        }
        self.known[TalkType] = {row.key: row for row in db.session.scalars(select(TalkType))}
        people = accounts.person_ids_by_mail({p.email.strip().lower() for p in start.professional})
        self.people = {p.key: people[p.email.strip().lower()] for p in start.professional}
        self.organisations = {
            o.key: accounts.get_organisation(accounts.organisation_key(o.key, o.shared))
            for o in start.organisation
        }

    def put(self, model: type, label: str, key: str, values: dict[str, Any], **more: Any) -> Any:
        """Insert (with `more`), or overwrite when asked for, or leave; gives the row. Nothing is flushed."""
        known = self.known[model]
        label = f"{label}.{key}"
        row, outcome = tenancy.start_row(
            label, known.get(key), lambda: model(id=new_id(), key=key, **more), values, self.overwrite
        )
        known[key] = row
        self.outcome.append((label, outcome))
        return row

    def places(self) -> None:
        for p in self.start.place:
            self.put(Place, "place", p.key, place_columns(p) | {"removed": False})
        db.session.flush()

    def talks(self) -> None:
        last = max((row.position for row in self.known[TalkType].values()), default=-1)
        for number, t in enumerate(self.start.talk, start=1):
            values = talk_columns(t) | {"removed": False}
            self.put(TalkType, "talk", t.key, values, position=last + number)
        db.session.flush()

    def spreekuren(self) -> None:
        for s in self.start.spreekuur:
            new = s.key not in self.known[Spreekuur]
            place = self.known[Place].get(s.place) if s.place else None
            values = {
                "title": s.title,
                "place_id": place.id if place else None,
                "channel": s.channel or "place",
                "rule": json.dumps(s.rule.model_dump(mode="json", exclude_none=True)),
                "starts": f"{s.from_:%H:%M}",
                "ends": f"{s.until:%H:%M}",
                "grid": s.grid,
                "gap": s.gap,
                "lead_hours": s.lead_hours,
                "horizon_days": s.horizon_days,
                "joint_deadline_days": s.joint_deadline_days,
                "joint_deadline_time": f"{s.joint_deadline_time:%H:%M}",
                "valid_from": s.valid_from or getattr(s.rule, "anchor", date(2021, 1, 1)),
                "valid_until": s.valid_until,
                "removed": False,
            }
            row = self.put(Spreekuur, "spreekuur", s.key, values)
            db.session.flush()
            self._table(row, self._desks(s), set(s.offers), new)

    def _desks(self, s: Any) -> list[dict[str, Any]]:
        return [
            {
                "role": desk.role,
                "organisation_id": self.organisations[desk.organisation].id,
                "resource_id": resource_of(self.people[desk.professional]) if desk.professional else None,
                "absent_on": json.dumps([day.isoformat() for day in desk.absent]),
            }
            for desk in s.desks
        ]

    def _table(self, row: Spreekuur, desks: list[dict[str, Any]], offers: set[str], new: bool) -> None:
        """Who sits there and where it is shown; part of the spreekuur's own key."""
        if new:
            self._seat(row, desks, offers)
            return
        old_desks = list(
            db.session.scalars(select(SpreekuurDesk).where(SpreekuurDesk.spreekuur_id == row.id))
        )
        old_offers = list(
            db.session.scalars(select(SpreekuurOffer).where(SpreekuurOffer.spreekuur_id == row.id))
        )
        found = [{name: getattr(desk, name) for name in _DESK} for desk in old_desks]
        same = sorted(found, key=str) == sorted(desks, key=str) and {o.shown_at for o in old_offers} == offers
        if same:
            return
        if f"spreekuur.{row.key}" not in self.overwrite:
            self.outcome[-1] = (f"spreekuur.{row.key}", "anders")
            return
        for old in (*old_desks, *old_offers):
            db.session.delete(old)
        db.session.flush()
        self._seat(row, desks, offers)
        reseat(row.id)
        self.outcome[-1] = (f"spreekuur.{row.key}", "vervangen")

    def _seat(self, row: Spreekuur, desks: list[dict[str, Any]], offers: set[str]) -> None:
        db.session.add_all(SpreekuurDesk(spreekuur_id=row.id, **desk) for desk in desks)
        db.session.add_all(SpreekuurOffer(spreekuur_id=row.id, shown_at=slug) for slug in sorted(offers))
        db.session.flush()

    def closures(self) -> None:
        for c in self.start.closure:
            series = self.known[Spreekuur].get(c.spreekuur) if c.spreekuur else None
            values = {
                "from_on": c.from_,
                "until_on": c.until,
                "title": c.title or "",
                "opens": c.opens,
                "spreekuur_id": series.id if series else None,
            }
            self.put(Closure, "closure", c.key, values)
