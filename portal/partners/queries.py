"""Help near a resident, from memory until the municipality changes something."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import tenancy
from portal.clock import today
from portal.db import db
from portal.partners import rules
from portal.partners.models import ContactPerson, Offer


@dataclass(frozen=True)
class OfferInfo:
    """One organisation's help; `hours` and `walk_in` are {days, from, until} as in the tenant file, wall time."""

    id: str
    key: str
    kind: str
    name: str
    does: str
    for_whom: str
    cost: str
    paid_by: str
    independent: str
    reach: str
    waiting: str
    phone: str
    email: str
    website: str
    maintainer: str
    review_on: date
    hours: tuple[dict[str, str], ...]
    walk_in: tuple[dict[str, str], ...]

    @property
    def values(self) -> dict[str, Any]:
        """What a person decides of it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("id", "key")}


@dataclass(frozen=True)
class ContactInfo:
    """One named person, and what they are like to talk to."""

    name: str
    role: str
    about: str
    phone: str

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def offers() -> tuple[OfferInfo, ...]:
    """What the current municipality offers, in its order; nothing else exists."""
    return tenancy.derived("offers", _read_offers)


def _read_offers() -> tuple[OfferInfo, ...]:
    columns = [getattr(Offer, name) for name in OfferInfo.__dataclass_fields__]
    rows = db.session.execute(tenancy.own(*columns).order_by(Offer.position, Offer.key))
    return tuple(
        OfferInfo(**{**row, **{name: tuple(json.loads(row[name])) for name in ("hours", "walk_in")}})
        for row in rows.mappings()
    )


def offers_today() -> tuple[list[OfferInfo], list[OfferInfo]]:
    """As residents see them today: the others in their order, lawyers and mediators in turn."""
    return rules.in_turn(offers(), tenancy.current_id(), today())


def find_offer(offer_id: str) -> OfferInfo | None:
    return next((offer for offer in read_offers() if offer.id == offer_id), None)


def read_offers() -> tuple[OfferInfo, ...]:
    """The same as `offers`, from the table: for whoever is going to change them."""
    return _read_offers()


def overdue() -> int:
    """How many offers nobody looked at in time."""
    return sum(rules.is_overdue(offer.review_on, today()) for offer in read_offers())


def read_contact_person() -> ContactInfo | None:
    return _read_contact_person()


def contact_person() -> ContactInfo | None:
    return tenancy.derived("contact person", _read_contact_person)


def _read_contact_person() -> ContactInfo | None:
    row = db.session.scalar(select(ContactPerson))
    return ContactInfo(row.name, row.role, row.about, row.phone) if row else None
