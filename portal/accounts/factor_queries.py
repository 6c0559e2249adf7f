"""Every SELECT about the second step of signing in."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal import tenancy
from portal.accounts.invitation_models import RecoveryCode, SecondFactor
from portal.accounts.models import Membership, Person, StaffSession
from portal.accounts.rules import HALF_OPEN
from portal.clock import now
from portal.db import db


@dataclass(frozen=True)
class Half:
    """Somebody whose password was right, and what is asked of them now (rules.CODE, ENROL or ANEW)."""

    session_hash: str
    person_id: str
    email: str
    step: str


def find_half(session_hash: str) -> Half | None:
    """Behind a half-open session of this host, not older than ten minutes, of who works here; else None."""
    row = db.session.execute(
        select(StaffSession.id_hash, Person.id, Person.email, StaffSession.step)
        .join(Person, StaffSession.person_id == Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            StaffSession.id_hash == session_hash,
            StaffSession.tenant == tenancy.current_id(),
            StaffSession.ended_at.is_(None),
            StaffSession.step.is_not(None),
            StaffSession.created_at > now() - HALF_OPEN,
            Person.disabled_at.is_(None),
            Membership.tenant == tenancy.current_id(),
            Membership.ended_at.is_(None),
        )
        .limit(1)
    ).first()
    return Half(*row[:3], row[3] or "") if row else None


def has_factor(person_id: str) -> bool:
    """Of the current municipality; another one's is worth nothing here."""
    return db.session.scalar(select(SecondFactor.id).where(SecondFactor.person_id == person_id)) is not None


def lock_factor(person_id: str) -> SecondFactor | None:
    """The factor, kept from others until the end of the transaction: guesses come one by one."""
    return db.session.scalar(
        select(SecondFactor).where(SecondFactor.person_id == person_id).with_for_update()
    )


def people_with_factor() -> set[str]:
    return set(db.session.scalars(select(SecondFactor.person_id)))


def recovery_codes_left(person_id: str) -> int:
    mine = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(*mine)) or 0
