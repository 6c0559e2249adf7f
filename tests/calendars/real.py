"""Real software: Radicale keeps a calendar as a CalDAV server, vdirsyncer fills and reads calendars as a client."""

import base64
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

USER, PASSWORD = "wil", "ge heim@1"
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@dataclass
class Radicale:
    """A CalDAV server on this machine, with one user and one calendar."""

    port: int

    @property
    def address(self) -> str:
        """As somebody would type it, with the password in it."""
        return f"http://{USER}:ge%20heim%401@localhost:{self.port}/{USER}/werk/"

    def asks(self, method: str, path: str, body: bytes = b"", kind: str = "text/calendar") -> int:
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection = HTTPConnection("localhost", self.port, timeout=60)
        connection.request(method, path, body, {"Authorization": f"Basic {login}", "Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def holds(self, calendar: bytes) -> None:
        """The whole calendar at once."""
        assert self.asks("PUT", f"/{USER}/werk/", calendar) == 201


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\n"
        f"htpasswd_encryption = plain\n[storage]\nfilesystem_folder = {folder / 'store'}\n"
    )
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(folder / "config")], stdout=log, stderr=log
        )
    try:
        found = Radicale(port)
        _until_it_answers(found)
        yield found
    finally:
        running.terminate()
        running.wait(20)


def _until_it_answers(server: Radicale) -> None:
    for _ in range(300):
        try:
            server.asks("GET", "/.web/")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("Radicale did not start")


@dataclass
class Client:
    """vdirsyncer between a folder of .ics files and somewhere else."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def puts(self, name: str, event: str) -> None:
        self.files.mkdir(parents=True, exist_ok=True)
        (self.files / f"{name}.ics").write_bytes(EVENT.format(event.replace("\n", "\r\n")).encode())

    def removes(self, name: str) -> None:
        (self.files / f"{name}.ics").unlink()

    def with_caldav(self, server: Radicale) -> None:
        self._sync(
            f'type = "caldav"\nurl = "http://localhost:{server.port}/{USER}/werk/"\nusername = "{USER}"\n'
            f'password = "{PASSWORD}"\n'
        )

    def with_feed(self, address: str) -> None:
        self._sync(f'type = "http"\nurl = "{address}"\n')

    def _sync(self, other: str) -> None:
        self.files.mkdir(parents=True, exist_ok=True)
        config = self.folder / "vdirsyncer"
        config.write_text(
            f'[general]\nstatus_path = "{self.folder / "status"}"\n'
            '[pair p]\na = "here"\nb = "there"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage here]\ntype = "filesystem"\npath = "{self.files}"\nfileext = ".ics"\n'
            f"[storage there]\n{other}"
        )
        for what in ("discover", "sync"):
            done = subprocess.run(
                [
                    program("vdirsyncer"),
                    "-c",
                    str(config),
                    what,
                    *(["--force-delete"] if what == "sync" else []),
                ],
                capture_output=True,
                text=True,
                timeout=120,
                input="y\n",
                env={**os.environ, "HOME": str(self.folder)},
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def calendars(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.files.glob("*.ics"))]


@contextmanager
def served(app: Any, host: str) -> Iterator[str]:
    """The portal over http, whatever name it was asked by; gives its address without a slash at the end."""

    def as_host(environ: dict[str, Any], start: Any) -> Any:
        return app.wsgi_app({**environ, "HTTP_HOST": host}, start)

    server = make_server("127.0.0.1", 0, as_host, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
