"""The queue of the startpunt: who must be called, until when, and what came of it. Every look is recorded."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, booking, web
from portal.callbacks import actions, queries, rules
from portal.callbacks.forms import ActForm, CallMeForm
from portal.callbacks.models import BOOKED, OPEN, SPOKEN, CallBack
from portal.callbacks.promise import Promise, find_promise
from portal.callbacks.views import shown
from portal.clock import now
from portal.db import db, new_id
from portal.errors import Refusal

pages = web.pages("callbacks_staff", __name__, audience="staff", permission="callbacks")
Answer = str | Response | tuple[str, int]
LATELY = timedelta(days=7)


@pages.get("/medewerker/terugbellen")
def queue() -> str:
    """Broken promises on top, then whose promise ends first. No names and no numbers."""
    at = now()
    promise, waiting, ended = find_promise(at), queries.open_requests(), queries.ended_since(at - LATELY)
    names = accounts.names_of({row.owner_id for row in waiting if row.owner_id})
    rows = [shown.row(row, _sign(promise, row), names) for row in waiting]
    return render_template(
        "callbacks/staff/queue.html",
        late=[row for row in rows if row["sign"] == rules.LATE],
        rows=[row for row in rows if row["sign"] != rules.LATE],
        ended=[shown.row(row, None, names) for row in ended],
    )


def _sign(promise: Promise | None, row: queries.Row) -> str | None:
    return promise.sign(now(), row.due_at, row.first_try) if promise else None


# --- one request -----------------------------------------------------------------------------------------------


@pages.get("/medewerker/terugbellen/<callback_id>")
def see(callback_id: str) -> Answer:
    return _page(_own(callback_id))


def _own(callback_id: str) -> CallBack:
    """A request of this municipality, or 404."""
    call_back = queries.find(callback_id) if callback_id.isalnum() else None
    if call_back is None:
        abort(404)
    return call_back


def _page(call_back: CallBack, fault: str | None = None) -> str:
    """What limits whoever calls stands above the number."""
    made = queries.attempts_of(call_back.id)
    people = {shown.person_of(a.made_by) for a in made} | {call_back.owner_id or ""}
    names = accounts.names_of(people - {""})
    contact: dict[str, Any] = call_back.contact or {}
    is_open, wiped = call_back.state == OPEN, call_back.data_key is None
    told = [] if wiped else shown.rows_told(call_back)
    seen = {
        "id": call_back.id,
        "reference": call_back.reference,
        "state": shown.states()[call_back.state],
        "is_open": is_open,
        "until": web.when_label(call_back.due_at),
        "asked": web.when_label(call_back.asked_at),
        "wiped": wiped,
        "limits": shown.limits(contact, now()) if is_open and not wiped else [],
        "rows": told,
        "owner": names.get(call_back.owner_id or "", ""),
        "owner_id": call_back.owner_id or "",
        "mine": call_back.owner_id == accounts.me().person_id,
        "attempts": shown.attempts(made, names),
        "number": call_back.attempts,
        "may_speak_in": contact.get("veilig_inspreken") == "ja",
        "may_book": not wiped and call_back.state in (OPEN, SPOKEN, BOOKED),
    }
    if not wiped:
        accounts.record_looks("call_back.seen", [call_back.id])
    return render_template("callbacks/staff/see.html", seen=seen, fault=fault)


def _again(callback_id: str, refusal: Refusal) -> Answer:
    """The page as it is now, with why nothing was done."""
    db.session.rollback()
    return _page(_own(callback_id), _(refusal.message)), refusal.status


def _pressed(callback_id: str) -> ActForm:
    """What was seen and chosen; 404 for another municipality's, 400 for what is no button of ours."""
    _own(callback_id)
    form = ActForm()
    if not form.validate():
        abort(400)
    return form


def _back(callback_id: str) -> Response:
    return redirect(url_for(".see", callback_id=callback_id), 303)


@pages.post("/medewerker/terugbellen/<callback_id>/eigenaar", success=303)
def take(callback_id: str) -> Answer:
    form, me = _pressed(callback_id), accounts.me()
    if form.keuze.data not in ("ik", "los"):
        abort(400)
    try:
        person_id = me.person_id if form.keuze.data == "ik" else None
        actions.take(callback_id, person_id, form.gezien.data or None, me.actor)
    except Refusal as refusal:
        return _again(callback_id, refusal)
    return _back(callback_id)


@pages.post("/medewerker/terugbellen/<callback_id>/resultaat", success=303)
def result(callback_id: str) -> Answer:
    form = _pressed(callback_id)
    seen, chosen = form.gezien.data or "", form.keuze.data or ""
    if chosen not in rules.RESULTS or not (seen.isascii() and seen.isdigit() and len(seen) < 6):
        abort(400)
    try:
        call_back = actions.note(callback_id, chosen, int(seen), accounts.me().actor)
    except Refusal as refusal:
        return _again(callback_id, refusal)
    if call_back.state == OPEN:
        flash(_("Genoteerd. Bel nog een keer, op een andere dag of tijd."), "staff")
    else:
        flash(_("Genoteerd. Dit verzoek is klaar."), "staff")
    return _back(callback_id)


@pages.post("/medewerker/terugbellen/<callback_id>/intrekken", success=303)
def withdraw(callback_id: str) -> Answer:
    _pressed(callback_id)
    try:
        actions.withdraw(callback_id, accounts.me().actor)
    except Refusal as refusal:
        return _again(callback_id, refusal)
    flash(_("Het verzoek is ingetrokken. Wij bellen niet meer."), "staff")
    return _back(callback_id)


@pages.post("/medewerker/terugbellen/<callback_id>/afspraak", success=303)
def become_appointment(callback_id: str) -> Answer:
    """On to the pages on which staff book for somebody, with what this person told already filled in."""
    _pressed(callback_id)
    me = accounts.me()
    try:
        booking.prefill(me.session_hash, actions.become_appointment(callback_id, me.actor))
    except Refusal as refusal:
        return _again(callback_id, refusal)
    return redirect(url_for("booking_for.choose"), 303)


# --- somebody phones and wants to be called later ----------------------------------------------------------------


@pages.get("/medewerker/terugbellen/nieuw")
def new_form() -> Answer:
    return _new(CallMeForm(formdata=None, data={"claim": new_id()}))


def _new(form: CallMeForm) -> str:
    if find_promise(now()) is None:
        abort(404)
    return render_template("callbacks/staff/new.html", form=form)


@pages.post("/medewerker/terugbellen/nieuw", success=303)
def new() -> Answer:
    form, promise = CallMeForm(), find_promise(now())
    if promise is None:
        abort(404)
    if not form.validate():
        return _new(form), 400
    try:
        call_back = actions.ask(
            form.answers(), form.claim.data or "", promise, via="phone", actor=accounts.me().actor
        )
    except rules.NeverOpen as refusal:
        form.form_errors.append(_(refusal.message))
        return _new(form), refusal.status
    flash(_("Lees voor wat hieronder staat: de dag, de tijd en de code."), "staff")
    return _back(call_back.id)
