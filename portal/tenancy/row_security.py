"""Row-level security for migrations: every new table goes through one of these three. No-ops on SQLite.

The app role owns nothing and gets only what is granted here. Under FORCE the owner, too, sees no row without
`app.tenant`: a data migration loops over the municipalities, or it updates nothing and passes.
"""

from alembic import op

APP_ROLE = "portal_app"
_TENANT = "nullif(current_setting('app.tenant', true), '')"
_EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


def tenant_table(table: str, grants: str = _EVERYTHING) -> None:
    """Rows of one municipality: seen, written and moved only within it."""
    _secure(
        table,
        grants,
        f"CREATE POLICY tenant ON {table} USING (tenant_id = {_TENANT}) WITH CHECK (tenant_id = {_TENANT})",
    )


def owned_table(table: str) -> None:
    """Planning: every municipality reads, only the owner writes."""
    own = f"owner = {_TENANT}"
    _secure(
        table,
        _EVERYTHING,
        f"CREATE POLICY everyone_reads ON {table} FOR SELECT USING (true)",
        f"CREATE POLICY owner_adds ON {table} FOR INSERT WITH CHECK ({own})",
        f"CREATE POLICY owner_changes ON {table} FOR UPDATE USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY owner_removes ON {table} FOR DELETE USING ({own})",
    )


def platform_table(table: str, grants: str = _EVERYTHING) -> None:
    """A table of the platform list: no row security, only grants."""
    if _is_postgresql():
        op.execute(f"GRANT {grants} ON {table} TO {APP_ROLE}")


def _secure(table: str, grants: str, *policies: str) -> None:
    if not _is_postgresql():
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    for policy in policies:
        op.execute(policy)
    op.execute(f"GRANT {grants} ON {table} TO {APP_ROLE}")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
