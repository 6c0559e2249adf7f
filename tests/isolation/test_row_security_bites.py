"""Take one rule of PostgreSQL away and a check of row security turns red, for every table."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.isolation import layers
from tests.isolation.test_row_security import PLANNING_TABLES, TENANT_TABLES
from tests.support.world import World


@contextmanager
def loosened(secured: World, table: str, statement: str) -> Iterator[None]:
    """As superuser, and put back exactly as it was."""
    asked = "SELECT policyname, cmd, qual, with_check FROM pg_policies WHERE tablename = :t"
    with secured._admin.begin() as admin:
        policies = admin.execute(text(asked), {"t": table}).all()
        admin.execute(text(statement))
    try:
        yield
    finally:
        with secured._admin.begin() as admin:
            now = admin.execute(text(asked), {"t": table}).all()
            for policy in now:
                admin.execute(text(f"DROP POLICY {policy.policyname} ON {table}"))
            for name, verb, qual, check in policies:
                using = f" USING ({qual})" if qual else ""
                checked = f" WITH CHECK ({check})" if check else ""
                admin.execute(text(f"CREATE POLICY {name} ON {table} FOR {verb}{using}{checked}"))
            admin.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
            admin.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))


def turns_red(check, secured: World, table: str, because: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssertionError, match=because):
        check(secured, table)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_its_policy_a_table_answers_otherwise(secured: World, table: str) -> None:
    check = layers.check_app_role_sees_only_own
    with loosened(secured, table, f"DROP POLICY tenant ON {table}"):
        turns_red(check, secured, table, "dorp sees set")  # PostgreSQL then shows nothing at all
    with loosened(secured, table, f"CREATE POLICY too_wide ON {table} USING (true)"):
        turns_red(check, secured, table, "seen without a municipality")
    check(secured, table)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_with_row_security_off_a_table_shows_everything(secured: World, table: str) -> None:
    check = layers.check_app_role_sees_only_own
    with loosened(secured, table, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"):
        turns_red(check, secured, table, "seen without a municipality")
    check(secured, table)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_force_the_owner_sees_everything(secured: World, table: str) -> None:
    check = layers.check_owner_sees_nothing
    with loosened(secured, table, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"):
        turns_red(check, secured, table, "the owner sees it")
    check(secured, table)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_without_its_check_a_row_is_given_away(secured: World, table: str) -> None:
    wide = f"CREATE POLICY too_wide ON {table} FOR INSERT WITH CHECK (true)"
    with loosened(secured, table, wide):
        turns_red(layers.check_row_cannot_be_given_away, secured, table, "not refused|another reason")
    layers.check_row_cannot_be_given_away(secured, table)


@pytest.mark.parametrize("table", PLANNING_TABLES)
@pytest.mark.parametrize(
    ("rule", "because"),
    [
        ("FOR INSERT WITH CHECK (true)", "not refused|another reason"),
        ("FOR UPDATE USING (true)", "dorp could UPDATE|another reason"),
        ("FOR DELETE USING (true)", "dorp could DELETE|another reason"),
    ],
    ids=["add", "change", "remove"],
)
def test_a_wider_rule_lets_another_write_planning(
    secured: World, table: str, rule: str, because: str
) -> None:
    check = layers.check_planning_is_written_by_its_owner
    with loosened(secured, table, f"CREATE POLICY too_wide ON {table} {rule}"):
        turns_red(check, secured, table, because)
    check(secured, table)
