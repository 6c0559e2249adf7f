"""Whose account at a municipality's own provider is whose here: linked through an invitation, and never by e-mail.

These verbs run in a transaction of their own, which ends well also when the answer is no: then open sessions end.
"""

from datetime import datetime
from typing import cast

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal import privacy, tenancy
from portal.accounts import oidc_rules, people, people_queries
from portal.accounts.actions import end_sessions, half_open, link, open_session
from portal.accounts.models import Membership, OidcLink, Person
from portal.accounts.oidc_rules import Identity, Login
from portal.clock import now
from portal.db import db

NOT_OF_GROUPS = frozenset(
    {"regioredacteur"}
)  # works for all municipalities: no group of one gives or takes it


def let_in(identity: Identity, ask_code: bool) -> str | None:
    """A session's id for whom this account belongs to, with the roles of their groups; None: no access here.

    `ask_code`: the portal asks a second thing unless the provider did; then the session is half open.
    """
    person = _find_person(identity)
    if person is None:
        return None
    roles = oidc_rules.roles_of(identity, _settings())
    if not roles:
        end_sessions(person.id, tenancy.current_id())
        return None
    if person.disabled_at is not None or not people_queries.jobs_of(person.id):
        return None
    _become(person, roles)
    return _open(person.id, identity, ask_code)


def accept(login: Login, identity: Identity, ask_code: bool) -> str | None:
    """The same for who was invited: the invitation is used up and the account is theirs from now on.

    None, with the invitation still open: no group gives a role here, somebody else has this account, or who is
    invited has a password and did not prove it.
    """
    invited = people_queries.find_invitation_by_hash(cast(str, login.invitation))
    roles = oidc_rules.roles_of(identity, _settings())
    if invited is None or not invited.open or not roles or people_queries.is_disabled(invited.row.email):
        return None
    row, person = invited.row, people_queries.find_by_mail(invited.row.email)
    if person is not None and person.password_hash is not None and not login.proved:
        return None
    owner = _find_person(identity)
    if owner is not None and (person is None or owner.id != person.id):
        return None
    try:
        people.claim(row)
        if person is None:
            person = Person(email=row.email, name=row.name)
            db.session.add(person)
            db.session.flush()
        _tie(person.id, identity)
    except (people.InvitationOver, IntegrityError):
        db.session.rollback()
        return None
    for role in sorted(roles):
        link(person.id, role, row.organisation_id)
    told = {"rollen": " ".join(sorted(roles)), "inloggen": "bij de gemeente"}
    privacy.changed("person", person.name, None, told, row.invited_by)
    _become(person, roles)
    return _open(person.id, identity, ask_code)


def _settings() -> tenancy.Oidc:
    return cast(tenancy.Oidc, tenancy.current().oidc)


def _open(person_id: str, identity: Identity, ask_code: bool) -> str:
    asked = not ask_code or oidc_rules.has_second_factor(identity, _settings())
    return open_session(person_id) if asked else half_open(person_id)


def _find_person(identity: Identity) -> Person | None:
    k = OidcLink
    mine = (k.tenant == tenancy.current_id(), k.issuer == identity.issuer, k.subject == identity.subject)
    return db.session.scalar(select(Person).join(k, k.person_id == Person.id).where(*mine))


def _tie(person_id: str, identity: Identity) -> None:
    """One account per person at a provider; the newest invitation decides which."""
    k, tenant = OidcLink, tenancy.current_id()
    earlier = delete(k).where(k.tenant == tenant, k.issuer == identity.issuer, k.person_id == person_id)
    db.session.execute(earlier.execution_options(synchronize_session=False))
    db.session.add(k(tenant=tenant, issuer=identity.issuer, subject=identity.subject, person_id=person_id))
    db.session.flush()


def _become(person: Person, roles: frozenset[str]) -> None:
    """For every organisation they work for here they have these roles, no more and no less."""
    jobs = [job for job in people_queries.jobs_of(person.id) if job.role not in NOT_OF_GROUPS]
    had = {(job.organisation_id, job.role) for job in jobs}
    wanted = {(organisation, role) for organisation, _ in had for role in roles}
    over = [job.id for job in jobs if job.role not in roles]
    if over:
        m = Membership
        ending = update(m).where(m.id.in_(over), m.tenant == tenancy.current_id()).values(ended_at=now())
        db.session.execute(ending.execution_options(synchronize_session=False))
    for organisation, role in sorted(wanted - had):
        link(person.id, role, organisation)
    before, after = (" ".join(sorted({role for _, role in pairs})) for pairs in (had, wanted))
    privacy.changed("person", person.name, {"rollen": before}, {"rollen": after}, f"person:{person.id}")


def purge_links(at: datetime) -> int:
    """Who works here no more has no account here either: they come back through a new invitation."""
    k, m = OidcLink, Membership
    work_here = select(m.person_id).where(m.tenant == tenancy.current_id(), m.ended_at.is_(None))
    gone = delete(k).where(k.tenant == tenancy.current_id(), k.person_id.not_in(work_here))
    result = db.session.execute(gone.execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]
