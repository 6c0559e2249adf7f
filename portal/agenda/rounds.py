"""The round of the worker past everybody's own calendar. It commits: what is read takes time, and may fail."""

import random
import time

import structlog
from flask import current_app

from portal import tenancy
from portal.agenda import calendars
from portal.clock import now
from portal.db import db

ROUND_SECONDS = 20.0  # then the worker sends messages again; what is left comes first in the next round
log = structlog.get_logger("calendars")


def read_calendars() -> set[str]:
    """Read every calendar that is due, at most twenty seconds long; gives for whom busy hours came or went.

    At most one slow calendar goes over that. Whose they are is a person id; nothing else is told.
    """
    until, changed = time.monotonic() + ROUND_SECONDS, set()
    tenants = tenancy.registry().tenants
    for tenant in random.sample(tenants, len(tenants)):  # nobody is always the last one
        if time.monotonic() >= until:
            break
        with tenancy.acting_for(tenant.slug):
            due = calendars.take_due(now())
            db.session.commit()
        while due and time.monotonic() < until:
            one = due.pop(0)
            if _read(tenant.slug, one):
                changed.add(one.person_id)
        if due:
            with tenancy.acting_for(tenant.slug):
                calendars.give_back(due)
                db.session.commit()
    return changed


def _read(slug: str, due: calendars.Due) -> bool:
    """Whether anything changed. A fault of ours in one calendar leaves the others alone."""
    settings = current_app.extensions["settings"]
    hosts = [tenant.message_host for tenant in tenancy.registry().tenants]
    try:
        outcome = calendars.busy_now(due.address, hosts, frozenset(settings.calendar_inside))
        with tenancy.acting_for(slug):
            changed = calendars.note(due, outcome) > 0
            db.session.commit()
        return changed
    except Exception as error:
        log.error("calendar.fault", kind=type(error).__name__)
        return False
