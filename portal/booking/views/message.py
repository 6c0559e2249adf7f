"""A person's own link: see, move, cancel. Served by the neutral message host and by the municipality's own.

Forged, of another municipality, or after the end: one and the same 404. A GET changes nothing.
"""

from datetime import date, timedelta

from flask import Response, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import agenda, messaging, web
from portal.booking import actions, queries, rules, together
from portal.booking.forms import ChosenTime, PlainForm, parse_time
from portal.booking.views import shown
from portal.clock import now, today
from portal.db import db
from portal.errors import Refusal

pages = web.pages("booking_message", __name__, audience="message")
Answer = str | AnyResponse | tuple[str, int]


def open_own(token: str, to_change: bool = False) -> queries.Own:
    """What this link opens, or the 404 page."""
    own = queries.find_by_token(token, now())
    if own is None:
        abort(404)
    if to_change:  # of two clicks at once the second waits here and sees what the first one did
        db.session.refresh(own.appointment, with_for_update=True)
    return own


@pages.get("/a/<token>")
def see(token: str) -> Answer:
    own = open_own(token)
    return _page(own, token)


def _page(own: queries.Own, token: str, fault: str | None = None) -> str:
    row, at = own.appointment, now()
    return render_template(
        "booking/message/see.html",
        appointment=shown.own(own),
        token=token,
        messages=own_messages(own),
        changeable=not own.is_off and row.starts_at > at,
        attention=row.attention is not None,
        question=queries.together(own, at).asked is not None,
        fault=fault,
    )


def own_messages(own: queries.Own) -> list[str]:
    """What was just done by this person; what somebody else left in this browser is gone unseen."""
    return [str(text) for text in get_flashed_messages(category_filter=[own.participation.id])]


@pages.get("/a/<token>/verzetten")
def move_form(token: str) -> Answer:
    return _times(open_own(token), token)


def _times(own: queries.Own, token: str, fault: str | None = None, taken: bool = False) -> str:
    row, at = own.appointment, now()
    if own.is_off or row.starts_at <= at:
        return _page(own, token)
    together = queries.together(own, at).state
    until = agenda.get_sitting(row.sitting_id).fixed_moment if together == rules.TOGETHER else None
    talk = queries.talk_of(row, joint=together in (rules.OPEN, rules.TOGETHER))
    found = agenda.times_page(talk, at, from_on())
    more = url_for(".move_form", token=token, vanaf=found.more_from.isoformat()) if found.more_from else None
    return render_template(
        "booking/message/move.html",
        appointment=shown.own(own),
        days=shown.days(found.days),
        token=token,
        more_url=more,
        fault=fault,
        taken=taken,
        proposes_until=web.when_label(until) if until else None,
        too_late=until is not None and at >= until,
    )


def from_on() -> date | None:
    try:
        on = date.fromisoformat(request.args.get("vanaf", ""))
    except ValueError:
        return None
    return on if today() <= on <= today() + timedelta(days=731) else None


@pages.post("/a/<token>/verzetten", limit="60 per minute")
def move(token: str) -> Answer:
    own, form = open_own(token, to_change=True), ChosenTime()
    starts_at = parse_time(form.tijd.data)
    if not form.validate() or starts_at is None:
        return _times(own, token, _("Deze tijd bestaat niet. Kies een tijd uit de lijst.")), 400
    proposes = queries.together(own, now()).state == rules.TOGETHER
    try:
        if proposes:
            together.propose(own, form.spreekuurdag.data or "", starts_at)
        else:
            actions.move(own, form.spreekuurdag.data or "", starts_at)
    except Refusal as refusal:
        db.session.rollback()
        return _times(open_own(token), token, _(refusal.message), taken=refusal.status == 409), refusal.status
    if proposes:
        flash(_("Wij vragen het aan de ander. De oude tijd blijft tot die ja zegt."), own.participation.id)
        return redirect(url_for("booking_together.alone_or_together", token=token), 303)
    flash(_("Uw afspraak is verzet."), own.participation.id)
    return redirect(url_for(".see", token=token), 303)


@pages.get("/a/<token>/annuleren")
def cancel_form(token: str) -> Answer:
    own = open_own(token)
    if own.is_off or own.appointment.starts_at <= now():
        return _page(own, token)
    return render_template(
        "booking/message/cancel.html",
        appointment=shown.own(own),
        token=token,
        form=PlainForm(),
        together=queries.together(own, now()).state == rules.TOGETHER,
    )


@pages.post("/a/<token>/annuleren", limit="60 per minute")
def cancel(token: str) -> Answer:
    own = open_own(token, to_change=True)
    try:
        actions.cancel(own)
    except Refusal as refusal:
        db.session.rollback()
        return _page(open_own(token), token, _(refusal.message)), refusal.status
    flash(_("Uw afspraak is afgezegd."), own.participation.id)
    return redirect(url_for(".see", token=token), 303)


@pages.get("/a/<token>/afspraak.ics")
def calendar(token: str) -> Response:
    """A neutral calendar file, only when somebody asks for it."""
    own = open_own(token)
    row = own.appointment
    body = messaging.appointment_file(
        own.participation.calendar_uid, row.starts_at, row.ends_at, cancelled=own.is_off
    )
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
    return response
