"""English lives under /en/…, Dutch without a prefix: never a parameter, never a cookie.

The prefix moves to SCRIPT_NAME, so that every address made by `url_for` stays in the reader's language.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import request


class LanguagePrefix:
    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["portal.language"] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self.app(environ, start_response)


def current_language() -> str:
    return request.environ.get("portal.language", "nl") if request else "nl"
