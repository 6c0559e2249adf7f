"""Signing in and out."""

from flask import current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from portal import web
from portal.accounts import actions
from portal.accounts.forms import SignInForm
from portal.accounts.views.entering import enter, first_page, stay_half_open
from portal.accounts.views.oidc import offer, refuse_passwords
from portal.errors import Refusal

entrance = web.pages("accounts_entrance", __name__, audience="resident")
pages = web.pages("accounts_staff", __name__, audience="staff")


@entrance.get("/inloggen", success=200)
def sign_in_form() -> str | Response:
    if current_user.is_authenticated:
        return redirect(first_page())
    return render_template("accounts/staff/sign_in.html", form=SignInForm(), oidc=offer())


@entrance.post("/inloggen", success=302, limit="60 per minute")
def sign_in() -> tuple[str, int] | Response:
    refuse_passwords()
    form = SignInForm()
    if not form.validate():
        return _again(form, 400)
    needs_code = current_app.extensions["settings"].second_factor
    try:
        session_id = actions.sign_in(
            form.email.data,
            form.wachtwoord.data,
            request.remote_addr or "",
            current_app.config["SECRET_KEY"].encode(),
            needs_code,
        )
    except Refusal as refusal:
        form.email.errors = [gettext(refusal.message)]
        return _again(form, refusal.status)
    if needs_code:
        stay_half_open(session_id)
        return redirect(url_for("accounts_second.code_form"))
    return redirect(enter(session_id))


def _again(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("accounts/staff/sign_in.html", form=form, oidc=offer()), status


@pages.post("/uitloggen", success=302)
def sign_out() -> Response:
    actions.sign_out(current_user.session_hash)
    logout_user()
    session.clear()
    return redirect(url_for("accounts_entrance.sign_in_form"))
