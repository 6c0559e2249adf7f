"""Staff see the days of their own desk, mark who came, and open one appointment. Every look at a person is recorded."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import agenda, messaging, tenancy, web
from portal.booking import actions, keep_apart, open_work, queries, rules, waiting_queries
from portal.booking.forms import PlainForm
from portal.booking.models import ARRIVED, COMES, DONE, NO_SHOW, Appointment, Participation
from portal.booking.staff_forms import ReferenceForm
from portal.booking.views import day_shown, desk, shown, staff_shown, waiting_shown
from portal.clock import now, today
from portal.db import db

pages = web.pages("booking_staff", __name__, audience="staff", permission="agenda")

COMING = timedelta(days=35)
ROOMY = 14  # so many lines leave room to write on one sheet


@pages.get("/medewerker/")
def today_and_coming() -> str:
    """Today with its people, and the coming days with numbers only."""
    found = agenda.desk_days(desk.me().organisation_ids, today(), today() + COMING)
    todays = [d for d in found if d.sitting.on == today()]
    coming = [d for d in found if d.sitting.on > today() and d.sitting.state == agenda.OPEN]
    return render_template(
        "booking/staff/today.html",
        today=web.day_label(today()),
        places=_by_place(day_shown.day_views(todays)),
        coming=_coming(coming),
        open_things=open_work.count(desk.me().organisation_ids),
        worklist_url=url_for("booking_worklist.worklist"),
        clashes=_clashes(),
    )


def _by_place(days: list[day_shown.DayView]) -> list[dict[str, Any]]:
    """One section for each place, whatever number of spreekuren sit there."""
    # A closed day is only there for the people who still have a talk on it.
    shown_days = [day for day in days if day.lines or not day.closed]
    ordered = sorted(
        shown_days, key=lambda day: day.place
    )  # sorting is stable: inside a place in order of time
    return [{"place": place, "days": list(found)} for place, found in groupby(ordered, lambda day: day.place)]


def _coming(days: list[agenda.DeskDay]) -> list[dict[str, Any]]:
    counts = queries.counts_at(d.sitting.id for d in days) if days else {}
    rows = []
    for d in days:
        own = [roles for roles in counts.get(d.sitting.id, []) if set(roles.split()) & d.own_roles]
        rows.append(
            {
                "day": web.day_label(d.sitting.on),
                "url": url_for(".day", sitting_id=d.sitting.id),
                "hours": day_shown.hours(d.sitting),
                "place": shown.place_line(d.sitting),
                "talks": len(own),
            }
        )
    return rows


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


@pages.get("/medewerker/dag/<sitting_id>")
def day(sitting_id: str) -> str:
    return _day(sitting_id)


def _day(sitting_id: str, fault: str | None = None) -> str:
    (view,) = day_shown.day_views([desk.own_day(sitting_id)])
    return render_template("booking/staff/day.html", day=view, fault=fault)


@pages.get("/medewerker/dag/<sitting_id>/print")
def print_day(sitting_id: str) -> str:
    """A4 for on the table, with room to write: no telephone, no note, no safety answers."""
    (view,) = day_shown.day_views([desk.own_day(sitting_id)])
    roomy = sum(len(line.people) or 1 for line in view.lines) <= ROOMY
    return render_template("booking/staff/print_day.html", day=view, roomy=roomy)


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
def outcome(participation_id: str) -> Response | tuple[str, int]:
    """Back to the row that was marked, on the page where the button was pressed."""
    own = desk.own_person(participation_id)
    if not PlainForm().validate():
        abort(404)
    chosen, sitting_id = request.form.get("uitkomst", ""), own.appointment.sitting_id
    if chosen not in (ARRIVED, NO_SHOW, DONE, ""):
        abort(400)
    try:
        actions.mark(own.participation, chosen or None, desk.me().actor)
    except rules.NotArrived as refusal:
        db.session.rollback()
        return _day(sitting_id, _(refusal.message)), refusal.status
    on_today = request.form.get("terug") == "vandaag"
    page = url_for(".today_and_coming") if on_today else url_for(".day", sitting_id=sitting_id)
    return redirect(f"{page}#rij-{participation_id}", 303)


@pages.get("/medewerker/mijn-agenda")
def own_agenda() -> str:
    """Where this person sits in the coming weeks, in every municipality; nothing of who comes."""
    found = agenda.own_agenda(desk.me().person_id, today(), today() + timedelta(days=91))
    by_slug = tenancy.registry().by_slug
    rows = [
        {
            "day": web.day_label(s.on),
            "hours": day_shown.hours(s),
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
    waits = waiting_queries.find(subject)
    if waits is not None and waits.talk_type_id not in waiting_shown.own_talks():
        abort(404)
    messaging.mark_seen(message_id)
    flash(_("Dit bericht staat niet meer in de lijst."), "staff")
    return redirect(url_for("booking_worklist.worklist"), 303)
