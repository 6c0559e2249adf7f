"""Alone or together, behind a person's own link: the code to pass on, going alone, agreeing with another time.

The page at `/a/<token>` itself never tells which of the two it is.
"""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal import agenda, web
from portal.booking import queries, rules, together
from portal.booking.forms import ChosenTime, PlainForm, parse_time
from portal.booking.models import Proposal
from portal.booking.views import shown
from portal.booking.views.message import Answer, from_on, open_own, own_messages
from portal.clock import now
from portal.db import db
from portal.errors import Refusal

pages = web.pages("booking_together", __name__, audience="message")


@pages.get("/a/<token>/meer")
def alone_or_together(token: str) -> Answer:
    own = open_own(token)
    if _is_over(own):
        return redirect(url_for("booking_message.see", token=token))
    return _page(own, token)


def _is_over(own: queries.Own) -> bool:
    return own.is_off or own.appointment.starts_at <= now()


def _page(own: queries.Own, token: str, fault: str | None = None) -> str:
    at = now()
    found = queries.together(own, at)
    return render_template(
        "booking/message/together.html",
        appointment=shown.own(own),
        token=token,
        state=found.state,
        messages=own_messages(own),
        pass_on=shown.pass_on(found.invitation) if found.state == rules.OPEN else None,
        asked=_shown(found.asked),
        mine=_shown(found.mine) | {"can_go": at < found.mine.shown_from} if found.mine else None,
        form=PlainForm(),
        fault=fault,
    )


def _shown(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    return {"when": web.when_label(proposal.starts_at), "until": web.when_label(proposal.lapses_at)}


@pages.post("/a/<token>/meer", limit="60 per minute")
def choose(token: str) -> Answer:
    """Yes to another time that the other proposes, or one's own proposal taken back."""
    own = open_own(token, to_change=True)
    chosen = request.form.get("keuze", "")
    try:
        if chosen == "ja":
            together.agree(own)
            flash(_("De nieuwe tijd staat vast."), own.participation.id)
        elif chosen == "intrekken":
            together.take_back(own)
            flash(_("U hebt uw voorstel ingetrokken. De oude tijd blijft."), own.participation.id)
        else:
            return _page(own, token, _("Kies een van de knoppen.")), 400
    except Refusal as refusal:
        db.session.rollback()
        return _page(open_own(token), token, _(refusal.message)), refusal.status
    return redirect(url_for(".alone_or_together", token=token), 303)


@pages.get("/a/<token>/alleen")
def go_alone_form(token: str) -> Answer:
    own = open_own(token)
    if _is_over(own) or not _may_go_alone(own):
        return redirect(url_for(".alone_or_together", token=token))
    return _times(own, token)


def _may_go_alone(own: queries.Own) -> bool:
    return queries.together(own, now()).state in (rules.OPEN, rules.TOGETHER)


def _times(own: queries.Own, token: str, fault: str | None = None, taken: bool = False) -> str:
    at = now()
    found = agenda.times_page(queries.talk_of(own.appointment, joint=False), at, from_on())
    more = (
        url_for(".go_alone_form", token=token, vanaf=found.more_from.isoformat()) if found.more_from else None
    )
    return render_template(
        "booking/message/go_alone.html",
        appointment=shown.own(own),
        days=shown.days(found.days),
        token=token,
        may_keep=queries.together(own, at).state == rules.OPEN,
        more_url=more,
        form=PlainForm(),
        fault=fault,
        taken=taken,
    )


@pages.post("/a/<token>/alleen", limit="60 per minute")
def go_alone(token: str) -> Answer:
    own, form = open_own(token, to_change=True), ChosenTime()
    if not _may_go_alone(own):
        return redirect(url_for(".alone_or_together", token=token), 303)
    keeps = request.form.get("keuze") == "houden" and queries.together(own, now()).state == rules.OPEN
    starts_at = parse_time(form.tijd.data)
    if not form.validate() or (starts_at is None and not keeps):
        return _times(own, token, _("Deze tijd bestaat niet. Kies een tijd uit de lijst.")), 400
    try:
        if keeps:
            together.go_alone(own)
        else:
            together.go_alone(own, form.spreekuurdag.data or "", starts_at)
    except Refusal as refusal:
        db.session.rollback()
        page = _times(open_own(token), token, _(refusal.message), taken=refusal.status == 409)
        return page, refusal.status
    flash(_("U komt nu alleen. Wij zeggen de ander nooit waarom."), own.participation.id)
    return redirect(url_for("booking_message.see", token=token), 303)
