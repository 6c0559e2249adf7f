"""The browser of a resident: a random id in the signed session cookie. The database knows only its hash."""

import hashlib
import secrets

from flask import session


def ensure_visitor() -> str:
    """The hash of this browser's id; a new id when it has none (set when the times page is shown)."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(24)
    return _hash(session["visitor"])


def visitor_hash() -> str | None:
    """The same, or None for a browser that never saw the times page."""
    return _hash(session["visitor"]) if "visitor" in session else None


def _hash(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest()


def forget_visitor() -> None:
    """Whoever begins now may be somebody else at the same device: nothing of the one before is found any more."""
    for name in ("visitor", "first", "terugbellen", "wachtlijst"):
        session.pop(name, None)
