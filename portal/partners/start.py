"""The first offers of a municipality, from its tenant file."""

import json
from typing import Any

from sqlalchemy import select

from portal import tenancy
from portal.db import db
from portal.partners.models import ContactPerson, Offer


def load_start(start: tenancy.Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert offers and the contact person that are missing; gives (key, outcome) as the other rooms do."""
    offers = {row.key: row for row in db.session.scalars(select(Offer))}
    outcome = [
        _put(Offer(key=o.key), offers.get(o.key), f"offer.{o.key}", _values(o, position), overwrite)
        for position, o in enumerate(start.offer)
    ]
    if start.contact_person:
        values = start.contact_person.model_dump() | {"phone": start.contact_person.phone or ""}
        known = db.session.scalar(select(ContactPerson))
        outcome.append(_put(ContactPerson(), known, "contact_person", values, overwrite))
    db.session.flush()
    return outcome


def _values(offer: Any, position: int) -> dict[str, Any]:
    values = {name: value or "" for name, value in offer.model_dump(exclude={"key"}).items()}
    values["maintainer"], values["review_on"] = values.pop("owner"), values.pop("review")
    for name in ("hours", "walk_in"):
        values[name] = json.dumps(offer.model_dump(mode="json", by_alias=True)[name])
    return values | {"position": position}


def _put(
    new: Any, known: Any, label: str, values: dict[str, Any], overwrite: frozenset[str]
) -> tuple[str, str]:
    if known is not None:
        if all(getattr(known, name) == value for name, value in values.items()):
            return label, "gelijk"
        if label not in overwrite:
            return label, "anders"
    row = known or new
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    return label, "vervangen" if known is not None else "nieuw"
