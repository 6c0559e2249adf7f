"""Health, outside tenant resolution: is the process alive, can it work, and is something running out?"""

from collections.abc import Callable

from flask import Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.db import db
from portal.web.pages import pages as declare

pages = declare("web_operations", __name__, audience="operations")


@pages.get("/_healthz/livez/")
def live() -> Response:
    return jsonify(status="ok")


@pages.get("/_healthz/readyz/")
def ready() -> Response:
    """200 when the database answers; warnings do not make it unready."""
    return _answer(_database_answers(), _warnings)


@pages.get("/_healthz/")
def started() -> Response:
    """As readyz, and the tables are those of this version."""
    return _answer(_database_answers() and current_app.extensions["schema_is_current"](), _warnings)


def _answer(healthy: bool, warnings: Callable[[], list[str]]) -> Response:
    response = jsonify(status="ok" if healthy else "fault", warnings=warnings() if healthy else [])
    response.status_code = 200 if healthy else 503
    return response


def _database_answers() -> bool:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return False
    return True


def _warnings() -> list[str]:
    return [warning for find in current_app.extensions["readiness_warnings"] for warning in find()]
