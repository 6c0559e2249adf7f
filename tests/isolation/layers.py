"""Checks of the layers below the pages, as plain functions, and connections that go around the ORM."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from portal import tenancy
from portal.booking import Appointment
from portal.db import Base, db
from tests.support.world import World

SET = text("select set_config('app.tenant', :slug, true)")


@contextmanager
def raw(url: str, slug: str | None = None) -> Iterator[Connection]:
    """A transaction of a role of PostgreSQL itself: no session, no listener, no look at the statement."""
    engine = create_engine(url, poolclass=NullPool, execution_options={"schema_work": True})
    with engine.connect() as connection:
        if slug is not None:
            connection.execute(SET, {"slug": slug})
        yield connection


def tenants_in(connection: Connection, table: str, column: str = "tenant_id") -> set[str]:
    return set(connection.execute(text(f"SELECT DISTINCT {column} FROM {table}")).scalars())


# --- PostgreSQL, with the ORM layer out of the way ------------------------------------------------------------


def check_app_role_sees_only_own(world: World, table: str) -> None:
    """Nothing without a municipality; with one, exactly its own rows."""
    with raw(world.settings.database_url) as connection:
        assert tenants_in(connection, table) == set(), f"{table}: seen without a municipality"
    for slug in ("dorp", "stad"):
        with raw(world.settings.database_url, slug) as connection:
            seen = tenants_in(connection, table)
        assert seen == {slug}, f"{table}: {slug} sees {seen}"


def check_owner_sees_nothing(world: World, table: str) -> None:
    """Row security is forced upon the owner of the tables too."""
    with raw(world.settings.migration_url) as connection:
        assert tenants_in(connection, table) == set(), f"{table}: the owner sees it without a municipality"


def check_row_cannot_be_given_away(world: World, table: str, column: str = "tenant_id") -> None:
    """An own row is not changed into another municipality's, nor copied into one."""
    _check_refused(world, f"UPDATE {table} SET {column} = 'stad' WHERE {column} = 'dorp'", table)
    names = ", ".join(f'"{c.name}"' for c in Base.metadata.tables[table].columns)
    copied = names.replace(f'"{column}"', "'stad'").replace('"id"', "left('x' || id, 24)")
    _check_refused(world, f"INSERT INTO {table} ({names}) SELECT {copied} FROM {table} LIMIT 1", table)


def check_planning_is_written_by_its_owner(world: World, table: str) -> None:
    """Everyone reads it; who does not own it changes nothing, removes nothing, adds nothing."""
    with raw(world.settings.database_url, "dorp") as connection:
        assert tenants_in(connection, table, "owner") == {"dorp", "stad"}, f"{table}: not read by all"
        for verb in (f"UPDATE {table} SET owner = 'dorp'", f"DELETE FROM {table}"):
            try:
                done = connection.execute(text(f"{verb} WHERE owner = 'stad'")).rowcount
            except (
                DBAPIError
            ) as key:  # what let it through, and stopped only at a foreign key, let it through
                raise AssertionError(f"{table}: dorp could {verb}, but for {key.orig}") from key
            assert done == 0, f"{table}: dorp could {verb}"
    _check_refused(world, f"INSERT INTO {table} SELECT * FROM {table} WHERE owner = 'stad'", table)
    check_row_cannot_be_given_away(world, table, "owner")


def _check_refused(world: World, statement: str, table: str) -> None:
    with raw(world.settings.database_url, "dorp") as connection:
        try:
            connection.execute(text(statement))
        except DBAPIError as refused:
            reasons = (
                "row-level security",
                "permission denied",
            )  # the second: the audit log is never changed
            assert any(r in str(refused) for r in reasons), f"{table}: for another reason: {refused.orig}"
            return
    raise AssertionError(f"{table}: not refused: {statement}")


# --- the ORM layer, on either engine ---------------------------------------------------------------------------


def check_select_is_narrowed(world: World) -> None:
    """A plain select of a model gives the own rows, though it asks for all."""
    with world.app.app_context(), tenancy.acting_for("dorp"):
        try:
            seen = {row.tenant_id for row in db.session.scalars(select(Appointment))}
        except tenancy.CrossTenant as refused:
            raise AssertionError(
                "the criterion was not added; the look at the statement stopped it"
            ) from refused
        finally:
            db.session.rollback()
    assert seen == {"dorp"}, f"dorp sees {seen}"


def check_statement_around_the_mappers_is_refused(world: World) -> None:
    """SQL that names a tenant table without asking for the own municipality."""
    check_refused_by_the_look(world, text("SELECT id FROM appointment"))
    check_refused_by_the_look(world, text("SELECT id FROM appointment WHERE tenant_id = 'stad'"))


def check_refused_by_the_look(world: World, statement: Any) -> None:
    with world.app.app_context(), tenancy.acting_for("dorp"):
        try:
            db.session.execute(statement)
        except tenancy.CrossTenant:
            return
        finally:
            db.session.rollback()
    raise AssertionError(f"not refused: {statement}")
