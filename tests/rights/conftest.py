"""One scene for all tests of rights that only look, or whose writing must be refused."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.conftest import NOW
from tests.rights.scene import THE_DAY, Scene, make_scene


@pytest.fixture(scope="module")
def scene(engine: str, request: pytest.FixtureRequest) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False) as clock:
        made = make_scene(request.getfixturevalue(f"{engine}_world"), clock)
        clock.move_to(THE_DAY)
        yield made
