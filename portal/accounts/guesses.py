"""Wrong passwords and codes make the next try wait; nobody is locked out, and nothing says whose guesses they are."""

import hashlib
import hmac

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts import rules
from portal.accounts.models import SignInFailure
from portal.clock import now
from portal.db import db, own_transaction
from portal.errors import N_, Refusal


class WaitFirst(Refusal):
    """Too many wrong tries; nobody is locked out, it only goes slower."""

    status = 429
    message = N_("Het ging een paar keer mis. Wacht een minuut en probeer het dan nog een keer.")
    field = "email"


def of_password(email: str, network_address: str, secret: bytes) -> str:
    """The counter of guesses at an address, from one place."""
    return _keyed(f"{email.strip().lower()}|{network_address}", b"sign-in", secret)


def of_code(tenant: str, person_id: str, secret: bytes) -> str:
    """The counter of guesses at somebody's second step, from wherever: these people know the password."""
    return _keyed(f"{tenant}|{person_id}", b"second-step", secret)


def _keyed(what: str, purpose: bytes, secret: bytes) -> str:
    return hmac.new(secret, purpose + b"|" + what.encode(), hashlib.sha256).hexdigest()


def wait_first(counter: str) -> None:
    """Raises WaitFirst when the next try would come too soon."""
    row = db.session.get(SignInFailure, counter)
    if row is not None and now() < rules.wait_until(row.failures, row.last_at):
        raise WaitFirst


def count_apart(counter: str) -> None:
    """One more, in a transaction of its own."""
    with own_transaction():
        count(counter)


def count(counter: str) -> None:
    """One more, in one statement: two guesses at once both count. After an hour it begins again."""
    at, table = now(), SignInFailure
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    one_more = case((table.last_at < at - rules.FORGET_AFTER, 1), else_=table.failures + 1)
    insert = dialect.insert(table).values(id_hash=counter, failures=1, last_at=at)
    again = insert.on_conflict_do_update(
        index_elements=["id_hash"], set_={"failures": one_more, "last_at": at}
    )
    db.session.execute(again)


def forget(counter: str) -> None:
    db.session.execute(delete(SignInFailure).where(SignInFailure.id_hash == counter))
