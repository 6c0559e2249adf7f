"""Mail servers for tests: a real SMTP server that answers as told, and a raw one that hangs up in the middle."""

import contextlib
import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Inbox:
    """What a server received, and what it says at each step ("RCPT": "451 later")."""

    port: int = field(default_factory=free_port)
    answers: dict[str, str] = field(default_factory=dict)
    at: dict[str, Callable[[], None]] = field(default_factory=dict)  # what else happens at a step
    envelopes: list[Any] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        parse = email.message_from_bytes
        return [parse(envelope.content, policy=email.policy.default) for envelope in self.envelopes]  # type: ignore[misc]

    def _says(self, step: str) -> str | None:
        self.at.get(step, lambda: None)()
        return self.answers.get(step)

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greetings.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if said := self._says("MAIL"):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if said := self._says("RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if said := self._says("DATA"):
            return said
        self.envelopes.append(envelope)
        self._says("received")
        return "250 OK"


@contextlib.contextmanager
def listening(inbox: Inbox) -> Iterator[Inbox]:
    """The server is up inside the block, and gone after it."""
    controller = Controller(inbox, hostname="127.0.0.1", port=inbox.port, server_hostname="mx.example")
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@contextlib.contextmanager
def hanging_up(when: str) -> Iterator[str]:
    """A server that closes the line at a step: "greeting", "RCPT", "DATA", or "text" (all of it came, no answer).

    Gives its address. Every connection gets the same treatment.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def talk(line: socket.socket) -> None:
        with line, line.makefile("rb") as said:
            if when == "greeting":
                return
            line.sendall(b"220 mx.example ESMTP\r\n")
            for command in said:
                verb = command[:4].upper().decode()
                if verb == when:
                    return
                if verb == "DATA":
                    line.sendall(b"354 go on\r\n")
                    while said.readline() not in (b".\r\n", b""):
                        pass
                    return
                line.sendall(b"250 OK\r\n")

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                threads.append(threading.Thread(target=talk, args=(line,), daemon=True))
                threads[-1].start()

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (server, *threads):
            thread.join(5)
