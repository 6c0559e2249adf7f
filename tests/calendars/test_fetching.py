"""Fetching from an address that somebody typed: never from inside, never for ever, never too much."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from portal.agenda import fetching
from portal.agenda.fetching import NotFetched, fetch, is_public, plain_address

INSIDE = frozenset({"localhost"})
FILE = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


class Peer:
    """A server on this machine that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                peer.asked.append((self.path, self.headers.get("Authorization")))
                peer.answers[self.path](self)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def says(
        self, path: str, status: int, body: bytes = b"", length: int | None = None, **headers: str
    ) -> str:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body) if length is None else length))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.at(path)

    def at(self, path: str, login: str = "") -> str:
        return f"http://{login}localhost:{self.port}{path}"


@pytest.fixture
def peer() -> Iterator[Peer]:
    found = Peer()
    yield found
    found.server.shutdown()
    found.server.server_close()


def fault_of(address: str, inside: frozenset[str] = INSIDE) -> str:
    with pytest.raises(NotFetched) as refusal:
        fetch(address, inside)
    assert str(refusal.value) == refusal.value.fault
    return refusal.value.fault


def test_a_calendar_comes_with_the_password_of_its_address(peer: Peer) -> None:
    peer.says("/a.ics?x=1", 200, FILE)
    assert fetch(peer.at("/a.ics?x=1", "wil:ge%40heim@"), INSIDE) == FILE
    assert peer.asked == [("/a.ics?x=1", "Basic d2lsOmdlQGhlaW0=")]


@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, "refused"), (403, "refused"), (404, "no_calendar"), (500, "unreachable"), (204, "unreachable")],
)
def test_what_a_server_may_say(peer: Peer, status: int, fault: str) -> None:
    assert fault_of(peer.says("/", status)) == fault


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "agenda",
        "http://agenda.example/a.ics",
        "ftp://agenda.example/a.ics",
        "file:///etc/passwd",
        "gopher://agenda.example/",
        "https://",
        "https:///a.ics",
        "https://agenda.example:0/",
        "https://agenda.example:99999/",
        "https://agenda.example/a b",
        "https://agenda.example/\r\nHost: x",
        "https://[::1",
    ],
)
def test_addresses_that_are_not_asked(typed: str) -> None:
    assert plain_address(typed) is None
    assert fault_of(typed, frozenset()) == "unreachable"


def test_webcal_is_https() -> None:
    assert plain_address("webcal://agenda.example/a.ics#x") == "https://agenda.example/a.ics"
    assert plain_address("WEBCAL://agenda.example/a.ics") == "https://agenda.example/a.ics"
    assert plain_address("http://localhost/a.ics", INSIDE) == "http://localhost/a.ics"


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001:db8::1",
        "niets",
    ],
)
def test_numbers_that_are_not_on_the_internet(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_numbers_that_are(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "2130706433", "0x7f000001", "127.1"]
)
def test_nothing_inside_is_asked(peer: Peer, host: str) -> None:
    peer.says("/", 200, FILE)
    assert fault_of(f"https://{host}:{peer.port}/", frozenset()) == "unreachable"
    assert not peer.asked


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{}/in",
        "https://127.0.0.1:{}/in",
        "https://[::ffff:127.0.0.1]:{}/in",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_does_not_lead_inside(peer: Peer, to: str) -> None:
    peer.says("/in", 200, FILE)
    assert fault_of(peer.says("/", 302, Location=to.format(peer.port))) == "unreachable"
    assert [path for path, _ in peer.asked] == ["/"]


def test_a_name_that_is_looked_up_twice_does_not_lead_inside(peer: Peer, monkeypatch) -> None:
    """Rebinding: at first the name is somewhere on the internet, a moment later here. We look it up once only."""
    looked_up = []

    def first_outside(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        looked_up.append(host)
        number = "93.184.215.14" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", first_outside)
    monkeypatch.setattr(socket.socket, "connect", lambda _sock, number: asked.append(number))
    monkeypatch.setattr(socket.socket, "getpeername", lambda _sock: ("127.0.0.1", peer.port))
    assert fault_of(f"https://agenda.example:{peer.port}/", frozenset()) == "unreachable"
    assert looked_up == ["agenda.example"]
    assert asked == [("93.184.215.14", peer.port)] and not peer.asked


def test_of_a_host_with_two_numbers_only_the_public_one_is_asked(monkeypatch) -> None:
    asked: list[Any] = []
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (n, 443)) for n in ("10.0.0.5", "93.184.215.14")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    monkeypatch.setattr(socket.socket, "connect", lambda _sock, number: asked.append(number) or _refuse())
    assert fault_of("https://agenda.example/", frozenset()) == "unreachable"
    assert asked == [("93.184.215.14", 443)]


def _refuse() -> None:
    raise OSError


def test_three_redirects_and_no_more(peer: Peer) -> None:
    peer.says("/0", 200, FILE)
    for n in range(1, 5):
        peer.says(f"/{n}", 301 + n % 2, Location=f"/{n - 1}")
    assert fetch(peer.at("/3"), INSIDE) == FILE
    assert fault_of(peer.at("/4")) == "unreachable"


def test_a_password_goes_to_its_own_host_only(peer: Peer) -> None:
    other = Peer()
    other.says("/b", 200, FILE)
    peer.says("/a", 302, Location=other.at("/b"))
    peer.says("/same", 302, Location="/c")
    peer.says("/c", 200, FILE)
    fetch(peer.at("/a", "wil:geheim@"), INSIDE)
    assert other.asked == [("/b", None)]
    fetch(peer.at("/same", "wil:geheim@"), INSIDE)
    assert peer.asked[-1][1] is not None
    other.server.shutdown()
    other.server.server_close()


def test_a_huge_file_is_not_read(peer: Peer) -> None:
    peer.answers["/said"] = _endless(said=10**9)
    assert fault_of(peer.at("/said")) == "too_big"
    peer.answers["/unsaid"] = _endless()
    assert fault_of(peer.at("/unsaid")) == "too_big"


def _endless(said: int | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if said:
            handler.send_header("Content-Length", str(said))
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return

    return answer


@pytest.mark.parametrize("slow", ["headers", "body", "silent"])
def test_a_slow_server_is_cut_off(peer: Peer, monkeypatch, slow: str) -> None:
    """One byte now and then never meets a time-out of the socket."""
    monkeypatch.setattr(fetching, "SECONDS", 1.0)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        if slow == "body":
            handler.send_response(200)
            handler.end_headers()
        try:
            for _ in range(100):
                time.sleep(0.1)
                if slow != "silent":
                    handler.wfile.write(b"x")
                    handler.wfile.flush()
        except OSError:
            return

    peer.answers["/"] = drip
    began = time.monotonic()
    assert fault_of(peer.at("/")) == "unreachable"
    assert time.monotonic() - began < 5


def test_a_handshake_that_never_ends_is_cut_off(monkeypatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        assert fault_of(f"https://localhost:{silent.getsockname()[1]}/") == "unreachable"
    assert time.monotonic() - began < 5


def test_half_a_file_is_no_file(peer: Peer) -> None:
    peer.says("/", 200, FILE, length=5000)
    assert fault_of(peer.at("/")) == "unreachable"
