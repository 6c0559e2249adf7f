"""Staff see the days of their own desk; of the other desk only "bezet". Every look at a person is recorded."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, agenda, messaging, tenancy, web
from portal.booking import actions, keep_apart, queries
from portal.booking.forms import PlainForm
from portal.booking.models import ARRIVED, COMES, NO_SHOW, Appointment, Participation
from portal.booking.staff_forms import ReferenceForm
from portal.booking.views import desk, shown, staff_shown
from portal.clock import now, today

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
    open: bool = False  # for two people, and nobody else said yes yet
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


@pages.get("/medewerker/")
def today_and_coming() -> str:
    """Today with its people, and the coming days with numbers only."""
    found = agenda.desk_days(desk.me().organisation_ids, today(), today() + COMING)
    todays = [d for d in found if d.sitting.on == today()]
    coming = [d for d in found if d.sitting.on > today() and d.sitting.state == agenda.OPEN]
    return render_template(
        "booking/staff/today.html",
        today=web.day_label(today()),
        days=_day_views(todays),
        coming=_coming(coming),
        flagged=_flagged(),
        attention=_attention(),
        clashes=_clashes(),
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
    about = queries.find_owns(f.subject for f in found) if found else {}
    own = {a.id for a in desk.of_own_desk(o.appointment for o in about.values())}
    rows = []
    for f in found:
        person = about.get(f.subject)
        if person is None:
            rows.append({"id": f.id, "appointment": "", "reference": "", "state": f.state})
        elif person.appointment.id in own:
            told = {"appointment": person.appointment.id, "reference": person.participation.reference}
            rows.append({"id": f.id, "state": f.state, **told})
    return rows


def _attention() -> list[dict[str, str]]:
    mine = desk.of_own_desk(queries.needing_attention())
    names = queries.references_of(a.id for a in mine) if mine else {}
    return [
        {"id": a.id, "reference": ", ".join(names.get(a.id, [])), "when": web.when_label(a.starts_at)}
        for a in mine
    ]


def _clashes() -> list[dict[str, Any]]:
    """People who must not meet but may, when the own desk sees one of them; a link to whom it sees."""
    rows = []
    for kept, *sittings in keep_apart.clashes(now()):
        sides = [
            {
                "reference": side.reference,
                "appointment": side.appointment_id,
                "own": desk.is_own(s, side.roles),
            }
            for side, s in zip((kept.mine, kept.other), sittings, strict=True)
        ]
        if any(side["own"] for side in sides):
            rows.append({"sides": sides, "faults": staff_shown.fault_lines(kept)})
    return rows


def _hours(sitting: agenda.SittingInfo) -> str:
    return _(
        "%(start)s tot %(end)s uur",
        start=web.time_label(sitting.starts_at),
        end=web.time_label(sitting.ends_at),
    )


Booked = tuple[Appointment, list[Participation]]


def _day_views(days: list[agenda.DeskDay]) -> list[DayView]:
    """Days with their people; each person shown is one line in the audit log."""
    by_sitting: dict[str, list[Booked]] = {}
    for appointment, people in queries.appointments_at(d.sitting.id for d in days) if days else []:
        by_sitting.setdefault(appointment.sitting_id, []).append((appointment, people))
    seen = [
        person.id
        for d in days
        for appointment, people in by_sitting.get(d.sitting.id, [])
        if set(appointment.roles.split()) & d.own_roles
        for person in people
    ]
    kept = keep_apart.kept_of(seen)
    clashing = {person for person, found in kept.items() if any(k.faults for k in found)}
    organisations = accounts.organisation_names() if days else {}
    views = [_day_view(d, by_sitting.get(d.sitting.id, []), organisations, clashing) for d in days]
    desk.record_looks("day.seen", seen)
    return views


def _day_view(
    d: agenda.DeskDay, booked: list[Booked], organisations: dict[str, str], clashing: set[str]
) -> DayView:
    view = DayView(
        d.sitting.id,
        web.day_label(d.sitting.on),
        _hours(d.sitting),
        shown.place_line(d.sitting),
        ", ".join(sorted(organisations[k.organisation] for k in d.sitting.desks if k.role in d.own_roles)),
    )
    for appointment, people in _own_first(booked, d.own_roles):
        if set(appointment.roles.split()) & d.own_roles:
            open_still = appointment.joint and len(people) < 2 and now() < d.sitting.fixed_moment
            view.lines.append(_line(appointment, people, clashing, open_still))
        elif (busy := Line(shown.time_span(appointment), own=False)) not in view.lines:
            view.lines.append(busy)  # two other desks at one hour are one "bezet"
    return view


def _own_first(booked: list[Booked], own_roles: frozenset[str]) -> list[Booked]:
    """In order of time; at the same time the own desk's talks come first."""
    return sorted(booked, key=lambda a: (a[0].starts_at, not set(a[0].roles.split()) & own_roles))


def _line(
    appointment: Appointment, people: list[Participation], clashing: set[str], open_still: bool
) -> Line:
    talk = agenda.find_talk(appointment.talk_type_id)
    return Line(
        shown.time_span(appointment),
        own=True,
        id=appointment.id,
        talk=talk.name if talk else "",
        people=tuple(
            {
                "id": p.id,
                "reference": p.reference,
                "name": p.name or _("Zonder naam"),
                "outcome": p.outcome,
                "signs": staff_shown.signs(p),
                "clashes": p.id in clashing,
            }
            for p in people
        ),
        open=open_still,
        attention=appointment.attention is not None,
    )


@pages.get("/medewerker/dag/<sitting_id>")
def day(sitting_id: str) -> str:
    return render_template(
        "booking/staff/day.html", day=_day_views([desk.own_day(sitting_id)])[0], form=PlainForm()
    )


@pages.get("/medewerker/dag/<sitting_id>/print")
def print_day(sitting_id: str) -> str:
    """One A4 for on the table: no telephone, no note, no safety answers."""
    return render_template("booking/staff/print_day.html", day=_day_views([desk.own_day(sitting_id)])[0])


@pages.get("/medewerker/afspraak/<appointment_id>")
def appointment(appointment_id: str) -> str:
    """One appointment with how to reach each person safely."""
    return appointment_page(desk.own_appointment(appointment_id))


def appointment_page(row: Appointment, faulty: dict[str, ReferenceForm] | None = None) -> str:
    """The same; `faulty`: by person the form "Houd apart van" that must be filled in again."""
    people, at = queries.participations_of(row.id), now()
    desk.record_looks("appointment.seen", [person.id for person in people])
    kept = keep_apart.kept_of(person.id for person in people)
    invitation = queries.find_invitation_of(row.id) if row.joint else None
    coming = [person for person in people if person.state == COMES]
    return render_template(
        "booking/staff/appointment.html",
        appointment=shown.appointment(row),
        sitting_id=row.sitting_id,
        talk=shown.talk(agenda.find_talk(row.talk_type_id)),
        people=[staff_shown.person(queries.Own(p, row), kept.get(p.id, ()), at) for p in people],
        of_two=staff_shown.talk_of_two(row, len(coming), invitation.ends_at if invitation else None, at),
        attention=row.attention,
        apart_forms={p.id: _apart_form(p, (faulty or {}).get(p.id)) for p in people},
        faults=list((faulty or {}).values()),
    )


def _apart_form(person: Participation, faulty: ReferenceForm | None) -> ReferenceForm:
    """The page has one for each person, so each field has an id of its own."""
    form = faulty or ReferenceForm(formdata=None)
    form.code.id = f"code-{person.id}"
    form.code.label.field_id = form.code.id
    return form


@pages.post("/medewerker/deelname/<participation_id>/uitkomst")
def outcome(participation_id: str) -> Response:
    own = desk.own_person(participation_id)
    if not PlainForm().validate():
        abort(404)
    chosen = request.form.get("uitkomst", "")
    if chosen not in (ARRIVED, NO_SHOW, ""):
        abort(400)
    actions.mark(own.participation, chosen or None, desk.me().actor)
    return redirect(url_for(".day", sitting_id=own.appointment.sitting_id) + f"#{own.appointment.id}", 303)


@pages.get("/medewerker/mijn-agenda")
def own_agenda() -> str:
    """Where this person sits in the coming weeks, in every municipality; nothing of who comes."""
    found = agenda.own_agenda(desk.me().person_id, today(), today() + timedelta(days=91))
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
    about = queries.find_owns([subject]) if subject else {}
    if subject is None or (about and not desk.of_own_desk(o.appointment for o in about.values())):
        abort(404)  # no such message, or of another desk: they must see it themselves
    messaging.mark_seen(message_id)
    flash(_("Dit bericht staat niet meer in de lijst."), "staff")
    return redirect(url_for(".today_and_coming"), 303)
