"""The tables are what the models say, and PostgreSQL itself keeps municipalities apart.

The guards in Python can be forgotten by whoever writes raw SQL; here they are not asked: psycopg talks directly.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import text

from portal import schema, tenancy
from portal.db import Base
from tests.support import world as worlds

REFUSED = (errors.InsufficientPrivilege, errors.InvalidParameterValue)


@contextmanager
def connected(url: str, tenant: str = "") -> Iterator[psycopg.Connection]:
    """One transaction, never committed."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        if tenant:
            connection.execute("select set_config('app.tenant', %s, true)", [tenant])
        yield connection
        connection.rollback()


@pytest.fixture
def as_app(postgres_world) -> Iterator[psycopg.Connection]:
    with connected(postgres_world.settings.database_url, "dorp") as connection:
        yield connection


@pytest.fixture
def as_owner(postgres_world) -> Iterator[psycopg.Connection]:
    with connected(postgres_world.settings.migration_url) as connection:
        yield connection


def numbers(connection: psycopg.Connection, sql: str, *given: object) -> list[tuple]:
    return connection.execute(sql, given).fetchall()


@pytest.mark.both
def test_models_equal_migrations(world) -> None:
    assert schema.differences(world.settings) == []


ROWS = (
    "INSERT INTO key (id, tenant, sealed_by, wrapped, created_at) VALUES ('k', 'dorp', 'test', 'x', 0)",
    "INSERT INTO talk_type (tenant_id, id, key, name, minutes, roles, topics, joint_allowed, who_sits, who_pays, "
    "condition, controller, position) VALUES ('dorp', 't', 'w', 'W', 30, 'w', '', true, '', '', '', '', 0)",
    "INSERT INTO appointment (tenant_id, id, reference, status, joint, sitting_id, talk_type_id, roles, claim_id, "
    "ticks, starts_at, ends_at, booked_at, created_via, channel, joint_at_start) "
    "VALUES ('dorp', 'a', 'ABCDEFGH', 'confirmed', false, 's', 't', 'w', 'c', 6, 0, 0, 0, 'site', 'geen', false)",
    "INSERT INTO participation (tenant_id, id, appointment_id, number, state, calendar_uid) "
    "VALUES ('dorp', 'p', 'a', 1, 'accepted', 'u')",
)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path):  # type: ignore[no-untyped-def]
    """The settings of a database without any table."""
    if request.param == "sqlite":
        return worlds.settings_for(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    request.getfixturevalue("postgres_world")  # leaves the test out, loudly, when there is no PostgreSQL
    server, name = worlds.postgres_server(), f"empty_{os.urandom(4).hex()}"
    server.create_database(name)
    return worlds.settings_for(server.app_url(name), server.owner_url(name))


def test_what_was_booked_before_two_people_could_come_is_kept(empty) -> None:
    """Every revision over a database with rows in it: a reference moves from the appointment to its person."""
    schema.upgrade(empty, "0001")
    engine = schema.owner_engine(empty)
    with engine.begin() as rows:
        if engine.dialect.name == "postgresql":
            rows.execute(text("SELECT set_config('app.tenant', 'dorp', true)"))
        for statement in ROWS:
            rows.execute(text(statement))
    schema.upgrade(empty)
    assert schema.differences(empty) == []
    with engine.begin() as rows:
        if engine.dialect.name == "postgresql":
            rows.execute(text("SELECT set_config('app.tenant', 'dorp', true)"))
        found = rows.execute(text("SELECT id, appointment_id, reference FROM participation")).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("p", "a", "ABCDEFGH")]


@pytest.mark.both
def test_upgrading_twice_is_harmless(world, app) -> None:
    schema.upgrade(world.settings)
    assert schema.differences(world.settings) == []
    with app.app_context():
        assert schema.is_current()
        assert len(tenancy.registry().tenants) == 2
        with tenancy.acting_for("dorp"):
            assert tenancy.profile().get("contact", {}), "the rows are still there"


@pytest.mark.both
def test_the_command_says_whether_tables_are_current(app) -> None:
    outcome = app.test_cli_runner().invoke(args=["db", "check"])
    assert (outcome.exit_code, outcome.output) == (0, "Gelijk.\n")


@pytest.mark.both
def test_the_app_itself_sees_whether_tables_are_current(app) -> None:
    """As `portal_app`: it may read the version, and nothing else of Alembic's."""
    answer = app.test_client().get("/_healthz/")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")


def test_a_missing_column_is_noticed(world) -> None:
    """The check itself bites."""
    engine = schema.owner_engine(world.settings)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE job_run DROP COLUMN done_at")
        connection.exec_driver_sql("DROP INDEX ix_outbox_state_due_at")
    engine.dispose()
    assert len(schema.differences(world.settings)) == 2


# PostgreSQL only: its own catalogue, and its own refusals -----------------------------------------------------------


def test_every_table_of_municipalities_has_forced_row_security(as_app) -> None:
    found = {
        name: (on, forced)
        for name, on, forced in numbers(
            as_app,
            "select relname, relrowsecurity, relforcerowsecurity from pg_class "
            "where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
        )
    }
    kept_apart = tenancy.tenant_tables() | tenancy.owned_tables()
    assert set(found) == {t.name for t in Base.metadata.sorted_tables} | {"alembic_version"}
    assert {name for name, flags in found.items() if flags == (True, True)} == kept_apart
    assert {flags for name, flags in found.items() if name not in kept_apart} == {(False, False)}


def test_the_policies_are_exactly_the_ones_we_know(as_app) -> None:
    own = "(({}){} = NULLIF(current_setting('app.tenant'::text, true), ''::text))"
    expected: set[tuple[str | None, ...]] = set()
    for table in tenancy.tenant_tables():
        mine = own.format("tenant_id", "::text")
        expected.add((table, "tenant", "*", mine, mine))
    for table in tenancy.owned_tables():
        mine = own.format("owner", "::text")
        expected |= {
            (table, "everyone_reads", "r", "true", None),
            (table, "owner_adds", "a", None, mine),
            (table, "owner_changes", "w", mine, mine),
            (table, "owner_removes", "d", mine, None),
        }
    found = numbers(
        as_app,
        "select polrelid::regclass::text, polname, polcmd::text, pg_get_expr(polqual, polrelid), "
        "pg_get_expr(polwithcheck, polrelid) from pg_policy",
    )
    assert set(found) == expected
    assert not numbers(as_app, "select polname from pg_policy where not polpermissive or polroles <> '{0}'")


def test_the_app_is_nobody_special(as_app) -> None:
    rights = numbers(
        as_app,
        "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles "
        "where rolname = current_user",
    )
    assert rights == [("portal_app", False, False, False, False, False)]
    assert not numbers(as_app, "select 1 from pg_auth_members where member = current_user::regrole")
    assert not numbers(as_app, "select relname from pg_class where relowner = current_user::regrole")
    assert not numbers(as_app, "select 1 from pg_namespace where nspowner = current_user::regrole")
    assert not numbers(as_app, "select 1 from pg_proc where proowner = current_user::regrole")
    assert not numbers(as_app, "select 1 from pg_database where datdba = current_user::regrole")


def test_nothing_runs_with_the_rights_of_its_owner(as_app) -> None:
    """A function `security definer` or a view would look around row security."""
    ours = "'public'::regnamespace"
    assert not numbers(as_app, f"select proname from pg_proc where prosecdef and pronamespace = {ours}")
    assert not numbers(
        as_app, f"select relname from pg_class where relkind in ('v', 'm') and relnamespace = {ours}"
    )


def test_the_app_has_only_the_grants_it_was_given(as_app) -> None:
    found: dict[str, set[str]] = {}
    for table, right in numbers(
        as_app,
        "select table_name, privilege_type from information_schema.role_table_grants "
        "where grantee in ('portal_app', 'PUBLIC') and table_schema = 'public'",
    ):
        found.setdefault(table, set()).add(right)
    everything = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert found.pop("audit_event") == {"SELECT", "INSERT"}
    assert found.pop("change") == {"SELECT", "INSERT"}
    assert found.pop("alembic_version", {"SELECT"}) == {"SELECT"}
    assert set(found) == {t.name for t in Base.metadata.sorted_tables} - {"audit_event", "change"}
    assert {table for table, rights in found.items() if rights != everything} == set()


@pytest.mark.parametrize(
    "attempt",
    [
        "TRUNCATE appointment",
        "TRUNCATE claim_tick",
        "ALTER TABLE appointment DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE appointment NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE person ADD COLUMN more text",
        "DROP POLICY tenant ON appointment",
        "CREATE POLICY more ON appointment USING (true)",
        "DROP TABLE draft",
        "SET ROLE portal_owner",
        "SET SESSION AUTHORIZATION portal_owner",
        "ALTER ROLE portal_app BYPASSRLS",
        "GRANT portal_owner TO portal_app",
        "UPDATE audit_event SET actor = 'nobody'",
        "DELETE FROM audit_event",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'select 1'",
        "UPDATE alembic_version SET version_num = '0'",
        "SET session_replication_role = replica",
    ],
)
def test_the_app_cannot(as_app, attempt: str) -> None:
    with pytest.raises(REFUSED):
        as_app.execute(attempt)


def test_switching_row_security_off_gives_nothing(as_app) -> None:
    """`SET row_security = off` does not open the table: it turns the filter into a refusal."""
    as_app.execute("SET LOCAL row_security = off")
    with pytest.raises(errors.InsufficientPrivilege):
        as_app.execute("SELECT count(*) FROM setting")


def test_without_a_municipality_the_app_sees_and_writes_nothing(postgres_world) -> None:
    with connected(postgres_world.settings.database_url) as nobody:
        assert numbers(nobody, "select count(*) from talk_type") == [(0,)]
        assert numbers(nobody, "select count(*) > 0 from sitting") == [(True,)]
        with pytest.raises(errors.InsufficientPrivilege):
            nobody.execute("insert into setting (tenant_id, id, key, value) values ('dorp', 'x', 'k', '1')")


@pytest.mark.parametrize("empty", ["", " ", "DORP", "dor_", "%"])
def test_only_the_exact_name_opens(postgres_world, empty: str) -> None:
    with connected(postgres_world.settings.database_url, empty) as nobody:
        assert numbers(nobody, "select count(*) from talk_type") == [(0,)]


def test_the_app_sees_and_writes_only_rows_of_its_municipality(as_app) -> None:
    assert numbers(as_app, "select distinct tenant_id from talk_type") == [("dorp",)]
    assert as_app.execute("update talk_type set name = 'x' where tenant_id = 'stad'").rowcount == 0
    assert as_app.execute("delete from setting where tenant_id = 'stad'").rowcount == 0
    with pytest.raises(errors.InsufficientPrivilege):
        as_app.execute("update talk_type set tenant_id = 'stad' where key = 'wijkteam'")


@pytest.mark.parametrize("table", sorted(tenancy.owned_tables() - {"closure"}))
def test_planning_is_read_by_all_and_written_by_its_owner(as_app, table: str) -> None:
    read = numbers(as_app, f"select count(*) from {table} where owner = 'stad'")[0][0]
    assert as_app.execute(f"update {table} set owner = owner where owner = 'stad'").rowcount == 0
    assert as_app.execute(f"delete from {table} where owner = 'stad'").rowcount == 0
    assert read or table == "spreekuur_offer"


def test_planning_cannot_be_given_away(as_app) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_app.execute("update place set owner = 'stad' where owner = 'dorp'")


def test_the_owner_sees_no_rows_without_a_municipality(as_owner) -> None:
    """The trap of DESIGN §2: a data migration without `app.tenant` updates nothing, and passes."""
    for table in sorted(tenancy.tenant_tables()):
        assert numbers(as_owner, f"select count(*) from {table}") == [(0,)], table
    assert as_owner.execute("update talk_type set name = 'x'").rowcount == 0
    as_owner.execute("select set_config('app.tenant', 'dorp', true)")
    assert numbers(as_owner, "select count(*) > 0 from talk_type") == [(True,)]


def test_the_owner_of_the_tables_is_no_superuser(as_owner) -> None:
    found = numbers(
        as_owner,
        "select distinct rolname, rolsuper, rolbypassrls from pg_class join pg_roles on pg_roles.oid = relowner "
        "where relnamespace = 'public'::regnamespace",
    )
    assert found == [("portal_owner", False, False)]
