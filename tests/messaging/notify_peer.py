"""A gateway for tests: speaks as NotifyNL does, over a real line, and fails as told.

It looks at the signature and the clock of every request, and refuses fields and templates it does not know.
"""

import contextlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from portal.messaging import Notify
from tests.messaging.peers import free_port

SERVICE, SECRET = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
KEY = f"proef-{SERVICE}-{SECRET}"
SMS, MAIL = str(uuid.UUID(int=3)), str(uuid.UUID(int=4))
FIELDS = {"sms": {"text"}, "email": {"subject", "text"}}
TEMPLATES = {"sms": SMS, "email": MAIL}
TO = {"sms": "phone_number", "email": "email_address"}


@dataclass
class Gateway:
    """What it took, and what it does instead of an ordinary answer."""

    port: int = field(default_factory=free_port)
    taken: list[dict[str, Any]] = field(default_factory=list)  # in order; each with id, reference, status
    asked: list[str] = field(default_factory=list)  # addresses of every question
    refuse: int = 0  # answer every hand-over with this code
    refuse_questions: int = 0
    broken: str = (
        ""  # "before": hang up without taking it; "after": take it, then hang up; "half": half an answer
    )
    nonsense: bool = False  # take it, and answer with something that is no answer
    at: dict[str, Callable[[], None]] = field(default_factory=dict)  # what else happens: "asked", "taken"
    clock: Callable[[], float] = time.time

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def channel(self) -> Notify:
        return Notify(self.url, KEY, SMS, MAIL)

    def says(self, status: str) -> None:
        """From now on, of all it took."""
        for row in self.taken:
            row["status"] = status

    def texts(self) -> list[str]:
        return [row["personalisation"]["text"] for row in self.taken]


@contextlib.contextmanager
def open_gateway(gateway: Gateway) -> Iterator[Gateway]:
    """It is up inside the block, and gone after it."""
    handler = type("Handler", (_Handler,), {"gateway": gateway})
    server = ThreadingHTTPServer(("127.0.0.1", gateway.port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind = self.path.removeprefix("/v2/notifications/")
        self.gateway.at.get("asked", lambda: None)()
        if self.gateway.broken == "before":
            return self._hang_up()
        if fault := self._unsigned() or self.gateway.refuse or self._wrong(kind, given):
            return self._answer(
                fault, {"status_code": fault, "errors": [{"error": "X", "message": "geheim"}]}
            )
        row = given | {"id": str(uuid.uuid4()), "status": "created", "type": kind}
        self.gateway.taken.append(row)
        self.gateway.at.get("taken", lambda: None)()
        if self.gateway.broken == "after":
            return self._hang_up()
        if self.gateway.nonsense:
            return self._answer(201, ["?"])
        return self._answer(201, {"id": row["id"], "reference": row.get("reference"), "content": {}})

    def do_GET(self) -> None:
        self.gateway.asked.append(self.path)
        if fault := self._unsigned() or self.gateway.refuse_questions:
            return self._answer(fault, {"status_code": fault, "errors": []})
        parts = urlsplit(self.path)
        if parts.path == "/v2/notifications":
            (wanted,) = parse_qs(parts.query)["reference"]
            found = [row for row in self.gateway.taken if row["reference"] == wanted]
            return self._answer(200, {"notifications": found, "links": {"current": self.path}})
        for row in self.gateway.taken:
            if parts.path == f"/v2/notifications/{row['id']}":
                return self._answer(200, row)
        return self._answer(404, {"status_code": 404, "errors": []})

    def _unsigned(self) -> int:
        """403 without a good signature of the last half minute."""
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            claims = jwt.decode(token, SECRET, ["HS256"], options={"verify_iat": False})
            good = claims["iss"] == SERVICE and abs(claims["iat"] - self.gateway.clock()) <= 30
        except (jwt.InvalidTokenError, AttributeError, KeyError):
            good = False
        return 0 if good else 403

    def _wrong(self, kind: str, given: dict[str, Any]) -> int:
        good = (
            kind in TO
            and set(given) == {TO[kind], "template_id", "personalisation", "reference"}
            and given["template_id"] == TEMPLATES[kind]
            and set(given["personalisation"]) == FIELDS[kind]
            and (kind != "sms" or given["phone_number"].startswith("+"))
        )
        return 0 if good else 400

    def _answer(self, code: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        if code in (301, 302, 307, 308):
            self.send_header("Location", f"{self.gateway.url}/elders")
        self.end_headers()
        if self.gateway.broken == "half" and self.command == "POST":
            self.wfile.write(text[: len(text) // 2])
            return self._hang_up()
        self.wfile.write(text)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        pass
