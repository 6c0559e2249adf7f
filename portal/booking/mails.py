"""The text of each message, made at the moment of sending. Neutral words, whatever the cause.

To residents: no link and no date when somebody else may read along; never a name, a place, a partner
organisation or the kind of talk; links only to the message host. An sms says the same in 160 signs.
"""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext

from portal import accounts, agenda, messaging, privacy, tenancy, web
from portal.booking import morning, queries, rules, touched, waiting_queries
from portal.booking.models import Appointment, Participation
from portal.clock import now

Message = messaging.Outgoing | messaging.OutgoingSms
SMS_SIGNS = 160


def _to_person(kind: str) -> Callable[[str], Message | None]:
    def compose(participation_id: str) -> Message | None:
        return _compose(kind, participation_id)

    return compose


def _compose(kind: str, participation_id: str) -> Message | None:
    participation = queries.find_participation(participation_id)
    contact = participation.contact if participation else None
    if participation is None or not contact or not rules.written_to(contact):
        return None
    appointment = queries.get_appointment(participation.appointment_id)
    if not _still_true(kind, participation, appointment, contact):
        return None
    return _outgoing(kind, participation, appointment, contact)


# Who must not get a date or a link only hears that something changed: what it is, and who did it, is not told.
_NEWS = {"moved", "cancelled", "apart", "accepted", "proposed", "from_staff", "time_offered"}


def _still_true(
    kind: str, participation: Participation, appointment: Appointment, contact: dict[str, Any]
) -> bool:
    """A message that came to be untrue since it was queued is not sent; what happened has a message of its own."""
    own = queries.Own(participation, appointment)
    if kind == "cancelled":
        return own.is_off
    if own.is_off:
        return False
    if kind in ("reminder", "reminder_today"):
        return _is_due(kind, appointment, contact)
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
) -> Message | None:
    with force_locale("nl"):
        return _written(
            template,
            contact,
            when=web.when_label(appointment.starts_at),
            day=web.day_label(rules.local_date(appointment.starts_at)),
            link=web.message_address(f"/a/{participation.token}"),
        )


# The same text serves for several: on a telephone there is room to say that there is news, and where.
_MAIL_TEXTS = {"reminder_today": "reminder"}
_SMS_TEXTS = {"reminder_today": "reminder", "apart": "look", "accepted": "look", "proposed": "look"}


def _written(template: str, contact: dict[str, Any], **told: str) -> Message | None:
    """In the way this person chose; None when their number is none. In Dutch: inside `force_locale`."""
    private = contact.get("veilig_bericht") == "nee"
    name = template if private or template not in _NEWS else "news"
    told |= {"phone": _phone(), "municipality": tenancy.current().name}
    if contact["kanaal"] == "email":
        body = render_template(f"booking/mail/{_MAIL_TEXTS.get(name, name)}.txt", private=private, **told)
        return messaging.Outgoing(contact["email"], gettext("Uw afspraak"), body)
    number = privacy.e164(contact["telefoon"])
    return messaging.OutgoingSms(number, _sms(_SMS_TEXTS.get(name, name), private, told)) if number else None


def _sms(name: str, private: bool, told: dict[str, str]) -> str:
    """On one line. A link that does not fit stays away: half of one is no use."""

    def text(**less: None) -> str:
        return " ".join(render_template(f"booking/sms/{name}.txt", private=private, **told | less).split())

    whole = text()
    return whole if len(whole) <= SMS_SIGNS else text(link=None)


def _phone() -> str:
    """The number, or whom to call where there is none yet."""
    return str((tenancy.profile().get("contact") or {}).get("phone") or gettext("de gemeente"))


def news(contact: dict[str, Any]) -> str:
    """The whole message to who may be read along with, as staff see it before they send it."""
    with force_locale("nl"):
        message = _written("news", contact)
    return message.body if message else ""


def _from_staff(message_id: str) -> Message | None:
    """What staff wrote; to who may be read along with, only that there is news."""
    message = queries.find_staff_message(message_id)
    participation = queries.find_participation(message.participation_id) if message else None
    contact = participation.contact if participation else None
    if message is None or participation is None or not contact or not rules.written_to(contact):
        return None
    with force_locale("nl"):
        return _written("from_staff", contact, text=message.text or "")


def _time_offered(waiting_id: str) -> Message | None:
    """To who waits for a time: when it is, and until when we keep it. None when the offer is over."""
    row = waiting_queries.find(waiting_id)
    contact = row.contact if row else None
    if row is None or row.state != waiting_queries.OFFERED or now() >= row.offered_until:
        return None
    if not contact or not rules.written_to(contact):
        return None
    with force_locale("nl"):
        when, until = web.when_label(row.starts_at), web.when_label(row.offered_until)
        return _written("time_offered", contact, when=when, until=until)


def _is_due(kind: str, appointment: Appointment, contact: dict[str, Any]) -> bool:
    """Today, and at a safe hour. Moved meanwhile: another row reminds. Too late in the day: no reminder."""
    if kind == "reminder_today":
        return rules.is_second_reminder_time(now(), appointment.starts_at, contact.get("veilig_tijden") or ())
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


_KINDS = ("booked", "moved", "cancelled", "reminder", "reminder_today", "accepted", "apart", "proposed")
COMPOSERS: dict[str, Callable[[str], Message | None]] = {kind: _to_person(kind) for kind in _KINDS} | {
    "from_staff": _from_staff,
    "desk_changed": _desk_changed,
    "time_offered": _time_offered,
    "morning": morning.compose,
    "recheck": touched.recheck,  # no message: another municipality's talks are looked at again
}
