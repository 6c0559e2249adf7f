"""A mail server and a gateway for the app under test."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from portal import messaging
from portal.db import db
from portal.messaging import OutboxMessage
from tests.messaging.notify_peer import Gateway, open_gateway
from tests.messaging.peers import Inbox, listening


@pytest.fixture
def use(app) -> Iterator[Callable[[str], None]]:  # type: ignore[no-untyped-def]
    """use("smtp://…") sends the app's mail there, as MAIL_URL would."""
    kept = app.extensions["mail"]

    def send_to(url: str) -> None:
        app.extensions["mail"] = messaging.channel_for(url)

    yield send_to
    app.extensions["mail"] = kept


@pytest.fixture
def inbox(use) -> Iterator[Inbox]:  # type: ignore[no-untyped-def]
    with listening(Inbox()) as found:
        use(found.url)
        yield found


@pytest.fixture
def connect(app) -> Iterator[Callable[[Gateway], Gateway]]:  # type: ignore[no-untyped-def]
    """connect(gateway) sends the app's sms over it, as NOTIFY_URL would; up or not."""
    kept = {name: app.extensions[name] for name in ("gateway", "sms")}

    def over(found: Gateway) -> Gateway:
        app.extensions |= {"gateway": found.channel, "sms": found.channel}
        return found

    yield over
    app.extensions |= kept


@pytest.fixture
def gateway(connect) -> Iterator[Gateway]:  # type: ignore[no-untyped-def]
    with open_gateway(connect(Gateway())) as found:
        yield found


@pytest.fixture
def work(app) -> Callable[[], None]:  # type: ignore[no-untyped-def]
    """What a worker does now: send what is due, and ask how it ended, until there is nothing left."""

    def round_of_work() -> None:
        with app.app_context():
            while messaging.deliver_due() or messaging.ask_due():
                pass

    return round_of_work


@pytest.fixture
def deliver(app) -> Callable[[], None]:  # type: ignore[no-untyped-def]
    """Send everything that is due now."""

    def send() -> None:
        with app.app_context():
            while messaging.deliver_due():
                pass

    return send


@pytest.fixture
def outbox(app) -> Callable[..., list[OutboxMessage]]:  # type: ignore[no-untyped-def]
    """outbox("booked") gives the rows of these kinds, in order of their moment."""

    def found(*kinds: str) -> list[OutboxMessage]:
        which = select(OutboxMessage).order_by(OutboxMessage.due_at, OutboxMessage.id)
        with app.app_context():
            return [row for row in db.session.scalars(which) if not kinds or row.kind in kinds]

    return found
