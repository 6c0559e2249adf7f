"""Signing in at the municipality's own provider: going there, and coming back."""

from dataclasses import asdict
from typing import Any

import structlog
from flask import abort, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import tenancy, web
from portal.accounts import oidc, oidc_links, oidc_rules
from portal.accounts.actions import hash_of
from portal.accounts.oidc_rules import Identity, Login, NotSignedIn
from portal.accounts.queries import find_staff
from portal.accounts.views.entering import enter, stay_half_open
from portal.clock import now
from portal.db import db, own_transaction

pages = web.pages("accounts_oidc", __name__, audience="resident")
log = structlog.get_logger("portal")
KEY = "oidc"  # of the session cookie: the one login that this browser began here
Answer = Response | tuple[str, int]


def offer() -> tenancy.Oidc | None:
    """The provider of this municipality, for a page with the button that leads there."""
    settings = tenancy.current().oidc
    if settings is not None:
        web.let_forms_pass_by(*oidc.form_targets(settings))
    return settings


def refuse_passwords() -> None:
    """Where nobody signs in with a password there is no such form, so nothing is sent to it either."""
    settings = tenancy.current().oidc
    if settings is not None and settings.only:
        abort(404)


@pages.post("/inloggen/bij-gemeente", success=302, limit="60 per minute")
def begin() -> Answer:
    return send_away()


def send_away(invitation: str | None = None, proved: bool = False) -> Answer:
    """To the provider; `invitation` is the hash of the token of who was invited, `proved`: their password was right."""
    tenant = tenancy.current()
    if tenant.oidc is None:
        abort(404)
    try:
        address, login = oidc.begin(tenant, _back(), invitation, proved)
    except oidc.ProviderDown:
        return _no_entry(503, "down")
    session[KEY] = asdict(login)
    return redirect(address)


def _back() -> str:
    return web.address_here(url_for("accounts_oidc.come_back").removeprefix(request.script_root))


@pages.get("/inloggen/oidc/terug", success=302)
def come_back() -> Answer:
    """A named exception to "a GET changes nothing": a provider sends people back with a GET (docs/keuzes.md)."""
    tenant, login = tenancy.current(), _take_login()
    if tenant.oidc is None:
        abort(404)
    try:
        code = oidc_rules.code_of(login, request.args, tenant.slug, tenant.oidc, now())
        assert login is not None
        identity = oidc.identify(tenant, login, code, request.args.get("iss"), _back())
    except NotSignedIn as refusal:
        return _no_entry(400, refusal.reason)
    except oidc.ProviderDown:
        return _no_entry(503, "down")
    with own_transaction():
        where = _let_in(login, identity)
    return redirect(where) if where else _no_entry(403, "no_access")


def _take_login() -> Login | None:
    """Each login is good for one answer, whatever that is."""
    kept: Any = session.pop(KEY, None)
    try:
        return Login(**kept)
    except TypeError:
        return None


def _let_in(login: Login, identity: Identity) -> str | None:
    """Where somebody goes who is in, whole or half; None for who has no access."""
    ask_code = current_app.extensions["settings"].second_factor
    if login.invitation is None:
        session_id = oidc_links.let_in(identity, ask_code)
    else:
        session_id = oidc_links.accept(login, identity, ask_code)
    if session_id is None:
        return None
    db.session.flush()
    if find_staff(hash_of(session_id)) is not None:
        return enter(session_id)
    stay_half_open(session_id)
    return url_for("accounts_second.code_form")  # leads on to a first app for who has none


def _no_entry(status: int, reason: str) -> tuple[str, int]:
    """One page for each status: it never says which of the reasons it was."""
    log.warning("oidc.refused", kind=reason, tenant=tenancy.current_id())
    return render_template("accounts/staff/no_entry.html", status=status), status
