"""What the first page of the municipality's own desk leads to."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user


@dataclass(frozen=True)
class Entry:
    label: str
    about: str
    url: str
    current: bool


def menu() -> list[Entry]:
    """What whoever is signed in may open; rooms hand theirs over in app.extensions["office_menu"]."""
    return [
        Entry(_(label), _(about), url_for(endpoint), request.endpoint == endpoint)
        for label, about, endpoint, permission in current_app.extensions["office_menu"]
        if current_user.may(permission)
    ]
