"""The first offers of a municipality, from its tenant file."""

import json
from functools import partial
from typing import Any

from sqlalchemy import select

from portal import tenancy
from portal.db import db
from portal.partners.models import ContactPerson, Offer


def load_start(start: tenancy.Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert offers and the contact person that are missing; gives (key, outcome) as the other rooms do."""
    offers = {row.key: row for row in db.session.scalars(select(Offer))}
    outcome = []
    last = max((row.position for row in offers.values()), default=-1)
    for number, offer in enumerate(start.offer, start=1):
        label = f"offer.{offer.key}"
        make = partial(
            Offer, key=offer.key, position=last + number
        )  # the order is not a part of what it says
        _row, done = tenancy.start_row(label, offers.get(offer.key), make, offer_columns(offer), overwrite)
        outcome.append((label, done))
    if person := start.contact_person:
        known = db.session.scalar(select(ContactPerson))
        values = person_columns(person)
        _row, done = tenancy.start_row("contact_person", known, ContactPerson, values, overwrite)
        outcome.append(("contact_person", done))
    db.session.flush()
    return outcome


def person_columns(person: Any) -> dict[str, Any]:
    """The columns of a contact person, of the shape that the tenant file and the browser share."""
    return person.model_dump() | {"phone": person.phone or ""}


def offer_columns(offer: Any) -> dict[str, Any]:
    """The columns of an offer, likewise; without key and position."""
    values = {name: value or "" for name, value in offer.model_dump(exclude={"key"}).items()}
    values["maintainer"], values["review_on"] = values.pop("owner"), values.pop("review")
    for name in ("hours", "walk_in"):
        values[name] = json.dumps(offer.model_dump(mode="json", by_alias=True)[name])
    return values
