"""Accounts: the people who work here, for whom, with which role, and their signed-in sessions.

One `person` per human being, one `membership` per municipality and role. Who is signed in is read from the
`staff_session` row at every request, so signing out and disabling work at once.
"""

from portal.accounts.actions import (
    add_person,
    disable,
    end_membership,
    load_start,
    organisation_key,
    purge,
    reset_password,
)
from portal.accounts.looks import me, record_looks
from portal.accounts.models import Membership, Organisation, Person
from portal.accounts.permissions import ROLES, permissions_of
from portal.accounts.queries import (
    Colleague,
    Staff,
    colleagues,
    find_mail_address,
    find_organisation,
    get_organisation,
    has_no_password,
    municipalities_of,
    names_of,
    organisation_names,
    organisations_of,
    people_of,
    people_who_may,
    person_ids_by_mail,
)
from portal.accounts.sign_in import init_app, leave

__all__ = [
    "ROLES",
    "Colleague",
    "Membership",
    "Organisation",
    "Person",
    "Staff",
    "add_person",
    "colleagues",
    "disable",
    "end_membership",
    "find_mail_address",
    "find_organisation",
    "get_organisation",
    "has_no_password",
    "init_app",
    "leave",
    "load_start",
    "me",
    "municipalities_of",
    "names_of",
    "organisation_key",
    "organisation_names",
    "organisations_of",
    "people_of",
    "people_who_may",
    "permissions_of",
    "person_ids_by_mail",
    "purge",
    "record_looks",
    "reset_password",
]
