"""How the planning is shown, and the two steps of every change: first what it does, then keeping it."""

from collections.abc import Callable, Iterable, Set
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import accounts, agenda, privacy, web
from portal.booking import planning_log, queries
from portal.booking.models import Appointment
from portal.booking.planning_forms import Planned
from portal.booking.touched import Touched, change, tell_colleagues
from portal.booking.views import desk, shown
from portal.clock import wall
from portal.db import db
from portal.errors import Refusal

Answer = str | Response | tuple[str, int]
KEEP, CHANGE = "bewaar", "pas-aan"

FAULTS = {
    "sitting_closed": lambda: _("De spreekuurdag gaat niet door."),
    "outside_sitting": lambda: _("De tijd valt buiten het spreekuur."),
    "desk_empty": lambda: _("Er zit niemand voor dit gesprek."),
    "nobody_free": lambda: _("Wie er zit, is er dan niet."),
}


def fault_line(word: str | None) -> str:
    return FAULTS[word]() if word in FAULTS else ""


def two_steps(
    form: Planned,
    deed: Callable[[], str],
    days: Callable[[], Iterable[agenda.SittingInfo]],
    action: str,
    back: str,
    ask: Callable[[], str],
    elsewhere: Callable[[], int] = lambda: 0,
) -> Answer:
    """Do it as a trial and show what it touches; do it for good when that page is confirmed.

    `deed` gives the id that the audit log names; `days` the days to show, read after the deed. `ask` shows the form
    again; `elsewhere` how many talks in other municipalities it touches (a number, and nothing else of them). A
    refusal is told in its own field and nothing is kept.
    """
    if form.doe.data == CHANGE:
        return ask()
    named, keeps, one_day = "", form.doe.data == KEEP, action == "planning.day"

    def rows() -> planning_log.Planned:
        return planning_log.planned() | (planning_log.days_shown(days()) if one_day else {})

    before = rows() if keeps else {}

    def noted() -> None:
        nonlocal named
        named = deed()

    try:
        touched = change(noted)
    except Refusal as refusal:
        db.session.rollback()
        field = form[refusal.field] if refusal.field and refusal.field in form else None
        if field is not None:
            field.errors = [_(refusal.message)]
        else:
            form.form_errors.append(_(refusal.message))
        return ask(), refusal.status
    if keeps:
        tell_colleagues(touched)
        planning_log.log(before, rows(), desk.me().actor)
        privacy.record(action, named, desk.me().actor)
        flash(_saved(touched), "staff")
        return redirect(back, 303)
    page = render_template(
        "booking/planning/preview.html",
        days=[day_row(s) for s in days()],
        touched=touched_rows(touched.lost),
        found=len(touched.found),
        handed_over=touched.handed_over,
        elsewhere=elsewhere(),
        typed=[(k, v) for k, v in request.form.items(multi=True) if k not in ("csrf_token", "doe")],
        back=back,
    )
    db.session.rollback()
    return page


def _saved(touched: Touched) -> str:
    if touched.lost:
        return _("Dat is opgeslagen. Kijk in de werklijst wat er moet gebeuren.")
    return _("Dat is opgeslagen.")


def touched_rows(rows: list[Appointment]) -> list[dict[str, Any]]:
    """Own talks by code; of another desk only that somebody is booked then."""
    own = {a.id for a in desk.of_own_desk(rows)}
    names = queries.references_of(own) if own else {}
    return [
        {
            "when": web.when_label(a.starts_at),
            "reference": ", ".join(names.get(a.id, [])),
            "why": fault_line(a.attention),
        }
        for a in rows
    ]


def day_row(s: agenda.SittingInfo) -> dict[str, Any]:
    return {
        "id": s.id,
        "day": web.day_label(wall(s.starts_at).date()),
        "hours": hours(s),
        "place": shown.place_line(s),
        "open": s.state == agenda.OPEN,
    }


def hours(s: agenda.SittingInfo) -> str:
    return _(
        "%(start)s tot %(end)s uur",
        start=web.time_label(s.starts_at),
        end=web.time_label(s.ends_at),
    )


ROLE_NAMES = {
    "wijkteam": lambda: _("Wijkteam"),
    "juridisch": lambda: _("Jurist"),
    "raadslieden": lambda: _("Raadslieden"),
}


def role_name(role: str) -> str:
    return ROLE_NAMES[role]() if role in ROLE_NAMES else role[:1].upper() + role[1:]


def known_roles(series: Iterable[agenda.SeriesInfo]) -> list[tuple[str, str]]:
    """The roles that talks ask for or that sit somewhere already, with their names."""
    found = {role for talk in agenda.talks() for role in talk.roles}
    found |= {chair[0] for one in series for chair in one.chairs}
    return [(role, role_name(role)) for role in sorted(found)]


class People:
    """Who can sit here: names by resource, and the choices of a form."""

    def __init__(self) -> None:
        self.colleagues = accounts.colleagues()
        self.organisations = accounts.organisation_names()

    def chairs(self) -> list[tuple[str, str]]:
        """("<organisation>:<person>", label), each organisation first without anybody."""
        found, seen = [], set()
        for c in self.colleagues:
            if c.organisation_id not in seen:
                seen.add(c.organisation_id)
                nobody = _("%(organisation)s: nog niemand", organisation=c.organisation)
                found.append((f"{c.organisation_id}:", nobody))
            found.append((f"{c.organisation_id}:{c.person_id}", f"{c.organisation}: {c.name}"))
        for one in accounts.organisations_here():
            if one.id not in seen:
                found.append((f"{one.id}:", _("%(organisation)s: nog niemand", organisation=one.name)))
        return found

    def persons(self, beside: str | None = None) -> list[tuple[str, str]]:
        """(person id, name), each once; `beside`: only who works for the same organisation as this person."""
        return self.of({c.organisation_id for c in self.colleagues if beside in (None, "", c.person_id)})

    def of(self, organisations: Set[str]) -> list[tuple[str, str]]:
        """(person id, name) of who works for one of these, each once."""
        return list(
            {c.person_id: c.name for c in self.colleagues if c.organisation_id in organisations}.items()
        )

    def known(self, person_id: str) -> bool:
        return any(c.person_id == person_id for c in self.colleagues)
