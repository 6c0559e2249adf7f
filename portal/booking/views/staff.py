"""Staff see the days of their own desk; of the other desk only "bezet". Every look at a person is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import accounts, agenda, messaging, privacy, tenancy, web
from portal.booking import actions, queries
from portal.booking.forms import PlainForm
from portal.booking.models import ARRIVED, NO_SHOW, Appointment, Participation
from portal.booking.views import shown
from portal.clock import today
from portal.db import own_transaction

pages = web.pages("booking_staff", __name__, audience="staff", permission="agenda")

COMING = timedelta(days=35)


@dataclass(frozen=True)
class Line:
    """One talk on a day: all of it, or only "bezet" when it belongs to another desk."""

    time: str
    own: bool
    id: str = ""
    talk: str = ""
    people: tuple[dict[str, Any], ...] = ()
    signs: tuple[str, ...] = ()
    attention: bool = False


@dataclass(frozen=True)
class DayView:
    """A sitting with its lines, as one desk may see it."""

    id: str
    heading: str
    hours: str
    place: str
    desks: str
    lines: list[Line] = field(default_factory=list)


def _me() -> accounts.Staff:
    return cast(accounts.Staff, current_user)


@pages.get("/medewerker/")
def today_and_coming() -> str:
    """Today with its people, and the coming days with numbers only."""
    found = agenda.desk_days(_me().organisation_ids, today(), today() + COMING)
    todays = [d for d in found if d.sitting.on == today()]
    coming = [d for d in found if d.sitting.on > today() and d.sitting.state == agenda.OPEN]
    return render_template(
        "booking/staff/today.html",
        today=web.day_label(today()),
        days=_day_views(todays),
        coming=_coming(coming),
        flagged=_flagged(),
        attention=_attention(),
        form=PlainForm(),
    )


def _coming(days: list[agenda.DeskDay]) -> list[dict[str, Any]]:
    counts = queries.counts_at(d.sitting.id for d in days) if days else {}
    rows = []
    for d in days:
        own = [roles for roles in counts.get(d.sitting.id, []) if set(roles.split()) & d.own_roles]
        rows.append(
            {
                "day": web.day_label(d.sitting.on),
                "url": url_for(".day", sitting_id=d.sitting.id),
                "hours": _hours(d.sitting),
                "place": shown.place_line(d.sitting),
                "talks": len(own),
            }
        )
    return rows


def _flagged() -> list[dict[str, str]]:
    """Messages that failed or may not have arrived, by reference; nothing of their text.

    Of one's own desk, and messages to colleagues (those belong to no appointment and have no reference).
    """
    found = messaging.flagged()
    about = queries.appointments_of(f.subject for f in found) if found else {}
    own = {a.id for a in _of_own_desk(about.values())}
    rows = []
    for f in found:
        appointment = about.get(f.subject)
        if appointment is None:
            rows.append({"id": f.id, "appointment": "", "reference": "", "state": f.state})
        elif appointment.id in own:
            told = {"appointment": appointment.id, "reference": appointment.reference}
            rows.append({"id": f.id, "state": f.state, **told})
    return rows


def _attention() -> list[dict[str, str]]:
    mine = _of_own_desk(queries.needing_attention())
    return [{"id": a.id, "reference": a.reference, "when": web.when_label(a.starts_at)} for a in mine]


def _of_own_desk(appointments: Iterable[Appointment]) -> list[Appointment]:
    """Those whose table has a desk of the signed-in person's organisation; of the rest not even the reference."""
    rows = list(appointments)
    sittings = agenda.sittings_by_id(a.sitting_id for a in rows) if rows else {}
    own = _me().organisation_ids
    roles = {s.id: {d.role for d in s.desks if d.organisation in own} for s in sittings.values()}
    return [a for a in rows if roles.get(a.sitting_id, set()) & set(a.roles.split())]


def _hours(sitting: agenda.SittingInfo) -> str:
    return _(
        "%(start)s tot %(end)s uur",
        start=web.time_label(sitting.starts_at),
        end=web.time_label(sitting.ends_at),
    )


def _day_views(days: list[agenda.DeskDay]) -> list[DayView]:
    """Days with their people; each person shown is one line in the audit log."""
    by_sitting: dict[str, list[tuple[Appointment, list[Participation]]]] = {}
    for appointment, people in queries.appointments_at(d.sitting.id for d in days) if days else []:
        by_sitting.setdefault(appointment.sitting_id, []).append((appointment, people))
    organisations = accounts.organisation_names() if days else {}
    views, seen = [], []
    for d in days:
        view = DayView(
            d.sitting.id,
            web.day_label(d.sitting.on),
            _hours(d.sitting),
            shown.place_line(d.sitting),
            ", ".join(
                sorted(organisations[k.organisation] for k in d.sitting.desks if k.role in d.own_roles)
            ),
        )
        for appointment, people in _own_first(by_sitting.get(d.sitting.id, []), d.own_roles):
            if set(appointment.roles.split()) & d.own_roles:
                view.lines.append(_line(appointment, people))
                seen += [person.id for person in people]
            elif (busy := Line(shown.time_span(appointment), own=False)) not in view.lines:
                view.lines.append(busy)  # two other desks at one hour are one "bezet"
        views.append(view)
    _record_looks("day.seen", seen)
    return views


def _own_first(
    appointments: list[tuple[Appointment, list[Participation]]], own_roles: frozenset[str]
) -> list[tuple[Appointment, list[Participation]]]:
    """In order of time; at the same time the own desk's talks come first."""
    return sorted(appointments, key=lambda a: (a[0].starts_at, not set(a[0].roles.split()) & own_roles))


def _record_looks(action: str, participation_ids: Iterable[str]) -> None:
    ids = list(participation_ids)
    if ids:
        actor = _me().actor
        with own_transaction():
            privacy.record_looks(action, ids, actor)


def _line(appointment: Appointment, people: list[Participation]) -> Line:
    talk = agenda.find_talk(appointment.talk_type_id)
    needs = {need for person in people for need in (person.told or {}).get("nodig") or []}
    labels = {"rolstoel": _("Rolstoel"), "tolk": _("Tolk"), "begeleider": _("Neemt iemand mee")}
    return Line(
        shown.time_span(appointment),
        own=True,
        id=appointment.id,
        talk=talk.name if talk else "",
        people=tuple(
            {
                "id": p.id,
                "name": p.name or _("Zonder naam"),
                "outcome": p.outcome,
                "reference": appointment.reference,
            }
            for p in people
        ),
        signs=tuple(labels[need] for need in sorted(needs) if need in labels),
        attention=appointment.attention is not None,
    )


def _own_day(sitting_id: str) -> agenda.DeskDay:
    """A sitting at which the signed-in person's organisation has a desk here, or 404."""
    sitting = agenda.find_sitting(sitting_id) if sitting_id.isalnum() else None
    if sitting is None:
        abort(404)
    roles = frozenset(d.role for d in sitting.desks if d.organisation in _me().organisation_ids)
    if not roles:
        abort(404)
    return agenda.DeskDay(sitting, roles)


@pages.get("/medewerker/dag/<sitting_id>")
def day(sitting_id: str) -> str:
    return render_template(
        "booking/staff/day.html", day=_day_views([_own_day(sitting_id)])[0], form=PlainForm()
    )


@pages.get("/medewerker/dag/<sitting_id>/print")
def print_day(sitting_id: str) -> str:
    """One A4 for on the table: no telephone, no note, no safety answers."""
    return render_template("booking/staff/print_day.html", day=_day_views([_own_day(sitting_id)])[0])


def _own_appointment(appointment_id: str) -> Appointment:
    appointment = queries.find_appointment(appointment_id) if appointment_id.isalnum() else None
    if appointment is None:
        abort(404)
    desk_day = _own_day(appointment.sitting_id)
    if not set(appointment.roles.split()) & desk_day.own_roles:
        abort(404)
    return appointment


@pages.get("/medewerker/afspraak/<appointment_id>")
def appointment(appointment_id: str) -> str:
    """One appointment with how to reach each person safely."""
    row = _own_appointment(appointment_id)
    people = queries.participations_of(row.id)
    _record_looks("appointment.seen", [person.id for person in people])
    talk = agenda.find_talk(row.talk_type_id)
    return render_template(
        "booking/staff/appointment.html",
        appointment=shown.appointment(row, with_reference=True),
        sitting_id=row.sitting_id,
        talk=shown.talk(talk),
        people=[_person(person) for person in people],
        attention=row.attention,
        form=PlainForm(),
    )


def _person(person: Participation) -> dict[str, Any]:
    answers = {**(person.contact or {}), **(person.told or {}), "naam": person.name or _("Zonder naam")}
    limits = _limits(answers)
    rows = [r for r in shown.answers(answers) if r["key"] != _("Naam")] if answers.get("kanaal") else []
    for r in rows:
        r.pop("change_url")
    messages = [{"kind": kind, "state": state} for kind, state in messaging.messages_about(person.id)]
    return {
        "id": person.id,
        "name": answers["naam"],
        "outcome": person.outcome,
        "limits": limits,
        "rows": rows,
        "messages": messages,
    }


def _limits(answers: dict[str, Any]) -> list[str]:
    """What staff must know before they call or write, in plain sentences; the strictest reading of silence."""
    channel = answers.get("kanaal") or "geen"
    if channel == "geen":
        return [_("Niet bellen, niet schrijven. Deze persoon belt zelf.")]
    if channel == "telefoon":
        lines = []
        if answers.get("veilig_inspreken") != "ja":
            lines.append(_("Spreek niets in."))
        if answers.get("veilig_nummer") != "ja":
            lines.append(_("Bel met een afgeschermd nummer."))
        if not answers.get("veilig_tijden"):
            lines.append(_("Geen veilige tijd gegeven. Vraag eerst of het uitkomt."))
        return lines
    if answers.get("veilig_bericht") != "nee":
        return [_("Een ander kan meelezen. Schrijf geen datum, geen link en geen reden.")]
    return []


@pages.post("/medewerker/deelname/<participation_id>/uitkomst")
def outcome(participation_id: str) -> Response:
    form = PlainForm()
    person = queries.find_participation(participation_id) if participation_id.isalnum() else None
    if person is None or not form.validate():
        abort(404)
    row = _own_appointment(person.appointment_id)
    chosen = request.form.get("uitkomst", "")
    if chosen not in (ARRIVED, NO_SHOW, ""):
        abort(400)
    actions.mark(person, chosen or None, _me().actor)
    return redirect(url_for(".day", sitting_id=row.sitting_id) + f"#{row.id}", 303)


@pages.get("/medewerker/mijn-agenda")
def own_agenda() -> str:
    """Where this person sits in the coming weeks, in every municipality; nothing of who comes."""
    found = agenda.own_agenda(_me().person_id, today(), today() + timedelta(days=91))
    by_slug = tenancy.registry().by_slug
    rows = [
        {
            "day": web.day_label(s.on),
            "hours": _hours(s),
            "municipality": by_slug[s.owner].name if s.owner in by_slug else s.owner,
            "place": shown.place_line(s),
        }
        for s in found
    ]
    return render_template("booking/staff/own_agenda.html", rows=rows)


@pages.post("/medewerker/bericht/<message_id>/gezien")
def message_seen(message_id: str) -> Response:
    subject = messaging.find_subject(message_id) if message_id.isalnum() else None
    about = queries.appointments_of([subject]) if subject else {}
    if subject is None or (about and not _of_own_desk(about.values())):
        abort(404)  # no such message, or of another desk: they must see it themselves
    messaging.mark_seen(message_id)
    flash(_("Dit bericht staat niet meer in de lijst."))
    return redirect(url_for(".today_and_coming"), 303)
