"""The verbs: add a person, reset a password, disable; sign in and out."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import tenancy
from portal.accounts import rules
from portal.accounts.models import Membership, Organisation, Person, SignInFailure, StaffSession
from portal.accounts.permissions import ROLES
from portal.accounts.queries import find_organisation, find_person_to_sign_in
from portal.clock import now
from portal.db import db, own_transaction
from portal.errors import N_, Refusal

_hasher = PasswordHasher()
_DUMMY = _hasher.hash(secrets.token_hex(16))  # an unknown address costs as much time as a wrong password


class CannotSignIn(Refusal):
    """Wrong address, wrong password, disabled, or no work here: one answer for all."""

    message = N_("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog een keer.")
    field = "email"


class WaitFirst(Refusal):
    """Too many wrong tries from this place; nobody is locked out, it only goes slower."""

    status = 429
    message = N_("Het ging een paar keer mis. Wacht een minuut en probeer het dan nog een keer.")
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
    _link(person.id, role, organisation.id)
    return person, password


def _link(person_id: str, role: str, organisation_id: str) -> None:
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
    db.session.flush()


def reset_password(email: str, password: str | None = None) -> str:
    """A new password; every open session of the person ends. Raises LookupError or ValueError."""
    person = _get_person(email)
    password = password or secrets.token_urlsafe(15)
    fault = rules.password_fault(password, person.email)
    if fault:
        raise ValueError(fault)
    person.password_hash = _hasher.hash(password)
    _end_sessions(person.id)
    return password


def disable(email: str) -> None:
    """Nobody by this address signs in any more; open sessions end at once. Raises LookupError."""
    person = _get_person(email)
    person.disabled_at = now()
    _end_sessions(person.id)


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
        _end_sessions(person_id, tenancy.current_id())
    return int(result.rowcount)


def end_work(email: str) -> int:
    """The same by e-mail address, for every organisation here. Raises LookupError."""
    return end_membership(_get_person(email).id)


def _get_person(email: str) -> Person:
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise LookupError(f"nobody has the address {email}")
    return person


def _end_sessions(person_id: str, tenant: str | None = None) -> None:
    """In every municipality, or in one."""
    which = [StaffSession.person_id == person_id, StaffSession.ended_at.is_(None)]
    if tenant is not None:
        which.append(StaffSession.tenant == tenant)
    db.session.execute(update(StaffSession).where(*which).values(ended_at=now()))


def sign_in(email: str, password: str, network_address: str, secret: bytes) -> str:
    """Check and open a session at this host; gives the session's id (the database keeps only its hash).

    Raises WaitFirst or CannotSignIn; a failure is counted in a transaction of its own.
    """
    counter = _counter(email, network_address, secret)
    row = db.session.get(SignInFailure, counter)
    if row is not None and now() < rules.wait_until(row.failures, row.last_at):
        raise WaitFirst
    person = find_person_to_sign_in(email)
    db.session.commit()  # hashing takes its time; nobody waits for our lock meanwhile
    if not _password_fits(person, password):
        _count_failure(counter)
        raise CannotSignIn
    assert person is not None
    db.session.execute(delete(SignInFailure).where(SignInFailure.id_hash == counter))
    session_id = secrets.token_urlsafe(32)
    db.session.add(
        StaffSession(id_hash=hash_of(session_id), person_id=person.id, tenant=tenancy.current_id())
    )
    return session_id


def _password_fits(person: Person | None, password: str) -> bool:
    if len(password) > max(rules.PASSWORD_LENGTH):
        return False
    stored = person.password_hash if person else None
    try:
        return _hasher.verify(stored or _DUMMY, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def _count_failure(counter: str) -> None:
    """One more, in one statement: two guesses at once both count. After an hour it begins again."""
    at, table = now(), SignInFailure
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    one_more = case((table.last_at < at - rules.FORGET_AFTER, 1), else_=table.failures + 1)
    insert = dialect.insert(table).values(id_hash=counter, failures=1, last_at=at)
    with own_transaction():
        again = insert.on_conflict_do_update(
            index_elements=["id_hash"], set_={"failures": one_more, "last_at": at}
        )
        db.session.execute(again)


def sign_out(session_hash: str) -> None:
    db.session.execute(
        update(StaffSession).where(StaffSession.id_hash == session_hash).values(ended_at=now())
    )


def note_use(session_hash: str) -> None:
    """Remember that the session is in use (a named exception: called at most once a minute, from a GET too)."""
    db.session.execute(
        update(StaffSession).where(StaffSession.id_hash == session_hash).values(last_used_at=now())
    )


def hash_of(session_id: str) -> str:
    """What the database knows of a session id."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def _counter(email: str, network_address: str, secret: bytes) -> str:
    typed = f"{email.strip().lower()}|{network_address}".encode()
    return hmac.new(secret, b"sign-in|" + typed, hashlib.sha256).hexdigest()


def purge(at: datetime) -> int:
    """Forget sessions of this municipality 30 days after their last use, and guesses after a day."""
    old_sessions = delete(StaffSession).where(
        StaffSession.tenant == tenancy.current_id(), StaffSession.last_used_at < at - timedelta(days=30)
    )
    old_guesses = delete(SignInFailure).where(SignInFailure.last_at < at - timedelta(days=1))
    gone = 0
    for statement in (old_sessions, old_guesses):
        result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
        gone += result.rowcount
    return gone


def load_start(start: tenancy.Start, overwrite: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Insert the organisations and people of a tenant file that are missing; people get no password here.

    An organisation that is not shared gets a key of its own: `<slug>:<key>`.
    """
    outcome = []
    for wanted in start.organisation:
        key = organisation_key(wanted.key, wanted.shared)
        row = find_organisation(key)
        if row is None:
            db.session.add(Organisation(key=key, name=wanted.name, kind=wanted.kind))
            outcome.append((f"organisation.{wanted.key}", "nieuw"))
        elif row.name != wanted.name and f"organisation.{wanted.key}" in overwrite:
            row.name = wanted.name
            outcome.append((f"organisation.{wanted.key}", "vervangen"))
        else:
            outcome.append((f"organisation.{wanted.key}", "gelijk" if row.name == wanted.name else "anders"))
    db.session.flush()
    shared = {wanted.key: wanted.shared for wanted in start.organisation}
    for wanted_person in start.professional:
        outcome.append((f"professional.{wanted_person.key}", _load_person(wanted_person, shared)))
    return outcome


def organisation_key(key: str, shared: bool) -> str:
    return key if shared else f"{tenancy.current_id()}:{key}"


def _load_person(wanted: object, shared: dict[str, bool]) -> str:
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
            Membership.person_id == person.id, Membership.tenant == tenancy.current_id()
        )
    ).all()
    if not known:
        for role in wanted.roles:  # type: ignore[attr-defined]
            _link(person.id, role, organisation.id)
    return "nieuw" if new or not known else "gelijk"
