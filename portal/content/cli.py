"""flask content check"""

import click
from flask.cli import AppGroup

from portal.clock import today
from portal.content.check import faults

commands = AppGroup("content", help="De pagina's met informatie.")


@commands.command("check")
def check() -> None:
    """Kijk de pagina's na: bronnen, datums, verwijzingen, woorden en lange zinnen."""
    found = faults(today())
    for fault in found:
        click.echo(fault)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("Alles in orde.")
