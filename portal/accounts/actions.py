"""The verbs: add a person, reset a password, disable; sign in and out."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal import privacy, tenancy
from portal.accounts import guesses, rules
from portal.accounts.factor_queries import has_factor
from portal.accounts.invitation_models import RecoveryCode, SecondFactor, StaffInvitation
from portal.accounts.models import Membership, Organisation, Person, SignInFailure, StaffSession
from portal.accounts.organisations import take_on_from_file
from portal.accounts.permissions import ROLES
from portal.accounts.queries import find_organisation, find_person_to_sign_in
from portal.clock import now
from portal.db import db
from portal.errors import N_, Refusal

_hasher = PasswordHasher()
_DUMMY = _hasher.hash(secrets.token_hex(16))  # an unknown address costs as much time as a wrong password


class CannotSignIn(Refusal):
    """Wrong address, wrong password, disabled, or no work here: one answer for all."""

    message = N_("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog een keer.")
    field = "email"


def add_person(email: str, name: str, role: str, organisation_key: str) -> tuple[Person, str | None]:
    """Give someone a role in the current municipality; a person who exists already is linked, never doubled.

    Gives the person and, for a new one, a first password. Raises ValueError for an unknown role or organisation.
    """
    organisation = find_organisation(organisation_key)
    if role not in ROLES or organisation is None:
        raise ValueError(f"unknown role or organisation: {role}, {organisation_key}")
    address = email.strip().lower()
    person = db.session.scalar(select(Person).where(Person.email == address))
    password = None
    if person is None:
        password = secrets.token_urlsafe(15)
        person = Person(email=address, name=name, password_hash=_hasher.hash(password))
        db.session.add(person)
        db.session.flush()
    link(person.id, role, organisation.id)
    return person, password


def link(person_id: str, role: str, organisation_id: str) -> None:
    tenant = tenancy.current_id()
    membership = db.session.scalar(
        select(Membership).where(
            Membership.tenant == tenant,
            Membership.person_id == person_id,
            Membership.role == role,
            Membership.organisation_id == organisation_id,
        )
    )
    if membership is None:
        db.session.add(
            Membership(person_id=person_id, tenant=tenant, role=role, organisation_id=organisation_id)
        )
    else:
        membership.ended_at = None
        membership.reviewed_at = now()
    db.session.flush()


def reset_password(email: str, password: str | None = None) -> str:
    """A new password; every open session of the person ends. Raises LookupError or ValueError."""
    person = _get_person(email)
    password = password or secrets.token_urlsafe(15)
    fault = rules.password_fault(password, person.email)
    if fault:
        raise ValueError(fault)
    person.password_hash = _hasher.hash(password)
    end_sessions(person.id)
    return password


class NewPasswordFault(Refusal):
    """Too short, too easy to guess; the message says which."""

    field = "wachtwoord"


def first_password(email: str, name: str, password: str) -> Person:
    """Somebody who has no password yet chooses one; who is not there yet comes to be. Raises a Refusal.

    Never for who has a password: that would be a way to take over somebody's account.
    """
    _check_new(password, email)
    person = db.session.scalar(select(Person).where(Person.email == email))
    if person is None:
        person = Person(email=email, name=name)
        db.session.add(person)
    elif person.password_hash is not None or person.disabled_at is not None:
        raise CannotSignIn
    person.password_hash = _hasher.hash(password)
    try:
        db.session.flush()
    except IntegrityError:  # invited by two municipalities, and both answered at the same moment
        raise CannotSignIn from None
    return person


def change_password(
    person_id: str, old: str, new: str, network_address: str, secret: bytes, but: str
) -> None:
    """Somebody's own password, everywhere they work; other open sessions (all but the one with this hash) end.

    Raises WaitFirst, CannotSignIn (the old one is wrong) or NewPasswordFault.
    """
    person = db.session.get(Person, person_id)
    assert person is not None
    person = prove(find_person_to_sign_in, person.email, old, network_address, secret)
    _check_new(new, person.email)
    person.password_hash = _hasher.hash(new)
    end_sessions(person.id, but=but)


def _check_new(password: str, email: str) -> None:
    fault = rules.password_fault(password, email)
    if fault:
        raise NewPasswordFault(rules.TOLD[fault])


def disable(email: str) -> None:
    """Nobody by this address signs in any more; open sessions end at once. Raises LookupError."""
    person = _get_person(email)
    person.disabled_at = now()
    end_sessions(person.id)


def end_membership(person_id: str, organisation_id: str | None = None) -> int:
    """Somebody works for this organisation (None: any) in the current municipality no more, in whatever role.

    It counts at their next request, and who has no work here at all any more is signed out here. Their chairs stay:
    the planning finds somebody else. Gives how many roles ended.
    """
    here = [
        Membership.person_id == person_id,
        Membership.tenant == tenancy.current_id(),
        Membership.ended_at.is_(None),
    ]
    which = [*here, Membership.organisation_id == organisation_id] if organisation_id else here
    ending = update(Membership).where(*which).values(ended_at=now())
    result: Any = db.session.execute(ending.execution_options(synchronize_session=False))
    if db.session.scalar(select(Membership.id).where(*here).limit(1)) is None:
        shut_out(person_id)
    return int(result.rowcount)


def shut_out(person_id: str) -> None:
    """Who has no work here any more: signed out here, and no invitation that they got or sent opens a way back."""
    end_sessions(person_id, tenancy.current_id())
    address = select(Person.email).where(Person.id == person_id).scalar_subquery()
    i = StaffInvitation
    end_invitations(or_(i.email == address, i.invited_by == f"person:{person_id}"))


def end_invitations(which: ColumnElement[bool]) -> None:
    """Those of this municipality that nobody took yet; the list of changes says so."""
    i = StaffInvitation
    still_there = (i.tenant_id == tenancy.current_id(), i.accepted_at.is_(None), i.withdrawn_at.is_(None))
    for row in db.session.scalars(select(i).where(*still_there, which)).all():
        row.withdrawn_at = now()
        privacy.changed("invitation", row.name, {"rollen": row.roles}, None, "system")


def end_work(email: str) -> int:
    """The same by e-mail address, for every organisation here. Raises LookupError."""
    return end_membership(_get_person(email).id)


def _get_person(email: str) -> Person:
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise LookupError(f"nobody has the address {email}")
    return person


def end_sessions(person_id: str, tenant: str | None = None, but: str = "") -> None:
    """In every municipality, or in one; not the one with this hash."""
    which = [
        StaffSession.person_id == person_id,
        StaffSession.ended_at.is_(None),
        StaffSession.id_hash != but,
    ]
    if tenant is not None:
        which.append(StaffSession.tenant == tenant)
    db.session.execute(update(StaffSession).where(*which).values(ended_at=now()))


def sign_in(
    email: str, password: str, network_address: str, secret: bytes, second_factor: bool = False
) -> str:
    """Check and open a session at this host; gives the session's id (the database keeps only its hash).

    With `second_factor` it is half open: it only leads to the second step. Raises WaitFirst or CannotSignIn; a
    failure is counted in a transaction of its own.
    """
    person = prove(find_person_to_sign_in, email, password, network_address, secret)
    return half_open(person.id) if second_factor else open_session(person.id)


def prove(
    find: Callable[[str], Person | None], email: str, password: str, network_address: str, secret: bytes
) -> Person:
    """The person at this address whose password this is. Raises WaitFirst or CannotSignIn.

    Ends the running transaction before hashing, which takes its time: nobody waits for our lock meanwhile.
    """
    counter = guesses.of_password(email, network_address, secret)
    guesses.wait_first(counter)
    person = find(email)
    db.session.commit()
    if not _password_fits(person, password):
        guesses.count_apart(counter)
        raise CannotSignIn
    assert person is not None
    guesses.forget(counter)
    return person


def half_open(person_id: str) -> str:
    """A session that knows nobody yet: who holds it may take the second step, or enrol when there is no factor."""
    return open_session(person_id, rules.CODE if has_factor(person_id) else rules.ENROL)


def open_session(person_id: str, step: str | None = None) -> str:
    """A new session at this host for somebody who proved who they are; the database keeps only its hash.

    `step`: what is still asked of them (rules.CODE, …); until then no page of staff knows them.
    """
    session_id = secrets.token_urlsafe(32)
    row = StaffSession(
        id_hash=hash_of(session_id), person_id=person_id, tenant=tenancy.current_id(), step=step
    )
    db.session.add(row)
    return session_id


def _password_fits(person: Person | None, password: str) -> bool:
    if len(password) > max(rules.PASSWORD_LENGTH):
        return False
    stored = person.password_hash if person else None
    try:
        return _hasher.verify(stored or _DUMMY, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def sign_out(session_hash: str) -> None:
    db.session.execute(
        update(StaffSession).where(StaffSession.id_hash == session_hash).values(ended_at=now())
    )


def end_copied(session_hash: str) -> None:
    """End a session that was shown at another municipality's host than its own, and note it there, without a name."""
    sign_out(session_hash)
    privacy.record("copied_session", session_hash[:24], actor="system")


def note_use(session_hash: str) -> None:
    """Remember that the session is in use (a named exception: called at most once a minute, from a GET too)."""
    db.session.execute(
        update(StaffSession).where(StaffSession.id_hash == session_hash).values(last_used_at=now())
    )


def hash_of(session_id: str) -> str:
    """What the database knows of a session id."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def purge(at: datetime) -> int:
    """Forget sessions of this municipality 30 days after their last use, guesses after a day, invitations 30 days
    after they ended, and the second factor of who works here no more.
    """
    old_sessions = delete(StaffSession).where(
        StaffSession.tenant == tenancy.current_id(), StaffSession.last_used_at < at - timedelta(days=30)
    )
    old_guesses = delete(SignInFailure).where(SignInFailure.last_at < at - timedelta(days=1))
    invited, month = StaffInvitation, at - timedelta(days=30)
    ended = func.coalesce(invited.withdrawn_at, invited.accepted_at, invited.expires_at)
    old_invitations = delete(invited).where(ended < month)
    work_here = select(Membership.person_id).where(
        Membership.tenant == tenancy.current_id(), Membership.ended_at.is_(None)
    )
    old_factors = [
        delete(table).where(table.person_id.not_in(work_here)) for table in (SecondFactor, RecoveryCode)
    ]
    gone = 0
    for statement in (old_sessions, old_guesses, old_invitations, *old_factors):
        result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
        gone += result.rowcount
    return gone


def load_start(start: tenancy.Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert the organisations and people of a tenant file that are missing; people get no password here.

    An organisation that is not shared gets a key of its own: `<slug>:<key>`.
    """
    outcome = []
    keys = {wanted.key: organisation_key(wanted.key, wanted.shared) for wanted in start.organisation}
    known = {
        row.key: row
        for row in db.session.scalars(select(Organisation).where(Organisation.key.in_(keys.values())))
    }
    for wanted in start.organisation:
        label, make = f"organisation.{wanted.key}", partial(Organisation, key=keys[wanted.key])
        values = {"name": wanted.name, "kind": wanted.kind}
        _row, done = tenancy.start_row(label, known.get(keys[wanted.key]), make, values, overwrite)
        outcome.append((label, done))
    db.session.flush()
    take_on_from_file(wanted.key for wanted in start.organisation if wanted.shared)
    shared = {wanted.key: wanted.shared for wanted in start.organisation}
    for wanted_person in start.professional:
        again = f"professional.{wanted_person.key}" in overwrite
        outcome.append((f"professional.{wanted_person.key}", _load_person(wanted_person, shared, again)))
    return outcome


def organisation_key(key: str, shared: bool) -> str:
    return key if shared else f"{tenancy.current_id()}:{key}"


def _load_person(wanted: object, shared: dict[str, bool], again: bool) -> str:
    """`again`: also when they worked here before and left."""
    address = wanted.email.strip().lower()  # type: ignore[attr-defined]
    person = db.session.scalar(select(Person).where(Person.email == address))
    new = person is None
    if person is None:
        person = Person(email=address, name=wanted.name)  # type: ignore[attr-defined]
        db.session.add(person)
        db.session.flush()
    organisation = find_organisation(organisation_key(wanted.organisation, shared[wanted.organisation]))  # type: ignore[attr-defined]
    assert organisation is not None
    known = db.session.scalars(
        select(Membership.id).where(
            Membership.person_id == person.id,
            Membership.tenant == tenancy.current_id(),
            Membership.organisation_id == organisation.id,
        )
    ).all()
    if not known or again:
        for role in wanted.roles:  # type: ignore[attr-defined]
            link(person.id, role, organisation.id)
    return "nieuw" if new or not known else "gelijk"
