"""Every address × who comes: whatever comes out shows only what is theirs, and all of that (SAFETY §8.3)."""

import pytest

from tests.canary import allowed
from tests.canary.behind import log_tells
from tests.canary.crawl import rules
from tests.canary.judge import Verdict, judge, judge_mails
from tests.canary.scene import Scene

pytestmark = pytest.mark.both
ACTORS = list(allowed.MAY_KNOW)
PHASES = ("story", "soon", "day")
IN_BOTH = ("a", "b", "wijkteam")  # the others come in Dorp only (crawl.py)
REACH = [
    (side, actor)
    for actor, must in allowed.MUST_SEE.items()
    for side in ("dorp", "stad")
    if must and (side == "dorp" or actor in IN_BOTH)
]
NOT_IN_PRODUCTION = {"web_components.components", "messaging_demo.outgoing"}


@pytest.fixture(scope="module")
def verdict(scene: Scene) -> Verdict:
    seen = judge(scene, [a for a in scene.answers if a.phase in PHASES], Verdict())
    return judge_mails(scene, scene.inbox.envelopes[: scene.mails_told], seen)


@pytest.mark.parametrize("actor", ACTORS)
def test_each_gets_only_what_is_theirs(verdict: Verdict, actor: str) -> None:
    faults = verdict.of(actor)
    assert not faults, "\n".join(faults[:12])


@pytest.mark.parametrize(("side", "actor"), REACH)
def test_each_got_all_of_their_own(verdict: Verdict, side: str, actor: str) -> None:
    """Or green would mean that nothing was reached."""
    must, seen = allowed.must_see(actor, side), verdict.seen[actor, side]
    assert must <= seen, f"{actor} of {side} never saw {sorted(must - seen)}"
    more = {key for key in seen - must if key.rpartition(".")[2] not in allowed.MAY_SEE_TOO}
    assert not more, f"{actor} of {side} saw {sorted(more)}, which nobody wrote down in allowed.py"


def test_every_address_was_opened_by_somebody(scene: Scene) -> None:
    """404 and a way to the entrance do not count; what exists in the demo only does not exist here."""
    opened = {a.endpoint for a in scene.answers if a.status == 200 and a.method == "GET"}
    led_on = {"booking_invited.contact"}  # answered once, in the story
    wanted = {rule.endpoint for rule in rules(scene, "GET")} - NOT_IN_PRODUCTION
    missing = wanted - opened - {"web_leaving.leave", "booking_resident.begin"}
    assert not missing - led_on, f"nobody saw {sorted(missing)}: who has a reason to open it? (knows.py)"


def test_a_link_scanner_that_only_looks_heads_gets_no_body(scene: Scene) -> None:
    heads = [a for a in scene.answers if a.method == "HEAD"]
    assert heads and not any(a.text for a in heads)


def test_nothing_broke_on_the_way(scene: Scene) -> None:
    broken = [str(a) for a in scene.answers if a.status >= 500 and a.phase != "broken on purpose"]
    assert not broken, "\n".join(broken)


def test_the_log_tells_nothing(scene: Scene) -> None:
    assert not log_tells(scene)
