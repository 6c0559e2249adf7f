"""Bel mij: somebody asks to be called and hears at once until when. The same page whoever asks, known or not."""

from typing import Any

from flask import abort, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import web
from portal.callbacks import actions, queries, rules
from portal.callbacks.forms import CallMeForm
from portal.callbacks.promise import Promise, find_promise
from portal.callbacks.views import shown
from portal.clock import now
from portal.db import new_id

pages = web.pages("callbacks_resident", __name__, audience="resident")
Answer = str | Response | tuple[str, int]
SHOWN_SECONDS = 3600
KEPT = "terugbellen"  # in the session: which request, asked when; gone after leaving or beginning anew


@pages.get("/bel-mij/")
def ask_form() -> Answer:
    return _form(CallMeForm(formdata=None, data={"claim": new_id()}), _promise())


@pages.post("/bel-mij/", success=303, limit="10 per minute")
def ask() -> Answer:
    form, promise = CallMeForm(), _promise()
    if not form.validate():
        return _form(form, promise), 400
    try:
        call_back = actions.ask(form.answers(), form.claim.data or "", promise)
    except rules.NeverOpen as refusal:
        form.form_errors.append(_(refusal.message))
        return _form(form, promise), refusal.status
    session[KEPT] = [call_back.id, int(now().timestamp())]
    return redirect(url_for(".asked"), 303)


def _promise() -> Promise:
    """Where nobody said when the telephone is answered, nothing can be promised: 404."""
    promise = find_promise(now())
    if promise is None:
        abort(404)
    return promise


def _form(form: CallMeForm, promise: Promise) -> str:
    return render_template("callbacks/resident/ask.html", form=form, until=_until(promise))


def _until(promise: Promise) -> str | None:
    """Until when, for who asks now and can talk at any time."""
    try:
        return web.when_label(promise.due_at(now()))
    except rules.NeverOpen:
        return None


@pages.get("/bel-mij/klaar")
def asked() -> Answer:
    """For an hour, in the browser that asked."""
    call_back_id, at = session.get(KEPT, ("", 0))
    if not 0 <= now().timestamp() - at < SHOWN_SECONDS:
        return redirect(url_for(".ask_form"), 303)
    call_back = queries.find(call_back_id)
    if call_back is None or call_back.data_key is None:
        return redirect(url_for(".ask_form"), 303)
    contact: dict[str, Any] = call_back.contact or {}
    return render_template(
        "callbacks/resident/asked.html",
        until=web.when_label(call_back.due_at),
        reference=call_back.reference,
        parts=shown.parts(contact),
        speaks_in=contact.get("veilig_inspreken") == "ja",
        shows_number=contact.get("veilig_nummer") == "ja",
    )
