"""Flask-Login over the session table: the cookie holds a random id, the row decides."""

from datetime import datetime, timedelta
from typing import cast

from flask import Flask, request, session
from flask_login import LoginManager

from portal import tenancy
from portal.accounts.actions import end_copied, hash_of, note_use, sign_out
from portal.accounts.queries import Staff, find_staff, is_of_elsewhere
from portal.clock import now
from portal.db import own_transaction

login_manager = LoginManager()
# Flask-Login's own protection binds to network address and browser; ours binds to the host and ends on the server.
login_manager.session_protection = None


def init_app(app: Flask) -> None:
    login_manager.init_app(app)


@login_manager.user_loader
def _load(session_id: str) -> Staff | None:
    if tenancy.find_current() is None:
        return None
    session_hash = hash_of(session_id)
    staff = find_staff(session_hash)
    if staff is not None and now() - cast(datetime, staff.last_used_at) > timedelta(minutes=1):
        if request.method == "POST":
            note_use(session_hash)  # in the POST's own transaction: SQLite has one writer at a time
        else:
            with own_transaction():
                note_use(session_hash)
    if staff is None and is_of_elsewhere(session_hash):
        _end_copied(session_hash)
    return staff


def _end_copied(session_hash: str) -> None:
    """A browser never sends a cookie to another host: somebody copied it (SAFETY B2)."""
    if request.method == "POST":
        end_copied(session_hash)
    else:
        with own_transaction():
            end_copied(session_hash)


def leave() -> None:
    """Leaving the site also ends a staff session of this browser (called by `/weg`, in a transaction of its own)."""
    session_id = session.pop("_user_id", None)
    if session_id and tenancy.find_current() is not None:
        with own_transaction():
            sign_out(hash_of(session_id))
