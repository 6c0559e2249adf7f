"""A worker in a process of its own. It can kill itself, for real, at a chosen edge of a transaction."""

import itertools
import multiprocessing
import os
import signal
import sys
from datetime import datetime
from multiprocessing.process import BaseProcess

import time_machine
from sqlalchemy import event

from portal import messaging
from portal.app import create_app
from portal.db import PortalSession
from tests.support.world import World, settings_for

# A server that forks workers which have everything loaded; it has no threads of ours, unlike this process.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.messaging.worker"])


def start(world: World, mail_url: str, at: datetime, die_at: int = 0, **gateway: str) -> BaseProcess:
    """A worker that sends all that is due at this moment; it dies at its nth edge, or (0) ends by itself.

    `gateway`: settings of its gateway, if any.

    An edge is the moment before or after a commit. The exit code tells how many there were.
    """
    urls = (world.settings.database_url, world.settings.migration_url)
    channels = {"mail_url": mail_url, **gateway}
    process = _context.Process(target=_work, args=(*urls, channels, at, die_at), daemon=True)
    process.start()
    return process


def run(world: World, mail_url: str, at: datetime, die_at: int = 0, **gateway: str) -> int:
    process = start(world, mail_url, at, die_at, **gateway)
    process.join(60)
    assert process.exitcode is not None, "the worker hangs"
    return process.exitcode


def _work(database_url: str, migration_url: str, channels: dict[str, str], at: datetime, die_at: int) -> None:
    edges = itertools.count(1)
    passed = 0

    def edge(*_: object) -> None:
        nonlocal passed
        passed = next(edges)
        if passed == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with time_machine.travel(at, tick=False):
        app = create_app(settings_for(database_url, migration_url, **channels))
        event.listen(PortalSession, "before_commit", edge)
        event.listen(PortalSession, "after_commit", edge)
        with app.app_context():
            while messaging.deliver_due() or messaging.ask_due():
                if die_at == 0:
                    continue
    sys.exit(passed)
