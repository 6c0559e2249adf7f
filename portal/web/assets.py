"""Addresses of static files, with a fingerprint so that browsers may keep them for ever."""

import functools
import hashlib
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@functools.cache
def asset(path: str) -> str:
    """ "/static/portal.css?v=…"; the same in every language. Raises FileNotFoundError for a file that is not there."""
    fingerprint = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={fingerprint}"
