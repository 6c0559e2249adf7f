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
from portal.booking.models import Appointment, Participation
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
    if not _still_true(kind, participation, appointment, contact):
        return None
    return _outgoing(kind, participation, appointment, contact)


# Who must not get a date or a link only hears that something changed: what it is, and who did it, is not told.
_NEWS = {"moved", "cancelled", "apart", "accepted", "proposed"}


def _still_true(
    kind: str, participation: Participation, appointment: Appointment, contact: dict[str, Any]
) -> bool:
    """A message that came to be untrue since it was queued is not sent; what happened has a message of its own."""
    own = queries.Own(participation, appointment)
    if kind == "cancelled":
        return own.is_off
    if own.is_off:
        return False
    if kind == "reminder":
        return _is_due(appointment, contact)
    if kind in ("apart", "accepted", "proposed"):
        together = queries.together(own, now())
        if kind == "proposed":
            return together.asked is not None
        return together.state == (rules.OFF if kind == "apart" else rules.TOGETHER)
    return True


def _outgoing(
    template: str,
    participation: Participation,
    appointment: Appointment,
    contact: dict[str, Any],
) -> messaging.Outgoing:
    private = contact.get("veilig_bericht") == "nee"
    with force_locale("nl"):
        body = render_template(
            f"booking/mail/{template if private or template not in _NEWS else 'news'}.txt",
            private=private,
            when=web.when_label(appointment.starts_at),
            day=web.day_label(rules.local_date(appointment.starts_at)),
            link=web.message_address(f"/a/{participation.token}"),
            municipality=tenancy.current().name,
            phone=tenancy.profile().get("contact", {}).get("phone", ""),
        )
        return messaging.Outgoing(contact["email"], gettext("Uw afspraak"), body)


def _from_staff(message_id: str) -> messaging.Outgoing | None:
    """What staff wrote; to who may be read along with, only that there is news."""
    message = queries.find_staff_message(message_id)
    participation = queries.find_participation(message.participation_id) if message else None
    contact = participation.contact if participation else None
    if message is None or participation is None or not contact or contact.get("kanaal") != "email":
        return None
    private = contact.get("veilig_bericht") == "nee"
    with force_locale("nl"):
        body = render_template(
            f"booking/mail/{'from_staff' if private else 'news'}.txt",
            text=message.text,
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


_KINDS = ("booked", "moved", "cancelled", "reminder", "accepted", "apart", "proposed")
COMPOSERS = {kind: _to_person(kind) for kind in _KINDS} | {
    "from_staff": _from_staff,
    "desk_changed": _desk_changed,
}
