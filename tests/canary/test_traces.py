"""What one of two people does, or staff do for one of them, shows in no byte that the other gets too early."""

import pytest

from tests.canary.judge import read_mail
from tests.canary.scene import Scene
from tests.canary.traces import TRACES, Trace, look

pytestmark = pytest.mark.both
Looks = dict[str, dict[str, tuple[str, str]]]


@pytest.fixture(scope="module")
def before(scene: Scene) -> Looks:
    return {who: look(scene, scene.sides["dorp"], who) for who in ("a", "b", "nobody", "paper")}


def test_looking_twice_shows_the_same(scene: Scene, before: Looks) -> None:
    """Or the comparisons below would find differences that are only chance."""
    for who, seen in before.items():
        assert look(scene, scene.sides["dorp"], who) == seen and len(seen) > 1


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.name)
def test_it_leaves_no_trace(scene: Scene, before: Looks, trace: Trace) -> None:
    side, sent = scene.sides["dorp"], len(scene.inbox.envelopes)
    try:
        trace.deed(scene, side)
        for who in trace.unseen_by:
            after = look(scene, side, who)
            changed = [
                where
                for where, (endpoint, text) in before[who].items()
                if trace.looks_at(endpoint, where) and after[where][1] != text
            ]
            assert not changed, f"{trace.name}: {who} sees it on {changed}"
        for envelope in scene.inbox.envelopes[sent:]:
            (to,) = scene.words.found_in(str(read_mail(envelope)["To"]))
            assert to.split(".")[1] not in trace.unseen_by, f"{trace.name}: at once a mail goes to {to}"
    finally:
        scene.restore()
