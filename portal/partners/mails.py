"""The mail about offers that nobody looked at in time: a number, and where to look. Made when it is sent."""

from collections.abc import Callable

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, messaging, tenancy, web
from portal.partners.queries import overdue


def _offers_overdue(person_id: str) -> messaging.Outgoing | None:
    """None when everything was looked at meanwhile, or when they do this work no more."""
    count = overdue()
    address = accounts.find_mail_address(person_id) if person_id in accounts.people_who_may("help") else None
    if not count or address is None:
        return None
    with force_locale("nl"):
        body = render_template(
            "partners/mail/overdue.txt",
            count=count,
            link=web.municipality_address(tenancy.current_id(), "/beheer/hulp"),
        )
        return messaging.Outgoing(address, gettext("Vermeldingen nakijken: %(count)s", count=count), body)


COMPOSERS: dict[str, Callable[[str], messaging.Outgoing | None]] = {"offers_overdue": _offers_overdue}
