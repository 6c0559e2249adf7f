"""Days and times as Dutch people say them; wall time in Europe/Amsterdam."""

from datetime import date, datetime

from babel.dates import get_day_names
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

from portal.clock import wall


def day_label(on: date) -> str:
    """ "woensdag 2 december" in the reader's language."""
    return format_date(on, "EEEE d MMMM", rebase=False)


def weekday_label(number: int) -> str:
    """ "woensdag" for 2; Monday is 0."""
    return get_day_names("wide", locale=get_locale())[number]


def month_label(on: date) -> str:
    """ "december 2026"."""
    return format_date(on, "LLLL y", rebase=False)


def time_label(moment: datetime) -> str:
    """ "09.00" (UTC instant in, wall time out)."""
    return f"{wall(moment):%H.%M}"


def when_label(moment: datetime) -> str:
    """ "woensdag 2 december om 09.00 uur"."""
    local = wall(moment).replace(tzinfo=None)
    return format_datetime(local, _("EEEE d MMMM 'om' HH.mm 'uur'"), rebase=False)


_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


def hours_label(hours: dict[str, str]) -> str:
    """ "Maandag tot en met vrijdag van 8.30 tot 17.00 uur", of a tenant's {days, from, until} (wall time)."""
    first, _dash, last = hours["days"].partition("-")
    names = get_day_names("wide", locale=get_locale())
    start, end = (hours[k].lstrip("0").replace(":", ".") for k in ("from", "until"))
    told = {"first": names[_DAYS.index(first)], "start": start, "end": end}
    if not last:
        line = _("%(first)s van %(start)s tot %(end)s uur", **told)
    else:
        last_name = names[_DAYS.index(last)]
        line = _("%(first)s tot en met %(last)s van %(start)s tot %(end)s uur", last=last_name, **told)
    return line[0].upper() + line[1:]
