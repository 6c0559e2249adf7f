"""The database: one session per app context, instants as epoch seconds, every column declared.

SQLite for the demo and development, PostgreSQL in production; both see the same SQL.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, current_app, g, has_app_context
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import BigInteger, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from portal import clock


@dataclass(frozen=True)
class Data:
    """What a column holds: its class (SAFETY §4: 0 public … 4 safety), its purpose, and how long it stays.

    Every column carries one in `info`; a column without fails the build.
    """

    klass: int
    purpose: str
    retention: str

    @property
    def personal(self) -> bool:
        return self.klass > 0


KEY = Data(0, "identifies the row", "as long as the row")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """BIGINT epoch seconds in the database, aware UTC in Python, on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return clock.epoch(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else clock.from_epoch(value)


def column(data: Data, *args: Any, **kwargs: Any) -> Mapped[Any]:
    """A mapped column that declares what it holds."""
    kwargs.setdefault("nullable", False)
    return mapped_column(*args, info={"data": data}, **kwargs)


def new_id() -> str:
    """A random row id (96 bits, hex). Made in Python first, so that a sealed column can be bound to its row."""
    return secrets.token_hex(12)


class PortalSession(Session):
    """The session class; tenancy hangs its guards on it."""


db = SQLAlchemy(session_options={"class_": PortalSession, "expire_on_commit": False})


def connect(app: Flask) -> None:
    """Give the app its engine and its session per app context."""
    db.init_app(app)
    # We have no async engine. Its teardown would start a thread in every request (0.4 ms, measured).
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]


@contextmanager
def own_transaction() -> Iterator[None]:
    """A short writing transaction of its own, for the named exceptions to "a GET changes nothing"."""
    with current_app.app_context():
        yield
        db.session.commit()


def read(statement: Any, given: dict[str, Any]) -> Sequence[Any]:
    """The rows of one statement on planning or ticks: inside the session's transaction when it is in one, else
    alone, which saves PostgreSQL the three round trips of a transaction (the busiest page needs only this)."""
    if db.session.in_transaction():
        return db.session.connection().execute(statement, given).all()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return connection.execute(statement, given).all()


def reading_only() -> None:
    """Say that this app context will not write: SQLite then opens a plain transaction instead of a write lock."""
    g.reading_only = True


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we open transactions ourselves, see below
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name != "sqlite":
        return
    # IMMEDIATE takes the write lock at once: a transaction that reads first and writes later could
    # otherwise fail with "database is locked" after its work (BOOKING §0.2).
    reading = has_app_context() and g.get("reading_only", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
