"""Once a month, to who writes texts here: how many must be looked at again. Numbers only. The caller commits."""

from datetime import datetime

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, messaging, tenancy, web
from portal.clock import today, wall
from portal.content.central import central_pages
from portal.content.desk import CENTRAL, LOCAL, Desk
from portal.content.local import local_texts

REMINDED = "texts_reminded"  # the setting that remembers the month, "2026-11"


def overdue(desk: Desk) -> int:
    """How many texts of this desk should have been looked at by today."""
    if desk.is_central:
        dates = [page.front.controleren_voor for page in central_pages().values()]
    else:
        dates = [text.front.controleren_voor for text in local_texts().values()]
    return sum(date <= today() for date in dates)


def remind(at: datetime) -> int:
    """One mail to everybody who may write texts that are overdue, once a month per municipality; gives how many."""
    month = f"{wall(at):%Y-%m}"
    if tenancy.profile().get(REMINDED) == month:
        return 0
    people = {
        p for desk in (LOCAL, CENTRAL) for p in accounts.people_who_may(desk.permission) if overdue(desk)
    }
    for person in sorted(people):
        messaging.queue("texts", person)
    if people:
        tenancy.save_settings({REMINDED: month})
    return len(people)


def compose(person_id: str) -> messaging.Outgoing | None:
    """None when everything was looked at since, or when they write no texts here any more."""
    may = {
        desk.name: desk for desk in (LOCAL, CENTRAL) if person_id in accounts.people_who_may(desk.permission)
    }
    address = accounts.find_mail_address(person_id) if may else None
    count = sum(overdue(desk) for desk in may.values())
    if address is None or not count:
        return None
    with force_locale("nl"):
        body = render_template(
            "content/mail/texts.txt",
            count=count,
            link=web.municipality_address(tenancy.current_id(), "/beheer/"),
        )
        subject = (
            gettext("1 tekst nakijken") if count == 1 else gettext("%(count)s teksten nakijken", count=count)
        )
        return messaging.Outgoing(address, subject, body)


COMPOSERS = {"texts": compose}
