"""Somebody calls: staff confirm nothing, look up by code or number, and change nothing unless they know who asks.

There is no search by name, date of birth or postcode: whoever knows those may be the one who must not know.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import agenda, privacy, web
from portal.booking import actions, queries, rules, together, waiting_queries
from portal.booking.forms import parse_time
from portal.booking.models import COMES, CONFIRMED
from portal.booking.staff_forms import ALL, BY_CODE, CALLED_BACK, ONE, OURSELVES, ChangeForm, FindForm
from portal.booking.views import desk, shown, staff_shown, waiting_shown
from portal.clock import now, today
from portal.db import db
from portal.errors import Refusal

pages = web.pages("booking_phone", __name__, audience="staff", permission="agenda")
Answer = str | Response | tuple[str, int]
HOW = {
    BY_CODE: "appointment.known_by_code",
    CALLED_BACK: "appointment.known_by_call",
    OURSELVES: "appointment.by_municipality",
}


@pages.get("/medewerker/telefoon")
def answer() -> Answer:
    return _phone(FindForm(formdata=None))


def _phone(form: FindForm, found: Sequence[dict[str, str]] = ()) -> str:
    return render_template("booking/staff/phone.html", form=form, found=found)


@pages.post("/medewerker/telefoon", limit="30 per minute")
def look_up() -> Answer:
    """By code or by number. Unknown, of another desk or of another municipality: one answer.

    Every search is recorded: of each person found, or that there was nobody; never what was typed.
    """
    form = FindForm()
    if not form.validate():
        return _phone(form), 400
    by_code = queries.find_by_reference(rules.read_code(form.code.data or ""))
    found = _of_own_desk([by_code] if by_code else _by_number(form.code.data or ""))
    only = found[0].appointment.id if found and by_code else None
    rows = [_hit(own) for own in found]
    if not found and (waits := _who_waits(form.code.data or "")):
        desk.record_looks("person.searched", [waits])
        return redirect(url_for("booking_waiting_staff.see", waiting_id=waits), 303)
    if not found:
        desk.record_looks("person.not_found", [desk.me().person_id])
        form.code.errors = [
            _("Deze code of dit nummer kennen wij niet. Vraag de code nog een keer. Zeg verder niets.")
        ]
        return _phone(form), 404
    desk.record_looks("person.searched", [own.participation.id for own in found])
    if only:
        return redirect(url_for("booking_staff.appointment", appointment_id=only), 303)
    return _phone(form, rows)


def _by_number(typed: str) -> list[queries.Own]:
    number = privacy.e164(typed)
    return queries.find_by_phone_hash(privacy.phone_hash(number)) if number else []


def _who_waits(typed: str) -> str | None:
    """The id of who has this code on the waiting list, for a talk of the own desk."""
    row = waiting_queries.find_by_reference(rules.read_code(typed))
    return row.id if row is not None and row.talk_type_id in waiting_shown.own_talks() else None


def _of_own_desk(found: list[queries.Own]) -> list[queries.Own]:
    mine = {a.id for a in desk.of_own_desk(own.appointment for own in found)}
    return [own for own in found if own.appointment.id in mine]


def _hit(own: queries.Own) -> dict[str, str]:
    """Code and time, and no name: whoever calls from this number may be the other one."""
    return {
        "reference": own.participation.reference,
        "when": web.when_label(own.appointment.starts_at),
        "url": url_for("booking_staff.appointment", appointment_id=own.appointment.id),
    }


# --- another time ------------------------------------------------------------------------------------------


def _is_over(own: queries.Own) -> bool:
    """Nothing to change: off, left, or begun. The appointment's own page says so."""
    row = own.appointment
    return own.participation.state != COMES or row.status != CONFIRMED or row.starts_at <= now()


def _back(own: queries.Own) -> Response:
    """To the appointment this person has now; to today when it went to a table of another organisation."""
    row = queries.get_appointment(own.participation.appointment_id)
    if not desk.of_own_desk([row]):
        return redirect(url_for("booking_staff.today_and_coming"), 303)
    return redirect(url_for("booking_staff.appointment", appointment_id=row.id), 303)


def _state(own: queries.Own) -> str:
    """How it stands with coming together: what staff may know is the truth, at once."""
    row = own.appointment
    if not row.joint:
        return rules.ALONE
    invitation = queries.find_invitation_of(row.id)
    until = invitation.ends_at if invitation else None
    return rules.joint_state(True, None, len(queries.coming(row.id)) > 1, until, now())


def _for_whom(own: queries.Own) -> dict[str, str]:
    """What can be asked of a talk of two; of a talk of one nothing."""
    state = _state(own)
    if state == rules.TOGETHER:
        return {ALL: _("Het hele gesprek, voor allebei"), ONE: _("Alleen deze persoon")}
    if state == rules.OPEN:
        return {
            ALL: _("Alleen de tijd. Het blijft een gesprek voor twee"),
            ONE: _("Het wordt een gesprek alleen"),
        }
    return {}


def _form(own: queries.Own, for_whom: dict[str, str], **given: str | None) -> ChangeForm:
    """`given` for a page that was only opened."""
    form = ChangeForm(formdata=None, data=given) if given else ChangeForm()
    channel = (own.participation.contact or {}).get("kanaal")
    return form.about(own.participation.reference, channel == "telefoon", for_whom)


def _ask(own: queries.Own, form: ChangeForm, template: str) -> str:
    """Who is this, and for whom is it? Without the code: staff must hear it, not read it out."""
    desk.record_looks("contact.seen", [own.participation.id])
    return render_template(
        template,
        form=form,
        appointment=shown.appointment(own.appointment),
        person_id=own.participation.id,
        appointment_id=own.appointment.id,
        limits=staff_shown.limits(own.participation),
    )


@pages.get("/medewerker/deelname/<participation_id>/verzetten")
def move_form(participation_id: str) -> Answer:
    own = desk.own_person(participation_id)
    if _is_over(own):
        return _back(own)
    wanted = request.args.get("wie")
    form = _form(own, _for_whom(own), wie=ONE if wanted == ONE else None)
    return _ask(own, form, "booking/staff/move_known.html")


@pages.post("/medewerker/deelname/<participation_id>/verzetten", limit="120 per minute")
def move(participation_id: str) -> Answer:
    """First how they know who asks, then the times, then the deed; each time the answers are looked at again."""
    own = desk.own_person(participation_id)
    if _is_over(own):
        return _back(own)
    form, actor = _form(own, _for_whom(own)), desk.me().actor
    if not form.validate():
        return _ask(own, form, "booking/staff/move_known.html"), 400
    if form.houd.data and form.only_one and _state(own) == rules.OPEN:
        return _do(own, form, lambda: together.go_alone(own, actor=actor))
    if not form.tijd.data:
        return _times(own, form)
    starts_at = parse_time(form.tijd.data)
    if starts_at is None:
        return _times(own, form, _("Deze tijd bestaat niet. Kies een tijd uit de lijst.")), 400
    sitting = form.spreekuurdag.data or ""
    if _goes_alone(own, form):
        return _do(own, form, lambda: together.go_alone(own, sitting, starts_at, actor))
    return _do(own, form, lambda: actions.move(own, sitting, starts_at, actor))


def _goes_alone(own: queries.Own, form: ChangeForm) -> bool:
    """Asked for; or nobody said yes in time, and then a new time must not open the code again."""
    return form.only_one or _state(own) == rules.OFF


def _do(own: queries.Own, form: ChangeForm, deed: Callable[[], None]) -> Answer:
    try:
        privacy.record(HOW[form.weet.data], own.participation.id, desk.me().actor)
        deed()
        _heard_it(own, form)
    except Refusal as refusal:
        db.session.rollback()
        again = desk.own_person(own.participation.id)
        if _is_over(again):
            flash(_(refusal.message), "staff")
            return _back(again)
        return _times(again, form, _(refusal.message), refusal.status == 409), refusal.status
    flash(_("De nieuwe tijd staat vast."), "staff")
    return _back(own)


def _heard_it(own: queries.Own, form: ChangeForm) -> None:
    """Who is on the telephone knows it already."""
    if form.weet.data != OURSELVES:
        own.participation.untold = None


def _times(own: queries.Own, form: ChangeForm, fault: str | None = None, taken: bool = False) -> str:
    """Free times for this talk; for one of two those of a talk alone."""
    row = own.appointment
    found = agenda.times_page(
        queries.talk_of(row, joint=False if _goes_alone(own, form) else None), now(), _from_on(form)
    )
    return render_template(
        "booking/staff/move_times.html",
        appointment=shown.appointment(row),
        person_id=own.participation.id,
        appointment_id=row.id,
        only_one=form.only_one,
        may_keep=form.only_one and _state(own) == rules.OPEN,
        days=shown.days(found.days),
        common=form.answers(),
        more_from=found.more_from.isoformat() if found.more_from else None,
        fault=fault,
        taken=taken,
    )


def _from_on(form: ChangeForm) -> date | None:
    try:
        on = date.fromisoformat(form.vanaf.data or "")
    except ValueError:
        return None
    return on if today() <= on <= today() + timedelta(days=731) else None


# --- cancel ------------------------------------------------------------------------------------------------


@pages.get("/medewerker/deelname/<participation_id>/afzeggen")
def cancel_form(participation_id: str) -> Answer:
    own = desk.own_person(participation_id)
    if _is_over(own):
        return _back(own)
    return _ask(own, _form(own, _who_cancels(own), wie=None), "booking/staff/cancel.html")


def _who_cancels(own: queries.Own) -> dict[str, str]:
    return _for_whom(own) if _state(own) == rules.TOGETHER else {}


@pages.post("/medewerker/deelname/<participation_id>/afzeggen", limit="60 per minute")
def cancel(participation_id: str) -> Answer:
    own = desk.own_person(participation_id)
    if _is_over(own):
        return _back(own)
    form = _form(own, _who_cancels(own))
    if not form.validate():
        return _ask(own, form, "booking/staff/cancel.html"), 400
    actor = desk.me().actor
    privacy.record(HOW[form.weet.data], own.participation.id, actor)
    if form.only_one:
        together.leave(own, actor)
        flash(_("Deze persoon komt niet meer. De ander houdt de tijd, en hoort niet waarom."), "staff")
    else:
        actions.cancel(own, actor)
        flash(_("De afspraak is afgezegd. De tijd is weer vrij."), "staff")
    _heard_it(own, form)
    return _back(own)
