"""The worker as a thread of the web process: only in the demo; in production `flask outbox work` runs apart."""

import threading

from flask import Flask

from portal import messaging


def start_worker(app: Flask) -> threading.Event:
    """Send messages every second and do the daily jobs; set the event that is given back to stop."""
    stop = threading.Event()
    thread = threading.Thread(
        target=messaging.work_forever,
        args=(app, stop, 1.0, app.extensions["daily"]),
        name="worker",
        daemon=True,
    )
    thread.start()
    return stop
