"""deploy/gunicorn.py, and one line more: when a process has loaded the portal and answers."""

from typing import Any

from deploy.gunicorn import *  # noqa: F403


def post_worker_init(worker: Any) -> None:
    worker.log.info("Ready: %s", worker.pid)
