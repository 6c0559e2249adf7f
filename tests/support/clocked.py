"""The portal at a moment of the test's choosing; its clock ticks on from there. Only for the browser tests.

`gunicorn tests.support.clocked:app` with TEST_CLOCK: the same dates on every page, whenever the tests run.
TEST_STATIC is the folder of the static files; in TEST_NOTES stands which templates were rendered. A request with
the header X-Test-Fault gets the page of that fault: some faults cannot be had by asking nicely.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine

time_machine.travel(datetime.fromisoformat(os.environ["TEST_CLOCK"]), tick=True).start()

from flask import abort, request, template_rendered  # noqa: E402

from portal.web import assets, shell  # noqa: E402

# Compressed afresh for this run: what lies beside the originals may be older than they are.
assets.STATIC = shell.STATIC = Path(os.environ["TEST_STATIC"])

from wsgi import app  # noqa: E402

__all__ = ["app"]

notes = Path(os.environ["TEST_NOTES"])


@template_rendered.connect_via(app)
def _note(_app: Any, template: Any, **_: Any) -> None:
    with notes.open("a") as file:
        file.write(f"{template.name}\n")


@app.before_request
def _fault() -> None:
    if status := request.headers.get("X-Test-Fault"):
        abort(int(status))
