"""Every SELECT of this room."""

from dataclasses import dataclass

from flask_login import UserMixin
from sqlalchemy import ColumnElement, bindparam, select

from portal import tenancy
from portal.accounts.models import Membership, OidcLink, Organisation, Person, StaffSession
from portal.accounts.permissions import DESK, ROLES, permissions_of
from portal.accounts.rules import session_is_alive
from portal.clock import now
from portal.db import db


@dataclass(frozen=True)
class Staff(UserMixin):
    """Who is signed in, as seen from the current municipality."""

    person_id: str
    name: str
    session_hash: str
    last_used_at: object
    roles: frozenset[str]
    organisation_ids: frozenset[str]  # only those for which they may see the agenda
    jobs: frozenset[tuple[str, str]]  # each role with the kind of organisation it is for

    def get_id(self) -> str:
        return self.session_hash

    def may(self, permission: str) -> bool:
        return any(permission in permissions_of({role}, {kind}) for role, kind in self.jobs)

    @property
    def actor(self) -> str:
        """How the audit log names them."""
        return f"person:{self.person_id}"


def find_staff(session_hash: str) -> Staff | None:
    """The person behind a live session of this host, or None; one statement at every request."""
    rows = db.session.execute(
        select(
            Person.id,
            Person.name,
            StaffSession.created_at,
            StaffSession.last_used_at,
            Membership.role,
            Membership.organisation_id,
            Organisation.kind,
        )
        .join(StaffSession, StaffSession.person_id == Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            StaffSession.id_hash == session_hash,
            StaffSession.tenant == tenancy.current_id(),
            StaffSession.ended_at.is_(None),
            StaffSession.step.is_(None),  # not half open
            Person.disabled_at.is_(None),
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
        )
    ).all()
    if not rows or not session_is_alive(rows[0].created_at, rows[0].last_used_at, now()):
        return None
    first = rows[0]
    return Staff(
        first.id,
        first.name,
        session_hash,
        first.last_used_at,
        frozenset(row.role for row in rows),
        frozenset(row.organisation_id for row in rows if DESK in permissions_of({row.role}, {row.kind})),
        frozenset((row.role, row.kind) for row in rows),
    )


def is_of_elsewhere(session_hash: str) -> bool:
    """Is there an open session with this hash, of another municipality?"""
    open_elsewhere = select(StaffSession.id_hash).where(
        StaffSession.id_hash == session_hash,
        StaffSession.tenant != tenancy.current_id(),
        StaffSession.ended_at.is_(None),
    )
    return db.session.scalar(open_elsewhere) is not None


def find_person_to_sign_in(email: str) -> Person | None:
    """A person with a live membership of this municipality, by e-mail address."""
    return db.session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.email == email.strip().lower(),
            Person.disabled_at.is_(None),
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
            *_password_counts(),
        )
        .limit(1)
    )


def has_password_here(person_id: str) -> bool:
    """One that opens something at this municipality."""
    mine = (Person.id == person_id, Person.password_hash.is_not(None), *_password_counts())
    return db.session.scalar(select(Person.id).where(*mine)) is not None


def _password_counts() -> list[ColumnElement[bool]]:
    """Who has an account at this municipality's own provider signs in there: once gone there, gone here too."""
    tenant = tenancy.current()
    if tenant.oidc is None:
        return []
    linked = select(OidcLink.person_id).where(
        OidcLink.tenant == tenant.slug, OidcLink.issuer == tenant.oidc.issuer
    )
    return [Person.id.not_in(linked)]


def find_organisation(key: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.key == key))


def get_organisation(key: str) -> Organisation:
    """The same; raises LookupError."""
    organisation = find_organisation(key)
    if organisation is None:
        raise LookupError(key)
    return organisation


def organisation_names() -> dict[str, str]:
    """Names by id. A short list: organisations, not people."""
    return {row.id: row.name for row in db.session.execute(select(Organisation.id, Organisation.name))}


def person_ids_by_mail(addresses: set[str]) -> dict[str, str]:
    """Person ids by (lower case) e-mail address."""
    rows = db.session.execute(select(Person.email, Person.id).where(Person.email.in_(addresses)))
    return dict(rows.all())


def people_of(organisation_ids: set[str]) -> list[str]:
    """Ids of everyone who may see the agenda for one of these organisations in the current municipality."""
    if not organisation_ids:
        return []
    given = {"tenant": tenancy.current_id(), "organisations": sorted(organisation_ids)}
    return list(db.session.connection().execute(_PEOPLE_OF, given).scalars())


# Built once: it runs in every confirmation.
_PEOPLE_OF = (
    select(Person.id)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Membership.tenant == bindparam("tenant"),
        Membership.organisation_id.in_(bindparam("organisations", expanding=True)),
        Membership.role.in_([role for role, may in ROLES.items() if DESK in may]),
        Membership.ended_at.is_(None),
        Person.disabled_at.is_(None),
    )
    .distinct()
    .order_by(Person.id)
)


def people_who_may(permission: str) -> list[str]:
    """Ids of everyone who has this permission in the current municipality, in order."""
    rows = db.session.execute(
        select(Person.id, Membership.role, Organisation.kind)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
    )
    return sorted({person for person, role, kind in rows if permission in permissions_of({role}, {kind})})


def organisations_of(person_id: str, permission: str) -> frozenset[str]:
    """For which organisations somebody has this permission in the current municipality; none after they left."""
    rows = db.session.execute(
        select(Membership.role, Organisation.kind, Organisation.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == person_id,
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
    )
    return frozenset(key for role, kind, key in rows if permission in permissions_of({role}, {kind}))


@dataclass(frozen=True)
class Colleague:
    """Somebody who works for an organisation in the current municipality."""

    person_id: str
    name: str
    organisation_id: str
    organisation: str


def colleagues() -> list[Colleague]:
    """Everybody who may have a desk in the current municipality, by organisation and name; one statement."""
    rows = db.session.execute(
        select(Person.id, Person.name, Organisation.id, Organisation.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
            Membership.role.in_([role for role, may in ROLES.items() if DESK in may]),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Organisation.name, Person.name)
    )
    return [Colleague(*row) for row in rows]


def municipalities_of(person_id: str, permission: str) -> tuple[str, ...]:
    """In which municipalities somebody has this permission now, in order; none for who left or was disabled."""
    rows = db.session.execute(
        select(Membership.tenant, Membership.role, Organisation.kind)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.id == person_id, Person.disabled_at.is_(None), Membership.ended_at.is_(None))
    )
    return tuple(sorted({slug for slug, role, kind in rows if permission in permissions_of({role}, {kind})}))


def names_of(person_ids: set[str]) -> dict[str, str]:
    """Names by id, of people who work or worked here; one who is in no municipality of ours is left out."""
    if not person_ids:
        return {}
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.id.in_(person_ids), Membership.tenant == tenancy.current_id())
        .distinct()
    )
    return dict(rows.all())


def names_of_everybody() -> dict[str, str]:
    """Names by id of everybody who works or ever worked in the current municipality; one statement."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.tenant == tenancy.current_id())
        .distinct()
    )
    return dict(rows.all())


def find_mail_address(person_id: str) -> str | None:
    """Where somebody reads their mail; None when they do not work here (any more)."""
    return db.session.scalar(
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id == person_id,
            Person.disabled_at.is_(None),
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
        )
        .limit(1)
    )


def has_no_password(email: str) -> bool:
    """Somebody who was loaded from a file and cannot sign in yet."""
    return (
        db.session.scalar(
            select(Person.id).where(Person.email == email.lower(), Person.password_hash.is_(None))
        )
        is not None
    )


def where_people_may(permission: str) -> dict[str, list[str]]:
    """By the id of everyone whose role gives this permission: the municipalities (slugs) where it does, in order."""
    rows = db.session.execute(
        select(Person.id, Membership.tenant)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.role.in_([role for role, may in ROLES.items() if permission in may]),
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Person.id, Membership.tenant)
    )
    served = tenancy.registry().by_slug
    found: dict[str, list[str]] = {}
    for person, slug in rows:
        if slug in served:
            found.setdefault(person, []).append(slug)
    return found
