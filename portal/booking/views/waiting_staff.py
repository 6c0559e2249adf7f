"""The waiting list for staff: who waits, whom to call now, and what came of it. A name only on a page of its own."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import agenda, web
from portal.booking import waiting
from portal.booking import waiting_queries as line
from portal.booking.forms import PlainForm
from portal.booking.models import Waiting
from portal.booking.views import desk, shown, waiting_shown
from portal.booking.waiting_forms import WaitForm, begun
from portal.db import db, new_id, own_transaction
from portal.errors import Refusal

pages = web.pages("booking_waiting_staff", __name__, audience="staff", permission="agenda")
Answer = str | Response | tuple[str, int]


@pages.get("/medewerker/wachtlijst")
def people() -> str:
    rows = line.listed(waiting_shown.own_talks(), line.OFFERED, line.WAITING)
    found = waiting_shown.listed(rows)
    return render_template(
        "booking/staff/waiting/people.html",
        offered=[row for row in found if row["offered"]],
        waiting=[row for row in found if not row["offered"]],
        talks=[
            {"name": talk.name, "alone": _new_url(talk, False)}
            | ({"together": _new_url(talk, True)} if talk.joint_allowed else {"together": None})
            for talk in agenda.talks()
        ],
    )


def _new_url(talk: agenda.TalkInfo, together: bool) -> str:
    return url_for(".new_form", gesprek=talk.key, samen="ja" if together else "nee")


# --- somebody calls, and no time suits --------------------------------------------------------------------------


@pages.get("/medewerker/wachtlijst/nieuw")
def new_form() -> Answer:
    talk = agenda.find_offered_talk(request.args.get("gesprek", ""))
    if talk is None:
        return redirect(url_for(".people"), 303)
    together = request.args.get("samen") == "ja" and talk.joint_allowed
    return _new(WaitForm(formdata=None, data=begun(new_id(), talk.key, together)), talk)


def _new(form: WaitForm, talk: agenda.TalkInfo) -> str:
    together = form.samen.data == "ja" and talk.joint_allowed
    return render_template(
        "booking/staff/waiting/new.html",
        form=form,
        talk=shown.talk(talk),
        together=together,
        times_url=url_for("booking_for.choose", gesprek=talk.key, samen="ja" if together else "nee"),
    )


@pages.post("/medewerker/wachtlijst/nieuw", success=303, limit="60 per minute")
def new() -> Answer:
    form = WaitForm()
    talk = agenda.find_offered_talk(form.gesprek.data or "")
    if talk is None:
        return redirect(url_for(".people"), 303)
    if not form.validate():
        return _new(form, talk), 400
    row = waiting.wait(
        talk,
        form.samen.data == "ja",
        form.answers(),
        form.wishes(),
        token=form.claim.data or "",
        via="phone",
        by=desk.me().actor,
    )
    flash(_("Lees de code voor: %(code)s.", code=f"{row.reference[:4]} {row.reference[4:]}"), "staff")
    return redirect(url_for(".people"), 303)


# --- one person -------------------------------------------------------------------------------------------------


@pages.get("/medewerker/wachtlijst/<waiting_id>")
def see(waiting_id: str) -> str:
    return _page(_own(waiting_id))


def _own(waiting_id: str) -> Waiting:
    """Who waits for a talk of the own desk, or 404."""
    row = line.find(waiting_id) if waiting_id.isalnum() else None
    if row is None or row.talk_type_id not in waiting_shown.own_talks():
        abort(404)
    return row


def _page(row: Waiting, fault: str | None = None) -> str:
    """Who is off the list has no page any more."""
    if row.state not in (line.WAITING, line.OFFERED):
        abort(404)
    seen = waiting_shown.person(row)
    desk.record_looks("waiting.seen", [row.id])
    return render_template("booking/staff/waiting/person.html", seen=seen, fault=fault, form=PlainForm())


def _do(waiting_id: str, deed: Callable[[str], None], said: str) -> Answer:
    _own(waiting_id)
    if not PlainForm().validate():
        abort(404)
    try:
        deed(desk.me().actor)
    except Refusal as refusal:
        return _again(waiting_id, refusal)
    flash(said, "staff")
    return redirect(url_for(".people"), 303)


def _again(waiting_id: str, refusal: Refusal) -> Answer:
    """As it is now, with why nothing was done."""
    db.session.rollback()
    row = _own(waiting_id)
    if row.state not in (line.WAITING, line.OFFERED):
        flash(_(refusal.message), "staff")
        return redirect(url_for(".people"), 303)
    return _page(row, _(refusal.message)), refusal.status


@pages.post("/medewerker/wachtlijst/<waiting_id>/neemt", success=303)
def accept(waiting_id: str) -> Answer:
    """On to the page with the appointment: the code to read aloud, and the letter."""
    _own(waiting_id)
    if not PlainForm().validate():
        abort(404)
    try:
        made = waiting.accept(waiting_id, desk.me().actor, desk.me().session_hash)
    except agenda.HoldLost:
        return _lost(waiting_id)
    except Refusal as refusal:
        return _again(waiting_id, refusal)
    return redirect(url_for("booking_for.done", appointment_id=made.id), 303)


def _lost(waiting_id: str) -> Answer:
    """Somebody else took the time, or the day is closed: this person waits on."""
    db.session.rollback()
    with own_transaction():
        waiting.lose(waiting_id)
    return _page(_own(waiting_id), _("Deze tijd is niet meer vrij. Deze persoon blijft op de lijst.")), 409


@pages.post("/medewerker/wachtlijst/<waiting_id>/wil-niet", success=303)
def decline(waiting_id: str) -> Answer:
    return _do(
        waiting_id,
        lambda actor: waiting.decline(waiting_id, actor),
        _("Genoteerd. Deze persoon blijft op de lijst."),
    )


@pages.post("/medewerker/wachtlijst/<waiting_id>/niet-bereikt", success=303)
def unreached(waiting_id: str) -> Answer:
    return _do(
        waiting_id,
        lambda actor: waiting.decline(waiting_id, actor, unreached=True),
        _("Genoteerd. Deze persoon blijft op de lijst."),
    )


@pages.post("/medewerker/wachtlijst/<waiting_id>/weg", success=303)
def end(waiting_id: str) -> Answer:
    return _do(
        waiting_id,
        lambda actor: waiting.end(waiting_id, actor),
        _("Deze persoon staat niet meer op de wachtlijst."),
    )
