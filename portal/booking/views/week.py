"""A week and a month to plan with: which days the own desk sits, with whom, and how much room there is.

Numbers only: nothing of any resident, so no look to record. Of another organisation its name and nobody's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask_babel import gettext as _

from portal import accounts, agenda, web
from portal.booking import queries
from portal.booking.views import day_shown, desk, shown
from portal.clock import now, today

pages = web.pages("booking_week", __name__, audience="staff", permission="agenda")
REACH = timedelta(days=731)  # so far back and ahead; no planning is kept or made beyond


@dataclass(frozen=True)
class Seat:
    """Who sits at a desk: a colleague, or another organisation. `gap`: nobody, or somebody who is away."""

    name: str
    gap: str = ""


@dataclass(frozen=True)
class Slot:
    """One spreekuurdag of the own desk; `room` is None when it is closed, or when no talk is for this desk."""

    url: str
    hours: str
    place: str
    seats: tuple[Seat, ...]
    others: str
    talks: int
    room: int | None
    closed: bool


@dataclass(frozen=True)
class DayPlan:
    """A local date with what is on it; `why`: a public holiday or a closure, by name."""

    on: date
    label: str
    why: str
    slots: list[Slot] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.slots and not self.why


@pages.get("/medewerker/week")
def week() -> str:
    """?vanaf=YYYY-MM-DD: the week of that date; of today when it is no date or too far away."""
    on = _date_in_reach(request.args.get("vanaf", "")) or today()
    monday = on - timedelta(days=on.weekday())
    found = _plans(monday, monday + timedelta(days=6))
    return render_template(
        "booking/staff/week.html",
        days=[plan for plan in found if plan.on.weekday() < 5 or not plan.is_empty],
        number=monday.isocalendar().week,
        monday=web.day_label(monday),
        earlier=_week_url(monday - timedelta(days=7)),
        later=_week_url(monday + timedelta(days=7)),
        month_url=url_for(".month", maand=f"{monday:%Y-%m}"),
    )


@pages.get("/medewerker/maand")
def month() -> str:
    """?maand=YYYY-MM; this month when it is none or too far away."""
    first = (_date_in_reach(request.args.get("maand", "") + "-01") or today()).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    found = _plans(first, following - timedelta(days=1))
    columns = 7 if any(plan.on.weekday() > 4 and not plan.is_empty for plan in found) else 5
    return render_template(
        "booking/staff/month.html",
        weeks=_weeks(found, columns),
        weekdays=[web.weekday_label(number) for number in range(columns)],
        title=web.month_label(first),
        nothing=all(plan.is_empty for plan in found),
        earlier=_month_url(first - timedelta(days=1)),
        later=_month_url(following),
        week_url=url_for(".week", vanaf=(first if first > today() else today()).isoformat()),
    )


def _date_in_reach(typed: str) -> date | None:
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return None
    return on if abs(on - today()) <= REACH else None


def _week_url(monday: date) -> str | None:
    return url_for(".week", vanaf=monday.isoformat()) if abs(monday - today()) <= REACH else None


def _month_url(on: date) -> str | None:
    first = on.replace(day=1)
    return url_for(".month", maand=f"{first:%Y-%m}") if abs(first - today()) <= REACH else None


def _weeks(plans: list[DayPlan], columns: int) -> list[dict[str, object]]:
    """Rows of a month: the week's number, its address, and a plan or None for each weekday."""
    rows: dict[date, list[DayPlan | None]] = {}
    for plan in plans:
        monday = plan.on - timedelta(days=plan.on.weekday())
        cells = rows.setdefault(monday, [None] * columns)
        if plan.on.weekday() < columns:
            cells[plan.on.weekday()] = plan
    return [
        {
            "number": monday.isocalendar().week,
            "url": url_for(".week", vanaf=monday.isoformat()),
            "days": cells,
        }
        for monday, cells in rows.items()
        if any(cells)
    ]


# --- what is planned ---------------------------------------------------------------------------------------


def _plans(first: date, last: date) -> list[DayPlan]:
    """Each local date with its spreekuurdagen; a fixed number of statements, however many days and colleagues."""
    found = agenda.desk_days(desk.me().organisation_ids, first, last)
    slots: dict[date, list[Slot]] = {}
    for d, slot in zip(found, _slots(found), strict=True):
        if d.sitting.state in (agenda.OPEN, agenda.CLOSED) or slot.talks:
            slots.setdefault(d.sitting.on, []).append(slot)
    closed = [c for c in agenda.closures() if not c.opens and not c.spreekuur]
    holidays = dict(agenda.public_holidays(first, last))
    dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        DayPlan(on, web.day_label(on), _why(on, holidays.get(on, ""), closed), slots.get(on, []))
        for on in dates
    ]


def _why(on: date, holiday: str, closures: Iterable[agenda.ClosureInfo]) -> str:
    names = [holiday]
    names += [_("Dicht: %(title)s", title=c.title) for c in closures if c.from_on <= on <= c.until_on]
    return ". ".join(name for name in names if name)


def _slots(days: list[agenda.DeskDay]) -> list[Slot]:
    if not days:
        return []
    counts = queries.counts_at(d.sitting.id for d in days)
    room = agenda.free_places(days, now())
    colleagues = day_shown.colleagues(days)
    away: dict[str, list[agenda.Away]] = {}
    for a in agenda.away(colleagues) if colleagues else []:
        away.setdefault(a.resource_id, []).append(a)
    organisations = accounts.organisation_names()
    return [
        Slot(
            url_for("booking_staff.day", sitting_id=d.sitting.id),
            day_shown.hours(d.sitting),
            shown.place_line(d.sitting),
            _seats(d.sitting, colleagues, away),
            _others(d.sitting, organisations),
            sum(bool(set(roles.split()) & d.own_roles) for roles in counts.get(d.sitting.id, [])),
            room.get(d.sitting.id),
            d.sitting.state != agenda.OPEN,
        )
        for d in days
    ]


def _seats(
    sitting: agenda.SittingInfo, colleagues: dict[str, str], away: dict[str, list[agenda.Away]]
) -> tuple[Seat, ...]:
    own = [d for d in sitting.desks if d.organisation in desk.me().organisation_ids]
    seats = []
    for d in own:
        gone = [
            a
            for a in away.get(d.resource or "", [])
            if a.starts_at < sitting.ends_at and a.ends_at > sitting.starts_at
        ]
        whole = any(a.starts_at <= sitting.starts_at and a.ends_at >= sitting.ends_at for a in gone)
        if d.resource is None:
            seats.append(Seat("", _("Niemand")))
        else:
            gap = _("afwezig") if whole else _("deels afwezig") if gone else ""
            seats.append(Seat(colleagues.get(d.resource, ""), gap))
    return tuple(seats)


def _others(sitting: agenda.SittingInfo, organisations: dict[str, str]) -> str:
    """The other organisations at this table; not who sits there for them."""
    others = {d.organisation for d in sitting.desks if d.resource} - desk.me().organisation_ids
    return ", ".join(sorted(organisations[key] for key in others if key in organisations))
