"""Somebody's own calendar program: it reads when they have talks here, and we read when they are busy there."""

from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import agenda, messaging, tenancy, web
from portal.booking import own_talks, queries
from portal.booking.calendar_forms import AddressForm
from portal.booking.forms import PlainForm
from portal.booking.views import desk
from portal.clock import now, wall

pages = web.pages("booking_calendars", __name__, audience="staff", permission="agenda")
links = web.pages("booking_feed", __name__, audience="message")
Answer = str | AnyResponse | tuple[str, int]
BACK = timedelta(days=31)


# --- the feed ----------------------------------------------------------------------------------------------


@pages.get("/medewerker/mijn-agenda/feed")
def feed() -> str:
    return _feed_page()


def _feed_page(address: str | None = None) -> str:
    made_at = agenda.feed_made_at(desk.me().person_id)
    return render_template(
        "booking/staff/feed.html",
        since=web.day_label(wall(made_at).date()) if made_at else None,
        address=address,
        form=PlainForm(),
    )


@pages.post("/medewerker/mijn-agenda/feed", success=200, limit="20 per minute")
def make_feed() -> Answer:
    """The page itself shows the new address, once: no redirect, or it would stand in an address of ours."""
    token = agenda.make_feed(desk.me().person_id)
    return _feed_page(web.message_address(url_for("booking_feed.calendar", token=token)))


@pages.post("/medewerker/mijn-agenda/feed/stoppen", limit="20 per minute")
def stop_feed() -> Answer:
    agenda.revoke_feed(desk.me().person_id)
    flash(_("Het adres werkt niet meer."), "staff")
    return redirect(url_for(".feed"), 303)


@links.get("/f/<token>.ics")
def calendar(token: str) -> Response:
    """All talks of one professional. Unknown, revoked, of another municipality or of who left: one and the same 404."""
    owner = agenda.find_feed_owner(token)
    if owner is None:
        abort(404)
    talks = own_talks.own_talks(owner.resource_id, owner.municipalities, now() - BACK)
    response = Response(
        messaging.feed_file(_event(talk) for talk in talks), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'inline; filename="afspraken.ics"'
    return response


def _event(talk: own_talks.OwnTalk) -> messaging.FeedEvent:
    """Its own municipality's message host, so that the link leads there."""
    path = url_for("booking_feed.appointment", appointment_id=talk.appointment_id)
    host = tenancy.registry().by_slug[talk.municipality].message_host
    return messaging.FeedEvent(
        f"{talk.appointment_id}@{host}",
        talk.starts_at,
        talk.ends_at,
        talk.cancelled,
        web.message_address(path, talk.municipality),
    )


@links.get("/f/afspraak/<appointment_id>", success=303)
def appointment(appointment_id: str) -> AnyResponse:
    """To the appointment on the municipality's own host, which asks who comes. Tells nothing of it."""
    if not appointment_id.isalnum() or queries.find_appointment(appointment_id) is None:
        abort(404)
    path = url_for("booking_staff.appointment", appointment_id=appointment_id)
    return redirect(web.municipality_address(tenancy.current_id(), path), 303)


# --- the import --------------------------------------------------------------------------------------------


@pages.get("/medewerker/mijn-agenda/eigen-agenda")
def own_calendar() -> str:
    return _import_page(AddressForm(formdata=None))


def _import_page(form: AddressForm) -> str:
    followed = agenda.find_followed(desk.me().person_id)
    return render_template(
        "booking/staff/import.html",
        form=form,
        followed=followed,
        read_at=web.when_label(followed.read_at) if followed and followed.read_at else None,
        fault=_told(followed.fault) if followed and followed.fault else None,
    )


def _told(fault: str) -> str:
    return {
        agenda.UNREACHABLE: _("Wij kunnen uw agenda nu niet bereiken. Klopt het adres?"),
        agenda.REFUSED: _("Uw agenda laat ons niet toe. Klopt het wachtwoord in het adres?"),
        agenda.NO_CALENDAR: _("Op dit adres staat geen agenda die wij kunnen lezen."),
        agenda.TOO_BIG: _("Uw agenda is te groot voor ons. Deel een agenda met minder afspraken."),
    }.get(fault, _("Het lezen van uw agenda lukt niet."))


@pages.post("/medewerker/mijn-agenda/eigen-agenda", limit="10 per minute")
def follow() -> Answer:
    form = AddressForm()
    if not form.validate():
        return _import_page(form), 400
    agenda.follow(desk.me().person_id, form.adres.data or "")
    flash(_("Het adres is bewaard. Wij lezen uw agenda binnen een paar minuten."), "staff")
    return redirect(url_for(".own_calendar"), 303)


@pages.post("/medewerker/mijn-agenda/eigen-agenda/stoppen", limit="20 per minute")
def unfollow() -> Answer:
    agenda.unfollow(desk.me().person_id)
    flash(_("Wij lezen uw agenda niet meer."), "staff")
    return redirect(url_for(".own_calendar"), 303)
