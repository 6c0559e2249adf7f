"""A host that is no host: the libraries behind us answer some (an empty one, broken punycode) with a fault."""

import re
from collections.abc import Callable, Iterable
from typing import Any

_LABEL = r"(?!xn--)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_PLAIN = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]+\])(?::\d{{1,5}})?", re.I)
NOBODYS = "unknown.invalid"  # RFC 2606: no municipality will ever have it


class PlainHost:
    """WSGI: whoever sends something else than a host name is answered as at a host we do not know."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        if host is not None and (len(host) > 260 or not _PLAIN.fullmatch(host)):
            environ["HTTP_HOST"] = NOBODYS
        return self.app(environ, start_response)
