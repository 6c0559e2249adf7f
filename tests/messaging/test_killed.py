"""Workers that are really killed (SIGKILL), that are slow, or that are two: no message lost, none sent twice."""

import os
import signal
import threading
from datetime import timedelta

import pytest

from portal import accounts, messaging, tenancy
from portal.db import db
from tests.booking.steps import WIL
from tests.conftest import NOW
from tests.messaging import worker
from tests.messaging.peers import Inbox, listening

pytestmark = pytest.mark.both

# Edges of: look for the doubtful, lease, begin, text made, handing over, sent. Then an empty round of two.
EDGES = 16
TEXT_NOT_SENT, TEXT_TAKEN = 10, 11


@pytest.fixture
def queued(app):  # type: ignore[no-untyped-def]
    """queued(3) puts three messages in the outbox."""

    def queue(number: int = 1) -> None:
        with app.app_context(), tenancy.acting_for("dorp"):
            wil = accounts.person_ids_by_mail({WIL})[WIL]
            for _ in range(number):
                messaging.queue("desk_changed", wil)
            db.session.commit()

    return queue


@pytest.fixture
def later(clock, deliver):  # type: ignore[no-untyped-def]
    """What other workers do afterwards: at once, when the lease has lapsed, and the next days."""

    def go_on() -> None:
        for wait in (timedelta(), timedelta(minutes=3), timedelta(hours=1), timedelta(days=1)):
            clock.shift(wait)
            deliver()

    return go_on


def test_an_undisturbed_worker_passes_every_edge_named_here(world, clock, inbox, queued) -> None:
    queued()
    assert worker.run(world, inbox.url, NOW) == EDGES
    assert len(inbox.envelopes) == 1


@pytest.mark.parametrize("edge", range(1, EDGES - 3))
def test_killed_at_any_edge_nothing_is_lost_and_nothing_repeated(
    world, inbox, outbox, queued, later, edge
) -> None:
    queued()
    assert worker.run(world, inbox.url, NOW, die_at=edge) == -signal.SIGKILL
    later()
    (row,) = outbox()
    doubtful = {TEXT_NOT_SENT: ("uncertain", 0), TEXT_TAKEN: ("uncertain", 1)}
    assert (row.state, len(inbox.envelopes)) == doubtful.get(edge, ("sent", 1))


@pytest.mark.parametrize(
    ("step", "outcome"), [("RCPT", "sent"), ("DATA", "uncertain"), ("received", "uncertain")]
)
def test_killed_while_talking_to_the_server(world, inbox, outbox, queued, later, step, outcome) -> None:
    queued()
    pids: list[int] = []
    inbox.at[step] = lambda: os.kill(pids.pop(), signal.SIGKILL) if pids else None
    process = worker.start(world, inbox.url, NOW)
    pids.append(process.pid or 0)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    later()
    assert [row.state for row in outbox()] == [outcome] and len(inbox.envelopes) == 1


def test_a_slow_worker_whose_lease_lapsed_hands_nothing_over(
    world, clock, use, deliver, outbox, queued
) -> None:
    queued()
    slow, quick, arrived, go = Inbox(), Inbox(), threading.Event(), threading.Event()

    def dawdle() -> None:
        arrived.set()
        go.wait(20)

    slow.at["RCPT"] = dawdle
    with listening(slow), listening(quick):
        process = worker.start(world, slow.url, NOW)
        assert arrived.wait(20)
        clock.shift(timedelta(minutes=3))
        use(quick.url)
        deliver()
        go.set()
        process.join(60)
    assert (len(slow.envelopes), len(quick.envelopes)) == (0, 1)
    assert [row.state for row in outbox()] == ["sent"] and process.exitcode != 1


def test_two_workers_at_once_send_each_message_once(world, inbox, outbox, queued) -> None:
    queued(45)
    both = [worker.start(world, inbox.url, NOW) for _ in range(2)]
    for process in both:
        process.join(60)
    assert [row.state for row in outbox()] == ["sent"] * 45
    assert len(inbox.envelopes) == 45 == len({mail["Message-ID"] for mail in inbox.mails})


@pytest.mark.parametrize(("edge", "files"), [(9, 0), (TEXT_NOT_SENT, 0), (TEXT_TAKEN, 1)])
def test_a_mail_in_the_folder_is_whole_or_not_there(world, mails, outbox, queued, edge, files) -> None:
    queued()
    assert worker.run(world, f"folder://{mails}", NOW, die_at=edge) == -signal.SIGKILL
    found = list(mails.glob("*.eml"))
    assert len(found) == files
    assert all(b"/medewerker/" in file.read_bytes() for file in found)
