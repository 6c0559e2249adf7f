"""flask content check|january|export"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.clock import today
from portal.content import check as rules
from portal.content.central import export as write_files

commands = AppGroup("content", help="De pagina's met informatie.")


@commands.command("check")
def check() -> None:
    """Kijk de pagina's na: bronnen, datums, verwijzingen, woorden en lange zinnen."""
    settings = current_app.extensions["settings"]
    found = rules.faults(today(), settings.tenants_dir, settings.languages - {"nl"})
    for fault in found:
        click.echo(fault)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Alles in orde.")


@commands.command("january")
def january() -> None:
    """Welke pagina's moeten voor eind januari opnieuw worden nagekeken?"""
    for line in rules.january(today()):
        click.echo(line)


@commands.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Schrijf de centrale teksten zoals zij nu zijn als bestanden in FOLDER."""
    click.echo(f"{write_files(folder)} bestanden geschreven.")
