"""An invitation to work here. Who has a password elsewhere proves it; an invitation never replaces one."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import tenancy, web
from portal.accounts import people
from portal.accounts import people_queries as found
from portal.accounts.forms import AcceptForm, role_name
from portal.accounts.views.oidc import offer, refuse_passwords, send_away
from portal.db import db
from portal.errors import Refusal

pages = web.pages("accounts_invited", __name__, audience="resident")
Answer = str | Response | tuple[str, int]


def _open(token: str) -> found.Invited | None:
    one = found.find_invitation_by_hash(people.token_hash(token))
    return one if one is not None and one.open and not found.is_disabled(one.row.email) else None


def _over() -> tuple[str, int]:
    """Used, withdrawn, too old, never there, of another municipality: one answer for all."""
    return render_template("accounts/invited/over.html"), 404


@pages.get("/uitnodiging/<token>")
def invited(token: str) -> Answer:
    one = _open(token)
    return _page(one, AcceptForm(formdata=None), token) if one else _over()


def _page(one: found.Invited, form: AcceptForm, token: str) -> str:
    known = found.find_by_mail(one.row.email)
    return render_template(
        "accounts/invited/invited.html",
        form=form,
        organisation=one.organisation,
        email=one.row.email,
        roles=", ".join(map(role_name, one.row.roles.split())),
        has_password=known is not None and known.password_hash is not None,
        oidc=offer(),
        at_provider=url_for(".accept_at_provider", token=token),
    )


@pages.post("/uitnodiging/<token>", success=303, limit="60 per minute")
def accept(token: str) -> Answer:
    refuse_passwords()
    one, form = _open(token), AcceptForm()
    if one is None:
        return _over()
    if not form.validate():
        return _page(one, form, token), 400
    secret = current_app.config["SECRET_KEY"].encode()
    try:
        people.accept(one, form.wachtwoord.data, request.remote_addr or "", secret)
    except people.InvitationOver:
        return _over()
    except Refusal as refusal:
        db.session.rollback()
        form.wachtwoord.errors = [_(refusal.message)]
        return _page(one, form, token), refusal.status
    flash(_("Het is gelukt. Log nu in met uw e-mailadres en wachtwoord."), "sign-in")
    return redirect(url_for("accounts_entrance.sign_in_form"), 303)


@pages.post("/uitnodiging/<token>/bij-gemeente", success=302, limit="60 per minute")
def accept_at_provider(token: str) -> Answer:
    """With an account of the municipality; who has a password here proves that too, or anybody could become them."""
    one, form = _open(token), AcceptForm()
    if one is None or tenancy.current().oidc is None:
        return _over()
    secret = current_app.config["SECRET_KEY"].encode()
    try:
        proved = people.prove_invited(one, form.wachtwoord.data or "", request.remote_addr or "", secret)
    except Refusal as refusal:
        db.session.rollback()
        form.wachtwoord.errors = [_(refusal.message)]
        return _page(one, form, token), refusal.status
    return send_away(people.token_hash(token), proved)
