"""One scene per engine, told and crawled once; each file finds it as it was on the morning of the talks."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.canary.portals import Console, Inbox, make_world
from tests.canary.scene import THE_DAY, Scene
from tests.canary.story import tell
from tests.conftest import NOW, leave_out
from tests.support.postgres import PostgresUnavailable

_told: dict[str, Scene | Exception] = {}


def _tell(engine: str) -> Scene:
    inbox, console = Inbox(), Console()
    with time_machine.travel(NOW, tick=False) as clock:
        scene = Scene(make_world(engine, inbox), clock, inbox, console)
        with console.as_in_production():
            tell(scene)
    return scene


@pytest.fixture(scope="module")
def scene(engine: str) -> Iterator[Scene]:
    if engine not in _told:
        try:
            _told[engine] = _tell(engine)
        except PostgresUnavailable as reason:
            leave_out(f"PostgreSQL: {reason}")
        except Exception as error:  # told once: whatever went wrong would go wrong for every file
            _told[engine] = error
    found = _told[engine]
    if isinstance(found, Exception):
        raise found
    with time_machine.travel(THE_DAY, tick=False) as clock, found.console.as_in_production():
        found.clock = clock
        found.restore()
        yield found
