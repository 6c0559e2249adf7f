"""flask agenda fill|tidy|audit"""

from datetime import time

import click
from flask import current_app
from flask.cli import AppGroup

from portal import tenancy
from portal.agenda import actions, planning
from portal.agenda.audit import ClaimedTime, Findings, audit
from portal.agenda.busy import tidy_busy
from portal.clock import instant, today
from portal.db import db

commands = AppGroup("agenda", help="Spreekuurdagen en tijden.")


def fill_all() -> int:
    """Fill every municipality to its horizons, one transaction each; gives how many sittings were made."""
    made = 0
    for tenant in tenancy.registry().tenants:
        with tenancy.acting_for(tenant.slug):
            made += planning.fill(today())
            db.session.commit()
    return made


def tidy_all() -> int:
    start = instant(today(), time())
    gone = actions.tidy(start) + tidy_busy(start)
    db.session.commit()
    return gone


def audit_all() -> Findings:
    """The audit over all municipalities, with the appointments that `app.py` lets us collect."""
    start = instant(today(), time())
    claimed: list[ClaimedTime] = []
    for tenant in tenancy.registry().tenants:
        with tenancy.acting_for(tenant.slug):
            claimed += current_app.extensions["claimed_times"](start)
    findings = audit(claimed, start)
    db.session.rollback()  # only read: let go of SQLite's write lock
    return findings


@commands.command("fill")
def fill() -> None:
    """Maak de spreekuurdagen tot aan de horizon."""
    click.echo(f"{fill_all()} spreekuurdagen gemaakt")


@commands.command("tidy")
def tidy() -> None:
    """Ruim de tijden van voorbije dagen op."""
    click.echo(f"{tidy_all()} tijden opgeruimd")


@commands.command("audit")
def audit_command() -> None:
    """Vergelijk afspraken en tijden; drie keer nul is goed."""
    findings = audit_all()
    click.echo(f"{findings}  (afspraken zonder tijd, tijden zonder afspraak, dubbele)")
    if str(findings) != "0, 0, 0":
        raise click.exceptions.Exit(1)
