"""The text of each message, made at the moment of sending. Neutral words, whatever the cause.

To residents: no link and no date when somebody else may read along; never a name, a place, a partner
organisation or the kind of talk; links only to the message host.
"""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, agenda, messaging, tenancy, web
from portal.booking import queries, rules
from portal.booking.models import CONFIRMED, Appointment
from portal.clock import now


def _to_person(kind: str) -> Callable[[str], messaging.Outgoing | None]:
    def compose(participation_id: str) -> messaging.Outgoing | None:
        return _compose(kind, participation_id)

    return compose


def _compose(kind: str, participation_id: str) -> messaging.Outgoing | None:
    participation = queries.find_participation(participation_id)
    contact = participation.contact if participation else None
    if participation is None or not contact or contact.get("kanaal") != "email" or not contact.get("email"):
        return None
    appointment = queries.get_appointment(participation.appointment_id)
    if kind != "cancelled" and appointment.status != CONFIRMED:
        return None  # cancelled meanwhile: its own message says so
    if kind == "reminder" and not _is_due(appointment, contact):
        return None
    with force_locale("nl"):
        body = render_template(
            f"booking/mail/{kind}.txt",
            private=contact.get("veilig_bericht") == "nee",
            when=web.when_label(appointment.starts_at),
            link=web.message_address(f"/a/{participation.token}"),
            municipality=tenancy.current().name,
            phone=tenancy.profile().get("contact", {}).get("phone", ""),
        )
        return messaging.Outgoing(contact["email"], gettext("Uw afspraak"), body)


def _is_due(appointment: Appointment, contact: dict[str, Any]) -> bool:
    """Today, and at a safe hour. Moved meanwhile: another row reminds. Too late in the day: no reminder."""
    if agenda.reminder_day(appointment.starts_at) != rules.local_date(now()):
        return False
    return rules.is_reminder_time(now(), contact.get("veilig_tijden") or ())


def _desk_changed(person_id: str) -> messaging.Outgoing | None:
    """ "1 wijziging": what changed is behind the sign-in."""
    address = accounts.find_mail_address(person_id)
    if address is None:
        return None
    with force_locale("nl"):
        body = render_template(
            "booking/mail/desk_changed.txt",
            link=web.municipality_address(tenancy.current_id(), "/medewerker/"),
        )
        return messaging.Outgoing(address, gettext("1 wijziging"), body)


COMPOSERS = {
    "booked": _to_person("booked"),
    "moved": _to_person("moved"),
    "cancelled": _to_person("cancelled"),
    "reminder": _to_person("reminder"),
    "desk_changed": _desk_changed,
}
