"""After the password: a code of the app, a first app, or a code on paper when the app is lost."""

import segno
from flask import current_app, redirect, render_template, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import web
from portal.accounts import rules, second_factor
from portal.accounts.actions import hash_of
from portal.accounts.factor_queries import Half, find_half
from portal.accounts.forms import CodeForm, RecoveryForm
from portal.accounts.views.entering import HALF, enter, stay_half_open
from portal.errors import Refusal

pages = web.pages("accounts_second", __name__, audience="resident")
Answer = str | Response | tuple[str, int]


def _half() -> Half | None:
    session_id = session.get(HALF)
    return find_half(hash_of(session_id)) if session_id else None


def _key() -> bytes:
    key: str = current_app.config["SECRET_KEY"]
    return key.encode()


def _elsewhere(half: Half | None, *steps: str) -> Response | None:
    """Where somebody belongs who is not at one of these steps."""
    if half is None:
        return redirect(url_for("accounts_entrance.sign_in_form"))
    if half.step not in steps:
        return redirect(url_for(".code_form" if half.step == rules.CODE else ".enrol_form"))
    return None


@pages.get("/inloggen/code")
def code_form() -> Answer:
    return _elsewhere(_half(), rules.CODE) or render_template(
        "accounts/staff/code.html", form=CodeForm(formdata=None)
    )


@pages.post("/inloggen/code", success=302, limit="60 per minute")
def code() -> Answer:
    half, form = _half(), CodeForm()
    if half is None or half.step != rules.CODE:
        return _elsewhere(half, rules.CODE) or redirect(url_for(".code_form"))
    if not form.validate():
        return render_template("accounts/staff/code.html", form=form), 400
    try:
        session_id = second_factor.take(half, form.code.data, _key())
    except Refusal as refusal:
        form.code.errors = [_(refusal.message)]
        return render_template("accounts/staff/code.html", form=form), refusal.status
    return redirect(enter(session_id), 302)


@pages.get("/inloggen/herstel")
def recovery_form() -> Answer:
    return _elsewhere(_half(), rules.CODE) or render_template(
        "accounts/staff/recovery.html", form=RecoveryForm(formdata=None)
    )


@pages.post("/inloggen/herstel", success=302, limit="60 per minute")
def recover() -> Answer:
    half, form = _half(), RecoveryForm()
    if half is None or half.step != rules.CODE:
        return _elsewhere(half, rules.CODE) or redirect(url_for(".code_form"))
    if not form.validate():
        return render_template("accounts/staff/recovery.html", form=form), 400
    try:
        session_id = second_factor.recover(half, form.code.data, _key())
    except Refusal as refusal:
        form.code.errors = [_(refusal.message)]
        return render_template("accounts/staff/recovery.html", form=form), refusal.status
    stay_half_open(session_id)
    return redirect(url_for(".enrol_form"))


@pages.get("/inloggen/instellen")
def enrol_form() -> Answer:
    half = _half()
    if half is None or half.step == rules.CODE:
        return _elsewhere(half, rules.ENROL, rules.ANEW) or redirect(url_for(".code_form"))
    return _ask_to_enrol(half, CodeForm(formdata=None))


def _ask_to_enrol(half: Half, form: CodeForm) -> str:
    secret = second_factor.proposed_secret(session[HALF], _key())
    picture = segno.make(second_factor.app_address(secret, half.email), error="m").svg_inline(
        scale=4, dark="#000000", light="#ffffff", svgclass="sp-qr", lineclass=None
    )
    return render_template(
        "accounts/staff/enrol.html",
        form=form,
        picture=Markup(picture),  # noqa: S704 - squares, made here
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        anew=half.step == rules.ANEW,
    )


@pages.post("/inloggen/instellen", success=200, limit="60 per minute")
def enrol() -> Answer:
    """Signed in, with the codes for on paper: this page is there only once."""
    half, form = _half(), CodeForm()
    if half is None or half.step == rules.CODE:
        return _elsewhere(half, rules.ENROL, rules.ANEW) or redirect(url_for(".code_form"))
    if not form.validate():
        return _ask_to_enrol(half, form), 400
    secret = second_factor.proposed_secret(session[HALF], _key())
    try:
        session_id, codes = second_factor.confirm(half, secret, form.code.data, _key())
    except Refusal as refusal:
        form.code.errors = [_(refusal.message)]
        return _ask_to_enrol(half, form), refusal.status
    return render_template("accounts/staff/recovery_codes.html", codes=codes, next_url=enter(session_id))
