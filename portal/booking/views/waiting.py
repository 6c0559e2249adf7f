"""A resident waits for a time that suits. The page tells nobody how many others wait, or which place this one has."""

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal import agenda, web
from portal.booking import waiting, waiting_queries
from portal.booking.models import Waiting
from portal.booking.rules import written_to
from portal.booking.views import shown
from portal.booking.waiting_forms import WaitForm, begun
from portal.clock import now
from portal.db import new_id

pages = web.pages("booking_waiting", __name__, audience="resident")
Answer = str | Response | tuple[str, int]
SHOWN_SECONDS = 3600
KEPT = "wachtlijst"  # in the session: which row, asked when; gone after leaving or beginning anew


@pages.get("/afspraak/wachtlijst")
def ask_form() -> Answer:
    talk = agenda.find_offered_talk(request.args.get("gesprek", ""))
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"))
    together = request.args.get("samen") == "ja" and talk.joint_allowed
    return _form(WaitForm(formdata=None, data=begun(new_id(), talk.key, together)), talk)


def _form(form: WaitForm, talk: agenda.TalkInfo) -> str:
    together = form.samen.data == "ja" and talk.joint_allowed
    return render_template(
        "booking/resident/wait.html",
        form=form,
        talk=shown.talk(talk),
        together=together,
        times_url=times_url(talk, together),
    )


def times_url(talk: agenda.TalkInfo, together: bool) -> str:
    return url_for("booking_resident.choose_time", gesprek=talk.key, samen="ja" if together else "nee")


@pages.post("/afspraak/wachtlijst", success=303, limit="10 per minute")
def ask() -> Answer:
    form = WaitForm()
    talk = agenda.find_offered_talk(form.gesprek.data or "")
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"), 303)
    if not form.validate():
        return _form(form, talk), 400
    together = form.samen.data == "ja" and talk.joint_allowed
    row = waiting.wait(talk, together, form.answers(), form.wishes(), token=form.claim.data or "")
    session[KEPT] = [row.id, int(now().timestamp())]
    return redirect(url_for(".asked"), 303)


@pages.get("/afspraak/wachtlijst/klaar")
def asked() -> Answer:
    """For an hour, in the browser that asked; the same whatever becomes of it meanwhile."""
    row = _just_asked()
    if row is None:
        return redirect(url_for("booking_resident.choose_topic"), 303)
    contact = row.contact or {}
    return render_template(
        "booking/resident/waiting.html",
        reference=row.reference,
        rows=shown.wishes(row),
        channel=contact.get("kanaal")
        if contact.get("kanaal") == "telefoon" or written_to(contact)
        else "geen",
        private=contact.get("veilig_bericht") == "nee",
    )


def _just_asked() -> Waiting | None:
    waiting_id, at = session.get(KEPT, ("", 0))
    if not 0 <= now().timestamp() - at < SHOWN_SECONDS:
        return None
    row = waiting_queries.find(waiting_id)
    return row if row is not None and row.data_key is not None else None
