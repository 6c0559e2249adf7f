"""The app on one or both engines, two municipalities, a fixed clock, real commits on a fresh copy."""

import gc
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import event, text
from xdist.scheduler import LoadScopeScheduling

from portal.accounts import actions as accounts_actions
from portal.administration import words
from portal.db import db
from portal.privacy import Change
from tests.support import world as worlds
from tests.support.postgres import PostgresUnavailable
from tests.support.visitor import Visitor

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, 10:00 on the wall
LEFT_OUT: list[str] = []

# Slow on purpose, hundreds of times; tests/accounts/test_sign_in.py looks at what production asks.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
IN_PRODUCTION = accounts_actions._hasher
accounts_actions._hasher, accounts_actions._DUMMY = QUICK, QUICK.hash("nobody's")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both") is not None
        metafunc.parametrize("engine", ["sqlite", "postgres"] if both else ["sqlite"], scope="session")


# What shares a portal in a browser, or a story that takes a minute to tell, stays in one process. The longest first.
TOGETHER = {
    "journeys": "a browser",
    "leaving": "a browser",
    "pages": "pages",
    "canary": "canary",
    "isolation": "isolation",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    first = list(TOGETHER)
    folders = {item: item.nodeid.split("/")[1] for item in items}
    items.sort(key=lambda item: first.index(folders[item]) if folders[item] in first else len(first))


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: to look for garbage in it at every turn costs a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)


class _WholeFiles(LoadScopeScheduling):
    """In two processes a file stays whole, and what is TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return TOGETHER.get(file.split("/")[1], file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _WholeFiles(config, log)


@event.listens_for(Change, "init")
def _is_told_in_words(_target: Change, _args: Any, given: dict[str, Any]) -> None:
    """Whatever any test changes: the list of changes has words for it (portal/administration/words.py)."""
    fields = {name for side in ("before", "after") for name in json.loads(given.get(side) or "{}") or {}}
    assert fields <= words.FIELDS.keys() and given["kind"] in words.KINDS, given


@pytest.fixture(scope="session")
def sqlite_world() -> worlds.World:
    with time_machine.travel(NOW, tick=False):
        return worlds.sqlite_world()


@pytest.fixture(scope="session")
def postgres_world() -> worlds.World:
    try:
        with time_machine.travel(NOW, tick=False):
            world = worlds.postgres_world()
    except PostgresUnavailable as reason:
        leave_out(f"PostgreSQL: {reason}")
    with world.app.app_context():
        role = db.session.execute(
            text("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        ).one()
    # A suite that ran as superuser would prove nothing about row-level security.
    assert tuple(role) == ("portal_app", False, False)
    return world


@pytest.fixture
def world(engine: str, request: pytest.FixtureRequest) -> worlds.World:
    found: worlds.World = request.getfixturevalue(f"{engine}_world")
    found.reset()
    return found


@pytest.fixture
def app(world: worlds.World, clock: time_machine.Traveller):  # type: ignore[no-untyped-def]
    return world.app


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still at Tuesday 24 November 2026, 10:00; `clock.move_to(...)` and `clock.shift(...)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visit(app):  # type: ignore[no-untyped-def]
    """visit("dorp.localhost") is a browser at that host that checks every page it sees."""
    return lambda host="dorp.localhost": Visitor(app, host)


@pytest.fixture
def mails(world: worlds.World) -> Path:
    return Path(world.settings.mail_url.removeprefix("folder://"))


def leave_out(what: str) -> None:
    """Say loudly that something was not tested; in CI that is a failure."""
    LEFT_OUT.append(what)
    if os.environ.get("PORTAL_CI"):
        pytest.fail(f"left out: {what}")
    pytest.skip(what)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = {
        str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr
    }
    if skipped or LEFT_OUT:
        terminalreporter.section("LEFT OUT", red=True, bold=True)
        for what in sorted(skipped | set(LEFT_OUT)):
            terminalreporter.line(f"  {what}")
