"""The portal at a moment of the test's choosing; its clock ticks on from there. Only for the browser tests.

`gunicorn tests.support.clocked:app` with TEST_CLOCK: the same dates on every page, whenever the tests run.
What a test writes in TEST_AHEAD (`Server.moves_to`) is read before each request: the clock goes on from there.
TEST_STATIC is the folder of the static files; in TEST_NOTES stands which templates were rendered. A request with
the header X-Test-Fault gets the page of that fault: some faults cannot be had by asking nicely.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine

clock = time_machine.travel(datetime.fromisoformat(os.environ["TEST_CLOCK"]), tick=True).start()

from flask import abort, request, template_rendered  # noqa: E402

from portal.web import assets, shell  # noqa: E402

# Compressed afresh for this run: what lies beside the originals may be older than they are.
assets.STATIC = shell.STATIC = Path(os.environ["TEST_STATIC"])

from wsgi import app  # noqa: E402

__all__ = ["app"]

notes = Path(os.environ["TEST_NOTES"])


class _AtTheTestsTime:
    """In front of everything that looks at a request: the clock stands where the test put it."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app
        self.ahead = Path(os.environ["TEST_AHEAD"])
        self.read = ""
        self.one_at_a_time = threading.Lock()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self.one_at_a_time:
            text = self.ahead.read_text() if self.ahead.exists() else ""
            if text != self.read:
                real = time_machine.escape_hatch.time.time()
                clock.shift(float(text) - (time.time() - real))
                self.read = text
        return self.app(environ, start_response)


app.wsgi_app = _AtTheTestsTime(app.wsgi_app)


@template_rendered.connect_via(app)
def _note(_app: Any, template: Any, **_: Any) -> None:
    with notes.open("a") as file:
        file.write(f"{template.name}\n")


@app.before_request
def _fault() -> None:
    if status := request.headers.get("X-Test-Fault"):
        abort(int(status))
