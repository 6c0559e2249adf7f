"""The first page of the municipality's own desk."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import web
from portal.administration import queries
from portal.administration.checklist import Point, is_ready, points
from portal.administration.room import menu

pages = web.pages("administration_home", __name__, audience="staff", permission="beheer")


@pages.get("/beheer/")
def home() -> str:
    found = points(queries.facts()) if current_user.may("manage") else []
    return render_template(
        "administration/home.html",
        entries=menu(),
        open=[_row(point) for point in found if not point.done],
        done=[_row(point) for point in found if point.done],
        ready=bool(found) and is_ready(found),
    )


def _row(point: Point) -> dict[str, Any]:
    return {
        "what": _(point.what),
        "url": url_for(point.where),
        "optional": point.optional,
        "note": _(point.note) if point.note else "",
    }
