"""Which organisations take part in a municipality: its own (`<slug>:<key>`) and shared ones that it took on.

A shared one is the same in every municipality, so no municipality changes its name. The caller commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from portal import privacy, tenancy, web
from portal.accounts.models import Membership, Organisation
from portal.db import db

TAKEN_ON = "organisations"  # the setting with the keys of the shared ones


@dataclass(frozen=True)
class OrganisationInfo:
    """`own`: only of this municipality. `works_here`: somebody works here for it."""

    id: str
    key: str
    name: str
    kind: str
    own: bool
    works_here: bool

    @property
    def values(self) -> dict[str, Any]:
        return {"name": self.name}


def organisations_here() -> list[OrganisationInfo]:
    """By name; two statements."""
    shared = set(tenancy.profile().get(TAKEN_ON, ()))
    return [one for one in _all() if one.own or one.works_here or one.key in shared]


def organisations_elsewhere() -> list[OrganisationInfo]:
    """Shared ones that this municipality may take on, by name."""
    here = {one.id for one in organisations_here()}
    return [one for one in _all() if ":" not in one.key and one.id not in here]


def _all() -> list[OrganisationInfo]:
    """The own ones and every shared one."""
    tenant = tenancy.current_id()
    works = exists().where(
        Membership.organisation_id == Organisation.id,
        Membership.tenant == tenant,
        Membership.ended_at.is_(None),
    )
    rows = db.session.execute(select(Organisation, works).order_by(func.lower(Organisation.name)))
    return [
        OrganisationInfo(row.id, row.key, row.name, row.kind, row.key.startswith(f"{tenant}:"), bool(at_work))
        for row, at_work in rows
        if ":" not in row.key or row.key.startswith(f"{tenant}:")
    ]


def find_own_organisation(organisation_id: str) -> OrganisationInfo | None:
    return next((one for one in _all() if one.own and one.id == organisation_id), None)


def add_organisation(wanted: Any, organisation_id: str, by: str) -> str:
    """One of this municipality only (`wanted`: the shape), with this id; twice the same id makes one. Gives the id."""
    if find_own_organisation(organisation_id) is None:
        key = f"{tenancy.current_id()}:{wanted.key}"
        db.session.add(Organisation(id=organisation_id, key=key, name=wanted.name, kind=wanted.kind))
        web.flush_new()
        privacy.changed("organisation", wanted.name, None, {"name": wanted.name, "kind": wanted.kind}, by)
    return organisation_id


def rename_organisation(organisation_id: str, name: str, seen: str, by: str) -> None:
    """Raises LookupError when it is not this municipality's own, web.SavedMeanwhile when somebody was first."""
    own = Organisation.key.like(f"{tenancy.current_id()}:%")
    which = select(Organisation).where(Organisation.id == organisation_id, own)
    row = db.session.scalar(which.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise LookupError(organisation_id)
    before = {"name": row.name}
    web.check_seen(before, seen)
    row.name = name
    db.session.flush()
    privacy.changed("organisation", name, before, {"name": name}, by)


def take_on(organisation_id: str, by: str) -> None:
    """A shared organisation takes part here. Raises LookupError."""
    one = next((o for o in organisations_elsewhere() if o.id == organisation_id), None)
    if one is None:
        raise LookupError(organisation_id)
    _save({*_taken_on(), one.key})
    privacy.changed("organisation", one.name, None, {"name": one.name}, by)


def let_go(organisation_id: str, by: str) -> None:
    """A shared organisation for which nobody works here takes part no more. Raises LookupError."""
    one = next((o for o in organisations_here() if o.id == organisation_id), None)
    if one is None or one.own or one.works_here:
        raise LookupError(organisation_id)
    _save(_taken_on() - {one.key})
    privacy.changed("organisation", one.name, {"name": one.name}, None, by)


def take_on_from_file(named: Iterable[str]) -> None:
    """The shared organisations that a tenant file names."""
    keys, known = set(named), _taken_on()
    if not keys <= known:
        _save(known | keys)


def _taken_on() -> set[str]:
    return set(tenancy.read_setting(TAKEN_ON, (), lock=True))


def _save(keys: set[str]) -> None:
    tenancy.save_settings({TAKEN_ON: sorted(keys)})
    db.session.flush()


def organisation_keys() -> set[str]:
    """Keys of the own ones, without the municipality before them."""
    prefix = f"{tenancy.current_id()}:"
    return {one.key.removeprefix(prefix) for one in _all() if one.own}
