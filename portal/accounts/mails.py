"""Mail to staff: an invitation to work here, and that something about signing in changed."""

from flask import render_template
from flask_babel import force_locale, gettext

from portal import messaging, tenancy, web
from portal.accounts import people, second_factor
from portal.accounts.people_queries import find_invitation
from portal.accounts.queries import find_mail_address
from portal.clock import wall


def _invitation(invitation_id: str) -> messaging.Outgoing | None:
    """With a link made now: the database keeps only its hash. None when the invitation is over."""
    invited = find_invitation(invitation_id)
    if invited is None or not invited.open:
        return None
    path = f"/uitnodiging/{people.fresh_token(invited)}"
    with force_locale("nl"):
        body = render_template(
            "accounts/mail/invitation.txt",
            municipality=tenancy.current().name,
            organisation=invited.organisation,
            until=web.day_label(wall(invited.row.expires_at).date()),
            link=web.municipality_address(tenancy.current_id(), path),
        )
        return messaging.Outgoing(invited.row.email, gettext("Uitnodiging"), body)


def _sign_in_changed(person_id: str) -> messaging.Outgoing | None:
    address = find_mail_address(person_id)
    if address is None:
        return None
    with force_locale("nl"):
        body = render_template("accounts/mail/sign_in_changed.txt", municipality=tenancy.current().name)
        return messaging.Outgoing(address, gettext("Inloggen"), body)


COMPOSERS = {people.INVITATION_MAIL: _invitation, second_factor.CHANGED_MAIL: _sign_in_changed}
