"""How much waits for somebody of the staff: a number and nothing else, for the page of today and the morning mail."""

from collections.abc import Iterable, Set

from portal import agenda, messaging
from portal.booking import keep_apart, queries, waiting_queries
from portal.clock import now


def count(organisations: Set[str]) -> int:
    """Appointments that lost their place, times held for who waits, news that reached nobody, doubtful messages, and
    people who may meet.

    Those that a desk of these organisations sees, in the current municipality; a fixed number of statements.
    """
    lost, untold = queries.needing_attention(), queries.untold(now())
    flagged = messaging.flagged()
    about = queries.find_owns(f.subject for f in flagged) if flagged else {}
    booked = [*lost, *(own.appointment for own in (*untold, *about.values()))]
    offered = waiting_queries.offered(now())
    at = [a.sitting_id for a in booked] + [row.sitting_id or "" for row in offered]
    sittings = agenda.sittings_by_id(at) if at else {}

    def own(sitting: agenda.SittingInfo | None, roles: str) -> bool:
        return _is_own(organisations, sitting, roles.split())

    waiting = [*lost, *(person.appointment for person in untold)]
    found = sum(own(sittings.get(a.sitting_id), a.roles) for a in waiting)
    for row in offered:
        talk = agenda.find_talk(row.talk_type_id)
        found += talk is not None and own(sittings.get(row.sitting_id or ""), " ".join(talk.roles))
    for f in flagged:
        person = about.get(f.subject)
        appointment = person.appointment if person else None
        found += appointment is None or own(sittings.get(appointment.sitting_id), appointment.roles)
    for kept, mine, other in keep_apart.clashes(now()):
        found += own(mine, kept.mine.roles) or own(other, kept.other.roles)
    return found


def _is_own(organisations: Set[str], sitting: agenda.SittingInfo | None, roles: Iterable[str]) -> bool:
    """Do these organisations sit at this table, in one of these roles?"""
    if sitting is None:
        return False
    return bool({d.role for d in sitting.desks if d.organisation in organisations} & set(roles))
