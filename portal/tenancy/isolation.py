"""Three layers that keep municipalities apart; this file is the second, and sets the third.

1. the request's host decides the municipality (context.py, registry.py)
2. here: ORM criteria on every query, a look at the tables of every statement, a check of every flush
3. PostgreSQL row-level security, driven by `app.tenant`, which is set at the begin of each transaction
"""

import functools
import re
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event, inspect, select, text
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from portal.db import Base, PortalSession, db
from portal.tenancy.context import NoTenant, current_id, find_current
from portal.tenancy.models import OwnedRow, TenantRow
from portal.tenancy.version import touch

# Tables without a municipality's rows, each with its reason. They hold nothing a resident typed.
_PLATFORM: dict[str, str] = {}


class CrossTenant(RuntimeError):
    """Code tried to write, or went around the guards to, another municipality's rows."""


def platform_table(name: str, reason: str) -> str:
    """Declare a table that is not kept apart per municipality, with the reason why; gives the name back."""
    _PLATFORM[name] = reason
    return name


def platform_tables() -> dict[str, str]:
    return dict(_PLATFORM)


def tenant_tables() -> set[str]:
    """Names of the tables whose rows belong to one municipality."""
    return _names_of(TenantRow)


def owned_tables() -> set[str]:
    """Names of the planning tables: all read, the owner writes."""
    return _names_of(OwnedRow)


def _names_of(kind: type) -> set[str]:
    return {str(m.local_table.description) for m in Base.registry.mappers if issubclass(m.class_, kind)}


@event.listens_for(PortalSession, "do_orm_execute")
def _only_own_rows(state: ORMExecuteState) -> None:
    _still_the_same(state.session)
    if state.is_column_load or state.is_relationship_load:
        return
    if (state.is_update or state.is_delete) and any(
        issubclass(m.class_, OwnedRow) for m in state.all_mappers
    ):
        owner = current_id()
        own_planning = with_loader_criteria(OwnedRow, lambda cls: cls.owner == owner, include_aliases=True)
        state.statement = state.statement.options(own_planning)
    if not any(issubclass(mapper.class_, TenantRow) for mapper in state.all_mappers):
        return  # a statement around the mappers meets the look at its tables, below
    tenant = current_id()
    if state.execution_options.get("narrowed"):
        return  # made by `own`, which wrote the criterion itself
    # `tenant` is a closure variable on purpose: SQLAlchemy caches the lambda and tracks only those.
    own_rows = with_loader_criteria(TenantRow, lambda cls: cls.tenant_id == tenant, include_aliases=True)
    state.statement = state.statement.options(own_rows)


def _still_the_same(session: Any) -> None:
    """One session, one municipality (SAFETY §3): after a switch, what is in memory would be another's."""
    if session.in_transaction() and session.info.get("tenant", tenant := find_current()) is not tenant:
        raise CrossTenant("another municipality in the same session: use tenancy.acting_for(slug)")


@event.listens_for(PortalSession, "after_begin")
def _tell_postgresql(session: Any, transaction: Any, connection: Any) -> None:
    tenant = session.info["tenant"] = find_current()
    if connection.dialect.name == "postgresql" and tenant is not None:
        # Local to the transaction: a setting of the session would leak through the pool (SAFETY §3, R3).
        connection.execute(_SET_TENANT, {"tenant": tenant.slug})


_SET_TENANT = text("select set_config('app.tenant', :tenant, true)")


@event.listens_for(PortalSession, "before_flush")
def _write_own_rows_only(session: Any, *_: Any) -> None:
    _still_the_same(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        _claim_for_tenant(row)


def _claim_for_tenant(row: Any) -> None:
    """A new row becomes the current municipality's; another's raises CrossTenant."""
    field = "tenant_id" if isinstance(row, TenantRow) else "owner" if isinstance(row, OwnedRow) else None
    if field is None:
        return
    if getattr(row, field) is None:
        setattr(row, field, current_id())
    elif {getattr(row, field), *inspect(row).attrs[field].history.deleted} != {current_id()}:
        raise CrossTenant(f"{type(row).__name__} of {getattr(row, field)} written for {current_id()}")


def insert(*rows: Base) -> None:
    """Insert new rows at once, in this order, without the session's unit of work: for hot paths.

    The same guard as a flush. The rows stay outside the session; defaults are filled in by the database layer.
    """
    connection = db.session.connection()
    for row in rows:
        _claim_for_tenant(row)
        table: Any = row.__table__
        values = {c.key: value for c in table.columns if (value := row.__dict__.get(c.key)) is not None}
        connection.execute(_insert_into(table), values)


@functools.cache
def _insert_into(table: Any) -> Any:
    """Built once per table."""
    return sqlalchemy.insert(table)


@event.listens_for(PortalSession, "after_flush")
def _count_the_version_up(session: Any, *_: Any) -> None:
    """Whatever planning, talk or setting is written: pages kept in memory are made anew."""
    shown = (
        row
        for row in (*session.new, *session.dirty, *session.deleted)
        if getattr(row, "shown_on_pages", False)
    )
    if find_current() is not None and any(shown):
        touch(session.connection())


# SQL text → does it name a tenant table; compiled statements come from a cache, so this is one look-up.
_looked_at: dict[str, bool] = {}


@event.listens_for(Engine, "before_cursor_execute")
def _look_at_the_tables(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
    """Whatever way a statement came: it may name a tenant table only inside a municipality, and with its id."""
    names_tenant_table = _looked_at.get(statement)
    if names_tenant_table is None:
        if connection.get_execution_options().get("schema_work"):
            return  # migrations, which create and alter; they run as the owner
        if _MOVES_ROWS.search(statement):
            raise CrossTenant("a row never moves to another municipality")
        names_tenant_table = bool(_tenant_table_pattern().search(statement))
        if len(_looked_at) < 5000:
            _looked_at[statement] = names_tenant_table
    if not names_tenant_table or connection.get_execution_options().get("schema_work"):
        return
    tenant = find_current()
    if tenant is None:
        raise NoTenant("a statement on a tenant table without a municipality")
    sets = parameters if isinstance(parameters, list) else [parameters]  # a list: one set per row
    asks = "tenant_id" in statement and all(_holds(given, tenant.slug) for given in sets)
    if not asks and f"tenant_id = '{tenant.slug}'" not in statement:
        raise CrossTenant("a statement on a tenant table that does not ask for the current municipality")


def _holds(parameters: Any, slug: str) -> bool:
    return slug in (parameters.values() if isinstance(parameters, dict) else parameters)


# UPDATE … SET tenant_id = … or owner = …, before its WHERE.
_MOVES_ROWS = re.compile(
    r"^\s*update\b(?:(?!\bwhere\b).)*?\bset\b(?:(?!\bwhere\b).)*?\b(?:tenant_id|owner)\"?\s*=", re.I | re.S
)
_pattern: re.Pattern[str] | None = None


def _tenant_table_pattern() -> re.Pattern[str]:
    global _pattern
    if _pattern is None:
        names = "|".join(sorted(map(re.escape, tenant_tables())))
        _pattern = re.compile(rf"\b(?:{names})\b", re.IGNORECASE)
    return _pattern


def own(*columns: Any) -> Any:
    """A select of columns of ONE tenant table, already narrowed to the municipality; for hot paths."""
    narrowed = select(*columns).where(columns[0].class_.tenant_id == current_id())
    return narrowed.execution_options(narrowed=True)
