"""The version of what a municipality shows: a number in its settings, counted up at every change."""

from flask import current_app
from sqlalchemy import Connection, text

from portal.db import new_id
from portal.tenancy.context import current_id

_COUNT_UP = text(
    """
    INSERT INTO setting (tenant_id, id, key, value) VALUES (:tenant, :id, 'version', '1')
    ON CONFLICT (tenant_id, key) DO UPDATE SET value = CAST(CAST(setting.value AS INTEGER) + 1 AS TEXT)
    """
)


def touch(connection: Connection) -> None:
    """Say that something a page shows has changed; other processes see it within seconds (profile.POLL_SECONDS)."""
    connection.execute(_COUNT_UP, {"tenant": current_id(), "id": new_id()})
    current_app.extensions["shelf"].forget(current_id())
