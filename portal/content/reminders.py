"""Once a month, to who writes texts here: how many must be looked at again. Numbers only. The caller commits."""

from datetime import datetime

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, messaging, tenancy, web
from portal.clock import today, wall
from portal.content import queries
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


def ask_readers(desk: Desk, author: str) -> None:
    """One mail to everybody else who may read the text that waits, from where they work. Only their id is queued."""
    here = tenancy.current_id()
    for person, slugs in desk.readers().items():
        if person != author:
            messaging.queue_elsewhere(here if here in slugs else slugs[0], "texts_waiting", person)


def compose_waiting(person_id: str) -> messaging.Outgoing | None:
    """None when no text waits for them any more, or they read none here."""
    desks = [d for d in (LOCAL, CENTRAL) if person_id in d.readers()]
    waits = [d for d in desks if any(r.author != person_id for r in queries.ready(d.model))]
    address = accounts.find_mail_address(person_id) if waits else None
    if address is None:
        return None
    with force_locale("nl"):
        link = web.municipality_address(tenancy.current_id(), f"/beheer/{waits[0].folder}/")
        body = render_template("content/mail/waiting.txt", link=link)
        return messaging.Outgoing(address, gettext("Er wacht een tekst op u"), body)


COMPOSERS = {"texts": compose, "texts_waiting": compose_waiting}
