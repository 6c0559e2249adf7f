"""How staff see a person: first how they may be reached, then the rest. Plain sentences, the strictest reading."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal import web
from portal.booking import keep_apart, queries, rules, writing
from portal.booking.models import COMES, CONFIRMED, Appointment, Participation, Waiting
from portal.clock import wall


def signs(person: Participation) -> tuple[str, ...]:
    """What the desk must think of, in a word or two."""
    asked = (person.told or {}).get("nodig") or ()
    labels = {
        "apart": _("Wil iemand niet tegenkomen"),
        "begeleider": _("Neemt iemand mee"),
        "rolstoel": _("Rolstoel"),
        "tolk": _("Tolk"),
    }
    return tuple(label for need, label in labels.items() if need in asked)


def person(own: queries.Own, kept: Iterable[keep_apart.Kept], at: datetime) -> dict[str, Any]:
    """One person on the page of an appointment."""
    row, appointment = own.participation, own.appointment
    comes = row.state == COMES
    return {
        "id": row.id,
        "reference": row.reference,
        "name": row.name or _("Zonder naam"),
        "comes": comes,
        "wiped": row.data_key is None,
        "filled_in": row.contact is not None,
        "may_be_written": writing.may_be_written(row),
        "wants_apart": "apart" in ((row.told or {}).get("nodig") or ()),
        "limits": limits(row),
        "rows": rows(row),
        "checked": web.when_label(row.contact_checked_at) if row.contact_checked_at else None,
        "changeable": comes and appointment.status == CONFIRMED and appointment.starts_at > at,
        "kept": [kept_line(k) for k in kept],
        "term": web.day_label(keep_apart.term(appointment.booked_at)),
        "after_term": wall(appointment.starts_at).date() > keep_apart.term(appointment.booked_at),
    }


def kept_line(kept: keep_apart.Kept) -> dict[str, Any]:
    return {"reference": kept.other.reference, "faults": fault_lines(kept), "one_talk": kept.one_talk}


def fault_lines(kept: keep_apart.Kept) -> list[str]:
    """What clashes, in plain words."""
    words = {"place": _("dezelfde plek, op bijna dezelfde tijd"), "jurist": _("dezelfde jurist")}
    return [_("hetzelfde gesprek")] if kept.faults and kept.one_talk else [words[f] for f in kept.faults]


def limits(row: Participation | Waiting) -> list[str]:
    """What staff must know before they call or write; silence counts as "no"."""
    if row.data_key is None:
        return []
    if row.contact is None:
        return [_("Heeft niets ingevuld. Niet bellen, niet schrijven.")]
    answers = row.contact
    channel = answers.get("kanaal") or "geen"
    if channel == "telefoon":
        lines = []
        if answers.get("veilig_inspreken") != "ja":
            lines.append(_("Spreek niets in."))
        if answers.get("veilig_nummer") != "ja":
            lines.append(_("Bel met een afgeschermd nummer."))
        if when := _quiet_times(answers):
            lines.append(_("Bel alleen op deze tijden: %(when)s.", when=when))
        else:
            lines.append(_("Geen veilige tijd gegeven. Vraag eerst of het uitkomt."))
        return lines
    if channel in rules.ADDRESS_OF:
        if writing.is_read_alone(row):
            return []
        return [_("Een ander kan meelezen. Schrijf geen datum, geen link en geen reden.")]
    return [_("Niet bellen, niet schrijven. Deze persoon belt zelf.")]


def _quiet_times(answers: dict[str, Any]) -> str:
    """ "ochtend (9 tot 12 uur), avond (17 tot 19 uur)"; empty when nothing was ticked."""
    words = {
        "ochtend": _("ochtend (9 tot 12 uur)"),
        "middag": _("middag (12 tot 17 uur)"),
        "avond": _("avond (17 tot 19 uur)"),
    }
    return ", ".join(label for part, label in words.items() if part in (answers.get("veilig_tijden") or ()))


def contact(row: Participation | Waiting) -> dict[str, Any]:
    """How to reach somebody, for who must call: limits first. Not what they told us, and not what it is about."""
    answers = row.contact or {}
    return {
        "reference": row.reference,
        "name": row.name or _("Zonder naam"),
        "limits": limits(row),
        "rows": [{"key": key, "value": value} for key, value in (_contact_rows(answers) if answers else ())],
    }


def rows(row: Participation | Waiting) -> list[dict[str, str]]:
    """What this person told us."""
    contact, told = row.contact or {}, row.told or {}
    asked = told.get("nodig") or ()
    helper, note = told.get("begeleider"), told.get("toelichting")
    found = _contact_rows(contact) if contact else []
    needs = {
        "rolstoel": _("Ruimte voor een rolstoel"),
        "tolk": _("Een tolk"),
        "begeleider": _("Neemt iemand mee"),
    }
    if wanted := [label for need, label in needs.items() if need in asked]:
        found.append((_("Nodig"), ", ".join(wanted)))
    if helper:
        found.append((_("Wordt geholpen door"), _("%(name)s, met toestemming", name=helper)))
    if note:
        found.append((_("Vertelt"), note))
    return [{"key": key, "value": value} for key, value in found]


def _contact_rows(contact: dict[str, Any]) -> list[tuple[str, str]]:
    yes_no = {"ja": _("Ja"), "nee": _("Nee"), "onbekend": _("Weet deze persoon niet")}
    unanswered = _("Niet ingevuld")
    channel = contact.get("kanaal")
    if channel == "telefoon":
        parts = {"ochtend": _("Ochtend"), "middag": _("Middag"), "avond": _("Avond")}
        quiet = ", ".join(parts[part] for part in contact.get("veilig_tijden") or () if part in parts)
        return [
            (_("Contact"), _("Bellen mag")),
            (_("Telefoon"), contact.get("telefoon") or unanswered),
            (_("Kan rustig praten"), quiet or unanswered),
            (_("Inspreken"), yes_no.get(contact.get("veilig_inspreken") or "", unanswered)),
            (_("Nummer laten zien"), yes_no.get(contact.get("veilig_nummer") or "", unanswered)),
        ]
    if channel in rules.ADDRESS_OF:
        ways = {
            "email": (_("Mailen mag"), _("E-mail")),
            "sms": (_("Sms mag, bellen niet"), _("Telefoon")),
        }
        may, label = ways[channel]
        return [
            (_("Contact"), may),
            (label, rules.written_to(contact) or unanswered),
            (_("Leest een ander mee?"), yes_no.get(contact.get("veilig_bericht") or "", unanswered)),
            (_("Nog een bericht op de dag zelf"), yes_no["ja" if contact.get("herinnering") else "nee"]),
        ]
    return [(_("Contact"), _("Belt zelf"))]


def talk_of_two(row: Appointment, coming: int, until: datetime | None, at: datetime) -> dict[str, str] | None:
    """How it stands with a talk that was booked for two: the truth at once. `until`: the fixed moment of its code.

    None when it is, and always looked like, a talk of one.
    """
    alone_first = _("Spreek ieder eerst even alleen.")
    if row.joint and coming > 1:
        return _told(_("Dit is een gesprek van twee mensen. De ander zei ja."), alone_first)
    if row.joint and until is not None and at < until:
        still = _("De ander zei nog geen ja. Dat kan tot %(when)s.", when=web.when_label(until))
        return _told(_("Dit is een gesprek voor twee mensen."), f"{still} {alone_first}")
    if row.joint or (row.apart_from is not None and row.apart_from <= at):
        return _told(_("Dit gesprek was voor twee mensen. Het is nu een gesprek alleen."))
    if row.apart_from is not None:
        when = web.when_label(row.apart_from)
        return _told(
            _("Dit is nu een gesprek alleen. Wie blijft, mag dat weten vanaf %(when)s.", when=when),
            _("Zeg het niet eerder. Dan kan niemand raden wat de ander deed."),
            "warning",
        )
    return None


def _told(title: str, text: str = "", kind: str = "info") -> dict[str, str]:
    return {"kind": kind, "title": title, "text": text}
