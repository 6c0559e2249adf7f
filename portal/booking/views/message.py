"""A person's own link: see, move, cancel. Served by the neutral message host and by the municipality's own.

Forged, of another municipality, or after the end: one and the same 404. A GET changes nothing.
"""

from datetime import date, timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import agenda, messaging, web
from portal.booking import actions, queries
from portal.booking.forms import ChosenTime, PlainForm, parse_time
from portal.booking.models import CANCELLED
from portal.booking.views import shown
from portal.clock import now, today
from portal.db import db
from portal.errors import Refusal

pages = web.pages("booking_message", __name__, audience="message")
Answer = str | AnyResponse | tuple[str, int]


def _open(token: str, to_change: bool = False) -> queries.Own:
    own = queries.find_by_token(token, now())
    if own is None:
        abort(404)
    if to_change:  # of two clicks at once the second waits here and sees what the first one did
        db.session.refresh(own.appointment, with_for_update=True)
    return own


@pages.get("/a/<token>")
def see(token: str) -> Answer:
    own = _open(token)
    return _page(own, token)


def _page(own: queries.Own, token: str, fault: str | None = None) -> str:
    return render_template(
        "booking/message/see.html",
        appointment=shown.appointment(own.appointment),
        token=token,
        changeable=own.appointment.status != CANCELLED and own.appointment.starts_at > now(),
        attention=own.appointment.attention is not None,
        fault=fault,
    )


@pages.get("/a/<token>/verzetten")
def move_form(token: str) -> Answer:
    return _times(_open(token), token)


def _times(own: queries.Own, token: str, fault: str | None = None, taken: bool = False) -> str:
    row = own.appointment
    if row.status == CANCELLED or row.starts_at <= now():
        return _page(own, token)
    talk = agenda.Talk(int((row.ends_at - row.starts_at).total_seconds() // 60), tuple(row.roles.split()))
    found = agenda.times_page(talk, now(), _from_on())
    more = url_for(".move_form", token=token, vanaf=found.more_from.isoformat()) if found.more_from else None
    return render_template(
        "booking/message/move.html",
        appointment=shown.appointment(row),
        days=shown.days(found.days),
        token=token,
        more_url=more,
        fault=fault,
        taken=taken,
    )


def _from_on() -> date | None:
    try:
        on = date.fromisoformat(request.args.get("vanaf", ""))
    except ValueError:
        return None
    return on if today() <= on <= today() + timedelta(days=731) else None


@pages.post("/a/<token>/verzetten", limit="60 per minute")
def move(token: str) -> Answer:
    own, form = _open(token, to_change=True), ChosenTime()
    starts_at = parse_time(form.tijd.data)
    if not form.validate() or starts_at is None:
        return _times(own, token, _("Deze tijd bestaat niet. Kies een tijd uit de lijst.")), 400
    try:
        actions.move(own, form.spreekuurdag.data or "", starts_at)
    except Refusal as refusal:
        db.session.rollback()
        return _times(_open(token), token, _(refusal.message), taken=refusal.status == 409), refusal.status
    flash(_("Uw afspraak is verzet."))
    return redirect(url_for(".see", token=token), 303)


@pages.get("/a/<token>/annuleren")
def cancel_form(token: str) -> Answer:
    own = _open(token)
    if own.appointment.status == CANCELLED or own.appointment.starts_at <= now():
        return _page(own, token)
    return render_template(
        "booking/message/cancel.html",
        appointment=shown.appointment(own.appointment),
        token=token,
        form=PlainForm(),
    )


@pages.post("/a/<token>/annuleren", limit="60 per minute")
def cancel(token: str) -> Answer:
    own = _open(token, to_change=True)
    try:
        actions.cancel(own)
    except Refusal as refusal:
        db.session.rollback()
        return _page(_open(token), token, _(refusal.message)), refusal.status
    flash(_("Uw afspraak is afgezegd. De tijd is weer vrij."))
    return redirect(url_for(".see", token=token), 303)


@pages.get("/a/<token>/afspraak.ics")
def calendar(token: str) -> Response:
    """A neutral calendar file, only when somebody asks for it."""
    own = _open(token)
    row = own.appointment
    body = messaging.appointment_file(
        own.participation.calendar_uid, row.starts_at, row.ends_at, cancelled=row.status == CANCELLED
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
    return response
