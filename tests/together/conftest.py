from tests.messaging.conftest import deliver, inbox, outbox, use

__all__ = ["deliver", "inbox", "outbox", "use"]
