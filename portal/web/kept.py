"""Rendered pages kept in memory per municipality, page, language and version (DESIGN §8).

Public pages that are the same for everyone are even answered before Flask is asked (`KeptPages`). A page
that only differs by its CSRF token is kept with a blank in the token's place (`kept_with_token`).
"""

import functools
import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import brotli
from flask import Response, current_app, g, request
from flask_wtf.csrf import generate_csrf

from portal import tenancy
from portal.web.language import current_language


@dataclass(frozen=True)
class Kept:
    """A page in three encodings, each with its headers."""

    bodies: dict[str, bytes]
    headers: dict[str, list[tuple[str, str]]]

    @classmethod
    def of(cls, plain: bytes, content_type: str = "text/html; charset=utf-8") -> "Kept":
        bodies = {
            "": plain,
            "gzip": gzip.compress(plain, 9, mtime=0),
            "br": brotli.compress(plain, quality=9),
        }
        return cls(
            bodies, {encoding: _headers(encoding, body, content_type) for encoding, body in bodies.items()}
        )

    def encoding_for(self, accepted: str) -> str:
        return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def _headers(encoding: str, body: bytes, content_type: str) -> list[tuple[str, str]]:
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Vary", "Accept-Encoding"),
    ]
    return [*headers, ("Content-Encoding", encoding)] if encoding else headers


def kept_page(
    name: str, render: Callable[[], str], content_type: str = "text/html; charset=utf-8"
) -> Response:
    """The page from memory, or rendered now and kept. Only for pages that are the same for everyone:
    no CSRF token, no visitor, nothing of a session."""
    key = (tenancy.current_id(), tenancy.profile().version, name, current_language(), g.host_kind)
    shelf: KeptPages = current_app.extensions["kept_pages"]
    kept = shelf.find(key) or shelf.keep(key, Kept.of(render().encode(), content_type))
    if not request.query_string:
        shelf.remember(request.host, request.script_root + request.path, kept)
    return _answer(kept)


def compressed(plain: bytes, content_type: str) -> Response:
    """An answer that is the same for everyone, in the encoding the browser asks for; compressed once."""
    return _answer(_compress_once(plain, content_type))


@functools.lru_cache(maxsize=512)
def _compress_once(plain: bytes, content_type: str) -> Kept:
    return Kept.of(plain, content_type)


def _answer(kept: Kept) -> Response:
    encoding = kept.encoding_for(request.headers.get("Accept-Encoding", ""))
    return Response(kept.bodies[encoding], headers=kept.headers[encoding])


class KeptPages:
    """In front of Flask: a public page that was made a moment ago is answered as it is.

    "A moment" is the time after which the version must be polled again; then the request goes through.
    """

    MOST = 1000  # of all municipalities together, about 30 KB each; those asked for longest ago go first

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app
        self.ready: dict[tuple[str, str], tuple[float, Kept]] = {}
        self.made: OrderedDict[Hashable, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, key: Hashable) -> Kept | None:
        """A page of this version, if it was made and not put away since."""
        with self.lock:
            found = self.made.get(key)
            if found is not None:
                self.made.move_to_end(key)
            return found

    def keep(self, key: Hashable, kept: Kept) -> Kept:
        with self.lock:
            self.made[key] = kept
            while len(self.made) > self.MOST:
                self.made.popitem(last=False)
        return kept

    def remember(self, host: str, path: str, kept: Kept) -> None:
        if len(self.ready) >= self.MOST:
            self.ready.clear()
        self.ready[host, path] = (time.monotonic() + tenancy.POLL_SECONDS, kept)

    def forget(self) -> None:
        self.ready.clear()
        with self.lock:
            self.made.clear()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # A browser that left (`weg=…`, leaving.py) gets nothing of the site, so nothing from here.
        left = "weg=" in environ.get("HTTP_COOKIE", "")
        if environ["REQUEST_METHOD"] == "GET" and not environ.get("QUERY_STRING") and not left:
            found = self.ready.get((environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", "")))
            if found is not None and time.monotonic() < found[0]:
                kept = found[1]
                encoding = kept.encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
                start_response("200 OK", kept.headers[encoding])
                return [kept.bodies[encoding]]
        return self.app(environ, start_response)


def kept_with_token(key: Hashable, render: Callable[[], str]) -> str:
    """A page with forms from memory; `key` must hold everything the page shows. Only the CSRF token is new."""
    token = generate_csrf()
    kept: list[str] = tenancy.derived(("form page", current_language(), key), lambda: render().split(token))
    return generate_csrf().join(kept)
