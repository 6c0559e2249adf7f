"""Fetch a calendar from an address that a person typed. The address may be meant to make us ask something inside.

So: https only, to hosts that live on the internet. A name is looked up once and its numbers are judged; we connect
to a number that passed and ask the socket again whom it speaks with, before a byte is sent. A redirect is judged
the same way. `inside`: hosts that may be inside, and http; for a municipality with a calendar server of its own.
"""

import base64
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Set
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

MOST_BYTES = 5 * 1024 * 1024
SECONDS = 20.0  # for everything together, redirects too
REDIRECTS = 3
UNREACHABLE, REFUSED, NO_CALENDAR, TOO_BIG = "unreachable", "refused", "no_calendar", "too_big"
_NAT64 = IPv6Network("64:ff9b::/96")


class NotFetched(Exception):
    """There is no calendar to read; `fault` is one of our words. Says nothing of the address."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def plain_address(typed: str, inside: Set[str] = frozenset()) -> str | None:
    """The address as we shall ask it, or None when it is not one that we ask: https (or webcal), a host, no spaces."""
    if any(c.isspace() or not c.isprintable() for c in typed):
        return None
    scheme, _, rest = typed.partition("://")
    scheme = {"webcal": "https", "webcals": "https"}.get(scheme.lower(), scheme.lower())
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        return None
    allowed = scheme == "https" or (scheme == "http" and host in inside)
    if not allowed or not host or port == 0:
        return None
    return parts._replace(fragment="").geturl()


def is_public(number: str) -> bool:
    """Is this IP address somewhere on the internet: not ours, not our neighbours', not everybody's at once?"""
    try:
        ip: IPv4Address | IPv6Address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        hidden = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if hidden is None and ip in _NAT64:
            hidden = IPv4Address(int(ip) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def fetch(address: str, inside: Set[str] = frozenset()) -> bytes:
    """What stands at the address, at most five megabytes, within twenty seconds. Raises NotFetched."""
    until = time.monotonic() + SECONDS
    login: str | None = None
    for nth in range(REDIRECTS + 1):
        asked = plain_address(address, inside)
        if asked is None:
            raise NotFetched(UNREACHABLE)
        parts = urlsplit(asked)
        login = login if nth else _login(parts)
        try:
            with _answer(parts, login, until, inside) as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    return _read(answer)
                address = urljoin(asked, answer.getheader("Location") or "")
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(UNREACHABLE) from error
        if _where(urlsplit(address)) != _where(parts):
            login = None  # a password is for the host it was given for
    raise NotFetched(UNREACHABLE)


def _where(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _login(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


@contextmanager
def _answer(
    parts: SplitResult, login: str | None, until: float, inside: Set[str]
) -> Iterator[http.client.HTTPResponse]:
    """The answer of one host; whatever it does, its connection ends at `until` (monotonic seconds)."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(host, port)
    connection.auto_open = 0  # never to a host that we did not look at
    with _Watch(_connected(host, port, until, inside), until) as watch:
        if secure:
            watch.sock = ssl.create_default_context().wrap_socket(
                watch.sock, server_hostname=host, do_handshake_on_connect=False
            )
            watch.sock.do_handshake()
        connection.sock = watch.sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity", "Connection": "close"}
        if login:
            headers["Authorization"] = login
        connection.request("GET", quote(path, safe="%/:=&?~+!$,;'@()*[]"), headers=headers)
        yield connection.getresponse()


class _Watch:
    """Closes a socket at a moment. A server that sends one byte now and then never meets the socket's own time-out."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self.sock, self.over = sock, False
        self.timer = threading.Timer(max(until - time.monotonic(), 0), self._cut)
        self.timer.daemon = True

    def _cut(self) -> None:
        self.over = True
        try:  # around what ssl makes of it: also in the middle of a handshake
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            return

    def __enter__(self) -> "_Watch":
        self.timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.timer.cancel()
        self.sock.close()
        if self.over:
            raise TimeoutError  # what was read until then is not all


def _connected(host: str, port: int, until: float, inside: Set[str]) -> socket.socket:
    """A socket to a number of this host that is on the internet. Raises OSError."""
    for family, kind, protocol, _, number in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if host not in inside and not is_public(str(number[0])):
            continue
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(left)
            sock.connect(number)
            if host in inside or is_public(str(sock.getpeername()[0])):
                return sock
        except OSError:
            sock.close()
            continue
        sock.close()
    raise OSError("no address of this host is on the internet")


def _read(answer: http.client.HTTPResponse) -> bytes:
    if answer.status in (401, 403):
        raise NotFetched(REFUSED)
    if answer.status in (404, 410):
        raise NotFetched(NO_CALENDAR)
    if answer.status != 200:
        raise NotFetched(UNREACHABLE)
    if (answer.length or 0) > MOST_BYTES:
        raise NotFetched(TOO_BIG)
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise NotFetched(TOO_BIG)
    if answer.length:  # fewer bytes than it said: half a calendar
        raise NotFetched(UNREACHABLE)
    return body
