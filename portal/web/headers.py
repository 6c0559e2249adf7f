"""Headers of every answer, static files too: strict content policy, no referrer, nothing kept by the browser.

Added around the app, as a list: cheaper than through each response object, and nothing can forget them.
"""

from collections.abc import Callable, Iterable
from typing import Any

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


class SafeHeaders:
    def __init__(self, app: Callable[..., Iterable[bytes]], secure: bool) -> None:
        self.app = app
        self.always = [*ALWAYS, HSTS] if secure else ALWAYS

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            kept = any(name == "Cache-Control" for name, _ in headers)
            return start_response(status, headers + self.always + ([] if kept else [NO_STORE]), *exc_info)

        return self.app(environ, start)
