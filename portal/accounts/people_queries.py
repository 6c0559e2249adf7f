"""Every SELECT about who works for the current municipality, for those who manage that."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select

from portal import tenancy
from portal.accounts.factor_queries import people_with_factor
from portal.accounts.invitation_models import StaffInvitation
from portal.accounts.models import Membership, Organisation, Person, StaffSession
from portal.accounts.organisations import organisations_here
from portal.accounts.rules import REVIEW_EVERY, review_is_due
from portal.clock import now
from portal.db import db

MANAGER = "beheerder"


@dataclass(frozen=True)
class Job:
    """One role of somebody, for one organisation here."""

    id: str
    person_id: str
    name: str
    organisation_id: str
    organisation: str
    role: str
    reviewed_at: datetime | None

    @property
    def due(self) -> bool:
        return review_is_due(self.reviewed_at, now())


@dataclass
class Worker:
    """Somebody who works here, with all their jobs here; when they last signed in here (UTC)."""

    id: str
    name: str
    second_factor: bool
    signed_in_at: datetime | None
    jobs: list[Job] = field(default_factory=list)

    @property
    def due(self) -> bool:
        return any(job.due for job in self.jobs)


def jobs() -> list[Job]:
    """Every role of everybody who works here, by name; one statement."""
    return [Job(*row) for row in db.session.execute(_jobs().where(Person.disabled_at.is_(None)))]


def _jobs():
    m = Membership
    return (
        select(m.id, Person.id, Person.name, Organisation.id, Organisation.name, m.role, m.reviewed_at)
        .join(Person, Person.id == m.person_id)
        .join(Organisation, Organisation.id == m.organisation_id)
        .where(m.tenant == tenancy.current_id(), m.ended_at.is_(None))
        .order_by(Person.name, Person.id, Organisation.name, m.role)
    )


def jobs_of(person_id: str) -> list[Job]:
    return [Job(*row) for row in db.session.execute(_jobs().where(Person.id == person_id))]


def find_job(membership_id: str) -> Job | None:
    row = db.session.execute(_jobs().where(Membership.id == membership_id)).first()
    return Job(*row) if row else None


def workers() -> list[Worker]:
    """Everybody who works here, by name; three statements."""
    found: dict[str, Worker] = {}
    factors, seen = people_with_factor(), _signed_in()
    for job in jobs():
        known = Worker(job.person_id, job.name, job.person_id in factors, seen.get(job.person_id))
        found.setdefault(job.person_id, known).jobs.append(job)
    return list(found.values())


def _signed_in() -> dict[str, datetime]:
    s = StaffSession
    rows = db.session.execute(
        select(s.person_id, func.max(s.created_at))
        .where(s.tenant == tenancy.current_id(), s.step.is_(None))
        .group_by(s.person_id)
    )
    return dict(rows.all())


def find_colleague(person_id: str) -> Person | None:
    """Somebody who works or worked here; None for anybody else."""
    works_here = (Membership.person_id == Person.id, Membership.tenant == tenancy.current_id())
    return db.session.scalar(
        select(Person).where(Person.id == person_id, select(Membership.id).where(*works_here).exists())
    )


def organisation_choices() -> list[tuple[str, str]]:
    """(id, name) of the organisations that take part here, by name."""
    return [(one.id, one.name) for one in organisations_here()]


def reviews_due() -> int:
    """How many roles here nobody looked at for a quarter."""
    m = Membership
    return (
        db.session.scalar(
            select(func.count(m.id))
            .join(Person, Person.id == m.person_id)
            .where(
                m.tenant == tenancy.current_id(),
                m.ended_at.is_(None),
                Person.disabled_at.is_(None),
                or_(m.reviewed_at.is_(None), m.reviewed_at <= now() - REVIEW_EVERY),
            )
        )
        or 0
    )


def lock_managers() -> set[str]:
    """Ids of who manages this municipality; their roles stay as they are until the end of the transaction."""
    m = Membership
    rows = db.session.execute(
        select(m.person_id)
        .join(Person, Person.id == m.person_id)
        .where(
            m.tenant == tenancy.current_id(),
            m.role == MANAGER,
            m.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(m.id)
        .with_for_update(of=m)
    )
    return set(rows.scalars())


# --- invitations -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """An invitation with the name of its organisation."""

    row: StaffInvitation
    organisation: str

    @property
    def open(self) -> bool:
        ended = self.row.accepted_at or self.row.withdrawn_at
        return ended is None and now() < self.row.expires_at


def invitations() -> list[Invited]:
    """Those that nobody accepted and nobody withdrew, also when they are too old; the newest first."""
    i = StaffInvitation
    rows = db.session.execute(
        select(i, Organisation.name)
        .join(Organisation, Organisation.id == i.organisation_id)
        .where(i.accepted_at.is_(None), i.withdrawn_at.is_(None))
        .order_by(i.made_at.desc(), i.id)
    )
    return [Invited(*row) for row in rows]


def find_invitation(invitation_id: str) -> Invited | None:
    return _one(StaffInvitation.id == invitation_id)


def find_invitation_by_hash(token_hash: str) -> Invited | None:
    """Whatever became of it; of the current municipality only."""
    return _one(StaffInvitation.token_hash == token_hash)


def _one(criterion) -> Invited | None:
    i = StaffInvitation
    row = db.session.execute(
        select(i, Organisation.name).join(Organisation, Organisation.id == i.organisation_id).where(criterion)
    ).first()
    return Invited(*row) if row else None


def is_invited(email: str) -> bool:
    """Is there an invitation for this address that can still be accepted?"""
    i = StaffInvitation
    waiting = (i.email == email, i.accepted_at.is_(None), i.withdrawn_at.is_(None), i.expires_at > now())
    return db.session.scalar(select(i.id).where(*waiting).limit(1)) is not None


def find_by_mail(email: str) -> Person | None:
    """Whoever has this address, wherever they work; not who was disabled."""
    address = email.strip().lower()
    return db.session.scalar(select(Person).where(Person.email == address, Person.disabled_at.is_(None)))


def is_disabled(email: str) -> bool:
    row = select(Person.id).where(Person.email == email, Person.disabled_at.is_not(None))
    return db.session.scalar(row) is not None


def was_disabled_here(email: str) -> bool:
    """Disabled, and worked here once: that it happened to somebody elsewhere is not this municipality's to know."""
    worked = select(Membership.id).where(
        Membership.person_id == Person.id, Membership.tenant == tenancy.current_id()
    )
    row = select(Person.id).where(Person.email == email, Person.disabled_at.is_not(None), worked.exists())
    return db.session.scalar(row) is not None
