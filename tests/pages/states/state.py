"""A state of a page, and the list of them all."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.pages.scene import Scene


@dataclass(frozen=True)
class State:
    """`template` is the page's file; `status` what the server answers with."""

    name: str
    template: str
    status: int
    reach: Callable[[Scene], None]
    lang: str = "nl"


STATES: list[State] = []


Reach = Callable[[Scene], None]


def state(template: str, status: int = 200, lang: str = "nl") -> Callable[[Reach], Reach]:
    def keep(reach: Callable[[Scene], None]) -> Callable[[Scene], None]:
        STATES.append(State(reach.__name__, template, status, reach, lang))
        return reach

    return keep
