"""Before each request: which municipality is this host, and may this person see this address? Deny by default."""

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_babel import refresh
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import tenancy
from portal.db import reading_only
from portal.web import leaving
from portal.web.pages import RouteInfo, UndeclaredRoute

_HOSTS_FOR = {
    "resident": {"municipality"},
    "message": {"municipality", "message"},
    "everywhere": {"municipality", "message", "platform"},
    "front": {"municipality", "platform"},
    "staff": {"municipality"},
    "demo": {"municipality"},
}


def admit() -> Response | str | None:
    """Find the municipality by host (port ignored; nothing else chooses it) and compare with the audience."""
    if request.method not in ("POST", "PUT", "PATCH", "DELETE"):
        reading_only()
    info = _declaration()
    if info is not None and info.audience == "operations":
        return None
    kind = _enter_tenant()
    if leaving.is_closed(info):
        return leaving.closed_page()
    if info is None:
        return None  # no such address: the 404 page, in the municipality's house style
    if any("\0" in value for value in (request.view_args or {}).values()):
        abort(404)  # no database of ours has it, and PostgreSQL answers it with a fault
    if kind not in _HOSTS_FOR[info.audience] or not _language_is_offered():
        abort(404)
    if info.audience == "demo" and current_app.extensions["settings"].production:
        abort(404)
    refused = _ask_to_sign_in(info) if info.audience == "staff" else None
    if refused is None and info.body:
        # Only now it is known that whoever sends so much may; the form has not been read yet.
        request.max_content_length = request.max_form_memory_size = info.body
    return refused


def _declaration() -> RouteInfo | None:
    if request.endpoint is None:
        return None
    info = current_app.extensions["routes"].get(request.endpoint)
    if info is None:
        raise UndeclaredRoute(request.endpoint)
    return info


def _enter_tenant() -> str:
    """Set the municipality of this request; gives the kind of host. Unknown hosts get 404."""
    host = request.host.partition(":")[0].lower()
    known = tenancy.registry()
    g.host_kind = "unknown"
    if tenant := known.by_host.get(host):
        g.host_kind = "municipality"
    elif tenant := known.by_message_host.get(host):
        g.host_kind = "message"
    elif host in current_app.extensions["settings"].platform_hosts:
        g.host_kind = "platform"
    else:
        abort(404)
    g.tenant_token = tenancy.enter(tenant)
    refresh()
    return g.host_kind


def _language_is_offered() -> bool:
    language = request.environ.get("portal.language", "nl")
    tenant = tenancy.find_current()
    return language == "nl" or (tenant is not None and language in tenant.languages)


def _ask_to_sign_in(info: RouteInfo) -> Response | None:
    if not current_user.is_authenticated:
        if request.method == "GET" and request.view_args:
            session["wanted"] = request.path  # an address of ours: it has been matched
        return redirect(url_for("accounts_entrance.sign_in_form"))
    if info.permission and not current_user.may(info.permission):
        abort(404)
    return None


def leave_tenant(_error: BaseException | None) -> None:
    token = g.pop("tenant_token", None)
    if token is not None:
        tenancy.leave(token)


def init_app(app: Flask) -> None:
    app.before_request(admit)
    app.teardown_request(leave_tenant)
