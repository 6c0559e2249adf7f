"""Signing in and out."""

from flask import current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from portal import web
from portal.accounts import actions
from portal.accounts.forms import SignInForm
from portal.accounts.queries import Staff, find_staff
from portal.errors import Refusal

entrance = web.pages("accounts_entrance", __name__, audience="resident")
pages = web.pages("accounts_staff", __name__, audience="staff")


@entrance.get("/inloggen", success=200)
def sign_in_form() -> str | Response:
    if current_user.is_authenticated:
        return redirect(_first_page())
    return render_template("accounts/staff/sign_in.html", form=SignInForm())


@entrance.post("/inloggen", success=302, limit="60 per minute")
def sign_in() -> tuple[str, int] | Response:
    form = SignInForm()
    if not form.validate():
        return _again(form, 400)
    try:
        session_id = actions.sign_in(
            form.email.data,
            form.wachtwoord.data,
            request.remote_addr or "",
            current_app.config["SECRET_KEY"].encode(),
        )
    except Refusal as refusal:
        form.email.errors = [gettext(refusal.message)]
        return _again(form, refusal.status)
    staff = find_staff(actions.hash_of(session_id))
    if earlier := session.get("_user_id"):
        actions.sign_out(actions.hash_of(earlier))  # who signs in again leaves no open session behind
    wanted = session.get("wanted")  # the page that sent them here; it asks again who may see it
    session.clear()  # nothing planted before signing in survives it
    login_user(staff)
    session["_user_id"] = session_id  # the cookie holds the id, the table its hash
    return redirect(wanted or _first_page(staff))


def _first_page(staff: Staff | None = None) -> str:
    """Who has a desk begins with today; who only keeps texts or people begins at the municipality's own desk."""
    who = staff or current_user
    if not who.may("agenda") and who.may("beheer"):
        return url_for("administration_home.home")
    return url_for("booking_staff.today_and_coming")


def _again(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("accounts/staff/sign_in.html", form=form), status


@pages.post("/uitloggen", success=302)
def sign_out() -> Response:
    actions.sign_out(current_user.session_hash)
    logout_user()
    session.clear()
    return redirect(url_for("accounts_entrance.sign_in_form"))
