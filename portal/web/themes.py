"""The style sheet of each municipality: generated from its house-style settings, addressed by its hash."""

import functools
import hashlib

from flask import Response, abort

from portal import tenancy
from portal.web.kept import compressed
from portal.web.theme import NEUTRAL, Style, theme_css


def style_of(settings: dict[str, str]) -> Style:
    """The Style of stored settings; the neutral one when there are none yet."""
    known = {k: v for k, v in settings.items() if k in ("primary", "action", "font", "radius") and v}
    return Style(**known) if "primary" in known else NEUTRAL


@functools.lru_cache(maxsize=512)
def _sheet(slug: str, style: Style) -> tuple[str, str]:
    css = theme_css(slug, style)
    return css, hashlib.sha256(css.encode()).hexdigest()[:12]


def theme_address(slug: str, settings: dict[str, str]) -> str:
    return f"/thema/{slug}.{_sheet(slug, style_of(settings))[1]}.css"


def theme_sheet(slug: str, fingerprint: str) -> Response:
    """The sheet, kept for ever by browsers: another house style has another address."""
    if slug != tenancy.current_id():
        abort(404)
    css, current = _sheet(slug, style_of(tenancy.profile().get("style", {})))
    response = compressed(css.encode(), "text/css; charset=utf-8")
    if fingerprint == current:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
