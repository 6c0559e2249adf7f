"""The verbs of who manages people: invite, withdraw, change roles, stop, look again. `by` is "person:<id>"."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from portal import messaging, privacy, tenancy
from portal.accounts import people_queries as found
from portal.accounts import rules
from portal.accounts.actions import end_invitations, end_membership, first_password, link, prove, shut_out
from portal.accounts.invitation_models import StaffInvitation
from portal.accounts.models import Membership, Person
from portal.accounts.people_queries import MANAGER, Invited
from portal.clock import now
from portal.db import db
from portal.errors import N_, Refusal

INVITATION_MAIL = "staff_invitation"


class WorksHere(Refusal):
    message = N_("Deze persoon werkt hier al. Kies de naam in de lijst.")
    field = "email"


class InvitedAlready(Refusal):
    message = N_("Deze persoon heeft al een uitnodiging. Stuur die nog een keer.")
    field = "email"


class CannotBeInvited(Refusal):
    message = N_("Dit adres is uitgeschakeld. Vraag het aan wie het portaal technisch beheert.")
    field = "email"


class LastManager(Refusal):
    status = 409
    message = N_("Dit is de laatste beheerder. Maak eerst iemand anders beheerder.")
    field = "rollen"


class NotYourself(Refusal):
    message = N_("Dit kunt u niet bij uzelf doen. Vraag het aan een andere beheerder.")
    field = "rollen"


class ChangedMeanwhile(Refusal):
    """Somebody else saved other roles since this page was opened; `details["now"]` has them."""

    status = 409
    message = N_("Iemand anders heeft de rollen net veranderd. Kijk wat er nu staat en sla dan op.")
    field = "rollen"


class InvitationOver(Refusal):
    """Accepted, withdrawn, too old: one answer."""

    status = 404


# --- invitations -------------------------------------------------------------------------------------------


def invite(email: str, name: str, organisation_id: str, roles: Iterable[str], by: str) -> StaffInvitation:
    """Ask somebody to work here; the mail goes out with the outbox. Raises a Refusal about the address."""
    address = email.strip().lower()
    found.lock_managers()  # two presses of the button take turns
    person = found.find_by_mail(address)
    if person is not None and found.jobs_of(person.id):
        raise WorksHere
    if found.was_disabled_here(address):
        raise CannotBeInvited
    if found.is_invited(address):
        raise InvitedAlready
    row = StaffInvitation(
        email=address,
        name=name,
        roles=" ".join(roles),
        organisation_id=organisation_id,
        invited_by=by,
        expires_at=now() + rules.INVITATION_LASTS,
    )
    db.session.add(row)
    db.session.flush()
    messaging.queue(INVITATION_MAIL, row.id)
    privacy.changed("invitation", name, None, {"rollen": row.roles}, by)
    return row


def send_again(invitation: Invited, by: str) -> None:
    """A new mail with a new link, which is good for a week; the earlier link is worth nothing any more."""
    row = invitation.row
    row.expires_at = now() + rules.INVITATION_LASTS
    row.token_hash = None
    messaging.queue(INVITATION_MAIL, row.id)
    privacy.changed("invitation", row.name, {"verstuurd": ""}, {"verstuurd": "opnieuw"}, by)


def withdraw(invitation: Invited, by: str) -> None:
    invitation.row.withdrawn_at = now()
    privacy.changed("invitation", invitation.row.name, {"rollen": invitation.row.roles}, None, by)


def fresh_token(invitation: Invited) -> str:
    """For the mail that is being written; nobody but who reads it knows the token."""
    token = secrets.token_urlsafe(24)
    invitation.row.token_hash = token_hash(token)
    return token


def token_hash(token: str) -> str:
    """Bound to the municipality: at another one's host it is the hash of something else."""
    return hashlib.sha256(f"{tenancy.current_id()}|uitnodiging|{token}".encode()).hexdigest()


def accept(invitation: Invited, password: str, network_address: str, secret: bytes) -> Person:
    """The invited person works here. Who has a password proves it; who has none chooses this one.

    Raises InvitationOver, CannotSignIn or WaitFirst (a wrong existing password), or a Refusal about a new one.
    """
    row = invitation.row
    proved = prove_invited(invitation, password, network_address, secret)
    claim(row)
    person = found.find_by_mail(row.email)
    if person is None or not proved:
        person = first_password(row.email, row.name, password)
    for role in row.roles.split():
        link(person.id, role, row.organisation_id)
    privacy.changed("person", person.name, None, {"rollen": row.roles}, row.invited_by)
    return person


def prove_invited(invitation: Invited, password: str, network_address: str, secret: bytes) -> bool:
    """True when who is invited has a password already and this is it; False when they have none.

    Raises CannotSignIn or WaitFirst.
    """
    person = found.find_by_mail(invitation.row.email)
    if person is None or person.password_hash is None:
        return False
    prove(found.find_by_mail, person.email, password, network_address, secret)
    return True


def claim(invitation: StaffInvitation) -> None:
    """Once, however often the button is pressed; another one for the same address is over too."""
    i = StaffInvitation
    still_open = (
        i.id == invitation.id,
        i.accepted_at.is_(None),
        i.withdrawn_at.is_(None),
        i.expires_at > now(),
    )
    taking = update(i).where(*still_open).values(accepted_at=now())
    taken: Any = db.session.execute(taking.execution_options(synchronize_session=False))
    if taken.rowcount != 1:
        raise InvitationOver
    end_invitations(i.email == invitation.email)


# --- roles -------------------------------------------------------------------------------------------------


def change_roles(
    person: Person, organisation_id: str, was: frozenset[str], roles: frozenset[str], by: str
) -> None:
    """Somebody's roles for one organisation here become these. `was` is what the page showed.

    Raises ChangedMeanwhile, LastManager, or NotYourself when somebody takes their own management away.
    """
    managers = found.lock_managers()
    jobs = found.jobs_of(person.id)
    now_has = frozenset(job.role for job in jobs if job.organisation_id == organisation_id)
    if now_has != was:
        raise ChangedMeanwhile(now=now_has)
    manages_elsewhere = any(j.role == MANAGER and j.organisation_id != organisation_id for j in jobs)
    if MANAGER in now_has - roles and not manages_elsewhere:
        _may_lose_manager(person.id, managers, by)
    _end([job.id for job in jobs if job.organisation_id == organisation_id and job.role not in roles])
    for role in sorted(roles - now_has):
        link(person.id, role, organisation_id)
        _note_review([(person.id, role, organisation_id)], by)
    told = ({"rollen": " ".join(sorted(now_has))}, {"rollen": " ".join(sorted(roles))})
    privacy.changed("person", person.name, *told, by)
    _sign_out_who_left(person.id)


def _may_lose_manager(person_id: str, managers: set[str], by: str) -> None:
    if managers == {person_id}:
        raise LastManager
    if by == f"person:{person_id}":
        raise NotYourself


def _end(membership_ids: list[str]) -> None:
    ending = update(Membership).where(
        Membership.id.in_(membership_ids), Membership.tenant == tenancy.current_id()
    )
    if membership_ids:
        db.session.execute(ending.values(ended_at=now()).execution_options(synchronize_session=False))


def _sign_out_who_left(person_id: str) -> None:
    if not found.jobs_of(person_id):
        shut_out(person_id)


def stop(person: Person, by: str) -> None:
    """No access any more from the next request on. Raises LastManager or NotYourself."""
    managers, jobs = found.lock_managers(), found.jobs_of(person.id)
    if managers == {person.id}:
        raise LastManager
    if by == f"person:{person.id}":
        raise NotYourself
    end_membership(person.id)
    told = " ".join(sorted({job.role for job in jobs}))
    privacy.changed("person", person.name, {"rollen": told}, {"rollen": ""}, by)


# --- the quarterly look ------------------------------------------------------------------------------------


def still_right(job: found.Job, by: str) -> None:
    """Somebody looked, and this role stays."""
    _note_review([(job.person_id, job.role, job.organisation_id)], by)
    privacy.changed(
        "person", job.name, {"nagekeken": ""}, {"nagekeken": f"{job.role}, {job.organisation}"}, by
    )


def _note_review(which: list[tuple[str, str, str]], by: str) -> None:
    m = Membership
    for person_id, role, organisation_id in which:
        this = (m.tenant == tenancy.current_id(), m.person_id == person_id, m.role == role)
        looked = update(m).where(*this, m.organisation_id == organisation_id)
        db.session.execute(
            looked.values(reviewed_at=now(), reviewed_by=by).execution_options(synchronize_session=False)
        )


def end_job(job: found.Job, by: str) -> None:
    """This one role stops. Raises LastManager or NotYourself."""
    person = found.find_colleague(job.person_id)
    assert person is not None
    mine = frozenset(j.role for j in found.jobs_of(job.person_id) if j.organisation_id == job.organisation_id)
    change_roles(person, job.organisation_id, mine, mine - {job.role}, by)
