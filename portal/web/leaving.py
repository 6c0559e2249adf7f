"""After "Sluit deze site" this browser sees a neutral page instead of the site, until somebody chooses to go on.

"Back" asks for our pages again (they are all `no-store`); a cookie of fifteen minutes, the latch, then decides
what is answered. What a browser does with it was measured: docs/sluiten.md.
"""

from typing import Any

from flask import current_app, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal import tenancy
from portal.web.pages import RouteInfo

LATCH_SECONDS = 15 * 60
_STAY_OPEN = {"staff", "operations"}  # leaving ended the staff session, and machines do not look along
_STILL_NEEDED = {"web_leaving.leave", "web_leaving.go_on", "web_styles.theme"}


def is_latched() -> bool:
    return _latch()["key"] in request.cookies


def latch(response: Response) -> None:
    """From now on this browser sees the neutral page on this host."""
    response.set_cookie(value="1", max_age=LATCH_SECONDS, **_latch())


def unlatch(response: Response) -> None:
    response.delete_cookie(**_latch())


def _latch() -> dict[str, Any]:
    secure = current_app.extensions["settings"].secure_cookies
    name = "__Host-weg" if secure else "weg"
    return {"key": name, "path": "/", "secure": secure, "httponly": True, "samesite": "Lax"}


def is_closed(info: RouteInfo | None) -> bool:
    """Must this request get the neutral page? Also when there is no such address (`info` is None)."""
    return is_latched() and not _stays_open(info) and request.endpoint not in _STILL_NEEDED


def hides_faults() -> bool:
    """An error page has the house style too; only staff and machines see theirs while this browser has left."""
    return is_latched() and not _stays_open(current_app.extensions["routes"].get(request.endpoint))


def _stays_open(info: RouteInfo | None) -> bool:
    return info is not None and info.audience in _STAY_OPEN


def closed_page() -> str:
    """Names no municipality and no site. A question that was sent is not carried out."""
    own_link = find_own_link(request.path) if request.method == "GET" else None
    return render_template("web/closed.html", neutral_url=neutral_address(), own_link=own_link)


def find_own_link(path: str) -> str | None:
    """The address of an own link's page, made anew, or None when this path is none: the only pages that somebody
    goes on to. Their host has no first page, and whoever opens a link again wants to see what it is for."""
    addresses = current_app.url_map.bind("")
    try:
        endpoint, values = addresses.match(path, method="GET")
    except HTTPException:
        return None
    if current_app.extensions["routes"][endpoint].audience != "message" or endpoint in _STILL_NEEDED:
        return None
    return addresses.build(endpoint, values)


def neutral_address() -> str:
    """Another site, where nobody minds somebody looking."""
    tenant = tenancy.find_current()
    address: str = (tenant.leave_url if tenant else None) or current_app.extensions["settings"].leave_url
    return address
