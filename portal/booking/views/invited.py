"""The other person, with a code or a link that somebody passed on: what is it, who sits there, and a free choice.

Only "ja" is kept. "Nee", "liever alleen" and doing nothing write nothing at all, so that nobody can find it: who
passed the code on can open these pages too.
"""

import secrets

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _

from portal import agenda, privacy, tenancy, web
from portal.booking import actions, queries, rules, together
from portal.booking.forms import AnswerForm, CodeForm, OtherDetailsForm
from portal.booking.views import shown
from portal.booking.views.message import Answer, open_own
from portal.clock import now
from portal.db import db
from portal.errors import Refusal

USED = "booking/invited/used.html"
pages = web.pages("booking_invited", __name__, audience="message")


@pages.get("/u/")
def type_code() -> Answer:
    return render_template("booking/invited/type_code.html", form=CodeForm())


@pages.post("/u/", limit="20 per minute")
def code_typed() -> Answer:
    """Unknown, ended, of another municipality: one answer, after the same statement."""
    form = CodeForm()
    valid = form.validate()
    privacy.tenant_data_key()  # read once per process: now, or only a known code would have it read
    found = queries.find_invitation(rules.token_hash(rules.read_code(form.code.data or "")), now())
    if valid and found is not None and found.invitation.secrets:
        return redirect(url_for(".invited", token=found.invitation.secrets["token"]), 303)
    if not valid:
        return render_template("booking/invited/type_code.html", form=form), 400
    form.code.errors = [_(rules.CodeOver.message)]
    return render_template("booking/invited/type_code.html", form=form), 404


def _open(token: str) -> queries.Invited:
    found = queries.find_invitation(rules.token_hash(token), now())
    if found is None:
        abort(404)
    return found


@pages.get("/u/<token>")
def invited(token: str) -> Answer:
    return _page(_open(token), token)


def _page(found: queries.Invited, token: str, fault: str | None = None) -> str:
    if found.invitation.used:
        return render_template(USED)
    talk = agenda.find_talk(found.appointment.talk_type_id)
    return render_template(
        "booking/invited/invited.html",
        appointment=shown.appointment(found.appointment),
        talk=shown.talk(talk),
        until=web.when_label(found.invitation.ends_at),
        token=token,
        form=AnswerForm(formdata=None, data={"poging": secrets.token_hex(16)}),
        fault=fault,
    )


@pages.get("/u/<token>/later")
def later(token: str) -> Answer:
    found = _open(token)
    return render_template(USED) if found.invitation.used else _later(found, token)


def _later(found: queries.Invited, token: str, no: bool = False) -> str:
    until = web.when_label(found.invitation.ends_at)
    return render_template("booking/invited/later.html", until=until, token=token, no=no)


@pages.post("/u/<token>/antwoord", success=200, limit="30 per minute")
def answer(token: str) -> Answer:
    found, form = _open(token), AnswerForm()
    chosen = form.antwoord.data
    if chosen == "ja" and form.validate():
        return _accepted(found, token, form.poging.data or "")
    if found.invitation.used:
        return render_template(USED)  # and nothing of until when: that changes when one of the two leaves
    if chosen == "nee":
        return _later(found, token, no=True)
    if chosen == "alleen":
        talk = agenda.find_talk(found.appointment.talk_type_id)
        path = url_for("booking_resident.begin", gesprek=talk.key if talk else "", samen="nee")
        times = web.municipality_address(tenancy.current_id(), path)
        return render_template("booking/invited/rather_alone.html", times_url=times)
    return _page(found, token, _("Kies een van de knoppen.")), 400


def _accepted(found: queries.Invited, token: str, attempt: str) -> Answer:
    """The answer itself shows the own link: an address to come back to would show it to others as well."""
    if len(attempt) < 32:
        return _page(found, token, _("Kies een van de knoppen.")), 400
    try:
        own = together.accept(token, attempt)
    except rules.CodeUsed as refusal:
        db.session.rollback()
        return render_template(USED), refusal.status
    except Refusal:
        db.session.rollback()
        abort(404)
    return render_template(
        "booking/invited/accepted.html",
        appointment=shown.appointment(own.appointment, own.participation.reference),
        link=web.message_address(f"/a/{own.participation.token}"),
        token=own.participation.token,
    )


@pages.get("/a/<token>/contact")
def contact(token: str) -> Answer:
    own = open_own(token)
    if not _may_tell(own):
        return redirect(url_for("booking_message.see", token=token))
    return _contact_page(token, OtherDetailsForm(formdata=None))


def _may_tell(own: queries.Own) -> bool:
    """Once, and only who was invited. What was told cannot be read or changed behind a link."""
    return own.participation.contact is None and not own.is_off and own.appointment.starts_at > now()


def _contact_page(token: str, form: OtherDetailsForm) -> str:
    return render_template("booking/invited/contact.html", form=form, token=token)


@pages.post("/a/<token>/contact", limit="60 per minute")
def contact_posted(token: str) -> Answer:
    own, form = open_own(token, to_change=True), OtherDetailsForm()
    if _may_tell(own):
        if not form.validate():
            return _contact_page(token, form), 400
        actions.leave_contact(own, form.answers())
    return redirect(url_for("booking_message.see", token=token), 303)
