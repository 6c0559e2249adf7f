"""The nightly audit: three counts that must be zero (DESIGN §3 rule 5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select

from portal.agenda.models import ClaimTick
from portal.clock import TICK, epoch
from portal.db import db


@dataclass(frozen=True)
class ClaimedTime:
    """What an appointment says that it claims; instants are UTC."""

    claim_id: str
    ticks: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Findings:
    """missing: appointments without all their ticks, or with those of another. orphans: firm claims without one.
    overlaps: pairs of appointments of one resource at the same time."""

    missing: int
    orphans: int
    overlaps: int

    def __str__(self) -> str:
        return f"{self.missing}, {self.orphans}, {self.overlaps}"


def audit(claimed: Iterable[ClaimedTime], from_: datetime) -> Findings:
    """Compare the appointments from `from_` on (collected tenant by tenant) with the firm ticks."""
    claimed = list(claimed)
    appointments = {c.claim_id: c for c in claimed}
    firm = db.session.execute(
        select(ClaimTick.claim_id, ClaimTick.resource_id, func.count(), func.min(ClaimTick.tick))
        .where(ClaimTick.expires_at.is_(None), ClaimTick.tick >= epoch(from_) // TICK)
        .group_by(ClaimTick.claim_id, ClaimTick.resource_id)
    ).all()
    ticks: dict[str, int] = {}
    per_resource: dict[str, list[ClaimedTime]] = {}
    for claim_id, resource, count, _ in firm:
        ticks[claim_id] = ticks.get(claim_id, 0) + count
        if claim_id in appointments:
            per_resource.setdefault(resource, []).append(appointments[claim_id])
    missing = sum(ticks.get(c.claim_id, 0) != c.ticks for c in appointments.values())
    missing += len(claimed) - len(appointments)  # two appointments on one claim
    orphans = len(set(ticks) - set(appointments))
    return Findings(missing, orphans, sum(_overlaps(times) for times in per_resource.values()))


def _overlaps(times: list[ClaimedTime]) -> int:
    ordered = sorted(times, key=lambda c: c.starts_at)
    return sum(later.starts_at < earlier.ends_at for earlier, later in pairwise(ordered))
