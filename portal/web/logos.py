"""The logo of a municipality: a picture at an address with its hash. It cannot do anything but be a picture."""

import functools
import hashlib

from flask import Response, abort

from portal import tenancy
from portal.web.kept import compressed

# Also when somebody opens the picture by itself: no script, nothing from elsewhere, an origin of its own.
PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@functools.lru_cache(maxsize=512)
def _fingerprint(picture: str) -> str:
    return hashlib.sha256(picture.encode()).hexdigest()[:12]


def logo_address(slug: str, picture: str) -> str:
    """Where the logo is, or "" when there is none."""
    return f"/huisstijl/{slug}.{_fingerprint(picture)}.svg" if picture else ""


def logo_picture(slug: str, fingerprint: str) -> Response:
    """The logo, kept for ever by browsers: another logo has another address. 404 for every other address."""
    picture = tenancy.profile().get("logo", "")
    if slug != tenancy.current_id() or not picture or fingerprint != _fingerprint(picture):
        abort(404)
    response = picture_answer(picture)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def picture_answer(picture: str) -> Response:
    """An SVG of ours as an answer of its own."""
    response = compressed(picture.encode(), "image/svg+xml")
    response.headers["Content-Security-Policy"] = PICTURE_CSP
    return response
