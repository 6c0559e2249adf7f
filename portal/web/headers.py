"""Headers of every answer, static files too: strict content policy, no referrer, nothing kept by the browser.

Added around the app, as a list: cheaper than through each response object, and nothing can forget them.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import request

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'none'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
ALWAYS = [
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
HSTS = (
    "Strict-Transport-Security",
    "max-age=63072000; includeSubDomains",
)  # two years; internet.nl asks for one
NO_STORE = ("Cache-Control", "no-store")


PASSES_BY = "portal.form_passes_by"


class SafeHeaders:
    def __init__(self, app: Callable[..., Iterable[bytes]], secure: bool) -> None:
        self.app = app
        self.always = [*ALWAYS, HSTS] if secure else ALWAYS

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            kept = any(name == "Cache-Control" for name, _ in headers)
            always = self.always
            if origins := environ.get(PASSES_BY):
                policy = CSP.replace("form-action 'self'", " ".join(["form-action 'self'", *origins]))
                always = [("Content-Security-Policy", policy), *always[1:]]
            elif any(name == "Content-Security-Policy" for name, _ in headers):
                always = always[1:]  # a picture that somebody handed over has a stricter one (logos.py)
            return start_response(status, headers + always + ([] if kept else [NO_STORE]), *exc_info)

        return self.app(environ, start)


def let_forms_pass_by(*origins: str) -> None:
    """A form on this answer leads to a site elsewhere: Chromium holds `form-action` against each redirect too.

    `origins` come from a tenant file, which allows nothing but a scheme, a host and a port.
    """
    request.environ[PASSES_BY] = origins
