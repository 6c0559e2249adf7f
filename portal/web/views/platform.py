"""\"Kies uw gemeente\": nobody's place of residence is checked or kept."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from portal import tenancy
from portal.web.site import municipality_address


@dataclass(frozen=True)
class Choice:
    name: str
    url: str
    place: str = ""


def choose_municipality() -> str | Response:
    typed = request.args.get("naam", "")[:60].strip()
    search = tenancy.registry().search(typed) if typed else tenancy.Search()
    if len(search.found) == 1:
        return redirect(municipality_address(search.found[0].slug), 303)
    result = (
        "several"
        if search.found
        else "not_connected"
        if search.not_connected
        else "unknown"
        if typed
        else None
    )
    return render_template(
        "web/choose_municipality.html",
        search=typed,
        result=result,
        found=[Choice(t.name, municipality_address(t.slug)) for t in search.found],
        found_name=search.not_connected,
        municipalities=[Choice(t.name, municipality_address(t.slug)) for t in tenancy.registry().tenants],
    )
