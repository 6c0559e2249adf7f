"""The third layer alone: PostgreSQL, asked by the app's own role, with nothing of ours in between."""

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from portal import tenancy
from portal.booking import Appointment
from portal.db import Base, db
from tests.isolation import layers
from tests.support.world import World

TENANT_TABLES, PLANNING_TABLES = sorted(tenancy.tenant_tables()), sorted(tenancy.owned_tables())


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_the_app_sees_nothing_without_a_municipality_and_only_the_own_rows_with_one(
    secured: World, table: str
) -> None:
    layers.check_app_role_sees_only_own(secured, table)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_the_owner_sees_nothing_without_a_municipality(secured: World, table: str) -> None:
    layers.check_owner_sees_nothing(secured, table)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_no_row_is_given_to_another_municipality(secured: World, table: str) -> None:
    layers.check_row_cannot_be_given_away(secured, table)


@pytest.mark.parametrize("table", PLANNING_TABLES)
def test_planning_is_read_by_all_and_written_by_its_owner(secured: World, table: str) -> None:
    layers.check_planning_is_written_by_its_owner(secured, table)


def test_every_table_is_secured_or_on_the_platform_list(secured: World) -> None:
    asked = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with layers.raw(secured.settings.database_url) as connection:
        found = set(connection.execute(text(asked)).scalars())
    known = {table.name for table in Base.metadata.sorted_tables}
    assert found == {*TENANT_TABLES, *PLANNING_TABLES}
    assert known - found == set(tenancy.platform_tables()) - set(PLANNING_TABLES)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE draft",
        "ALTER TABLE draft DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE draft NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON draft",
        "CREATE POLICY all_of_it ON draft USING (true)",
        "UPDATE audit_event SET actor = 'x'",
        "DELETE FROM audit_event",
        "SET ROLE postgres",
        "CREATE TABLE of_my_own (x integer)",
    ],
)
def test_the_app_cannot_loosen_its_own_rules(secured: World, statement: str) -> None:
    with layers.raw(secured.settings.database_url, "dorp") as connection, pytest.raises(ProgrammingError):
        connection.execute(text(statement))


def test_the_setting_does_not_stay_in_the_pool(secured: World) -> None:
    """One connection for all: what the one transaction was told, the next does not know."""
    pool = create_engine(
        secured.settings.database_url, pool_size=1, max_overflow=0, execution_options={"schema_work": True}
    )
    for end in ("commit", "rollback"):
        with pool.connect() as connection:
            connection.execute(layers.SET, {"slug": "dorp"})
            assert layers.tenants_in(connection, "appointment") == {"dorp"}
            getattr(connection, end)()
            assert layers.tenants_in(connection, "appointment") == set(), f"after {end}"
        with pool.connect() as connection:
            assert layers.tenants_in(connection, "appointment") == set(), f"next checkout after {end}"
    pool.dispose()


def test_after_a_commit_or_rollback_in_the_middle_the_own_rows_are_still_seen(secured: World) -> None:
    with secured.app.app_context():
        for slug in ("dorp", "stad", "dorp"):
            with tenancy.acting_for(slug):
                for end in (db.session.commit, db.session.rollback):
                    assert {row.tenant_id for row in db.session.scalars(select(Appointment))} == {slug}
                    end()
                with db.session.begin_nested():
                    pass
                assert {row.tenant_id for row in db.session.scalars(select(Appointment))} == {slug}
