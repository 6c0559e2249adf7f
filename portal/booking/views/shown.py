"""How times, talks and appointments are shown; shapes that the components take."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from portal import agenda, tenancy, web
from portal.booking import queries, rules
from portal.booking.models import CANCELLED, Appointment, Draft, Invitation, Waiting
from portal.booking.waiting_rules import WEEKDAYS
from portal.clock import today, wall


def talk(info: agenda.TalkInfo | None, url: str | None = None) -> dict[str, Any] | None:
    if info is None:
        return None
    return {
        "name": info.name,
        "minutes": info.minutes,
        "who": info.who_sits,
        "who_pays": info.who_pays,
        "condition": info.condition,
        "controller": info.controller,
        "url": url,
    }


def days(found: Iterable[agenda.FreeDay]) -> list[dict[str, Any]]:
    return [
        {
            "heading": web.day_label(day.sitting.on),
            "place": place_line(day.sitting),
            "hidden": {"spreekuurdag": day.sitting.id},
            "times": [{"label": f"{wall(t):%H:%M}", "value": f"{wall(t):%Y-%m-%dT%H:%M}"} for t in day.times],
        }
        for day in found
    ]


def from_on(text: str | None) -> tuple[date | None, str | None]:
    """The date of "toon meer dagen"; a date in the past or nonsense is a fault with a sentence."""
    if not text:
        return None, None
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None, _("Deze datum kennen wij niet. Hier zijn de eerste dagen.")
    if on < today():
        return None, _("Deze datum is al voorbij. Hier zijn de eerste dagen.")
    if on > today() + timedelta(days=731):
        return None, _("Deze datum is te ver weg. Hier zijn de eerste dagen.")
    return on, None


def place_line(sitting: agenda.SittingInfo) -> str:
    return ", ".join(place_lines(sitting)[:2])


def place_lines(sitting: agenda.SittingInfo | None) -> list[str]:
    if sitting is None:
        return []
    if sitting.channel == "phone":
        return [_("Per telefoon")]
    if sitting.channel == "video":
        return [_("Via beeldbellen")]
    return [line for line in (sitting.place, sitting.address) if line]


def held(draft: Draft) -> dict[str, Any]:
    """What is held, for the top of the form pages."""
    sitting = agenda.find_planned(draft.sitting_id)
    info = agenda.find_talk(draft.talk_type_id)
    return {
        "when": web.when_label(draft.starts_at),
        "day": web.day_label(wall(draft.starts_at).date()),
        "time": time_span(draft),
        "place": place_lines(sitting),
        "talk": info.name if info else "",
        "key": info.key if info else "",
        "joint": draft.joint,
        "by_phone": sitting is not None and sitting.channel == "phone",
    }


def time_span(thing: Draft | Appointment) -> str:
    return _(
        "%(start)s tot %(end)s uur", start=web.time_label(thing.starts_at), end=web.time_label(thing.ends_at)
    )


def appointment(row: Appointment, reference: str | None = None) -> dict[str, Any]:
    """Date, time, place; never a name, an organisation, the kind of talk, or alone or together."""
    sitting = agenda.find_planned(row.sitting_id)
    return {
        "day": web.day_label(wall(row.starts_at).date()),
        "time": time_span(row),
        "place": [*place_lines(sitting), *([sitting.place_note] if sitting and sitting.place_note else [])],
        "reference": reference,
        "cancelled": row.status == CANCELLED,
        "by_phone": sitting is not None and sitting.channel == "phone",
        "municipality": tenancy.current().name,
    }


def own(opened: queries.Own) -> dict[str, Any]:
    """The same on a person's own link: off for who left, whatever becomes of the talk."""
    return appointment(opened.appointment) | {"cancelled": opened.is_off}


def pass_on(invitation: Invitation | None) -> dict[str, str] | None:
    """What the first person of a joint talk passes on to the other; None when the code is used or over."""
    if invitation is None or invitation.used or not invitation.secrets:
        return None
    code = invitation.secrets["code"]
    return {
        "code": f"{code[:5]} {code[5:]}",
        "address": web.message_address("/u/"),
        "link": web.message_address(f"/u/{invitation.secrets['token']}"),
        "until": web.when_label(invitation.ends_at),
    }


def wishes(row: Waiting) -> list[dict[str, str]]:
    """For which talk somebody waits, and what suits them: rows of a summary."""
    names = [web.weekday_label(n) for n, day in enumerate(WEEKDAYS) if day in row.weekdays.split()]
    parts = {"ochtend": _("ochtend"), "middag": _("middag"), "avond": _("avond")}
    chosen = [label for part, label in parts.items() if part in row.parts.split()]
    info = agenda.find_talk(row.talk_type_id)
    found = [
        (_("Gesprek"), f"{info.name}, {_('samen') if row.joint else _('alleen')}" if info else ""),
        (_("Dagen"), ", ".join(names) or _("elke dag")),
        (_("Op de dag"), ", ".join(chosen) or _("elke tijd")),
    ]
    if row.until_on is not None:
        found.append((_("Tot en met"), web.day_label(row.until_on)))
    return [{"key": key, "value": value} for key, value in found]


def answers(given: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of "Klopt dit?", each with the way back to its field."""
    from flask import url_for

    def row(key: str, value: str, field: str) -> dict[str, str]:
        return {"key": key, "value": value, "change_url": url_for("booking_resident.details") + f"#{field}"}

    yes_no = {"ja": _("Ja"), "nee": _("Nee"), "onbekend": _("Dat weet u niet")}
    parts = {"ochtend": _("Ochtend"), "middag": _("Middag"), "avond": _("Avond")}
    needs = {
        "rolstoel": _("Ruimte voor een rolstoel"),
        "tolk": _("Een tolk"),
        "begeleider": _("U neemt iemand mee"),
        "apart": _("U wilt iemand niet tegenkomen"),
    }
    channel = {
        "geen": _("Niet. U belt zelf"),
        "telefoon": _("Wij mogen u bellen"),
        "email": _("Wij mogen u mailen"),
        "sms": _("Wij mogen u een sms sturen"),
    }
    rows = [row(_("Naam"), given["naam"], "naam"), row(_("Contact"), channel[given["kanaal"]], "kanaal")]
    if given["kanaal"] == "telefoon":
        rows += [
            row(_("Telefoon"), given["telefoon"], "telefoon"),
            row(
                _("Rustig praten"),
                ", ".join(parts[p] for p in given["veilig_tijden"]) or _("Niet ingevuld"),
                "veilig_tijden",
            ),
            row(_("Inspreken"), yes_no.get(given["veilig_inspreken"], _("Nee")), "veilig_inspreken"),
            row(_("Nummer laten zien"), yes_no.get(given["veilig_nummer"], _("Nee")), "veilig_nummer"),
        ]
    if given["kanaal"] in rules.ADDRESS_OF:
        reads = yes_no.get(given["veilig_bericht"], _("Niet ingevuld"))
        again = yes_no["ja" if given.get("herinnering") else "nee"]
        address = (_("E-mail"), "email") if given["kanaal"] == "email" else (_("Telefoon"), "telefoon")
        rows += [
            row(address[0], given[address[1]], address[1]),
            row(_("Leest iemand anders mee?"), reads, "veilig_bericht"),
            row(_("Nog een bericht op de dag zelf"), again, "herinnering"),
        ]
    if given["nodig"]:
        rows.append(row(_("Nodig"), ", ".join(needs[n] for n in given["nodig"]), "nodig"))
    if given.get("begeleider"):
        rows.append(row(_("Wie u helpt"), given["begeleider"], "begeleider"))
    if given["toelichting"]:
        rows.append(row(_("Wat u vertelt"), given["toelichting"], "toelichting"))
    return rows
