"""Refusals: a rule that says no raises one; the shell shows its message and nothing is written."""


def N_(text: str) -> str:
    """Mark a text for translation; the shell translates it when it is shown."""
    return text


class Refusal(Exception):
    """Something a person asked for that cannot be done, told in plain Dutch (B1).

    status   the HTTP status of the answer
    message  the msgid that is shown
    field    the form field the answer belongs to, if any
    """

    status = 400
    message = N_("Dit kan niet.")
    field: str | None = None

    def __init__(self, message: str | None = None, *, field: str | None = None, **details: object) -> None:
        super().__init__(message or self.message)
        if message:
            self.message = message
        if field:
            self.field = field
        self.details = details
