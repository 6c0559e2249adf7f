"""Rendered public pages kept in memory per municipality, page, language and version (DESIGN §8)."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import brotli
from flask import Response, g, request

from portal import tenancy
from portal.web.language import current_language


@dataclass(frozen=True)
class Kept:
    plain: bytes
    gzip: bytes
    brotli: bytes


def kept_page(name: str, render: Callable[[], str]) -> Response:
    """The page from memory, or rendered now and kept. Only for pages that are the same for everyone:
    no CSRF token, no visitor, nothing of a session."""
    key = ("page", name, current_language(), g.host_kind)
    kept = tenancy.find_derived(key)
    if kept is None:
        plain = render().encode()
        kept = Kept(plain, gzip.compress(plain, 9, mtime=0), brotli.compress(plain, quality=9))
        tenancy.keep_derived(key, kept)
    return _answer(kept)


def _answer(kept: Kept) -> Response:
    accepted = request.headers.get("Accept-Encoding", "")
    if "br" in accepted:
        body, encoding = kept.brotli, "br"
    elif "gzip" in accepted:
        body, encoding = kept.gzip, "gzip"
    else:
        body, encoding = kept.plain, None
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response
