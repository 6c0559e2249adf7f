"""What each role may do. A page names a permission; a role is nothing but a set of them."""

from collections.abc import Set

STARTPUNT = "wijkteam"  # the kind of organisation that runs the spreekuur and answers the telephone
DESK = "agenda"  # the permission to see the talks of the desks of one's organisation

OFFICE = "beheer"  # the permission to see the municipality's own desk, /beheer/

ROLES: dict[str, frozenset[str]] = {
    "medewerker": frozenset({DESK}),  # everyone who has a desk, jurists too
    "ketenpartner": frozenset(),
    "redacteur": frozenset({OFFICE, "help", "texts"}),
    "regioredacteur": frozenset({OFFICE, "central_texts"}),  # the pages that all municipalities share
    "planner": frozenset({DESK, "plan"}),
    "beheerder": frozenset({DESK, "plan", OFFICE, "help", "texts", "manage"}),
}
# What a role may do besides, for whoever works at the startpunt.
AT_STARTPUNT: dict[str, frozenset[str]] = {
    "medewerker": frozenset({"plan", "callbacks"}),
    "planner": frozenset({"callbacks"}),
    "beheerder": frozenset({"callbacks"}),
}


def permissions_of(roles: Set[str], kinds: Set[str] = frozenset()) -> frozenset[str]:
    """The union of what the roles may do, at organisations of these kinds; an unknown role may do nothing."""
    tables = (ROLES, AT_STARTPUNT) if STARTPUNT in kinds else (ROLES,)
    return frozenset().union(*(table.get(role, frozenset()) for table in tables for role in roles))
