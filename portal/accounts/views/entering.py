"""What a browser keeps of signing in: the id of a session, whole or half open, and where somebody wanted to go."""

from flask import session, url_for
from flask_login import current_user, login_user

from portal.accounts import actions
from portal.accounts.queries import Staff, find_staff
from portal.db import db

HALF = "half"  # the id of a session that knows nobody yet


def enter(session_id: str) -> str:
    """This browser is signed in from now on; gives the address of the page they wanted, or their first one.

    Nothing planted before signing in survives it, and an earlier session does not stay open.
    """
    db.session.flush()
    wanted = _begin_anew()
    staff = find_staff(actions.hash_of(session_id))
    login_user(staff)
    session["_user_id"] = session_id  # the cookie holds the id, the table its hash
    return wanted or first_page(staff)


def stay_half_open(session_id: str) -> None:
    """The password was right and something is still to be asked: no page of staff knows this browser."""
    wanted = _begin_anew()
    session[HALF] = session_id
    if wanted:
        session["wanted"] = wanted


def _begin_anew() -> str | None:
    if earlier := session.get("_user_id"):
        actions.sign_out(actions.hash_of(earlier))  # who signs in again leaves no open session behind
    wanted: str | None = session.get("wanted")  # the page that sent them here; it asks again who may see it
    session.clear()
    return wanted


def first_page(staff: Staff | None = None) -> str:
    """Who has a desk begins with today; who only keeps texts or people begins at the municipality's own desk."""
    who = staff or current_user
    if not who.may("agenda") and who.may("beheer"):
        return url_for("administration_home.home")
    return url_for("booking_staff.today_and_coming")
