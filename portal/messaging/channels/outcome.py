"""What is handed over, and how that can end."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sms:
    """One text message: to a number in the international way of writing (+31612345678)."""

    message_id: str  # <outbox row>@<message host>, as the Message-ID of a mail
    to: str
    body: str


@dataclass(frozen=True)
class Receipt:
    """What a gateway says about a message it was given: its own id, and its own word for how it stands."""

    id: str
    status: str


class TryLater(Exception):
    """Certainly not delivered, and worth another try (server away, busy, or refusing for now)."""


class Refused(Exception):
    """Certainly not delivered, and never will be (no such address)."""


class Uncertain(Exception):
    """The text was on its way when the line broke: it may or may not have arrived."""
