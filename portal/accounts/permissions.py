"""What each role may do. A page names a permission; a role is nothing but a set of them."""

ROLES: dict[str, frozenset[str]] = {
    "medewerker": frozenset({"agenda"}),  # everyone who has a desk, jurists too
    "ketenpartner": frozenset(),
    "redacteur": frozenset(),
    "planner": frozenset({"agenda"}),
    "beheerder": frozenset({"agenda"}),
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """The union of what the roles may do; an unknown role may do nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))
