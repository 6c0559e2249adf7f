"""Organisations and people as `[start]` has them: the reverse of load_start. No passwords, nobody who left."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal import tenancy, web
from portal.accounts.models import Membership, Organisation, Person
from portal.accounts.organisations import organisations_here
from portal.db import db


@dataclass
class Keys:
    """How the file calls them: organisations by id, people by (person id, organisation id)."""

    organisations: dict[str, str] = field(default_factory=dict)
    people: dict[tuple[str, str], str] = field(default_factory=dict)


def export_start() -> tuple[dict[str, Any], Keys]:
    """({organisation, professional}, how they are called there); the key of a person is made of the name."""
    here = organisations_here()
    keys = Keys({one.id: own_part(one.key) for one in here})
    organisations = [
        {"key": own_part(one.key), "name": one.name, "kind": one.kind, "shared": not one.own} for one in here
    ]
    found = {
        "organisation": sorted(organisations, key=lambda one: str(one["key"])),
        "professional": _professionals(keys),
    }
    return {name: rows for name, rows in found.items() if rows}, keys


def own_part(key: str) -> str:
    """The key of an organisation as a tenant file writes it."""
    return key.removeprefix(f"{tenancy.current_id()}:")


def _professionals(keys: Keys) -> list[dict[str, Any]]:
    """One for each person and organisation, by e-mail address."""
    rows = db.session.execute(
        select(Person, Organisation.id, Organisation.key, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.email, Organisation.key, Membership.role)
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for person, organisation_id, organisation, role in rows:
        at = (person.id, organisation_id)
        if at not in found:
            keys.people[at] = web.free_key(person.name, keys.people.values())
            found[at] = {
                "key": keys.people[at],
                "name": person.name,
                "email": person.email,
                "organisation": own_part(organisation),
                "roles": [],
            }
        found[at]["roles"].append(role)
    return list(found.values())
