"""The talks at which one professional sits, for their own calendar: when, and nothing of who comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_

from portal import tenancy
from portal.booking.models import CONFIRMED, Appointment
from portal.db import db, reading_only


@dataclass(frozen=True)
class OwnTalk:
    """When (UTC) a talk is at which somebody sits, and in which municipality."""

    municipality: str
    appointment_id: str
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


def own_talks(resource_id: str, municipalities: Iterable[str], from_: datetime) -> list[OwnTalk]:
    """The talks of a resource from an instant on, in order; of the cancelled ones those cancelled since then.

    One statement for each of these municipalities: those in which that person works, never all of them.
    """
    found: list[OwnTalk] = []
    for slug in municipalities:
        with tenancy.acting_for(slug):
            reading_only()
            found += _talks_here(slug, resource_id, from_)
    return sorted(found, key=lambda talk: (talk.starts_at, talk.appointment_id))


def _talks_here(slug: str, resource_id: str, from_: datetime) -> list[OwnTalk]:
    a = Appointment
    rows = db.session.execute(
        tenancy.own(a.id, a.starts_at, a.ends_at, a.status).where(
            a.starts_at >= from_,
            a.seated.contains(resource_id, autoescape=True),
            or_(a.status == CONFIRMED, a.cancelled_at >= from_),
        )
    )
    return [OwnTalk(slug, id, starts, ends, status != CONFIRMED) for id, starts, ends, status in rows]
