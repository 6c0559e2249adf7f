"""Places, as the municipality's own desk changes them. The caller commits. Rows are the current municipality's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from portal import privacy, tenancy, web
from portal.agenda.models import OPEN, Place, Sitting, Spreekuur
from portal.agenda.start import place_columns
from portal.clock import today
from portal.db import db
from portal.errors import N_, Refusal


class PlaceNeeded(Refusal):
    """A spreekuur that is still to come sits there."""

    status = 409
    message = N_("Deze plek is nog nodig voor: %(series)s. Geef dat spreekuur eerst een andere plek.")


@dataclass(frozen=True)
class PlaceInfo:
    """`series`: the titles of the spreekuren that still sit there."""

    id: str
    name: str
    street: str
    town: str
    note: str
    series: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("name", "street", "town", "note")}


def all_places() -> list[PlaceInfo]:
    """By name; two statements."""
    which = select(Place).where(Place.owner == tenancy.current_id(), Place.removed.is_(False))
    rows = db.session.scalars(which.order_by(Place.name, Place.id)).all()
    needed = _needed(today())
    return [_info(row, needed.get(row.id, ())) for row in rows]


def _info(row: Place, series: tuple[str, ...] = ()) -> PlaceInfo:
    return PlaceInfo(row.id, row.name, row.street, row.town, row.note, series)


def _needed(on: date) -> dict[str, tuple[str, ...]]:
    """Titles by place id, of what sits there from this day on."""
    s = Spreekuur
    goes_on = and_(s.removed.is_(False), or_(s.valid_until.is_(None), s.valid_until >= on))
    coming = (
        select(Sitting.id)
        .where(Sitting.spreekuur_id == s.id, Sitting.on >= on, Sitting.state == OPEN)
        .exists()
    )
    which = select(s.place_id, s.title).where(
        s.owner == tenancy.current_id(), s.place_id.is_not(None), or_(goes_on, coming)
    )
    found: dict[str, tuple[str, ...]] = {}
    for place, title in db.session.execute(which.order_by(s.title, s.id)):
        assert place is not None  # asked for above
        found[place] = (*found.get(place, ()), title)
    return found


def find_place(place_id: str) -> PlaceInfo | None:
    row = _find(place_id)
    return _info(row, _needed(today()).get(row.id, ())) if row else None


def _find(place_id: str, lock: bool = False) -> Place | None:
    which = select(Place).where(
        Place.id == place_id, Place.owner == tenancy.current_id(), Place.removed.is_(False)
    )
    fresh = which.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(fresh if lock else which)


def add_place(wanted: Any, place_id: str, by: str) -> str:
    """A new place with this id; the same id twice is a double click, and makes one. Gives the id."""
    if _find(place_id) is None:
        db.session.add(Place(id=place_id, key=wanted.key, **place_columns(wanted)))
        web.flush_new()
        privacy.changed("place", wanted.name, None, place_columns(wanted), by)
    return place_id


def change_place(wanted: Any, place_id: str, seen: str, by: str) -> None:
    """Raises LookupError, or web.SavedMeanwhile when it is not what somebody saw (a fingerprint) any more."""
    row = _get(place_id)
    before = _info(row).values
    web.check_seen(before, seen)
    for name, value in place_columns(wanted).items():
        setattr(row, name, value)
    db.session.flush()
    privacy.changed("place", row.name, before, _info(row).values, by)


def remove_place(place_id: str, by: str) -> None:
    """Not to be chosen any more; days that were there keep it. Raises LookupError or PlaceNeeded."""
    row = _get(place_id)
    series = _needed(today()).get(row.id, ())
    if series:
        raise PlaceNeeded(series=", ".join(series))
    row.removed = True
    db.session.flush()
    privacy.changed("place", row.name, _info(row).values, None, by)


def _get(place_id: str) -> Place:
    row = _find(place_id, lock=True)
    if row is None:
        raise LookupError(place_id)
    return row


def place_keys() -> set[str]:
    """Keys in use, those of removed places too."""
    return set(db.session.scalars(select(Place.key).where(Place.owner == tenancy.current_id())))
