"""A mail server for the app under test."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from portal import messaging
from portal.db import db
from portal.messaging import OutboxMessage
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
