"""The second step of signing in: a code of an app (TOTP), and eight codes on paper for who lost it.

A factor belongs to a person at one municipality. Nothing here sees the password: it was right before.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal import messaging, privacy, tenancy
from portal.accounts import guesses, rules
from portal.accounts.actions import end_sessions, open_session, sign_out
from portal.accounts.factor_queries import Half, has_factor, lock_factor
from portal.accounts.invitation_models import RecoveryCode, SecondFactor
from portal.accounts.models import Person
from portal.clock import now
from portal.db import db, new_id
from portal.errors import N_, Refusal

CHANGED_MAIL = "sign_in_changed"


class WrongCode(Refusal):
    """Not the code of now, or used already, or not of this municipality: one answer for all."""

    message = N_("Deze code klopt niet. Wacht op de volgende code en probeer het nog een keer.")
    field = "code"


class WrongRecoveryCode(Refusal):
    message = N_("Deze code klopt niet, of u hebt hem al gebruikt.")
    field = "code"


class EnrolledMeanwhile(Refusal):
    """Somebody with the same password was first; this session may not put its own app in that place."""

    status = 409
    message = N_("Er is al een app gekoppeld. Log opnieuw in.")
    field = "code"


def proposed_secret(session_id: str, key: bytes) -> str:
    """The secret (base32, 160 bits) that this half-open session may confirm: the same at every look, nowhere stored."""
    told = f"{tenancy.current_id()}|{session_id}".encode()
    return base64.b32encode(hmac.new(key, b"totp|" + told, hashlib.sha256).digest()[:20]).decode()


def app_address(secret: str, email: str) -> str:
    """What an app reads from the picture: otpauth://…, named after the municipality."""
    issuer = f"Scheidingsplein {tenancy.current().name}"
    totp = pyotp.TOTP(secret, digits=rules.CODE_DIGITS, interval=rules.CODE_SECONDS)
    return totp.provisioning_uri(name=email, issuer_name=issuer)


def confirm(half: Half, secret: str, typed: str, key: bytes) -> tuple[str, list[str]]:
    """The app is theirs when it gives a code; gives a whole session's id and eight codes for on paper.

    Raises WrongCode, or EnrolledMeanwhile. Other sessions here of this person end.
    """
    step = rules.matching_step(secret, typed, now())
    if step is None:
        raise WrongCode
    if half.step == rules.ANEW:
        _forget(half.person_id)
    elif has_factor(half.person_id):
        raise EnrolledMeanwhile
    row = SecondFactor(tenant_id=tenancy.current_id(), id=new_id(), person_id=half.person_id, last_step=step)
    row.secret = secret
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise EnrolledMeanwhile from None
    codes = new_recovery_codes(half.person_id, key)
    end_sessions(half.person_id, tenancy.current_id())
    messaging.queue(CHANGED_MAIL, half.person_id)
    return open_session(half.person_id), codes


def take(half: Half, typed: str, key: bytes) -> str:
    """The code of now, once; gives a whole session's id. Raises WaitFirst or WrongCode.

    Guesses come one by one and are counted in the same transaction, which then ends.
    """
    factor, counter = _guess(half, key)
    step = rules.matching_step(factor.secret or "", typed, now(), factor.last_step) if factor else None
    if factor is None or step is None:
        _wrong(counter)
        raise WrongCode
    factor.last_step = step
    return _goes_on(half, counter)


def recover(half: Half, typed: str, key: bytes) -> str:
    """A code on paper, once; gives the id of a session that may only enrol anew. Raises as `take` does.

    The old app stays until the new one is confirmed: who stops halfway is not left with a password alone.
    """
    _factor, counter = _guess(half, key)
    r, code = RecoveryCode, rules.read_recovery_code(typed)
    using = update(r).where(
        r.person_id == half.person_id, r.code_hash == _hash(half.person_id, code, key), r.used_at.is_(None)
    )
    used: Any = db.session.execute(using.values(used_at=now()).execution_options(synchronize_session=False))
    if used.rowcount != 1:
        _wrong(counter)
        raise WrongRecoveryCode
    return _goes_on(half, counter, rules.ANEW)


def _guess(half: Half, key: bytes) -> tuple[SecondFactor | None, str]:
    counter = guesses.of_code(tenancy.current_id(), half.person_id, key)
    factor = lock_factor(half.person_id)
    guesses.wait_first(counter)
    return factor, counter


def _wrong(counter: str) -> None:
    """A named exception to "the shell commits": what is counted must stay, although the answer is no."""
    guesses.count(counter)
    db.session.commit()


def _goes_on(half: Half, counter: str, step: str | None = None) -> str:
    """Under a new id: whoever knew the one before the code has nothing."""
    guesses.forget(counter)
    sign_out(half.session_hash)
    return open_session(half.person_id, step)


def new_recovery_codes(person_id: str, key: bytes) -> list[str]:
    """Eight new codes, in groups of four signs; earlier ones are worth nothing any more."""
    _forget_codes(person_id)
    codes = [
        "".join(secrets.choice(rules.RECOVERY_ALPHABET) for _ in range(rules.RECOVERY_SIGNS))
        for _ in range(rules.RECOVERY_CODES)
    ]
    for code in codes:
        db.session.add(RecoveryCode(person_id=person_id, code_hash=_hash(person_id, code, key)))
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _hash(person_id: str, code: str, key: bytes) -> str:
    told = f"{tenancy.current_id()}|{person_id}|{code}".encode()
    return hmac.new(key, b"recovery|" + told, hashlib.sha256).hexdigest()


def _forget(person_id: str) -> None:
    gone = delete(SecondFactor).where(SecondFactor.person_id == person_id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    _forget_codes(person_id)


def _forget_codes(person_id: str) -> None:
    gone = delete(RecoveryCode).where(RecoveryCode.person_id == person_id)
    db.session.execute(gone.execution_options(synchronize_session=False))


def reset(person: Person, by: str) -> bool:
    """Lost the app and the paper: the next sign-in asks the password and another app. False when there was none.

    Only here. Their open sessions here end, and they are told.
    """
    had = has_factor(person.id)
    _forget(person.id)
    end_sessions(person.id, tenancy.current_id())
    if had:
        privacy.changed("person", person.name, {"tweede stap": "ja"}, {"tweede stap": "nee"}, by)
        messaging.queue(CHANGED_MAIL, person.id)
    return had


def reset_by_mail(email: str) -> bool:
    """The same from the command line. Raises LookupError."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise LookupError(f"nobody has the address {email}")
    return reset(person, "system")
