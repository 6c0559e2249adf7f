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
from portal.accounts.as_start import export_start, own_part
from portal.accounts.factor_queries import people_with_factor
from portal.accounts.looks import me, record_looks
from portal.accounts.mails import COMPOSERS
from portal.accounts.models import Membership, Organisation, Person
from portal.accounts.oidc import faults as oidc_faults
from portal.accounts.oidc import init_app as init_oidc
from portal.accounts.oidc_links import purge_links
from portal.accounts.organisations import (
    OrganisationInfo,
    add_organisation,
    find_own_organisation,
    let_go,
    organisation_keys,
    organisations_elsewhere,
    organisations_here,
    rename_organisation,
    take_on,
)
from portal.accounts.people_queries import reviews_due
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
    names_of_everybody,
    organisation_names,
    organisations_of,
    people_of,
    people_who_may,
    person_ids_by_mail,
    where_people_may,
)
from portal.accounts.sign_in import init_app, leave

__all__ = [
    "where_people_may",
    "COMPOSERS",
    "ROLES",
    "Colleague",
    "Membership",
    "Organisation",
    "OrganisationInfo",
    "Person",
    "Staff",
    "add_organisation",
    "add_person",
    "colleagues",
    "disable",
    "end_membership",
    "export_start",
    "find_mail_address",
    "find_organisation",
    "find_own_organisation",
    "get_organisation",
    "has_no_password",
    "init_app",
    "init_oidc",
    "leave",
    "let_go",
    "load_start",
    "me",
    "municipalities_of",
    "names_of",
    "names_of_everybody",
    "oidc_faults",
    "organisation_key",
    "organisation_keys",
    "organisation_names",
    "organisations_elsewhere",
    "organisations_here",
    "organisations_of",
    "own_part",
    "people_of",
    "people_who_may",
    "people_with_factor",
    "permissions_of",
    "person_ids_by_mail",
    "purge",
    "purge_links",
    "record_looks",
    "rename_organisation",
    "reset_password",
    "reviews_due",
    "take_on",
]
