"""Every column says what it holds; every table is one municipality's, or on the list with its reason."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from portal import app as whole_portal
from portal import tenancy
from portal.db import Base, Data

assert whole_portal  # it loads the models of every room

PORTAL = Path(__file__).parents[2] / "portal"
MODELS = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda c: c.__name__)
TABLES: list[Table] = list(Base.metadata.sorted_tables)
TENANT_TABLES = [t for t in TABLES if t.name in tenancy.tenant_tables()]


# DESIGN §2, and `central_text` (pages of all municipalities, written by regioredacteurs), `place` (planning),
# `sign_in_failure` (keyed hashes), `oidc_link` (who signs in by a provider), `busy_time` (hours without reason).
DECIDED = (
    "busy_time central_text claim_tick closure job_run key membership oidc_link organisation outbox person place "
    "resource sign_in_failure sitting sitting_desk spreekuur spreekuur_desk spreekuur_offer staff_session"
)


def name(thing: type | Table) -> str:
    return thing.name if isinstance(thing, Table) else thing.__name__


def test_every_table_has_a_model() -> None:
    assert {t.name for t in TABLES} == {model.__tablename__ for model in MODELS}


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_column_is_classified(table: Table) -> None:
    for column in table.columns:
        data = column.info.get("data")
        assert isinstance(data, Data), f"{column}: use portal.db.column(Data(...))"
        assert data.klass in range(5), column
        assert data.purpose.strip() and data.retention.strip(), column


def test_what_a_resident_typed_is_sealed_and_personal() -> None:
    sealed = [c for t in TABLES for c in t.columns if c.name == "sealed" or c.name.endswith("_sealed")]
    assert sealed
    for column in sealed:
        assert column.info["data"].personal, column
        assert column.type.python_type is bytes, column
        assert column.table.name in tenancy.tenant_tables(), column


def test_safety_answers_are_in_the_highest_class() -> None:
    columns = {str(c): c.info["data"].klass for t in TABLES for c in t.columns}
    assert columns["participation.contact_sealed"] == 4
    assert columns["draft.sealed"] == 4


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_every_table_is_a_municipalitys_or_on_the_list_with_a_reason(table: Table) -> None:
    reason = tenancy.platform_tables().get(table.name)
    if table.name in tenancy.tenant_tables():
        assert reason is None, "on the platform list, but a TenantRow"
    else:
        assert reason and len(reason.split()) > 3, "no TenantRow, and no reason on the platform list"


def test_the_platform_list_is_the_one_that_was_decided() -> None:
    """A longer list is a decision: change the paper too."""
    assert " ".join(sorted(tenancy.platform_tables())) == DECIDED


def test_platform_tables_hold_nothing_a_resident_typed() -> None:
    for name in tenancy.platform_tables():
        klasses = {c.info["data"].klass for c in Base.metadata.tables[name].columns}
        assert max(klasses) < 3, f"{name} holds class {max(klasses)}"


@pytest.mark.parametrize("table", TENANT_TABLES, ids=name)
def test_keys_of_a_municipality_begin_with_its_name(table: Table) -> None:
    assert [c.name for c in table.primary_key] == ["tenant_id", "id"]
    for unique in (i for i in table.indexes if i.unique):
        assert next(iter(unique.columns)).name == "tenant_id", unique.name
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | ForeignKeyConstraint):
            assert next(iter(constraint.columns)).name == "tenant_id", constraint.name
    for foreign in table.foreign_key_constraints:
        assert next(iter(foreign.elements)).column.name == "tenant_id", foreign.name
        assert foreign.referred_table.name in tenancy.tenant_tables(), foreign.name


@pytest.mark.parametrize("table", TABLES, ids=name)
def test_no_table_outside_points_into_a_municipalitys_rows(table: Table) -> None:
    if table.name in tenancy.platform_tables():
        reached = {foreign.referred_table.name for foreign in table.foreign_key_constraints}
        assert not reached & tenancy.tenant_tables()


def test_an_owned_row_knows_its_owner() -> None:
    for table in tenancy.owned_tables():
        owner = Base.metadata.tables[table].columns["owner"]
        assert not owner.nullable and owner.index
        assert table in tenancy.platform_tables()


def test_platform_tables_are_touched_only_by_their_own_room() -> None:
    """Their model classes are imported, or reached through a door, nowhere else. Not even by app.py."""
    room_of = {
        model.__name__: model.__module__.split(".")[1]
        for model in MODELS
        if model.__tablename__ in tenancy.platform_tables()
    }
    found = []
    for path in PORTAL.rglob("*.py"):
        inside = path.relative_to(PORTAL).parts
        room = inside[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal"):
                used = {a.name: (node.module or "").split(".") for a in node.names}
                names = [n for n, module in used.items() if module[1:2] and module[1] == room_of.get(n)]
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                names = [node.attr] if node.value.id == room_of.get(node.attr) else []
            else:
                continue
            found += [f"{'/'.join(inside)}: {n}" for n in names if room_of[n] != room]
    assert not found, "\n".join(found)


def test_platform_tables_are_named_in_sql_only_by_their_own_room() -> None:
    """The same for statements written as text."""
    room_of = {
        str(model.__tablename__): model.__module__.split(".")[1]
        for model in MODELS
        if model.__tablename__ in tenancy.platform_tables()
    }
    found = []
    for path in PORTAL.rglob("*.py"):
        inside = path.relative_to(PORTAL).parts
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            after = node.value.replace("(", " ").split()
            for verb, table in pairwise(after):
                if verb in ("FROM", "JOIN", "INTO", "UPDATE") and room_of.get(table, inside[0]) != inside[0]:
                    found.append(f"{'/'.join(inside)}:{node.lineno}: {table}")
    assert not found, "\n".join(found)
