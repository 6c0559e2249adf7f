"""How a hand-over can end."""


class TryLater(Exception):
    """Certainly not delivered, and worth another try (server away, busy, or refusing for now)."""


class Refused(Exception):
    """Certainly not delivered, and never will be (no such address)."""


class Uncertain(Exception):
    """The text was on its way when the line broke: it may or may not have arrived."""
