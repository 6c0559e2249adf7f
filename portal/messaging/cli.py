"""flask outbox send|work"""

import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from portal.messaging.delivery import deliver_due, work_forever
from portal.messaging.receipts import ask_due

commands = AppGroup("outbox", help="Berichten die verstuurd moeten worden.")


@commands.command("send")
def send() -> None:
    """Verstuur wat nu aan de beurt is, en vraag de poort hoe het met de vorige berichten afliep."""
    ask_due()
    total = 0
    while settled := deliver_due():
        total += settled
    click.echo(f"{total} berichten behandeld")


@commands.command("work")
@click.option("--every", default=5.0, help="Seconden tussen twee rondes.")
def work(every: float) -> None:
    """Blijf berichten versturen en doe de dagelijkse taken, tot dit proces stopt."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    work_forever(app, stop, every, app.extensions["daily"])
