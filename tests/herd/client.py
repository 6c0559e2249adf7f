"""The herd: people with a browser, each a process at a network address of its own."""

import http.client
import multiprocessing
import random
import re
import time
import traceback
from dataclasses import dataclass, field, replace
from html import unescape
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlencode

from tests.herd.server import end_with_parent

GONE = "Deze tijd is niet meer vrij"


@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    seconds: float


@dataclass(frozen=True)
class Time:
    """A free time as the page shows it: the sitting and "2026-12-02T09:00" on the wall."""

    sitting: str
    at: str


@dataclass(frozen=True)
class Told:
    """What somebody who tried to book was told: a reference, or a friendly page with other times."""

    reference: str | None = None
    instead: tuple[Time, ...] = ()
    page: str = ""

    @property
    def won(self) -> bool:
        return self.reference is not None

    @property
    def friendly(self) -> bool:
        return self.page == GONE and 1 <= len(self.instead) <= 3


@dataclass
class Person:
    """A browser without JavaScript: cookies, the page it is on, and how each answer went."""

    port: int
    address: str
    host: str
    talk: str
    cookies: dict[str, str] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    status: int = 0
    page: str = ""

    # What one does

    def see_times(self, on: str) -> list[Time]:
        """The free times of one day, from the times page."""
        self._open("GET", f"/afspraak/tijden?gesprek={self.talk}&samen=nee&vanaf={on}")
        return [time for time in self._times() if time.at.startswith(on)]

    def hold(self, wanted: Time) -> bool:
        """Press a time on the page with times that is open."""
        chosen = {"gesprek": self.talk, "samen": "nee", "spreekuurdag": wanted.sitting, "tijd": wanted.at}
        self._send("/afspraak/vasthouden", chosen)
        return self.status == 200

    def fill_in(self, name: str = "Anne") -> bool:
        """Type a first name, choose nothing else."""
        self._send("/afspraak/gegevens", {"claim": self._hidden("claim"), "naam": name})
        return self.status == 200

    def confirm(self) -> Told:
        """Press "Maak de afspraak"."""
        self._send("/afspraak/bevestigen", {"claim": self._hidden("claim")})
        return self._told()

    def book(self, wanted: Time) -> Told:
        """Hold, details, confirm; or what the page says when the time is gone."""
        return self.confirm() if self.hold(wanted) and self.fill_in() else self._told()

    def fall_asleep(self, wanted: Time) -> str:
        """Hold a time, fill in everything, and do not press the last button; gives the claim."""
        assert self.hold(wanted) and self.fill_in(), self.page
        return self._hidden("claim")

    def book_until_full(self, on: str) -> list[Told]:
        """Book a time of that day, and again with a fresh browser, until the page shows none."""
        told, dice = [], random.Random(self.address)
        while free := self.see_times(on):
            told.append(self.book(dice.choice(free)))
            self.cookies.clear()
        return told

    def extend(self) -> None:
        self._send("/afspraak/verlengen", {})

    def let_go(self) -> None:
        self._send("/afspraak/loslaten", {})

    def second_window(self) -> "Person":
        """The same browser on the same page."""
        return replace(self, cookies=dict(self.cookies), answers=[])

    # How a browser does it

    def _told(self) -> Told:
        reference = re.search(r"<strong>([A-Z0-9]{8})</strong>", self.page)
        title = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        return Told(
            reference.group(1) if self.status == 200 and reference else None,
            tuple(self._times()) if self.status == 409 else (),
            " ".join(unescape(title.group(1)).split()) if title else "",
        )

    def _times(self) -> list[Time]:
        found, sitting = [], ""
        for name, value in re.findall(r'name="(spreekuurdag|tijd)" value="([^"]+)"', self.page):
            if name == "tijd":
                found.append(Time(sitting, value))
            sitting = value if name == "spreekuurdag" else sitting
        return found

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page)
        assert found, f"no {name} on this page:\n{self.page}"
        return found.group(1)

    def _send(self, path: str, fields: dict[str, str]) -> None:
        self._open("POST", path, urlencode({"csrf_token": self._hidden("csrf_token"), **fields}))

    def _open(self, method: str, path: str, body: str | None = None) -> None:
        """One request on a connection of its own, and the redirect after it."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(self.address, 0)
        )
        headers = {"Host": self.host, "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        self.page, self.status = answer.read().decode(), answer.status
        self.answers.append(
            Answer(f"{method} {path.split('?')[0]}", answer.status, time.perf_counter() - began)
        )
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        if answer.status in (302, 303):
            self._open("GET", answer.headers["Location"])


class Herd:
    """Processes that each play one person at a time; the test tells all of them what to do next."""

    def __init__(self, port: int, size: int) -> None:
        self.port, self.size, self.arrivals = port, size, 0
        self.answers: list[Answer] = []
        fork = multiprocessing.get_context("fork")
        self.pipes: list[Connection] = []
        for _ in range(size):
            ours, theirs = fork.Pipe()
            fork.Process(target=_live, args=(theirs,), daemon=True).start()
            self.pipes.append(ours)

    def arrive(self, visitors: dict[int, tuple[str, str]]) -> None:
        """New people: {number of the process: (host, talk)}, at addresses nobody had before."""
        self.arrivals += 1
        network = f"127.{1 + self.arrivals // 250}.{self.arrivals % 250}"
        people = {n: Person(self.port, f"{network}.{n + 1}", *visitor) for n, visitor in visitors.items()}
        self.tell({n: ("be", person) for n, person in people.items()})

    def open_second_window(self, of: int, number: int) -> None:
        """From now on two processes are one browser."""
        self.tell({number: ("be", self.tell({of: ("second_window",)})[of])})

    def tell(self, orders: dict[int, tuple[Any, ...]]) -> dict[int, Any]:
        """{number of the process: (verb, *arguments)}; all begin at one instant. Gives what each returned."""
        bell = time.monotonic() + 0.02
        for number, (verb, *arguments) in orders.items():
            self.pipes[number].send((bell, verb, arguments))
        results = {}
        for number in orders:
            result, answers, fault = self.pipes[number].recv()
            assert not fault, fault
            self.answers += answers
            results[number] = result
        return results

    def slowest(self) -> str:
        """The slowest answer per address, and the statuses."""
        found: dict[str, Answer] = {}
        for answer in self.answers:
            if answer.path not in found or answer.seconds > found[answer.path].seconds:
                found[answer.path] = answer
        ordered = sorted(found.values(), key=lambda answer: -answer.seconds)
        return ", ".join(f"{a.path} {a.seconds:.2f} s" for a in ordered[:4])

    def go_home(self) -> None:
        for pipe in self.pipes:
            pipe.send(None)
            pipe.close()


def _live(pipe: Connection) -> None:
    """One process: do what comes through the pipe, when the bell rings."""
    end_with_parent()
    person: Any = None
    while order := pipe.recv():
        bell, verb, arguments = order
        result, fault = None, ""
        try:
            if verb == "be":
                person = arguments[0]
            else:
                time.sleep(max(0, bell - time.monotonic()))
                result = getattr(person, verb)(*arguments)
        except Exception:
            fault = traceback.format_exc()
        pipe.send((result, person.answers, fault))
        person.answers = []
