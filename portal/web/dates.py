"""Days and times as Dutch people say them; wall time in Europe/Amsterdam."""

from datetime import date, datetime

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from portal.clock import wall


def day_label(on: date) -> str:
    """ "woensdag 2 december" in the reader's language."""
    return format_date(on, "EEEE d MMMM", rebase=False)


def time_label(moment: datetime) -> str:
    """ "09.00" (UTC instant in, wall time out)."""
    return f"{wall(moment):%H.%M}"


def when_label(moment: datetime) -> str:
    """ "woensdag 2 december om 09.00 uur"."""
    local = wall(moment).replace(tzinfo=None)
    return format_datetime(local, _("EEEE d MMMM 'om' HH.mm 'uur'"), rebase=False)
