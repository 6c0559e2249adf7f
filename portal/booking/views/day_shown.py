"""A day of one desk as staff may see it: its own talks with their people, of the other desk only "bezet".

Every look at a person is recorded, once for each person shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from portal import accounts, agenda, web
from portal.booking import keep_apart, queries, rules
from portal.booking.models import Appointment, Participation
from portal.booking.views import desk, shown, staff_shown
from portal.clock import now


@dataclass(frozen=True)
class Line:
    """One talk on a day: all of it, or only "bezet" when it belongs to another desk."""

    time: str
    own: bool
    id: str = ""
    talk: str = ""
    people: tuple[dict[str, Any], ...] = ()
    open: bool = False  # for two people, and nobody else said yes yet
    attention: bool = False
    unclaimed: str | None = None  # a walk-in, or one more than fits
    sits: str = ""  # which colleague, where several sit at the own desk


@dataclass(frozen=True)
class DayView:
    """A sitting with its lines, as one desk may see it."""

    id: str
    heading: str
    hours: str
    place: str
    desks: str
    closed: bool = False
    walk_in: bool = False  # it is now: who comes without an appointment can be helped
    lines: list[Line] = field(default_factory=list)


Booked = tuple[Appointment, list[Participation]]


@dataclass(frozen=True)
class _Around:
    """What all lines need, read once for all days."""

    clashing: set[str]  # ids of who may meet somebody they must not meet
    colleagues: Mapping[str, str]  # names by resource id


def hours(sitting: agenda.SittingInfo) -> str:
    """ "09.00 tot 12.00 uur"."""
    return _(
        "%(start)s tot %(end)s uur",
        start=web.time_label(sitting.starts_at),
        end=web.time_label(sitting.ends_at),
    )


def day_views(days: list[agenda.DeskDay]) -> list[DayView]:
    """Days with their people; a fixed number of statements, however many days, talks and colleagues."""
    by_sitting: dict[str, list[Booked]] = {}
    for appointment, people in queries.appointments_at(d.sitting.id for d in days) if days else []:
        by_sitting.setdefault(appointment.sitting_id, []).append((appointment, people))
    seen = [
        person.id
        for d in days
        for appointment, people in by_sitting.get(d.sitting.id, [])
        if set(appointment.roles.split()) & d.own_roles
        for person in people
    ]
    kept = keep_apart.kept_of(seen)
    clashing = {person for person, found in kept.items() if any(k.faults for k in found)}
    around = _Around(clashing, colleagues(days))
    organisations = accounts.organisation_names() if days else {}
    views = [_day_view(d, by_sitting.get(d.sitting.id, []), organisations, around) for d in days]
    desk.record_looks("day.seen", seen)
    return views


def colleagues(days: Iterable[agenda.DeskDay]) -> dict[str, str]:
    """Names by resource id of who sits at the own organisation's desks; of others none."""
    own = desk.me().organisation_ids
    resources = {
        d.resource for day in days for d in day.sitting.desks if d.organisation in own and d.resource
    }
    people = agenda.people_of_resources(resources) if resources else {}
    names = accounts.names_of(set(people.values())) if people else {}
    return {resource: names[person] for resource, person in people.items() if person in names}


def _day_view(
    d: agenda.DeskDay, booked: list[Booked], organisations: dict[str, str], around: _Around
) -> DayView:
    own_desks = [k for k in d.sitting.desks if k.role in d.own_roles]
    view = DayView(
        d.sitting.id,
        web.day_label(d.sitting.on),
        hours(d.sitting),
        shown.place_line(d.sitting),
        ", ".join(sorted({organisations[k.organisation] for k in own_desks})),
        closed=d.sitting.state != agenda.OPEN,
        walk_in=d.sitting.state == agenda.OPEN
        and rules.may_walk_in(d.sitting.starts_at, d.sitting.ends_at, now()),
    )
    several = len({k.resource for k in own_desks if k.resource}) > 1
    for appointment, people in _own_first(booked, d.own_roles):
        if set(appointment.roles.split()) & d.own_roles:
            open_still = appointment.joint and len(people) < 2 and now() < d.sitting.fixed_moment
            sits = _who_sits(appointment, around) if several else ""
            view.lines.append(_line(appointment, people, around, open_still, sits))
        elif (busy := Line(shown.time_span(appointment), own=False)) not in view.lines:
            view.lines.append(busy)  # two other desks at one hour are one "bezet"
    return view


def _own_first(booked: list[Booked], own_roles: frozenset[str]) -> list[Booked]:
    """In order of time; at the same time the own desk's talks come first."""
    return sorted(booked, key=lambda a: (a[0].starts_at, not set(a[0].roles.split()) & own_roles))


def _who_sits(appointment: Appointment, around: _Around) -> str:
    names = around.colleagues
    return ", ".join(names[resource] for resource in appointment.seated.split() if resource in names)


def _line(
    appointment: Appointment, people: list[Participation], around: _Around, open_still: bool, sits: str
) -> Line:
    talk = agenda.find_talk(appointment.talk_type_id)
    return Line(
        shown.time_span(appointment),
        own=True,
        id=appointment.id,
        talk=talk.name if talk else "",
        people=tuple(
            {
                "id": p.id,
                "reference": p.reference,
                "name": p.name or _("Zonder naam"),
                "outcome": p.outcome,
                "signs": staff_shown.signs(p),
                "clashes": p.id in around.clashing,
            }
            for p in people
        ),
        open=open_still,
        attention=appointment.attention is not None,
        unclaimed=appointment.unclaimed,
        sits=sits,
    )
