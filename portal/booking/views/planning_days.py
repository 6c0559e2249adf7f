"""One day, closed periods, public holidays, who is away, and who comes instead."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, agenda, web
from portal.booking import queries
from portal.booking.planning_forms import AwayForm, ClosureForm, DayForm, Planned, ReplaceForm
from portal.booking.touched import elsewhere
from portal.booking.views import desk
from portal.booking.views import planning_shown as shown
from portal.booking.views.planning import closure_row
from portal.clock import NonexistentTime, instant, today, wall

pages = web.pages("booking_days", __name__, audience="staff", permission="plan")
away_pages = web.pages("booking_away", __name__, audience="staff", permission="agenda")
Answer = str | Response | tuple[str, int]
ALL = "alles"


# --- one day -----------------------------------------------------------------------------------------------


@pages.get("/medewerker/planning/dag/<sitting_id>")
def day(sitting_id: str) -> Answer:
    s = _day(sitting_id)
    form = DayForm(
        formdata=None,
        data={
            "open": "ja" if s.state == agenda.OPEN else "nee",
            "van": f"{wall(s.starts_at):%H:%M}",
            "tot": f"{wall(s.ends_at):%H:%M}",
        },
    )
    return _ask_day(s, form)


def _day(sitting_id: str) -> agenda.SittingInfo:
    s = agenda.find_sitting(sitting_id) if sitting_id.isalnum() else None
    if s is None or s.on < today():
        abort(404)
    return s


def _ask_day(s: agenda.SittingInfo, form: DayForm) -> str:
    """`chairs`: for each desk the choice of people of its own organisation; what was typed stays."""
    people = shown.People()
    persons = agenda.people_of_resources(d.resource for d in s.desks if d.resource)
    chairs = []
    for chair_id, role, organisation, resource in agenda.chair_ids(s.id):
        now_there = request.form.get(f"stoel-{chair_id}", persons.get(resource or "", ""))
        own = [(c.person_id, c.name) for c in people.colleagues if c.organisation_id == organisation]
        chairs.append(
            {
                "name": f"stoel-{chair_id}",
                "label": f"{shown.role_name(role)}, {people.organisations.get(organisation, '')}",
                "choices": [("", _("Niemand")), *own],
                "now": now_there,
            }
        )
    return render_template(
        "booking/planning/day.html", form=form, day=shown.day_row(s), title=s.title, chairs=chairs
    )


@pages.post("/medewerker/planning/dag/<sitting_id>", success=200)
def save_day(sitting_id: str) -> Answer:
    s, form = _day(sitting_id), DayForm()
    if not form.validate():
        return _ask_day(s, form), 400
    people = shown.People()
    moved: list[str] = []

    def deed() -> str:
        assert form.van.at and form.tot.at
        _seat(s, people)
        goes_on = form.open.data != "nee"
        agenda.change_day(s.id, goes_on, form.van.at, form.tot.at)
        if form.open.data == "verplaatst" and form.datum.on:
            moved[:] = [agenda.move_day(s.id, form.datum.on)]
        return s.id

    def days() -> list[agenda.SittingInfo]:
        found = agenda.sittings_by_id([s.id, *moved])
        return sorted(found.values(), key=lambda one: one.starts_at)

    return shown.two_steps(
        form, deed, days, "planning.day", url_for("booking_planning.overview"), lambda: _ask_day(s, form)
    )


def _seat(s: agenda.SittingInfo, people: "shown.People") -> None:
    """Who sits there that day, for each chair that the form names; nobody from outside."""
    for chair_id, _role, organisation, _resource in agenda.chair_ids(s.id):
        person = request.form.get(f"stoel-{chair_id}")
        if person is None:
            continue
        mine = {c.person_id for c in people.colleagues if c.organisation_id == organisation}
        if person and person not in mine:
            abort(404)
        agenda.seat(s.id, chair_id, agenda.resource_of(person) if person else None)


# --- closed ------------------------------------------------------------------------------------------------


def _closure_form(**given: object) -> ClosureForm:
    form = ClosureForm(formdata=None, data=given) if given or request.method == "GET" else ClosureForm()
    series = [(s.id, s.title) for s in agenda.all_series() if not s.removed]
    form.wat.choices = [(ALL, _("Alle spreekuren")), *series]
    return form


@pages.get("/medewerker/planning/sluiten")
def close_form() -> Answer:
    """With proposals for the school holidays, and the public holidays, which are closed already."""
    return _ask_close(_closure_form())


def _ask_close(form: ClosureForm) -> str:
    closures = agenda.closures()
    opened = {c.from_on for c in closures if c.opens and c.from_on == c.until_on}
    return render_template(
        "booking/planning/close.html",
        form=form,
        closures=[closure_row(c) for c in closures],
        holidays=[
            {"value": on.isoformat(), "day": web.day_label(on), "name": name, "open": on in opened}
            for on, name in agenda.public_holidays(today(), today() + timedelta(days=365))
        ],
        school=[
            {
                "name": h.name,
                "regions": ", ".join(h.regions),
                "from": h.first.isoformat(),
                "until": h.last.isoformat(),
                "period": _(
                    "%(first)s tot en met %(last)s",
                    first=web.day_label(h.first),
                    last=web.day_label(h.last),
                ),
            }
            for h in agenda.school_holidays(today())
        ],
        plain=Planned(formdata=None),
    )


@pages.post("/medewerker/planning/sluiten", success=200)
def close() -> Answer:
    form = _closure_form() if request.form.get("doe") != "voorstel" else _proposal()
    if request.form.get("doe") == "voorstel":
        return _ask_close(form)
    if not form.validate():
        return _ask_close(form), 400
    first, last = form.van.on, form.tot.on
    assert first and last

    def deed() -> str:
        of = None if form.wat.data == ALL else form.wat.data
        agenda.close_period(first, last, form.titel.data or "", of)
        return "closure"

    return shown.two_steps(
        form,
        deed,
        lambda: _between(first, last),
        "planning.closed",
        url_for(".close_form"),
        lambda: _ask_close(form),
    )


def _proposal() -> ClosureForm:
    """A school holiday put in the form; nothing is closed yet."""
    given = {name: request.form.get(name, "") for name in ("van", "tot", "titel")}
    return _closure_form(**given, wat=ALL)


def _between(first: date, last: date) -> list[agenda.SittingInfo]:
    return agenda.sittings_between(max(first, today()), last)


@pages.post("/medewerker/planning/sluiten/<closure_id>/weg", success=200)
def reopen(closure_id: str) -> Answer:
    found = next((c for c in agenda.closures() if c.id == closure_id), None)
    if found is None:
        abort(404)
    return _plain(
        lambda: agenda.end_closure(closure_id),
        lambda: _between(found.from_on, found.until_on),
        "planning.reopened",
        closure_id,
    )


@pages.post("/medewerker/planning/feestdag", success=200)
def open_holiday() -> Answer:
    """People do sit on this public holiday."""
    try:
        on = date.fromisoformat(request.form.get("datum", ""))
    except ValueError:
        abort(404)
    known = dict(agenda.public_holidays(today(), today() + timedelta(days=365)))
    if on not in known:
        abort(404)
    return _plain(
        lambda: agenda.close_period(on, on, known[on], opens=True),
        lambda: _between(on, on),
        "planning.opened",
        "closure",
    )


def _plain(
    deed: Callable[[], object],
    days: Callable[[], list[agenda.SittingInfo]],
    action: str,
    named: str,
) -> Answer:
    """A button: two steps all the same."""
    form = Planned()
    if not form.validate():
        abort(404)

    def noted() -> str:
        deed()
        return named

    back = url_for("booking_days.close_form")
    return shown.two_steps(form, noted, days, action, back, lambda: redirect(back, 303))  # type: ignore[arg-type,return-value]


# --- somebody else, or nobody ------------------------------------------------------------------------------


def _replace_form() -> ReplaceForm:
    form = ReplaceForm(formdata=None) if request.method == "GET" else ReplaceForm()
    people = shown.People()
    gone = _seated_and_gone(people)
    form.wie.choices = [("", _("Kies")), *people.persons(), *gone.items()]
    # Nobody takes the chair of another organisation; it would say "jurist" of who is none.
    beside = (
        people.of(agenda.seated()[form.wie.data]) if form.wie.data in gone else people.persons(form.wie.data)
    )
    form.door.choices = [("niemand", _("Niemand")), *beside]
    return form


def _seated_and_gone(people: "shown.People") -> dict[str, str]:
    """Names by id of who works here no more and still has a chair."""
    return accounts.names_of({person for person in agenda.seated() if not people.known(person)})


@pages.get("/medewerker/planning/vervangen")
def replace_form() -> Answer:
    return _ask_replace(_replace_form())


def _ask_replace(form: ReplaceForm) -> str:
    return render_template("booking/planning/replace.html", form=form)


@pages.post("/medewerker/planning/vervangen", success=200)
def replace() -> Answer:
    form = _replace_form()
    if not form.validate() or not form.wie.data:
        if not form.wie.data:
            form.wie.errors = [_("Kies wie er nu zit.")]
        return _ask_replace(form), 400
    first, last, old = form.van.on, form.tot.on, agenda.find_resource(form.wie.data)
    assert first
    if old is None:
        form.wie.errors = [_("Deze collega zit nergens.")]
        return _ask_replace(form), 400

    def deed() -> str:
        new = None if form.door.data == "niemand" else agenda.resource_of(form.door.data)
        agenda.replace(old, new, first, last)
        return form.wie.data

    return shown.two_steps(
        form,
        deed,
        lambda: _between(first, last or first + timedelta(days=35)),
        "planning.replaced",
        url_for("booking_planning.overview"),
        lambda: _ask_replace(form),
    )


# --- away --------------------------------------------------------------------------------------------------


def _away_form() -> AwayForm:
    """Everybody for themselves; who plans, for colleagues of this municipality too."""
    form = AwayForm(formdata=None) if request.method == "GET" else AwayForm()
    me = desk.me()
    form.wie.choices = [(me.person_id, _("Ikzelf, in elke gemeente"))]
    if me.may("plan"):
        others = [(p, name) for p, name in shown.People().persons() if p != me.person_id]
        form.wie.choices += others
    return form


@away_pages.get("/medewerker/afwezig")
def away() -> Answer:
    return _ask_away(_away_form())


def _ask_away(form: AwayForm) -> str:
    me = desk.me()
    choices = dict(form.wie.choices)
    resources = agenda.resources_of_people(choices)
    rows = [
        {
            "id": a.id,
            "name": choices[resources[a.resource_id]],
            "from": web.when_label(a.starts_at),
            "until": web.when_label(a.ends_at),
            "mine": resources[a.resource_id] == me.person_id or not a.everywhere,
        }
        for a in agenda.away(resources)
    ]
    return render_template("booking/planning/away.html", form=form, rows=rows, plain=Planned(formdata=None))


@away_pages.post("/medewerker/afwezig", success=200)
def go_away() -> Answer:
    form = _away_form()
    if not form.validate():
        return _ask_away(form), 400
    first, last, me = form.van.on, form.tot.on, desk.me()
    assert first and last
    try:
        starts = instant(first, form.vanaf_uur.at or time())
        ends = instant(last, form.tot_uur.at) if form.tot_uur.at else agenda.whole_days(last, last)[1]
    except NonexistentTime:
        form.vanaf_uur.errors = [_("Deze tijd bestaat niet op die dag. De klok gaat dan een uur vooruit.")]
        return _ask_away(form), 400

    def deed() -> str:
        mine = form.wie.data == me.person_id
        agenda.go_away(agenda.resource_of(form.wie.data), starts, ends, only_here=not mine)
        if mine:
            elsewhere(me.person_id)
        return form.wie.data

    return shown.two_steps(
        form,
        deed,
        lambda: _of(form.wie.data, first, last),
        "planning.away",
        url_for(".away"),
        lambda: _ask_away(form),
        lambda: _talks_elsewhere(me.person_id, starts, ends) if form.wie.data == me.person_id else 0,
    )


def _talks_elsewhere(person_id: str, starts: datetime, ends: datetime) -> int:
    """How many talks this person has then in other municipalities: their own agenda, so a number is no secret."""
    resource = agenda.find_resource(person_id)
    claims = agenda.firm_claims(resource, starts, ends) if resource else set()
    return len(claims - queries.claims_here(claims)) if claims else 0


def _of(person_id: str, first: date, last: date) -> list[agenda.SittingInfo]:
    """The days here on which this person would sit."""
    resource = agenda.find_resource(person_id)
    return [s for s in _between(first, last) if any(d.resource == resource for d in s.desks)]


@away_pages.post("/medewerker/afwezig/<busy_id>/weg", success=200)
def come_back(busy_id: str) -> Answer:
    form, me = Planned(), desk.me()
    if not busy_id.isalnum() or not form.validate():
        abort(404)
    mine = agenda.find_resource(me.person_id)
    own = {a.id: a for a in agenda.away([mine])} if mine else {}

    def deed() -> str:
        try:
            if busy_id in own and own[busy_id].everywhere:
                agenda.come_back(busy_id, mine)
                elsewhere(me.person_id)
            elif me.may("plan"):
                agenda.come_back(busy_id, None)
            else:
                abort(404)
        except LookupError:
            abort(404)
        return me.person_id

    back = url_for(".away")
    return shown.two_steps(form, deed, list, "planning.back", back, lambda: redirect(back, 303))  # type: ignore[arg-type,return-value]
