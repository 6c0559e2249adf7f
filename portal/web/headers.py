"""Headers of every answer: strict content policy, no referrer, nothing kept by the browser."""

from flask import Flask, Response

_CSP = "; ".join(
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
_ALWAYS = (
    ("Content-Security-Policy", _CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
HSTS = "max-age=63072000; includeSubDomains"  # two years; internet.nl asks for one


def init_app(app: Flask, secure: bool) -> None:
    always = (*_ALWAYS, ("Strict-Transport-Security", HSTS)) if secure else _ALWAYS

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.extend(always)
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response
