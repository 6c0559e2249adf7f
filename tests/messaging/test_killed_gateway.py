"""Workers that are killed, slow or two, with a gateway that can be asked: never lost, never twice, never in doubt."""

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
from tests.messaging.notify_peer import KEY, MAIL, Gateway, open_gateway

pytestmark = pytest.mark.both

EDGES = 18  # those of test_killed.py, and two of looking whether there is something to ask about
TEXT_NOT_SENT, TEXT_TAKEN = 10, 11


def settings_of(gateway: Gateway) -> dict[str, str]:
    return {"notify_url": gateway.url, "notify_api_key": KEY, "notify_mail_template": MAIL}


def run(world, gateway: Gateway, at=NOW, die_at: int = 0) -> int:  # type: ignore[no-untyped-def]
    return worker.run(world, "notify:", at, die_at, **settings_of(gateway))


@pytest.fixture
def queued(app):  # type: ignore[no-untyped-def]
    """A message in the outbox that goes over the gateway."""

    def queue(number: int = 1) -> None:
        with app.app_context(), tenancy.acting_for("dorp"):
            wil = accounts.person_ids_by_mail({WIL})[WIL]
            for _ in range(number):
                messaging.queue("desk_changed", wil)
            db.session.commit()

    return queue


@pytest.fixture
def mail_too(app, gateway):  # type: ignore[no-untyped-def]
    """The gateway of the app under test takes the mail as well."""
    kept = app.extensions["mail"]
    app.extensions["mail"] = gateway.channel
    yield gateway
    app.extensions["mail"] = kept


@pytest.fixture
def later(clock, work):  # type: ignore[no-untyped-def]
    """What other workers do afterwards: at once, when the lease has lapsed, and the next days."""

    def go_on() -> None:
        for wait in (0, 3, 3, 60, 24 * 60):
            clock.shift(timedelta(minutes=wait))
            work()

    return go_on


def test_an_undisturbed_worker_passes_every_edge_named_here(world, clock, mail_too, queued) -> None:
    queued()
    assert run(world, mail_too) == EDGES and len(mail_too.taken) == 1


@pytest.mark.parametrize("edge", range(1, EDGES - 4))
def test_killed_at_any_edge_it_is_sent_once(world, mail_too, outbox, queued, later, edge) -> None:
    queued()
    assert run(world, mail_too, die_at=edge) == -signal.SIGKILL
    assert len(mail_too.taken) == (edge >= TEXT_TAKEN)
    later()
    (row,) = outbox()
    assert (row.state, row.gateway_id, len(mail_too.taken)) == ("sent", mail_too.taken[0]["id"], 1)


@pytest.mark.parametrize("moment", ["asked", "taken"])
def test_killed_while_the_gateway_has_it_in_its_hands(world, mail_too, outbox, queued, later, moment) -> None:
    queued()
    pids: list[int] = []
    mail_too.at[moment] = lambda: os.kill(pids.pop(), signal.SIGKILL) if pids else None
    process = worker.start(world, "notify:", NOW, **settings_of(mail_too))
    pids.append(process.pid or 0)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    later()
    assert [row.state for row in outbox()] == ["sent"] and len(mail_too.taken) == 1


@pytest.mark.parametrize("edge", range(5, 21))
def test_killed_while_asking_what_became_of_a_doubtful_one(
    world, clock, mail_too, outbox, queued, later, work, edge
) -> None:
    mail_too.broken = "before"
    queued()
    work()
    mail_too.broken = ""
    clock.shift(timedelta(minutes=6))
    run(world, mail_too, at=NOW + timedelta(minutes=6), die_at=edge)
    later()
    assert [row.state for row in outbox()] == ["sent"] and len(mail_too.taken) == 1


def test_a_slow_worker_and_a_quick_one_send_it_once(world, clock, mail_too, queued, outbox, later) -> None:
    """The slow one gets its answer when the lease is long over: the quick one finds that the gateway has it."""
    queued()
    arrived, go = threading.Event(), threading.Event()

    def dawdle() -> None:
        arrived.set()
        go.wait(15)

    mail_too.at["taken"] = dawdle
    process = worker.start(world, "notify:", NOW, **settings_of(mail_too))
    assert arrived.wait(20)
    mail_too.at.clear()
    later()
    go.set()
    process.join(60)
    later()
    assert [row.state for row in outbox()] == ["sent"] and len(mail_too.taken) == 1


def test_two_workers_at_once_send_and_ask_once(world, clock, mail_too, outbox, queued) -> None:
    queued(45)

    def both(at) -> None:  # type: ignore[no-untyped-def]
        working = [worker.start(world, "notify:", at, **settings_of(mail_too)) for _ in range(2)]
        for process in working:
            process.join(60)

    both(NOW)
    assert [row.state for row in outbox()] == ["sent"] * 45
    assert len(mail_too.taken) == 45 == len({row["reference"] for row in mail_too.taken})
    clock.shift(timedelta(minutes=6))
    both(NOW + timedelta(minutes=6))
    assert len(mail_too.asked) == 45 == len(set(mail_too.asked))


def test_away_while_a_worker_is_killed_and_back_later(world, connect, app, outbox, queued, later) -> None:
    gateway = connect(Gateway())
    kept, app.extensions["mail"] = app.extensions["mail"], gateway.channel
    queued()
    run(world, gateway, die_at=TEXT_NOT_SENT)
    later()
    assert [row.state for row in outbox()] == ["uncertain"]
    with open_gateway(gateway):
        later()
    app.extensions["mail"] = kept
    assert [row.state for row in outbox()] == ["sent"] and len(gateway.taken) == 1
