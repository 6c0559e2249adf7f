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

    def put(self, model: type, label: str, key: str, values: dict[str, Any]) -> Any:
        """Insert, or overwrite when asked for, or leave; gives the row."""
        row = self.known[model].get(key)
        if row is None:
            row = self.known[model][key] = model(id=new_id(), key=key, **values)
            db.session.add(row)
            db.session.flush()
            self.outcome.append((f"{label}.{key}", "nieuw"))
            return row
        if all(getattr(row, name) == value for name, value in values.items()):
            self.outcome.append((f"{label}.{key}", "gelijk"))
        elif f"{label}.{key}" in self.overwrite:
            for name, value in values.items():
                setattr(row, name, value)
            self.outcome.append((f"{label}.{key}", "vervangen"))
        else:
            self.outcome.append((f"{label}.{key}", "anders"))
        return row

    def places(self) -> None:
        for p in self.start.place:
            self.put(
                Place,
                "place",
                p.key,
                {"name": p.name, "street": p.street, "town": p.town, "note": p.note or ""},
            )

    def talks(self) -> None:
        for position, t in enumerate(self.start.talk):
            values = {
                "name": t.name,
                "minutes": t.minutes,
                "roles": " ".join(t.roles),
                "topics": " ".join(t.topics),
                "joint_allowed": t.joint_allowed,
                "who_sits": t.who_sits,
                "who_pays": t.who_pays,
                "condition": t.condition or "",
                "controller": t.controller,
                "position": position,
            }
            self.put(TalkType, "talk", t.key, values)

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
            }
            row = self.put(Spreekuur, "spreekuur", s.key, values)
            if new:
                self._desks_and_offers(row, s)

    def _desks_and_offers(self, row: Spreekuur, s: Any) -> None:
        for desk in s.desks:
            db.session.add(
                SpreekuurDesk(
                    spreekuur_id=row.id,
                    role=desk.role,
                    organisation_id=self.organisations[desk.organisation].id,
                    resource_id=resource_of(self.people[desk.professional]) if desk.professional else None,
                    absent_on=json.dumps([day.isoformat() for day in desk.absent]),
                )
            )
            db.session.flush()
        db.session.add_all(SpreekuurOffer(spreekuur_id=row.id, shown_at=slug) for slug in s.offers)

    def closures(self) -> None:
        for c in self.start.closure:
            series = self.known[Spreekuur].get(c.spreekuur) if c.spreekuur else None
            values = {
                "from_on": c.from_,
                "until_on": c.until,
                "title": c.title,
                "spreekuur_id": series.id if series else None,
            }
            self.put(Closure, "closure", c.key, values)
