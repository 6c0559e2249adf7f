"""A resident books: topic, times, details, check, done. Every page also offers the phone."""

from datetime import date, datetime

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import agenda, tenancy, web
from portal.booking import actions, queries, rules
from portal.booking.forms import ChosenTime, DetailsForm, PlainForm, SafetyForm, TopicForm, parse_time
from portal.booking.models import Draft
from portal.booking.views import shown
from portal.booking.views.held import NoDraft, draft_to_confirm, live_draft, renewed
from portal.booking.visitor import ensure_visitor, forget_visitor, visitor_hash
from portal.clock import from_epoch, now, today
from portal.db import db, own_transaction
from portal.errors import Refusal

pages = web.pages("booking_resident", __name__, audience="resident")
Answer = str | Response | tuple[str, int]


# --- topic, and alone or together --------------------------------------------------------------------------


@pages.get("/afspraak/")
def choose_topic() -> Answer:
    topics = request.args.getlist("onderwerp")
    talk = rules.suggest(topics, agenda.talks()) if topics else None
    if talk is not None:
        return redirect(_next_url(talk, request.args.get("samen", "")))
    if not agenda.talks():
        return render_template("booking/resident/no_talks.html")
    return render_template("booking/resident/choose_topic.html", form=_topic_form())


def _topic_form() -> TopicForm:
    form = TopicForm()
    if not any(talk.joint_allowed for talk in agenda.talks()):
        del form.samen
    return form


@pages.post("/afspraak/", limit="120 per minute")
def choose_topic_posted() -> Answer:
    """A POST, so that what somebody worries about does not stay in the address bar and the history.

    Who begins here may be another person at the same device: what an earlier one held or typed is gone.
    """
    form = _topic_form()
    if not form.validate():
        return render_template("booking/resident/choose_topic.html", form=form), 400
    together = form.samen is not None and form.samen.data == "ja"
    talk = rules.suggest(form.onderwerp.data, [t for t in agenda.talks() if t.joint_allowed or not together])
    if talk is None:
        return render_template("booking/resident/no_talks.html")
    visitor = visitor_hash()
    if visitor:
        actions.let_go(visitor)
    forget_visitor()
    return redirect(_next_url(talk, "ja" if together else "nee"), 303)


def _next_url(talk: agenda.TalkInfo, together: str) -> str:
    """The times; before coming together one question alone; unknown yet: "Hoe komt u?"."""
    if together == "ja" and talk.joint_allowed:
        return url_for("booking_resident.safety", gesprek=talk.key)
    return _times_url(talk.key, None if together not in ("ja", "nee") and talk.joint_allowed else False)


def _times_url(key: str, together: bool | None = False) -> str:
    """`together` None: the page asks."""
    if together is None:
        return url_for("booking_resident.choose_time", gesprek=key)
    return url_for("booking_resident.choose_time", gesprek=key, samen="ja" if together else "nee")


@pages.get("/afspraak/begin", success=303)
def begin() -> Answer:
    """From a link of somewhere else: who comes now may be another person at the same device."""
    forget_visitor()
    talk = agenda.find_offered_talk(request.args.get("gesprek", ""))
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"), 303)
    return redirect(_next_url(talk, request.args.get("samen", "")), 303)


@pages.get("/afspraak/vooraf")
def safety() -> Answer:
    """One question before "together". Its answer is kept nowhere: no row, no log, no session."""
    talk = agenda.find_offered_talk(request.args.get("gesprek", ""))
    if talk is None or not talk.joint_allowed:
        return redirect(url_for("booking_resident.choose_topic"))
    return _safety_page(talk, SafetyForm(formdata=None, data={"gesprek": talk.key}))


def _safety_page(talk: agenda.TalkInfo, form: SafetyForm) -> str:
    return render_template(
        "booking/resident/safety.html", form=form, alone_url=url_for(".rather_alone", gesprek=talk.key)
    )


@pages.post("/afspraak/vooraf", limit="120 per minute")
def safety_posted() -> Answer:
    form = SafetyForm()
    talk = agenda.find_offered_talk(form.gesprek.data or "")
    if talk is None or not talk.joint_allowed:
        return redirect(url_for("booking_resident.choose_topic"), 303)
    if not form.validate():
        return _safety_page(talk, form), 400
    if form.antwoord.data == "ja":
        return redirect(_times_url(talk.key, True), 303)
    return redirect(url_for(".rather_alone", gesprek=talk.key), 303)


@pages.get("/afspraak/alleen")
def rather_alone() -> Answer:
    """Where "nee" and "weet ik niet" lead, and who wants to read about it first: a person to talk to, in one tap."""
    talk = agenda.find_offered_talk(request.args.get("gesprek", ""))
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"))
    return render_template("booking/resident/rather_alone.html", times_url=_times_url(talk.key))


# --- times -------------------------------------------------------------------------------------------------


@pages.get("/afspraak/tijden")
def choose_time() -> Answer:
    talk = agenda.find_offered_talk(request.args.get("gesprek", ""))
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"))
    together = request.args.get("samen")
    if together not in ("ja", "nee") and talk.joint_allowed:
        return render_template("booking/resident/choose_how.html", key=talk.key)
    from_on, fault = shown.from_on(request.args.get("vanaf"))
    page = _times_page(talk, together == "ja" and talk.joint_allowed, from_on, fault)
    return (page, 400) if fault else page


def _times_page(
    talk: agenda.TalkInfo, together: bool, from_on: date | None = None, fault: str | None = None
) -> str:
    ensure_visitor()
    found = agenda.times_page(talk.rule_for(together), now(), from_on)
    if from_on is None and found.first is not None:
        session["first"] = int(found.first.timestamp())
    wait = agenda.working_days_between(today(), rules.local_date(found.first)) if found.first else None
    phone_first = from_on is None and (wait is None or wait > rules.PHONE_FIRST_AFTER)
    offers = agenda.nearby(now())

    def render() -> str:
        return render_template(
            "booking/resident/choose_time.html",
            talk=shown.talk(talk),
            other_talks=[
                shown.talk(t, _times_url(t.key, together))
                for t in agenda.talks()
                if t.id != talk.id and (t.joint_allowed or not together)
            ],
            days=shown.days(found.days),
            common=_common(talk, together),
            more_url=_more_url(talk.key, together, found.more_from),
            phone_first=phone_first,
            nearby=_nearby(offers, talk.key),
            fault=fault,
            together=together,
            other_way=_other_way(talk, together),
            wait_url=_wait_url(talk, together),
        )

    free = tuple((day.sitting.id, day.times) for day in found.days)
    seen = ("times", talk.id, free, found.more_from, phone_first, tuple(offers), fault, together)
    return web.kept_with_token(seen, render)


def _common(talk: agenda.TalkInfo, together: bool) -> dict[str, str]:
    """Hidden fields beside every time."""
    return {"gesprek": talk.key, "samen": "ja" if together else "nee"}


def _wait_url(talk: agenda.TalkInfo, together: bool) -> str:
    return url_for("booking_waiting.ask_form", gesprek=talk.key, samen="ja" if together else "nee")


def _other_way(talk: agenda.TalkInfo, together: bool) -> str | None:
    """From alone to together, and back, in one tap."""
    if together:
        return _times_url(talk.key)
    return url_for(".safety", gesprek=talk.key) if talk.joint_allowed else None


def _more_url(key: str, together: bool, more_from: date | None) -> str | None:
    if more_from is None:
        return None
    return f"{_times_url(key, together)}&vanaf={more_from.isoformat()}"


def _nearby(offers: list[agenda.Nearby], key: str) -> list[dict[str, str]]:
    """With a link to the times of the same talk there; a municipality without it asks for the topic instead."""
    by_slug = tenancy.registry().by_slug
    return [
        {
            "name": by_slug[offer.owner].name,
            "on": web.day_label(offer.on),
            "url": web.municipality_address(offer.owner, f"/afspraak/tijden?gesprek={key}"),
        }
        for offer in offers
        if offer.owner in by_slug
    ]


@pages.post("/afspraak/vasthouden", limit="120 per minute")
def hold() -> Answer:
    form = ChosenTime()
    talk = agenda.find_offered_talk(form.gesprek.data or "")
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"), 303)
    starts_at = parse_time(form.tijd.data)
    together = form.samen.data == "ja" and talk.joint_allowed
    if not form.validate() or starts_at is None:
        return _refused(talk, together, _("Deze tijd bestaat niet. Kies een tijd uit de lijst."))
    first = session.get("first")
    try:
        actions.hold(
            ensure_visitor(),
            talk,
            form.spreekuurdag.data or "",
            starts_at,
            joint=together,
            first_free_at=from_epoch(first) if first else None,
        )
    except agenda.NotOffered as refusal:
        return _refused(talk, together, _(refusal.message))
    except agenda.TimeTaken:
        return _taken(talk, together, starts_at)
    return redirect(url_for("booking_resident.details"), 303)


def _refused(talk: agenda.TalkInfo, together: bool, why: str) -> Answer:
    """Past, too soon, off the grid, no such time: the same page with times, and the reason."""
    db.session.rollback()
    return _times_page(talk, together, fault=why), 400


def _taken(talk: agenda.TalkInfo, together: bool, wanted: datetime, typed: bool = False) -> Answer:
    """Somebody was first: a friendly page with the three nearest times. What was typed stays."""
    db.session.rollback()
    nearest = agenda.nearest_times(talk.rule_for(together), wanted, now())
    page = render_template(
        "booking/resident/taken.html",
        days=shown.days(nearest),
        common=_common(talk, together),
        all_url=_times_url(talk.key, together),
        typed=typed,
    )
    return page, 409


# --- details, check, confirm -------------------------------------------------------------------------------


def _begin_again() -> Response:
    visitor = visitor_hash()
    if visitor and queries.find_last_confirmed(visitor):
        return redirect(url_for("booking_resident.done"), 303)
    return redirect(url_for("booking_resident.choose_topic"), 303)


def _lost(draft: Draft) -> Answer:
    talk = agenda.find_talk(draft.talk_type_id)
    if talk is None:
        return redirect(url_for("booking_resident.choose_topic"), 303)
    return _taken(talk, draft.joint, draft.starts_at, typed=draft.sealed is not None)


def _other_tab() -> Answer:
    db.session.rollback()
    draft = live_draft(visitor_hash())
    return render_template("booking/resident/other_tab.html", held=shown.held(draft)), 409


@pages.get("/afspraak/gegevens", success=200)
def details() -> Answer:
    try:
        draft = renewed(visitor_hash())
    except NoDraft:
        return _begin_again()
    except agenda.HoldLost:
        return _lost(live_draft(visitor_hash()))
    form = DetailsForm(formdata=None, data={**(draft.answers or {}), "claim": draft.claim_id})
    return _details_page(form, draft)


def _details_page(form: DetailsForm, draft: Draft) -> str:
    return render_template("booking/resident/details.html", form=form, held=shown.held(draft))


@pages.post("/afspraak/gegevens", limit="120 per minute")
def details_posted() -> Answer:
    form = DetailsForm()
    try:
        draft = live_draft(visitor_hash(), form.claim.data or "")
        if not form.validate():
            return _details_page(form, draft), 400
        actions.fill_in(draft, form.answers())
        actions.renew(draft)
    except NoDraft:
        return _begin_again()
    except rules.OtherTab:
        return _other_tab()
    except agenda.HoldLost:
        return _lost_but_typed(form.answers())
    return redirect(url_for("booking_resident.check"), 303)


def _lost_but_typed(answers: dict[str, object]) -> Answer:
    """The time is gone, what was just typed is not: it waits in the draft for the next time."""
    db.session.rollback()
    with own_transaction():
        actions.fill_in(live_draft(visitor_hash()), answers)
    return _lost(live_draft(visitor_hash()))


@pages.get("/afspraak/controleren", success=200)
def check() -> Answer:
    try:
        draft = renewed(visitor_hash())
    except NoDraft:
        return _begin_again()
    except agenda.HoldLost:
        return _lost(live_draft(visitor_hash()))
    if not draft.answers:
        return redirect(url_for("booking_resident.details"), 303)
    talk = agenda.find_talk(draft.talk_type_id)
    return render_template(
        "booking/resident/check.html",
        form=PlainForm(formdata=None, data={"claim": draft.claim_id}),
        held=shown.held(draft),
        talk=shown.talk(talk) if talk else None,
        rows=shown.answers(draft.answers),
    )


@pages.post("/afspraak/bevestigen", limit="60 per minute")
def confirm() -> Answer:
    claim = request.form.get("claim", "")  # a button and nothing else; the token was checked before
    try:
        draft = draft_to_confirm(visitor_hash(), claim if claim.isalnum() else "")
        if not draft.answers:
            return redirect(url_for("booking_resident.details"), 303)
        actions.confirm(draft)
    except NoDraft:
        return _begin_again()
    except rules.OtherTab:
        return _other_tab()
    except agenda.HoldLost:
        db.session.rollback()
        return _lost(live_draft(visitor_hash()))
    return redirect(url_for("booking_resident.done"), 303)


@pages.get("/afspraak/klaar", success=200)
def done() -> Answer:
    visitor = visitor_hash()
    participation = queries.find_last_confirmed(visitor) if visitor else None
    if participation is None or not participation.token:
        return redirect(url_for("booking_resident.choose_topic"))
    appointment = queries.get_appointment(participation.appointment_id)
    together = queries.together(queries.Own(participation, appointment), now()) if appointment.joint else None
    return render_template(
        "booking/resident/done.html",
        appointment=shown.appointment(appointment, participation.reference),
        pass_on=shown.pass_on(together.invitation) if together else None,
        token=participation.token,
        talk=shown.talk(agenda.find_talk(appointment.talk_type_id)),
        link=web.message_address(f"/a/{participation.token}"),
        channel=(participation.contact or {}).get("kanaal"),
    )


@pages.post("/afspraak/verlengen", limit="60 per minute")
def extend() -> Answer:
    try:
        actions.renew(live_draft(visitor_hash()))
    except NoDraft:
        return _begin_again()
    except agenda.HoldLost:
        db.session.rollback()
        return _lost(live_draft(visitor_hash()))
    return redirect(url_for("booking_resident.details"), 303)


@pages.post("/afspraak/loslaten")
def let_go() -> Answer:
    visitor = visitor_hash()
    if visitor:
        actions.let_go(visitor)
    return redirect(url_for("booking_resident.choose_topic"), 303)


@pages.errorhandler(NoDraft)
def let_go_elsewhere(_error: NoDraft) -> Answer:
    """Another window let the time go at this very moment."""
    db.session.rollback()
    return _begin_again()


@pages.errorhandler(Refusal)
def refused(refusal: Refusal) -> Answer:
    db.session.rollback()
    return render_template("booking/resident/refused.html", message=_(refusal.message)), refusal.status
