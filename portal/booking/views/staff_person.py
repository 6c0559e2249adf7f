"""What staff do for one person: keep them apart from somebody, ask whether the contact holds, write to them."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import web
from portal.booking import keep_apart, mails, queries, writing
from portal.booking.forms import PlainForm
from portal.booking.staff_forms import MessageForm, ReferenceForm
from portal.booking.views import desk, staff_shown
from portal.booking.views.staff import appointment_page
from portal.errors import Refusal

pages = web.pages("booking_person", __name__, audience="staff", permission="agenda")
Answer = str | Response | tuple[str, int]


def back(own: queries.Own) -> Response:
    return redirect(url_for("booking_staff.appointment", appointment_id=own.appointment.id), 303)


@pages.post("/medewerker/deelname/<participation_id>/apart", limit="30 per minute")
def keep(participation_id: str) -> Answer:
    own, form = desk.own_person(participation_id), ReferenceForm()
    if not form.validate():
        return appointment_page(own.appointment, {participation_id: form}), 400
    try:
        keep_apart.keep_apart(own, form.code.data or "", desk.me().actor)
    except keep_apart.UnknownCode as refusal:
        form.code.errors = [_(refusal.message)]
        return appointment_page(own.appointment, {participation_id: form}), refusal.status
    flash(_("Deze twee mensen houden wij apart. Kijk hieronder of er iets moet veranderen."), "staff")
    return back(own)


@pages.post("/medewerker/deelname/<participation_id>/apart/opheffen")
def let_meet(participation_id: str) -> Answer:
    own, form = desk.own_person(participation_id), ReferenceForm()
    try:
        keep_apart.let_meet(own, form.code.data or "", desk.me().actor)
    except keep_apart.UnknownCode:
        abort(404)  # a button of a page that is too old
    flash(_("Dat is opgeheven."), "staff")
    return back(own)


@pages.post("/medewerker/deelname/<participation_id>/nagevraagd")
def contact_checked(participation_id: str) -> Answer:
    own = desk.own_person(participation_id)
    if own.participation.data_key is None or not PlainForm().validate():
        abort(404)
    writing.contact_checked(own.participation, desk.me().actor)
    flash(_("Genoteerd: het contact klopt nog."), "staff")
    return back(own)


@pages.get("/medewerker/deelname/<participation_id>/bericht")
def message_form(participation_id: str) -> Answer:
    return _page(desk.own_person(participation_id), MessageForm(formdata=None))


def _page(own: queries.Own, form: MessageForm) -> str:
    person = own.participation
    desk.record_looks("contact.seen", [person.id])
    return render_template(
        "booking/staff/message.html",
        form=form,
        person_id=person.id,
        reference=person.reference,
        appointment_id=own.appointment.id,
        limits=staff_shown.limits(person),
        may_write=writing.may_be_written(person),
        alone=writing.is_read_alone(person),
        limit=writing.longest(person),
        news=mails.news(person.contact or {}) if writing.may_be_written(person) else "",
    )


@pages.post("/medewerker/deelname/<participation_id>/bericht", limit="30 per minute")
def send(participation_id: str) -> Answer:
    own, form = desk.own_person(participation_id), MessageForm()
    if writing.is_read_alone(own.participation) and not form.validate():
        return _page(own, form), 400
    try:
        writing.write(own, form.bericht.data, desk.me().actor)
    except Refusal as refusal:
        form.bericht.errors = [_(refusal.message)]
        return _page(own, form), refusal.status
    flash(_("Het bericht is onderweg."), "staff")
    return back(own)
