"""A browser that remembers everything that came over the line, at the hosts and with the cookies of production."""

import contextlib
import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder

from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import HTTPException

from tests.support.visitor import Page, Visitor

SESSION = "__Host-sessie"
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(frozen=True)
class Answer:
    """One answer: who asked what, and everything that came back."""

    side: str
    actor: str
    phase: str
    method: str
    host: str
    path: str
    sent: str
    endpoint: str
    status: int
    headers: tuple[tuple[str, str], ...]
    text: str
    cookies: tuple[
        tuple[str, str], ...
    ]  # Set-Cookie, the session's opened: Flask signs it, it does not hide it

    @property
    def asked(self) -> str:
        """What it was asked with; an echo of that tells the asker nothing."""
        return f"{self.path}\n{self.sent}"

    @property
    def kind(self) -> str:
        return dict(self.headers).get("Content-Type", "").partition(";")[0]

    @property
    def location(self) -> str:
        return dict(self.headers).get("Location", "")

    def __str__(self) -> str:
        return f"{self.method} {self.host}{self.path} ({self.endpoint}, {self.status}, {self.phase})"


class _Tree(HTMLParser):
    """Only as much of a parser as pages need that other tests have found valid; ten times as fast."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in self.open:
            last = self.open.pop()
            self.builder.end(last)
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


def read(text: str) -> Element:
    parser = _Tree()
    parser.feed(text)
    parser.close()
    for tag in reversed(parser.open):
        parser.builder.end(tag)
    return parser.builder.close()


@dataclass
class Browser(Visitor):
    """`note` gets each answer; `listening` hears whatever the process prints while it answers."""

    side: str = ""
    actor: str = ""
    phase: str = "story"
    note: Callable[[Answer], None] = lambda answer: None
    listening: Callable[[], Any] = contextlib.nullcontext
    home: str = field(default="")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.home = self.home or self.host

    def clone(self, phase: str | None = None) -> "Browser":
        """The same cookies in another browser, so that what it does spoils nothing here."""
        twin = copy.copy(self)
        twin.client = self.app.test_client()
        twin.client._cookies = {**self.client._cookies}  # the cookie jar has no other way to be copied
        twin.phase, twin.page = phase or self.phase, None
        return twin

    def at(self, host: str) -> "Browser":
        """This very browser, now looking at another host."""
        self.host, self.page = host, None
        return self

    def carry(self, host: str) -> None:
        """Take the session cookie along to a host that it was not made for."""
        cookie = self.client.get_cookie(SESSION, domain=self.host)
        if cookie is not None:
            self.client.set_cookie(SESSION, cookie.value, domain=host)

    def ask(self, method: str, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Answer:
        """One question, one answer; no redirect is followed."""
        with self.listening():
            answer = self.client.open(
                path, method=method, data=data, base_url=f"https://{self.host}", **kwargs
            )
            text = answer.get_data(as_text=True)
            answer.close()
        seen = Answer(
            self.side,
            self.actor,
            self.phase,
            method,
            self.host,
            path,
            urlencode(data, doseq=True) if isinstance(data, dict) else "",
            endpoint_of(self.app, self.host, path, method),
            answer.status_code,
            tuple((name, value) for name, value in answer.headers if name != "Set-Cookie"),
            text,
            tuple(
                (value.partition("=")[0], self._opened(value))
                for value in answer.headers.getlist("Set-Cookie")
            ),
        )
        self.note(seen)
        return seen

    def _opened(self, header: str) -> str:
        name, _, value = header.partition(";")[0].partition("=")
        return f"{header}\n{open_session(self.app, value)}" if name == SESSION else header

    def visit(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        path = self._here(path)
        return self._followed(self.ask("GET", path, **kwargs), status)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        status: int = 200,
        csrf: bool = True,
        **kwargs: Any,
    ) -> Page:
        fields = dict(data or {})
        if csrf and "csrf_token" not in fields:
            fields["csrf_token"] = self.csrf_token()
        return self._followed(self.ask("POST", self._here(path), fields, **kwargs), status)

    def _here(self, path: str) -> str:
        """An absolute address, as it stands in a mail or on a page, opens its own host."""
        parts = urlsplit(path)
        if not parts.netloc:
            return path
        self.host = parts.netloc
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _followed(self, answer: Answer, status: int) -> Page:
        hops = 0
        while answer.status in (302, 303) and answer.location.startswith("/"):
            answer = self.ask("GET", answer.location)
            hops += 1
            assert hops < 6, f"redirects in a circle at {answer.path}"
        assert answer.status == status, f"{answer}: wanted {status}\n{answer.text[:3000]}"
        tree = read(answer.text) if answer.kind == "text/html" else Element("html")
        self.page = Page(status, answer.path.split("#")[0], answer.text, tree, dict(answer.headers))
        return self.page


def open_session(app: Any, value: str) -> str:
    """What is in a session cookie: anybody who has the cookie can read it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    if signer is None or not value:
        return ""
    known, found = signer.loads_unsafe(value)
    assert known or found is None, "a session cookie that our own key did not sign"
    return repr(found)


def endpoint_of(app: Any, host: str, path: str, method: str) -> str:
    """The endpoint that serves this address, or "" when there is none."""
    try:
        found: str = app.url_map.bind(host).match(urlsplit(path).path, method=method)[0]
        return found
    except HTTPException:
        return ""
