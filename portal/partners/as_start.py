"""Offers and the contact person as `[start]` has them: the reverse of load_start."""

from typing import Any

from portal.partners.queries import read_contact_person, read_offers

_AS_IN_THE_FILE = {"maintainer": "owner", "review_on": "review"}


def export_start() -> dict[str, Any]:
    """{offer, contact_person}, in the municipality's own order; two statements."""
    found: dict[str, Any] = {}
    offers = [
        _filled({"key": offer.key} | {_AS_IN_THE_FILE.get(n, n): v for n, v in offer.values.items()})
        for offer in read_offers()
    ]
    if offers:
        found["offer"] = offers
    if person := read_contact_person():
        found["contact_person"] = _filled(person.values)
    return found


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    lists = {name: list(value) for name, value in row.items() if isinstance(value, tuple)}
    return {name: value for name, value in (row | lists).items() if value not in (None, "", [])}
