"""The held time of a visitor, for the pages that lead to an appointment: of residents, and of staff for somebody."""

from datetime import timedelta

from portal.booking import actions, queries, rules
from portal.booking.models import Draft
from portal.clock import now
from portal.db import own_transaction


class NoDraft(Exception):
    """This visitor holds no time: begin again, or see what was booked just now."""


def live_draft(visitor: str | None, claim: str | None = None) -> Draft:
    """The held time of this visitor; with `claim`, only if that is the one the page was made for.

    Raises NoDraft, or rules.OtherTab when another window chose another time.
    """
    if visitor is None:
        raise NoDraft
    draft = queries.find_live_draft(visitor)
    if claim is not None and (draft is None or draft.claim_id != claim):
        earlier = queries.find_draft_of_claim(visitor, claim)
        if earlier is not None and earlier.appointment_id:
            raise NoDraft  # confirmed already: double click, back, or a retry
        if draft is not None:
            raise rules.OtherTab
    if draft is None:
        raise NoDraft
    return draft


def draft_to_confirm(visitor: str | None, claim: str) -> Draft:
    """The same, locked until the end of the transaction."""
    draft = queries.find_draft_to_confirm(visitor, claim) if visitor else None
    if draft is None:
        return live_draft(visitor, claim)  # raises: another window, or nothing held
    if draft.appointment_id:
        raise NoDraft  # confirmed already: double click, back, or a retry
    return draft


def renewed(visitor: str | None) -> Draft:
    """The held time, held a little longer (a named exception to "a GET changes nothing": one's own hold)."""
    draft = live_draft(visitor)
    if draft.expires_at - now() < rules.HOLD - timedelta(minutes=1):
        with own_transaction():
            own = queries.find_live_draft(draft.visitor_hash)
            if own is not None:
                actions.renew(own)
    return draft
