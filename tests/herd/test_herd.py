"""Many people want the same time at once: 24 processes against four servers, over HTTP, on both engines."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from portal import tenancy
from portal.clock import TICK, epoch, now, today
from portal.db import db
from tests.conftest import leave_out
from tests.herd.client import GONE, Herd, Time, Told
from tests.herd.server import Server, running
from tests.support import world as worlds
from tests.support.postgres import PostgresUnavailable

pytestmark = pytest.mark.both

DORP, STAD = "dorp.localhost", "stad.localhost"
TEAM, JURIST, TABLE = "wijkteam", "juridisch", "wijkteam-juridisch"
DORPERS, STEDELINGEN = range(12), range(12, 24)
SLEEPER = 24  # one process more: somebody who held the time and let it run out
Orders = dict[int, tuple[Any, ...]]  # number of the process → what to do, see Person


@dataclass(frozen=True)
class Wish:
    host: str
    talk: str
    at: str

    def find(self, free: list[Time]) -> Time:
        """The button of this time; it must be on the page, also under a hold that ran out."""
        return next(t for t in free if t.at.endswith(self.at))


@dataclass(frozen=True)
class Sold:
    """A confirmed appointment as the database has it; instants in epoch seconds."""

    municipality: str
    reference: str
    starts: int
    ends: int
    roles: str
    claim: str


@dataclass
class Scene:
    """One world with its server and the herd, days nobody touched yet, and what the pages told people."""

    world: worlds.World
    server: Server
    herd: Herd
    days: Iterator[str]
    references: list[str] = field(default_factory=list)
    won: Counter[str] = field(default_factory=Counter)

    def everybody_books(self, wishes: dict[int, Wish], on: str, also: Orders) -> dict[int, Told]:
        """All see the times of the day, wait for one another, and book their wish at the same instant."""
        self.herd.arrive({n: (wish.host, wish.talk) for n, wish in wishes.items()})
        free = self.herd.tell(dict.fromkeys(wishes, ("see_times", on)))
        told = self.tell({n: ("book", wish.find(free[n])) for n, wish in wishes.items()} | also)
        self.won += Counter(_side(n) for n, answer in told.items() if answer.won)
        return told

    def tell(self, orders: Orders) -> dict[int, Told]:
        told: dict[int, Told] = self.herd.tell(orders)
        for answer in told.values():
            assert answer.won or answer.friendly, answer
        self.references += [answer.reference for answer in told.values() if answer.reference]
        return told

    def query(self, sql: str, **given: Any) -> list[Any]:
        """Straight to the database, once as each municipality."""
        rows: list[Any] = []
        for slug in ("dorp", "stad"):
            with self.world.app.app_context(), tenancy.acting_for(slug):
                rows += db.session.execute(text(sql), {"tenant": slug, **given})
        return rows

    def sold(self, on: str | None = None) -> list[Sold]:
        """The confirmed appointments of both municipalities, of one day or all."""
        first, last = _span(on)
        rows = self.query(
            "select a.tenant_id, p.reference, a.starts_at, a.ends_at, a.roles, a.claim_id from appointment a"
            " join participation p on p.tenant_id = a.tenant_id and p.appointment_id = a.id"
            " where a.tenant_id = :tenant and a.status = 'confirmed' and a.starts_at between :first and :last",
            first=first,
            last=last,
        )
        return [Sold(*row) for row in rows]

    def taken(self, on: str) -> dict[tuple[str, int], str]:
        """(who, tick) → claim that day; what expired is not taken, a hold is."""
        first, last = _span(on)
        rows = self.query(
            "select resource_id, tick, claim_id from claim_tick"
            " where tick between :first and :last and (expires_at is null or expires_at > :now)",
            first=first // TICK,
            last=last // TICK,
            now=epoch(now()),
        )
        return {(who, tick): claim for who, tick, claim in rows}

    def typed_and_confirmed(self, on: str) -> list[Any]:
        first, last = _span(on)
        return self.query(
            "select id from draft where tenant_id = :tenant and starts_at between :first and :last"
            " and appointment_id is not null and sealed is not null",
            first=first,
            last=last,
        )

    def expire(self, claim: str) -> None:
        with self.world.app.app_context():
            sql = "update claim_tick set expires_at = 1 where claim_id = :claim"
            db.session.execute(text(sql), {"claim": claim})
            db.session.commit()

    def check(self) -> None:
        """The nightly audit finds nothing; never a 429 or a 5xx, and no server died or complained."""
        audit = self.world.app.test_cli_runner().invoke(args=["agenda", "audit"])
        assert audit.output.startswith("0, 0, 0 ")
        assert {answer.status for answer in self.herd.answers} <= {200, 302, 303, 409}
        assert not self.server.complaints()


def _side(number: int) -> str:
    return "sleeper" if number == SLEEPER else "dorp" if number in DORPERS else "stad"


def _span(on: str | None) -> tuple[int, int]:
    """The day's first and last second; our hours lie inside the same day in UTC."""
    if on is None:
        return 0, 2**40
    midnight = int(datetime.fromisoformat(on).replace(tzinfo=UTC).timestamp())
    return midnight, midnight + 86399


@pytest.fixture(scope="module")
def scene(engine: str) -> Iterator[Scene]:
    make = {"sqlite": worlds.sqlite_world, "postgres": worlds.postgres_world}[engine]
    try:
        world = make(tenants_dir=Path(__file__).parent / "tenants")
    except PostgresUnavailable as reason:
        leave_out(f"PostgreSQL: {reason}")
    with running(world.settings, processes=4) as server:
        herd = Herd(server.port, size=25)
        scene = Scene(world, server, herd, iter(()))
        rows = scene.query('select "on" from sitting where owner = :tenant and state = :open', open="open")
        days = {str(on) for (on,) in rows}
        scene.days = iter(sorted(on for on in days if on > str(today() + timedelta(days=2))))
        yield scene
        herd.go_home()


def test_ten_rounds(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{play(scene, rounds=10)}")


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_rounds(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{play(scene, rounds=100)}")


def play(scene: Scene, rounds: int) -> str:
    """Every fifth round the talks are disjoint; in the end one day is sold out. Gives a line to print."""
    scene.references = [sold.reference for sold in scene.sold()]
    scene.herd.answers, began = [], time.monotonic()
    for number in range(rounds):
        on = next(scene.days)
        if number % 5 == 4:
            disjoint_round(scene, on)
        else:
            contested_round(scene, on, number)
        scene.check()
    sell_out(scene, next(scene.days))
    scene.check()
    # What people were told is what there is: nobody was told twice, and nothing was made that nobody was told.
    assert sorted(scene.references) == sorted(sold.reference for sold in scene.sold())
    seconds = time.monotonic() - began
    return (
        f"{scene.world.kind}: {rounds} rounds, {len(scene.herd.answers)} answers in {seconds:.0f} s; "
        f"the races won {dict(scene.won)}; slowest {scene.herd.slowest()}"
    )


def contested_round(scene: Scene, on: str, number: int) -> None:
    """Half want the shared table at 10:30, half the same jurist at 11:00 elsewhere; an expired hold lies on it.

    Who let the hold run out presses the last button too: in half of the rounds at the same instant, and then may
    be the one who wins, in the others when somebody else has it already.
    """
    wishes = {n: Wish(DORP, TABLE, "10:30") for n in DORPERS}
    wishes |= {n: Wish(STAD, JURIST, "11:00") for n in STEDELINGEN}
    fall_asleep(scene, wishes[[0, 12][number % 2]], on)
    wakes_in_time = number // 2 % 2 == 0
    wake: Orders = {SLEEPER: ("confirm",)}
    told = scene.everybody_books(wishes, on, also=wake if wakes_in_time else {})
    winners = [n for n, answer in told.items() if answer.won]
    assert len(winners) == 1
    if not wakes_in_time:
        assert not scene.tell(wake)[SLEEPER].won
    [sold] = scene.sold(on)
    assert sold.reference == told[winners[0]].reference
    assert sold.roles == ("juridisch" if sold.municipality == "stad" else "wijkteam juridisch")
    # The winner has every tick, both desks or the one; nobody else holds anything.
    people = len(sold.roles.split())
    assert set(scene.taken(on).values()) == {sold.claim}
    assert len(scene.taken(on)) == people * (sold.ends - sold.starts) // TICK
    losers_book(scene, on, told)


def fall_asleep(scene: Scene, wish: Wish, on: str) -> None:
    scene.herd.arrive({SLEEPER: (wish.host, wish.talk)})
    free = scene.herd.tell({SLEEPER: ("see_times", on)})[SLEEPER]
    scene.expire(scene.herd.tell({SLEEPER: ("fall_asleep", wish.find(free))})[SLEEPER])


def disjoint_round(scene: Scene, on: str) -> None:
    """The wijkteam here and the jurist there at one hour: two winners, one of each."""
    wishes = {n: Wish(DORP, TEAM, "10:30") for n in DORPERS}
    wishes |= {n: Wish(STAD, JURIST, "10:30") for n in STEDELINGEN}
    told = scene.everybody_books(wishes, on, also={})
    assert [sum(told[n].won for n in group) for group in (DORPERS, STEDELINGEN)] == [1, 1]
    assert sorted((s.municipality, s.roles) for s in scene.sold(on)) == [
        ("dorp", "wijkteam"),
        ("stad", "juridisch"),
    ]
    losers_book(scene, on, told)


def losers_book(scene: Scene, on: str, told: dict[int, Told]) -> None:
    """One loser of each municipality books a time of the friendly page; there is room on the same day."""
    for group in (DORPERS, STEDELINGEN):
        loser = random.choice([n for n in group if not told[n].won])
        answer = told[loser]
        while not answer.won:
            near = [t for t in answer.instead if t.at.startswith(on)]
            answer = scene.tell({loser: ("book", random.choice(near))})[loser]


def sell_out(scene: Scene, on: str) -> None:
    """All book what they can get until nothing is free: each five minutes of each desk are sold once."""
    comes_for = {n: (DORP, (TABLE, JURIST, TEAM)[n % 3]) for n in DORPERS}
    comes_for |= {n: (STAD, (JURIST, TEAM)[n % 2]) for n in STEDELINGEN}
    scene.herd.arrive(comes_for)
    free = scene.herd.tell(dict.fromkeys(comes_for, ("see_times", on)))
    told = scene.herd.tell(dict.fromkeys(comes_for, ("book_until_full", on)))
    everything = [answer for answers in told.values() for answer in answers]
    assert all(answer.won or answer.page == GONE for answer in everything)
    scene.references += [answer.reference for answer in everything if answer.reference]
    # Dorp's wijkteam 9:00–12:00, Stad's 10:30–12:30, and the one jurist from 9:00 to 12:30.
    minutes = 180 + 120 + 210
    assert len(scene.taken(on)) == minutes * 60 // TICK
    sold = scene.sold(on)
    assert sum((s.ends - s.starts) // 60 * len(s.roles.split()) for s in sold) == minutes
    assert set(scene.taken(on).values()) == {s.claim for s in sold}
    # The page of somebody who kept it open is old now: nothing on it can be had.
    assert not any(a.won for a in scene.tell({n: ("book", free[n][0]) for n in comes_for}).values())


PAIRS = [("confirm", other) for other in ("confirm", "hold", "fill_in", "extend", "let_go")]


@pytest.mark.parametrize(("one", "other"), [*PAIRS, ("hold", "hold")])
def test_two_buttons_at_one_instant(scene: Scene, one: str, other: str) -> None:
    """One browser with two windows: either button may be first, but they never spoil what the other did."""
    for _ in range(3):
        on = next(scene.days)
        scene.herd.arrive({0: (DORP, JURIST)})
        free = scene.herd.tell({0: ("see_times", on)})[0]
        scene.herd.tell({0: ("fall_asleep", free[2])})
        scene.herd.open_second_window(of=0, number=1)
        buttons = enumerate((one, other))
        scene.herd.tell({n: (press, free[n]) if press == "hold" else (press,) for n, press in buttons})
        sold = {s.claim for s in scene.sold(on)}
        taken = set(scene.taken(on).values())
        assert len(scene.sold(on)) <= 1 and sold <= taken
        assert len(taken - sold) <= 1, "more than one live hold of one browser"
        assert not scene.typed_and_confirmed(on), "what was typed stays in a confirmed draft"
        scene.check()
