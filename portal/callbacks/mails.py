"""The warning before a promise is broken: a number, and where to sign in. Nothing of whom it is about."""

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, messaging, tenancy, web
from portal.callbacks import queries, rules
from portal.callbacks.promise import find_promise
from portal.clock import now


def _soon(person_id: str) -> messaging.Outgoing | None:
    """For one colleague; None when by now nobody waits whom they could call."""
    may = accounts.people_who_may("callbacks")
    address = accounts.find_mail_address(person_id) if person_id in may else None
    waiting = _waiting_for(person_id, may) if address else 0
    if address is None or not waiting:
        return None
    with force_locale("nl"):
        body = render_template(
            "callbacks/mail/soon.txt",
            waiting=waiting,
            link=web.municipality_address(tenancy.current_id(), "/medewerker/terugbellen"),
        )
        return messaging.Outgoing(address, gettext("1 wijziging"), body)


def _waiting_for(person_id: str, may: list[str]) -> int:
    """Requests that are late or nearly, of this colleague's own or of nobody (who is still here)."""
    promise, at = find_promise(now()), now()
    if promise is None:
        return 0
    others = set(may) - {person_id}
    return sum(
        row.owner_id not in others and promise.sign(at, row.due_at, row.first_try) in (rules.NEAR, rules.LATE)
        for row in queries.open_requests()
    )


COMPOSERS = {"call_back_soon": _soon}
