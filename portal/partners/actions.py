"""What the municipality's own desk does with local help. The caller commits; `by` is who does it, for the log."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select

from portal import accounts, messaging, privacy, tenancy, web
from portal.clock import instant, today, wall
from portal.db import db
from portal.partners import rules
from portal.partners.models import ContactPerson, Offer
from portal.partners.queries import find_offer, overdue, read_contact_person
from portal.partners.start import offer_columns, person_columns

MAILED_AT = time(8)  # wall time


def add_offer(wanted: Any, offer_id: str, by: str) -> str:
    """A new offer (the shape) at the end, with this id; the same id twice is a double click. Gives the id."""
    if db.session.scalar(select(Offer.id).where(Offer.id == offer_id)) is None:
        last = db.session.scalar(tenancy.own(Offer.position).order_by(Offer.position.desc()).limit(1))
        position = 0 if last is None else last + 1
        db.session.add(Offer(id=offer_id, key=wanted.key, position=position, **offer_columns(wanted)))
        web.flush_new()
        privacy.changed("offer", wanted.name, None, _told(offer_id), by)
    return offer_id


def change_offer(wanted: Any, offer_id: str, seen: str, by: str) -> None:
    """Raises LookupError, or web.SavedMeanwhile when it is not what somebody saw (a fingerprint) any more."""
    row = _get(offer_id)
    before = _told(offer_id)
    web.check_seen(before, seen)
    for name, value in offer_columns(wanted).items():
        setattr(row, name, value)
    db.session.flush()
    privacy.changed("offer", row.name, before, _told(offer_id), by)


def renew_offer(offer_id: str, seen: str, by: str) -> None:
    """It still holds: look again in half a year. Raises as `change_offer`."""
    row = _get(offer_id)
    before = _told(offer_id)
    web.check_seen(before, seen)
    row.review_on = rules.next_review(today())
    db.session.flush()
    privacy.changed("offer", row.name, before, _told(offer_id), by)


def remove_offer(offer_id: str, by: str) -> None:
    """Residents see it no more. Raises LookupError."""
    row = _get(offer_id)
    before = _told(offer_id)
    db.session.delete(row)
    db.session.flush()
    privacy.changed("offer", row.name, before, None, by)


def move_offer(offer_id: str, up: bool, by: str) -> None:
    """One place up or down among those that stand in an order of their own. Raises LookupError."""
    rows = _ordered()
    row = next((r for r in rows if r.id == offer_id), None)
    if row is None:
        raise LookupError(offer_id)
    fixed = [r for r in rows if r.kind not in rules.ROTATING]
    at = fixed.index(row) + (-1 if up else 1) if row in fixed else -1
    if not 0 <= at < len(fixed):
        return
    before, other = rows.index(row), rows.index(fixed[at])
    rows[before], rows[other] = rows[other], rows[before]
    for number, one in enumerate(rows):
        one.position = number
    db.session.flush()
    privacy.changed("offer", row.name, {"position": before + 1}, {"position": other + 1}, by)


def _told(offer_id: str) -> dict[str, Any]:
    found = find_offer(offer_id)
    return found.values if found else {}


def _ordered() -> list[Offer]:
    return list(db.session.scalars(select(Offer).order_by(Offer.position, Offer.key).with_for_update()))


def _get(offer_id: str) -> Offer:
    row = db.session.scalar(select(Offer).where(Offer.id == offer_id).with_for_update())
    if row is None:
        raise LookupError(offer_id)
    return row


def save_contact_person(wanted: Any, seen: str, by: str) -> None:
    """The one named person on the site (the shape). Raises web.SavedMeanwhile."""
    row = db.session.scalar(select(ContactPerson).with_for_update())
    known = read_contact_person()
    web.check_seen(known.values if known else None, seen)
    if row is None:
        row = ContactPerson(**person_columns(wanted))
        db.session.add(row)
    for name, value in person_columns(wanted).items():
        setattr(row, name, value)
    web.flush_new()
    privacy.changed("contact_person", row.name, known.values if known else None, person_columns(wanted), by)


def remove_contact_person(by: str) -> None:
    """Nobody is named on the site any more; nothing when nobody was."""
    row = db.session.scalar(select(ContactPerson).with_for_update())
    known = read_contact_person()
    if row is not None and known is not None:
        db.session.delete(row)
        db.session.flush()
        privacy.changed("contact_person", row.name, known.values, None, by)


def save_listing(text: str, seen: str, by: str) -> None:
    """How lawyers and mediators come on the list. Raises web.SavedMeanwhile."""
    before = {"listing": read_listing(lock=True)}
    web.check_seen(before, seen)
    tenancy.save_settings({"text.listing": text})
    db.session.flush()
    privacy.changed("text", "text.listing", before, {"listing": text}, by)


def read_listing(lock: bool = False) -> str:
    """The municipality's own criteria as they are now, or nothing."""
    return str(tenancy.read_setting("text.listing", lock=lock) or "")


def remind(at: datetime) -> int:
    """Once a month a mail to who keeps the offers up to date, when any is overdue (daily). Gives how many mails."""
    on = wall(at).date()
    last = db.session.scalar(select(func.max(Offer.reminded_on)).select_from(Offer))
    if not overdue() or not rules.may_remind(last, on):
        return 0
    for row in _ordered():
        if rules.is_overdue(row.review_on, on):
            row.reminded_on = on
    people = accounts.people_who_may("help")
    for person_id in people:
        messaging.queue("offers_overdue", person_id, instant(on, MAILED_AT))
    return len(people)
