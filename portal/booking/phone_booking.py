"""Staff book for somebody else, on the telephone or at the desk: the same hold and the same confirmation.

The visitor of staff is the hash of their signed-in session, so that what they hold for somebody never mixes with
what they, or the one before them, do as a resident in the same browser. The caller commits.
"""

from typing import Any

from portal import agenda, tenancy
from portal.booking import actions, rules
from portal.booking.models import Draft
from portal.clock import now
from portal.db import db, new_id


def prefill(visitor_hash: str, answers: dict[str, Any]) -> None:
    """What is known already waits, sealed, for the next booking of this visitor (64 hex signs), for an hour.

    `answers`: keys of `DetailsForm.answers`; some are enough. What was held or typed for somebody else is given up
    first. Raises agenda.NotOffered where nothing can be booked.
    """
    talks = agenda.talks()
    if not talks:
        raise agenda.NotOffered
    actions.let_go(visitor_hash)
    db.session.flush()
    draft = Draft(
        id=new_id(),
        tenant_id=tenancy.current_id(),
        visitor_hash=visitor_hash,
        claim_id="",
        ticks=0,
        sitting_id="",
        talk_type_id=talks[0].id,
        starts_at=now(),
        ends_at=now(),
        expires_at=now(),
        keep_until=now() + rules.DRAFT_KEPT,
    )
    draft.answers = answers
    db.session.add(draft)
    db.session.flush()
