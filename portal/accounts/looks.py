"""Who of the staff looks, and that they looked."""

from collections.abc import Iterable
from typing import cast

from flask import request
from flask_login import current_user

from portal import privacy
from portal.accounts.queries import Staff
from portal.db import db, own_transaction


def me() -> Staff:
    """Who is signed in; only on pages of staff, where somebody always is."""
    return cast(Staff, current_user)


def record_looks(action: str, subjects: Iterable[str]) -> None:
    """One line in the audit log for each person shown, also by a POST that was refused.

    Such a POST writes nothing else; what it began must end first, for SQLite has one writer at a time.
    """
    ids = list(subjects)
    if ids:
        actor = me().actor
        if request.method == "POST":
            db.session.rollback()
        with own_transaction():
            privacy.record_looks(action, ids, actor)
