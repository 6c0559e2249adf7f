"""The work list: talks that lost their place, people who must still hear something, messages that did not arrive.

Nothing here happens by itself. For each talk staff choose: leave it so, another time, call first, or cancel.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import agenda, messaging, privacy, web
from portal.booking import actions, queries, waiting_queries
from portal.booking.attention import leave_so
from portal.booking.forms import ChosenTime, PlainForm, parse_time
from portal.booking.models import Appointment, Participation
from portal.booking.views import desk, shown, staff_shown, waiting_shown
from portal.booking.views.planning_shown import fault_line
from portal.clock import now
from portal.db import db
from portal.errors import Refusal

pages = web.pages("booking_worklist", __name__, audience="staff", permission="agenda")
Answer = str | Response | tuple[str, int]
BY_MUNICIPALITY = "appointment.by_municipality"


@pages.get("/medewerker/werklijst")
def worklist() -> str:
    return render_template(
        "booking/staff/worklist.html",
        lost=_lost(),
        untold=_untold(),
        flagged=flagged_rows(),
        offers=waiting_shown.offers(),
        form=PlainForm(),
    )


def _lost() -> list[dict[str, str]]:
    mine = desk.takes_care_of(queries.needing_attention())
    names = queries.references_of(a.id for a in mine) if mine else {}
    return [
        {
            "id": a.id,
            "reference": ", ".join(names.get(a.id, [])),
            "when": web.when_label(a.starts_at),
            "why": fault_line(a.attention),
        }
        for a in mine
    ]


def _untold() -> list[dict[str, Any]]:
    """People whom no message could reach."""
    found = queries.untold(now())
    mine = {
        a.id for a in desk.takes_care_of((o.appointment for o in found), {o.appointment.id for o in found})
    }
    return [
        {
            "id": o.participation.id,
            "reference": o.participation.reference,
            "what": news_line(o.participation),
            "when": web.when_label(o.appointment.starts_at),
        }
        for o in found
        if o.appointment.id in mine
    ]


def news_line(person: Participation) -> str:
    words = {
        "moved": _("heeft een andere tijd"),
        "cancelled": _("de afspraak gaat niet door"),
    }
    return words.get(person.untold or "", _("er is iets veranderd"))


def flagged_rows() -> list[dict[str, str]]:
    """Messages that failed or may not have arrived, by reference; nothing of their text.

    Of one's own desk, and messages to colleagues (those belong to no appointment and have no reference).
    """
    found = messaging.flagged()
    about = queries.find_owns(f.subject for f in found) if found else {}
    own = {a.id for a in desk.of_own_desk(o.appointment for o in about.values())}
    waits = waiting_queries.find_all(f.subject for f in found) if found else {}
    talks = waiting_shown.own_talks() if waits else {}
    rows = []
    for f in found:
        person, row = about.get(f.subject), waits.get(f.subject)
        if row is not None:
            if row.talk_type_id in talks:
                rows.append(
                    {
                        "id": f.id,
                        "state": f.state,
                        "appointment": "",
                        "reference": row.reference,
                        "waits": row.id,
                    }
                )
        elif person is None:
            rows.append({"id": f.id, "appointment": "", "reference": "", "state": f.state})
        elif person.appointment.id in own:
            told = {"appointment": person.appointment.id, "reference": person.participation.reference}
            rows.append({"id": f.id, "state": f.state, **told})
    return rows


@pages.get("/medewerker/werklijst/<appointment_id>")
def solve(appointment_id: str) -> Answer:
    return _page(_needing(appointment_id))


def _needing(appointment_id: str) -> Appointment:
    row = desk.cared_for(appointment_id)
    if row.attention is None:
        abort(404)
    return row


def _page(row: Appointment, fault: str | None = None) -> str:
    people = queries.coming(row.id)
    desk.record_looks("contact.seen", [person.id for person in people])
    near = agenda.nearest_times(queries.talk_of(row), row.starts_at, now())
    return render_template(
        "booking/staff/solve.html",
        appointment=shown.appointment(row),
        appointment_id=row.id,
        why=fault_line(row.attention),
        people=[staff_shown.contact(p) for p in people],
        own=bool(desk.of_own_desk([row])),
        days=shown.days(near),
        fault=fault,
        form=PlainForm(),
    )


@pages.post("/medewerker/werklijst/<appointment_id>/verzetten")
def move(appointment_id: str) -> Answer:
    """To one of the nearest times; for everybody who comes to this talk."""
    row, form = _needing(appointment_id), ChosenTime()
    if not form.validate():
        abort(404)
    starts_at = parse_time(form.tijd.data)
    if starts_at is None:
        return _page(row, _("Deze tijd bestaat niet. Kies een tijd uit de lijst.")), 400
    sitting_id = form.spreekuurdag.data or ""
    return _do(
        row,
        lambda own, actor: actions.move(own, sitting_id, starts_at, actor),
        _("De nieuwe tijd staat vast."),
    )


@pages.post("/medewerker/werklijst/<appointment_id>/afzeggen")
def cancel(appointment_id: str) -> Answer:
    return _do(_pressed(appointment_id), actions.cancel, _("De afspraak is afgezegd. De tijd is weer vrij."))


@pages.post("/medewerker/werklijst/<appointment_id>/laten")
def leave(appointment_id: str) -> Answer:
    """It goes on as it was booked; staff arranged it among themselves."""
    row = _pressed(appointment_id)
    leave_so(row)
    privacy.record("appointment.left_so", row.id, desk.me().actor)
    flash(_("De afspraak blijft zoals hij is. Hij staat niet meer in de werklijst."), "staff")
    return _back()


def _pressed(appointment_id: str) -> Appointment:
    row = _needing(appointment_id)
    if not PlainForm().validate():
        abort(404)
    return row


def _do(row: Appointment, deed: Callable[[queries.Own, str], None], said: str) -> Answer:
    people = queries.coming(row.id)
    if not people:
        abort(404)
    own, actor = queries.Own(people[0], row), desk.me().actor
    try:
        privacy.record(BY_MUNICIPALITY, own.participation.id, actor)
        deed(own, actor)
    except Refusal as refusal:
        db.session.rollback()
        return _page(_needing(row.id), _(refusal.message)), refusal.status
    flash(said, "staff")
    return _back()


def _back() -> Response:
    return redirect(url_for(".worklist"), 303)


@pages.get("/medewerker/deelname/<participation_id>/verteld")
def tell(participation_id: str) -> str:
    """How to reach somebody who must still hear something: first the limits, then the number."""
    own = _untold_person(participation_id)
    desk.record_looks("contact.seen", [own.participation.id])
    return render_template(
        "booking/staff/tell.html",
        appointment=shown.appointment(own.appointment),
        person=staff_shown.contact(own.participation),
        person_id=own.participation.id,
        what=news_line(own.participation),
        form=PlainForm(),
    )


def _untold_person(participation_id: str) -> queries.Own:
    person = queries.find_participation(participation_id) if participation_id.isalnum() else None
    row = queries.find_appointment(person.appointment_id) if person and person.untold else None
    if person is None or row is None or not desk.takes_care_of([row], {row.id}):
        abort(404)
    return queries.Own(person, row)


@pages.post("/medewerker/deelname/<participation_id>/verteld")
def told(participation_id: str) -> Response:
    """Somebody told this person, over a safe way."""
    own = _untold_person(participation_id)
    if not PlainForm().validate():
        abort(404)
    own.participation.untold = None
    privacy.record("participation.told", own.participation.id, desk.me().actor)
    flash(_("Genoteerd: deze persoon weet het."), "staff")
    return _back()
