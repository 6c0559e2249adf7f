"""One scene for all tests of rights that only look; on SQLite, since both engines answer the same pages alike."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.conftest import NOW
from tests.rights.scene import THE_DAY, Scene, make_scene
from tests.support.world import World


@pytest.fixture(scope="module")
def scene(sqlite_world: World) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False) as clock:
        made = make_scene(sqlite_world, clock)
        clock.move_to(THE_DAY)
        yield made
