"""Somebody's own account: another password, and the codes for who loses the app."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import messaging, web
from portal.accounts import actions, factor_queries, second_factor
from portal.accounts.forms import OwnPasswordForm, PlainForm
from portal.accounts.looks import me
from portal.accounts.queries import has_password_here
from portal.errors import Refusal

pages = web.pages("accounts_own", __name__, audience="staff")
Answer = str | Response | tuple[str, int]


@pages.get("/account/")
def account() -> str:
    return _page(OwnPasswordForm(formdata=None))


def _page(form: OwnPasswordForm) -> str:
    return render_template(
        "accounts/staff/account.html",
        form=form,
        has_password=has_password_here(me().person_id),
        factor=factor_queries.has_factor(me().person_id),
        left=factor_queries.recovery_codes_left(me().person_id),
    )


def _key() -> bytes:
    key: str = current_app.config["SECRET_KEY"]
    return key.encode()


@pages.post("/account/", success=303, limit="60 per minute")
def change_password() -> Answer:
    form = OwnPasswordForm()
    if not has_password_here(me().person_id):
        abort(404)
    if not form.validate():
        return _page(form), 400
    who = me()
    try:
        actions.change_password(
            who.person_id,
            form.oud.data,
            form.wachtwoord.data,
            request.remote_addr or "",
            _key(),
            who.session_hash,
        )
    except actions.CannotSignIn:
        form.oud.errors = [_("Dit is niet uw wachtwoord.")]
        return _page(form), 400
    except Refusal as refusal:
        field = form.wachtwoord if refusal.field == "wachtwoord" else form.oud
        field.errors = [_(refusal.message)]
        return _page(form), refusal.status
    messaging.queue(second_factor.CHANGED_MAIL, who.person_id)
    flash(_("Uw nieuwe wachtwoord is opgeslagen. Op andere plekken bent u nu uitgelogd."), "office")
    return redirect(url_for(".account"), 303)


@pages.post("/account/herstelcodes", success=200, limit="60 per minute")
def new_codes() -> Answer:
    """Eight new ones; this page is there only once."""
    if not PlainForm().validate() or not factor_queries.has_factor(me().person_id):
        abort(404)
    codes = second_factor.new_recovery_codes(me().person_id, _key())
    return render_template("accounts/staff/recovery_codes.html", codes=codes, next_url=url_for(".account"))
