"""Staff book for somebody on the telephone or at the desk: the times at once, one page to fill in, and the code.

The rules, the hold and the confirmation are those of a resident. What is held belongs to the signed-in session.
"""

from datetime import date, datetime, timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice as Choice

from portal import agenda, web
from portal.booking import actions, queries, rules, unclaimed
from portal.booking.forms import ChosenTime, parse_time
from portal.booking.models import Draft
from portal.booking.staff_forms import ForSomebodyForm, FullTimeForm
from portal.booking.views import desk, shown
from portal.booking.views.held import NoDraft, draft_to_confirm, live_draft, renewed
from portal.clock import now, today, wall
from portal.db import db, new_id, own_transaction
from portal.errors import Refusal

pages = web.pages("booking_for", __name__, audience="staff", permission="agenda")
Answer = str | Response | tuple[str, int]
FULL_DAYS = timedelta(days=35)


def _visitor() -> str:
    """Never the browser's: a colleague's own visit to the site stays their own."""
    return desk.me().session_hash


# --- which talk, and when ----------------------------------------------------------------------------------


@pages.get("/medewerker/boeken")
def choose() -> Answer:
    talk, together = _wanted(request.args.get("gesprek"), request.args.get("samen"))
    if talk is None:
        return _talks_page()
    from_on, fault = shown.from_on(request.args.get("vanaf"))
    page = _times_page(talk, together, from_on, fault)
    return (page, 400) if fault else page


def _wanted(key: str | None, how: str | None) -> tuple[agenda.TalkInfo | None, bool]:
    talk = agenda.find_offered_talk(key or "")
    return talk, talk is not None and talk.joint_allowed and how == "ja"


def _talks_page() -> str:
    talks = [
        {
            "name": talk.name,
            "minutes": talk.minutes,
            "alone": _times_url(talk, False),
            "together": _times_url(talk, True) if talk.joint_allowed else None,
        }
        for talk in agenda.talks()
    ]
    return render_template("booking/staff/for/choose.html", talks=talks, waiting=_waiting())


def _waiting() -> dict[str, Any] | None:
    """What this session still holds, or knows of somebody: is it the same person?"""
    draft = queries.find_unconfirmed(_visitor())
    if draft is None:
        return None
    return {
        "name": (draft.answers or {}).get("naam"),
        "held": shown.held(draft) if draft.claim_id else None,
    }


def _times_url(talk: agenda.TalkInfo, together: bool, from_on: date | None = None) -> str:
    on = from_on.isoformat() if from_on else None
    return url_for(".choose", gesprek=talk.key, samen="ja" if together else "nee", vanaf=on)


def _times_page(
    talk: agenda.TalkInfo, together: bool, from_on: date | None = None, fault: str | None = None
) -> str:
    found = agenda.times_page(talk.rule_for(together), now(), from_on)
    more = found.more_from
    return render_template(
        "booking/staff/for/times.html",
        talk=shown.talk(talk),
        together=together,
        days=shown.days(found.days),
        common=_common(talk, together),
        more_url=_times_url(talk, together, more) if more else None,
        full_url=url_for(".full_days", **_common(talk, together)),
        wait_url=url_for("booking_waiting_staff.new_form", **_common(talk, together)),
        fault=fault,
        waiting=_waiting(),
    )


def _common(talk: agenda.TalkInfo, together: bool) -> dict[str, Any]:
    """Hidden fields beside every time."""
    return {"gesprek": talk.key, "samen": "ja" if together else "nee"}


@pages.post("/medewerker/boeken/vasthouden", limit="120 per minute", success=303)
def hold() -> Answer:
    form = ChosenTime()
    talk, together = _wanted(form.gesprek.data, form.samen.data)
    if talk is None:
        return redirect(url_for(".choose"), 303)
    starts_at = parse_time(form.tijd.data)
    if not form.validate() or starts_at is None:
        return _refused(talk, together, _("Deze tijd bestaat niet. Kies een tijd uit de lijst."))
    first = agenda.times_page(talk.rule_for(together), now()).first
    try:
        actions.hold(_visitor(), talk, form.spreekuurdag.data or "", starts_at, together, first)
    except agenda.NotOffered as refusal:
        return _refused(talk, together, _(refusal.message))
    except agenda.TimeTaken:
        return _taken(talk, together, starts_at)
    return redirect(url_for(".details"), 303)


def _refused(talk: agenda.TalkInfo, together: bool, why: str) -> Answer:
    db.session.rollback()
    return _times_page(talk, together, fault=why), 400


def _taken(talk: agenda.TalkInfo, together: bool, wanted: datetime) -> Answer:
    """Somebody was first, a resident or a colleague; what was typed stays."""
    db.session.rollback()
    page = render_template(
        "booking/staff/for/taken.html",
        days=shown.days(agenda.nearest_times(talk.rule_for(together), wanted, now())),
        common=_common(talk, together),
        all_url=_times_url(talk, together),
        waiting=_waiting(),
    )
    return page, 409


@pages.post("/medewerker/boeken/loslaten", success=303)
def let_go() -> Response:
    """It is somebody else, or nobody any more: the time and what was typed go."""
    actions.let_go(_visitor())
    return redirect(url_for(".choose"), 303)


# --- who comes ---------------------------------------------------------------------------------------------


@pages.get("/medewerker/boeken/gegevens", success=200)
def details() -> Answer:
    try:
        draft = renewed(_visitor())
    except NoDraft:
        return redirect(url_for(".choose"), 303)
    except agenda.HoldLost:
        return _lost()
    return _details_page(
        ForSomebodyForm(formdata=None, data={**(draft.answers or {}), "claim": draft.claim_id}), draft
    )


def _details_page(form: ForSomebodyForm, draft: Draft) -> str:
    talk = agenda.find_talk(draft.talk_type_id)
    return render_template(
        "booking/staff/for/details.html",
        form=form,
        held=shown.held(draft),
        beside=draft.unclaimed_why is not None,
        times_url=_times_url(talk, draft.joint) if talk else url_for(".choose"),
    )


@pages.post("/medewerker/boeken/gegevens", limit="120 per minute", success=303)
def details_posted() -> Answer:
    form = ForSomebodyForm()
    claim = form.claim.data or ""
    try:
        draft = draft_to_confirm(_visitor(), claim)
        if not form.validate():
            return _details_page(form, draft), 400
        draft.answers = form.answers()
        made = actions.confirm(draft, desk.me().actor, form.created_via)
    except NoDraft:
        return _booked_already(claim)
    except rules.OtherTab:
        return _other_tab()
    except agenda.HoldLost:
        return _lost_but_typed(form.answers())
    return redirect(url_for(".done", appointment_id=made.id), 303)


def _booked_already(claim: str) -> Response:
    """A double click, back, or a retry: the same page again; else there is nothing held."""
    db.session.rollback()
    earlier = queries.find_draft_of_claim(_visitor(), claim)
    if earlier is not None and earlier.appointment_id:
        return redirect(url_for(".done", appointment_id=earlier.appointment_id), 303)
    return redirect(url_for(".choose"), 303)


def _other_tab() -> Answer:
    db.session.rollback()
    return render_template("booking/staff/for/other_tab.html", held=shown.held(live_draft(_visitor()))), 409


def _lost() -> Answer:
    draft = live_draft(_visitor())
    talk = agenda.find_talk(draft.talk_type_id)
    if talk is None:
        return redirect(url_for(".choose"), 303)
    return _taken(talk, draft.joint, draft.starts_at)


def _lost_but_typed(answers: dict[str, object]) -> Answer:
    """The time is gone, what was just typed is not: it waits for the next time."""
    db.session.rollback()
    with own_transaction():
        actions.fill_in(live_draft(_visitor()), answers)
    return _lost()


# --- the code, and a letter --------------------------------------------------------------------------------


@pages.get("/medewerker/boeken/klaar/<appointment_id>")
def done(appointment_id: str) -> Answer:
    """Once, for who booked it, whoever sits at that table; later the own desk has the appointment's own page."""
    person = queries.find_just_booked(_visitor(), appointment_id) if appointment_id.isalnum() else None
    if person is None:
        desk.own_appointment(appointment_id)
        return redirect(url_for("booking_staff.appointment", appointment_id=appointment_id), 303)
    desk.record_looks("appointment.seen", [person.id])
    row = queries.get_appointment(appointment_id)
    together = queries.together(queries.Own(person, row), now()) if row.joint else None
    pass_on = shown.pass_on(together.invitation) if together else None
    return render_template(
        "booking/staff/for/done.html",
        appointment=shown.appointment(row),
        code=rules.in_groups(person.reference),
        pass_on=pass_on,
        pass_on_code=rules.in_groups(pass_on["code"].replace(" ", "")) if pass_on else [],
        channel=(person.contact or {}).get("kanaal"),
        person_id=person.id,
        own_url=_own_url(row.id) if desk.of_own_desk([row]) else None,
    )


def _own_url(appointment_id: str) -> str:
    return url_for("booking_staff.appointment", appointment_id=appointment_id)


@pages.get("/medewerker/deelname/<participation_id>/brief")
def letter(participation_id: str) -> str:
    """One A4 for one person. Who finds it reads when and where, and of nothing else."""
    person = queries.find_participation(participation_id) if participation_id.isalnum() else None
    booked = queries.find_just_booked(_visitor(), person.appointment_id) if person else None
    if person is not None and booked is not None and booked.id == person.id:
        own = queries.Own(person, queries.get_appointment(person.appointment_id))
    else:
        own = desk.own_person(participation_id)
    if own.is_off or rules.has_ended(own.appointment.ends_at, now()):
        abort(404)
    desk.record_looks("appointment.seen", [participation_id])
    return render_template(
        "booking/staff/for/letter.html",
        appointment=shown.appointment(own.appointment),
        code=f"{own.participation.reference[:4]} {own.participation.reference[4:]}",
        channel=(own.participation.contact or {}).get("kanaal"),
    )


# --- a time that is full -----------------------------------------------------------------------------------


@pages.get("/medewerker/boeken/vol")
def full_days() -> Answer:
    """The coming days of the own desk; nobody adds a talk to a table where they do not sit."""
    talk, together = _wanted(request.args.get("gesprek"), request.args.get("samen"))
    if talk is None:
        return redirect(url_for(".choose"))
    found = agenda.desk_days(desk.me().organisation_ids, today(), today() + FULL_DAYS)
    days = [
        {
            "day": web.day_label(d.sitting.on),
            "place": shown.place_line(d.sitting),
            "url": url_for(".full_form", sitting_id=d.sitting.id, **_common(talk, together)),
        }
        for d in found
        if d.sitting.state == agenda.OPEN and d.sitting.ends_at > now() and d.own_roles & set(talk.roles)
    ]
    return render_template(
        "booking/staff/for/full_days.html", days=days, times_url=_times_url(talk, together)
    )


@pages.get("/medewerker/boeken/vol/<sitting_id>")
def full_form(sitting_id: str) -> Answer:
    talk, together = _wanted(request.args.get("gesprek"), request.args.get("samen"))
    day = desk.own_day(sitting_id)
    if talk is None:
        return redirect(url_for(".choose"))
    form = FullTimeForm(formdata=None, data=_common(talk, together))
    return _full_page(form, day, talk, together)


def _full_page(
    form: FullTimeForm, day: agenda.DeskDay, talk: agenda.TalkInfo, together: bool, fault: str | None = None
) -> str:
    _offer(form, day, talk, together)
    return render_template(
        "booking/staff/for/full.html",
        form=form,
        day=web.day_label(day.sitting.on),
        place=shown.place_line(day.sitting),
        times_url=_times_url(talk, together),
        fault=fault,
    )


def _offer(form: FullTimeForm, day: agenda.DeskDay, talk: agenda.TalkInfo, together: bool) -> None:
    """The times of this day that are full, as answers; none at a table where the own desk does not sit."""
    own = day.own_roles & set(talk.roles)
    times = unclaimed.full_times(day.sitting, talk.rule_for(together)) if own else []
    form.tijd.choices = [
        Choice(f"{wall(t):%Y-%m-%dT%H:%M}", _("%(time)s uur", time=web.time_label(t))) for t in times
    ]


@pages.post("/medewerker/boeken/vol/<sitting_id>", limit="60 per minute", success=303)
def full(sitting_id: str) -> Answer:
    day, form = desk.own_day(sitting_id), FullTimeForm()
    talk, together = _wanted(form.gesprek.data, form.samen.data)
    if talk is None:
        return redirect(url_for(".choose"), 303)
    _offer(form, day, talk, together)
    if not form.validate():
        return _full_page(form, day, talk, together), 400
    starts_at = parse_time(form.tijd.data)
    assert starts_at is not None  # one of the answers on the page
    try:
        unclaimed.hold_beside(_visitor(), talk, day.sitting, starts_at, together, form.waarom.data)
    except agenda.NotOffered:
        db.session.rollback()
        return _full_page(form, day, talk, together, _("Deze tijd is intussen weer vrij of voorbij.")), 409
    return redirect(url_for(".details"), 303)


# --- at the desk, now --------------------------------------------------------------------------------------


@pages.get("/medewerker/dag/<sitting_id>/aan-de-balie")
def walk_in_form(sitting_id: str) -> str:
    return _walk_in_page(desk.own_day(sitting_id))


def _walk_in_page(day: agenda.DeskDay) -> str:
    return render_template(
        "booking/staff/for/walk_in.html",
        talks=unclaimed.talks_now(day.sitting, day.own_roles),
        attempt=new_id(),
        sitting_id=day.sitting.id,
    )


@pages.post("/medewerker/dag/<sitting_id>/aan-de-balie", limit="60 per minute", success=303)
def walk_in(sitting_id: str) -> Answer:
    day = desk.own_day(sitting_id)
    wanted, attempt = request.form.get("gesprek", ""), request.form.get("poging", "")
    talk = next((t for t in unclaimed.talks_now(day.sitting, day.own_roles) if t.key == wanted), None)
    if talk is None or not attempt:
        return _walk_in_page(day), 409
    made = unclaimed.walk_in(day.sitting, talk, desk.me().actor, attempt)
    (person,) = queries.participations_of(made.id)
    return redirect(url_for("booking_staff.day", sitting_id=sitting_id) + f"#rij-{person.id}", 303)


@pages.errorhandler(NoDraft)
def let_go_elsewhere(_error: NoDraft) -> Answer:
    """Another window let the time go at this very moment."""
    db.session.rollback()
    return redirect(url_for("booking_for.choose"), 303)


@pages.errorhandler(Refusal)
def refused(refusal: Refusal) -> Answer:
    db.session.rollback()
    return render_template("booking/staff/for/refused.html", message=_(refusal.message)), refusal.status
