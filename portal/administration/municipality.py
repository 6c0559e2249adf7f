"""How a municipality is reached, and what it says of itself: three settings in one form. The caller commits."""

from typing import Any

from portal import privacy, tenancy, web
from portal.db import db

TEXTS = ("text.promise", "text.welcome")


def reached() -> dict[str, Any]:
    """The settings as they are in the table now: contact and texts by key; what was never said is empty."""
    found = dict(tenancy.read_setting("contact", {}) or {})
    return found | {name: tenancy.read_setting(name, "") or "" for name in TEXTS}


def save_reached(contact: Any, promise: str, welcome: str, seen: str, by: str) -> None:
    """`contact`: the shape. Raises web.SavedMeanwhile when it is not what somebody saw (a fingerprint) any more."""
    tenancy.read_setting("contact", lock=True)
    before = reached()
    web.check_seen(before, seen)
    after = contact.model_dump(mode="json", by_alias=True)
    texts = {"text.promise": promise, "text.welcome": welcome}
    tenancy.save_settings({"contact": after, **texts})
    db.session.flush()
    privacy.changed("contact", "contact", before, after | texts, by)
