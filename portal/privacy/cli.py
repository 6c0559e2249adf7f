"""flask privacy purge"""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.clock import now
from portal.privacy.retention import purge_all

commands = AppGroup("privacy", help="Wat wij bewaren en wissen.")


@commands.command("purge")
def purge() -> None:
    """Wis wat niet langer bewaard mag blijven, per gemeente."""
    for name, rows in purge_all(current_app.extensions["purges"], now()).items():
        click.echo(f"{name}: {rows} gewist")
