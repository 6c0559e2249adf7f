"""English lives under /en/…, Dutch without a prefix: never a parameter, never a cookie. So does any other language
that has a catalogue (`Settings.languages`) and that a municipality offers.

The prefix moves to SCRIPT_NAME, so that every address made by `url_for` stays in the reader's language.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any, Literal

from babel import Locale
from flask import request

from portal import tenancy


class LanguagePrefix:
    def __init__(self, app: Callable[..., Iterable[bytes]], languages: frozenset[str]) -> None:
        self.app = app
        self.prefixed = languages - {"nl"}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        first = path[1:].partition("/")[0]
        if first in self.prefixed:
            environ["portal.language"] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = path[len(first) + 1 :] or "/"
        return self.app(environ, start_response)


def current_language() -> str:
    """What the address asks for, if this municipality offers it."""
    asked: str = request.environ.get("portal.language", "nl") if request else "nl"
    tenant = tenancy.find_current()
    return asked if tenant is not None and asked in tenant.languages else "nl"


@functools.cache
def own_name(language: str) -> str:
    """ "Nederlands", "English": as its readers call it."""
    return str(Locale.parse(language).get_display_name(language)).capitalize()


@functools.cache
def direction(language: str) -> Literal["ltr", "rtl"]:
    return "rtl" if Locale.parse(language).text_direction == "rtl" else "ltr"
