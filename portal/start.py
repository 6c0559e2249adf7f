"""flask tenants check|load: from a municipality's file to its tables."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal import privacy, tenancy
from portal.db import db

group = AppGroup("tenants", help="De gemeenten en hun bestanden.")
commands = [group]


def load(slug: str, overwrite: frozenset[str] = frozenset(), keep: bool = True) -> list[tuple[str, str]]:
    """Insert what is missing of one municipality's `[start]`; gives (key, outcome). One transaction."""
    file = next(file for file in tenancy.registry().files if file.deploy.slug == slug)
    outcome: list[tuple[str, str]] = []
    with tenancy.acting_for(slug):
        privacy.ensure_tenant_key()
        for load_room in current_app.extensions["load_start"]:
            outcome += load_room(file.start, overwrite)
        if keep:
            db.session.commit()
        else:
            db.session.rollback()
    return outcome


@group.command("load")
@click.argument("slugs", nargs=-1)
@click.option("--diff", is_flag=True, help="Laat alleen zien wat anders is.")
@click.option(
    "--overwrite", multiple=True, metavar="KEY", help="Vervang deze sleutel door die van het bestand."
)
def load_command(slugs: tuple[str, ...], diff: bool, overwrite: tuple[str, ...]) -> None:
    """Vul aan wat er nog niet is; een bestaande sleutel blijft zoals hij is."""
    for slug in slugs or tuple(tenancy.registry().by_slug):
        if slug not in tenancy.registry().by_slug:
            raise click.ClickException(f"Deze gemeente kennen wij niet: {slug}")
        outcome = load(slug, frozenset(overwrite), keep=not diff)
        for key, result in outcome:
            if result != "gelijk":
                click.echo(f"{slug} {key}: {result}")


@group.command("check")
@click.option("--keys", is_flag=True, help="Zeg per sleutel wie beslist.")
def check(keys: bool) -> None:
    """Lees alle bestanden en noem elke fout."""
    try:
        files = tenancy.load_tenants(Path(current_app.extensions["settings"].tenants_dir))
    except tenancy.TenantFileFaults as faults:
        for fault in faults.faults:
            click.echo(str(fault))
        raise click.exceptions.Exit(1) from None
    click.echo(f"{len(files)} gemeenten, geen fouten.")
    if keys:
        for name, sentence in tenancy.DECIDES.items():
            click.echo(f"[{name}] {sentence}")
