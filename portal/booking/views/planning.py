"""The planning: which spreekuren there are, and making, changing, removing and restoring one."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import agenda, tenancy, web
from portal.booking.forms import PlainForm
from portal.booking.planning_forms import CHAIRS, WEEKDAYS, Planned, SeriesForm, chairs_of
from portal.booking.views import planning_shown as shown
from portal.clock import today

pages = web.pages("booking_planning", __name__, audience="staff", permission="plan")
Answer = str | Response | tuple[str, int]


@pages.get("/medewerker/planning/")
def overview() -> str:
    """Every spreekuur, chairs without anybody in the coming weeks, and what is closed."""
    series, people = agenda.all_series(), shown.People()
    return render_template(
        "booking/planning/overview.html",
        series=[_row(s, people) for s in series],
        empty=[
            {
                "day": web.day_label(s.on),
                "url": url_for("booking_days.day", sitting_id=s.id),
                "role": shown.role_name(role),
                "organisation": people.organisations.get(organisation, ""),
            }
            for s, role, organisation in agenda.unstaffed(today(), today() + timedelta(days=14))
        ],
        closures=[closure_row(c) for c in agenda.closures()],
        form=PlainForm(),
    )


def closure_row(c: agenda.ClosureInfo) -> dict[str, Any]:
    first, last = web.day_label(c.from_on), web.day_label(c.until_on)
    period = first if c.from_on == c.until_on else _("%(first)s tot en met %(last)s", first=first, last=last)
    return {
        "id": c.id,
        "period": period,
        "title": c.title,
        "what": c.spreekuur or _("Alle spreekuren"),
        "opens": c.opens,
    }


def _row(s: agenda.SeriesInfo, people: "shown.People") -> dict[str, Any]:
    return {
        "id": s.id,
        "title": s.title,
        "rule": rule_line(s.rule),
        "hours": _(
            "%(start)s tot %(end)s uur", start=s.starts.replace(":", "."), end=s.ends.replace(":", ".")
        ),
        "place": s.place or _("Op afstand"),
        "chairs": ", ".join(people.organisations.get(c[1], "") for c in s.chairs),
        "removed": s.removed,
    }


def rule_line(rule: Mapping[str, Any]) -> str:
    """ "Om de 2 weken op woensdag", or "De eerste woensdag van de maand"."""
    if "nth" in rule:
        which = {
            1: _("De eerste"),
            2: _("De tweede"),
            3: _("De derde"),
            4: _("De vierde"),
            -1: _("De laatste"),
        }[int(rule["nth"])]
        day = web.weekday_label(WEEKDAYS.index(rule["weekday"]))
        return _("%(which)s %(day)s van de maand", which=which, day=day)
    day = web.weekday_label(date.fromisoformat(rule["anchor"]).weekday())
    if int(rule["every_weeks"]) == 1:
        return _("Elke week op %(day)s", day=day)
    return _("Om de %(weeks)s weken op %(day)s", weeks=rule["every_weeks"], day=day)


@pages.get("/medewerker/planning/nieuw")
def new() -> Answer:
    return _ask(_offered(SeriesForm(formdata=None)), None)


@pages.post("/medewerker/planning/nieuw", success=200)
def create() -> Answer:
    return _save(None)


@pages.get("/medewerker/planning/spreekuur/<series_id>")
def edit(series_id: str) -> Answer:
    series = _own(series_id)
    return _ask(_offered(SeriesForm(formdata=None, data=_as_typed(series))), series)


@pages.post("/medewerker/planning/spreekuur/<series_id>", success=200)
def save(series_id: str) -> Answer:
    return _save(_own(series_id))


def _own(series_id: str) -> agenda.SeriesInfo:
    found = next((s for s in agenda.all_series() if s.id == series_id), None)
    if found is None:
        abort(404)
    return found


def _offered(form: SeriesForm) -> SeriesForm:
    others = [t for t in tenancy.registry().tenants if t.slug != tenancy.current_id()]
    roles = shown.known_roles(agenda.all_series())
    return form.offer(agenda.places(), roles, shown.People().chairs(), [(t.slug, t.name) for t in others])


def _ask(form: SeriesForm, series: agenda.SeriesInfo | None) -> str:
    return render_template("booking/planning/series.html", form=form, series=series)


def _save(series: agenda.SeriesInfo | None) -> Answer:
    form, series_id = _offered(SeriesForm()), series.id if series else None
    if not form.validate():
        return _ask(form, series), 400
    people = {c.form.wie.data.partition(":")[2] for c in form.stoelen if c.form.rol.data and c.form.wie.data}
    made: list[str] = []

    def deed() -> str:
        resources = {p: agenda.resource_of(p) for p in sorted(people) if p}
        made[:] = [agenda.save_series(_as_series(form, resources), series_id)]
        return made[0]

    return shown.two_steps(
        form,
        deed,
        lambda: agenda.coming_days(made[0]),
        "planning.series",
        url_for(".overview"),
        lambda: _ask(form, series),
    )


def _as_series(form: SeriesForm, resources: Mapping[str, str | None]) -> agenda.Series:
    at_place = form.plek.data not in ("phone", "video")
    assert form.vanaf.on is not None
    return agenda.Series(
        title=form.titel.data or "",
        place_id=form.plek.data if at_place else None,
        channel="place" if at_place else form.plek.data,
        rule=form.rule(),
        starts=f"{form.van.at:%H:%M}",
        ends=f"{form.tot.at:%H:%M}",
        grid=form.raster.number,
        gap=form.pauze.number,
        lead_hours=form.vooraf.number,
        horizon_days=form.ver.number,
        joint_deadline_days=form.samen_tot.number,
        valid_from=form.vanaf.on,
        valid_until=form.tot_en_met.on,
        chairs=chairs_of(form, dict(resources)),
        offers=frozenset(form.elders.data or ()),
    )


def _as_typed(s: agenda.SeriesInfo) -> dict[str, Any]:
    """A series as the form shows it."""
    persons = agenda.people_of_resources(r for _role, _org, r in s.chairs if r)
    chairs = [
        {"rol": role, "wie": f"{organisation}:{persons.get(resource or '', '')}"}
        for role, organisation, resource in s.chairs
    ]
    monthly = "nth" in s.rule
    return {
        "titel": s.title,
        "plek": s.place_id or s.channel,
        "herhaling": "maand" if monthly else "weken",
        "elke": str(s.rule.get("every_weeks", 1)),
        "vanaf": s.valid_from.isoformat() if monthly else s.rule["anchor"],
        "hoeveelste": str(s.rule.get("nth", 1)),
        "weekdag": s.rule.get("weekday", "ma"),
        "tot_en_met": s.valid_until.isoformat() if s.valid_until else "",
        "van": s.starts,
        "tot": s.ends,
        "raster": str(s.grid),
        "pauze": str(s.gap),
        "vooraf": str(s.lead_hours),
        "ver": str(s.horizon_days),
        "samen_tot": str(s.joint_deadline_days),
        "stoelen": (chairs + [{"rol": "", "wie": ""}] * CHAIRS)[:CHAIRS],
        "elders": sorted(s.offers),
    }


@pages.post("/medewerker/planning/spreekuur/<series_id>/weg", success=200)
def remove(series_id: str) -> Answer:
    return _take_away(_own(series_id), removed=True)


@pages.post("/medewerker/planning/spreekuur/<series_id>/terug", success=200)
def restore(series_id: str) -> Answer:
    return _take_away(_own(series_id), removed=False)


def _take_away(series: agenda.SeriesInfo, removed: bool) -> Answer:
    form = Planned()
    if not form.validate():
        abort(404)

    def deed() -> str:
        agenda.remove_series(series.id, removed)
        return series.id

    return shown.two_steps(
        form,
        deed,
        lambda: agenda.coming_days(series.id),
        "planning.removed" if removed else "planning.restored",
        url_for(".overview"),
        lambda: redirect(url_for(".overview"), 303),  # type: ignore[arg-type,return-value]
    )
