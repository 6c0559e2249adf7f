"""The portal as in production: gunicorn with several processes on one port, rate limits on, the real clock."""

import contextlib
import ctypes
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.config import ROOT, Settings
from tests.support.server import complaints, environment


@dataclass
class Server:
    """A running server; what it prints is in `log`."""

    port: int
    log: Path

    def complaints(self) -> str:
        """What it printed from the first crash, killed process or unexpected error on; nothing if all was well."""
        found = complaints(self.log)
        printed = self.log.read_text()
        return printed[printed.index(found[0]) :][:4000] if found else ""


@contextlib.contextmanager
def running(settings: Settings, processes: int) -> Iterator[Server]:
    """Start on a free port, wait until every process has loaded the portal, and stop."""
    folder = Path(tempfile.mkdtemp(prefix="herd-"))
    log = folder / "log"
    limits = {"RATE_LIMITS": "true", "WEB_CONCURRENCY": str(processes)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:tests.herd.gunicorn_ready", "wsgi:app"],
            cwd=ROOT,
            env=environment(settings, 0, None) | limits,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent,
        )
    try:
        yield Server(_wait(process, log, processes), log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], log: Path, processes: int) -> int:
    """Gives the port."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
        printed = log.read_text()
        if printed.count("Ready: ") == processes:
            return int(re.findall(r"Listening at: http://127\.0\.0\.1:(\d+)", printed)[0])
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def end_with_parent() -> None:
    """When the test run is killed, this process goes too (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
