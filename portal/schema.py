"""flask db prepare|upgrade|check: the tables, made by their owner; the app itself owns nothing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Engine, create_engine, event, text

from portal.config import ROOT, Settings
from portal.db import Base, db
from portal.tenancy.row_security import APP_ROLE

group = AppGroup("db", help="De tabellen.")
commands = [group]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(ROOT) / "migrations"))
    return config


def owner_engine(settings: Settings) -> Engine:
    """A connection as the owner of the tables (on SQLite: the same file). Marked as work on the schema."""
    url = settings.migration_url or settings.database_url
    engine = create_engine(url, execution_options={"schema_work": True})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_foreign_keys)
    return engine


def _without_foreign_keys(connection: Any, _record: Any) -> None:
    """SQLite changes a table by making a new one and dropping the old, which rows that point at it would forbid."""
    connection.execute("PRAGMA foreign_keys=OFF").close()


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the tables to this version."""
    engine = owner_engine(settings)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError("after the migration some rows point at nothing; nothing was changed")
    engine.dispose()


def is_current() -> bool:
    """Do the tables of the running app have the newest revision?"""
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def differences(settings: Settings) -> list[object]:
    """What the models have that the migrated tables lack, and the reverse."""
    engine = owner_engine(settings)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    engine.dispose()
    return found


@group.command("prepare")
def prepare() -> None:
    """Maak eenmalig de rol van de app (PostgreSQL); vraagt een MIGRATION_URL die rollen mag maken."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.database_url.startswith("postgresql"):
        click.echo("SQLite kent geen rollen; niets te doen.")
        return
    secret = (urlsplit(settings.database_url).password or "").replace("'", "''")
    engine = owner_engine(settings)
    with engine.begin() as connection:
        exists = connection.scalar(text("select 1 from pg_roles where rolname = :name"), {"name": APP_ROLE})
        if not exists:
            options = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT"
            connection.exec_driver_sql(f"CREATE ROLE {APP_ROLE} {options} PASSWORD '{secret}'")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    engine.dispose()
    click.echo("Rol bestond al." if exists else "Rol gemaakt.")


@group.command("upgrade")
def upgrade_command() -> None:
    """Breng de tabellen bij deze versie."""
    upgrade(current_app.extensions["settings"])
    click.echo("De tabellen zijn bij.")


@group.command("check")
def check() -> None:
    """Zijn de tabellen gelijk aan de modellen?"""
    found = differences(current_app.extensions["settings"])
    for difference in found:
        click.echo(str(difference))
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Gelijk.")
