"""An error page says that something went wrong, and not a word more; neither does the log."""

import pytest

from tests.canary.behind import log_tells
from tests.canary.crawl import rules
from tests.canary.judge import parts_of
from tests.canary.provoke import KINDS, provoke, who_meet
from tests.canary.scene import Scene

pytestmark = pytest.mark.both
HOUSE_STYLE = "<h1>"


@pytest.mark.parametrize("status", KINDS)
def test_an_error_page_tells_nothing_at_all(scene: Scene, status: int) -> None:
    """Not even what was typed a moment ago: somebody may look along."""
    answers = [a for a in provoke(scene, scene.sides["dorp"], status) if a.status == status]
    assert {a.actor for a in answers} == set(who_meet(status))
    for answer in answers:
        assert HOUSE_STYLE in answer.text, f"{answer} is not our own page"
        for part in parts_of(answer):
            told = sorted(scene.words.found_in(part.text))
            if not part.kind.startswith("cookie"):
                assert not told, f"{answer.actor} gets {told} in {part.kind} of the error page of {answer}"
    assert not log_tells(scene)


def test_every_room_was_broken(scene: Scene) -> None:
    """Each blueprint gave an error page of its own; those that exist in the demo only are not there."""
    rooms = {rule.endpoint.partition(".")[0] for rule in rules(scene, "GET") + rules(scene, "POST")}
    broken = {a.endpoint.partition(".")[0] for a in scene.answers if a.status == 500}
    elsewhere = {"accounts_oidc"}  # 404 while there is no provider; with one: tests/accounts/test_oidc.py
    assert rooms - broken <= {"web_components", "messaging_demo", "web_operations"} | elsewhere
