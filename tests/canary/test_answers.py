"""Every address × who comes: whatever comes out shows only what is theirs, and all of that (SAFETY §8.3)."""

import email
from pathlib import Path

import pytest

from portal.db import db
from tests.canary import allowed
from tests.canary.behind import log_tells
from tests.canary.crawl import rules
from tests.canary.judge import Verdict, judge, judge_mails
from tests.canary.portals import make_demo
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
    # Answered once, in the story; and a link that only ever leads to the sign-in.
    # What staff type for somebody else is shown to who types it (tests/rights, tests/booking/test_for_someone.py).
    led_on = {
        "booking_invited.contact",
        "booking_feed.appointment",
        "booking_for.details",
        "booking_for.done",
        "accounts_oidc.come_back",  # there is no provider here (tests/accounts/test_oidc*.py)
    }
    wanted = {rule.endpoint for rule in rules(scene, "GET")} - NOT_IN_PRODUCTION
    missing = wanted - opened - {"web_leaving.leave", "booking_resident.begin"}
    assert not missing - led_on, f"nobody saw {sorted(missing)}: who has a reason to open it? (knows.py)"


@pytest.mark.parametrize("slug", ["dorp", "stad"])
def test_the_demo_shows_the_mail_of_one_municipality_only(scene: Scene, slug: str, tmp_path: Path) -> None:
    """Two pages exist in the demo only; one of them shows to everybody what was sent."""
    for envelope in scene.inbox.envelopes[: scene.mails_told]:
        name = email.message_from_bytes(envelope.content)["Message-ID"].strip("<>").replace("@", "-at-")
        (tmp_path / f"{name}.eml").write_bytes(envelope.content)
    side, demo = scene.sides[slug], make_demo(scene.world, tmp_path)
    pages = [demo.test_client().get(p, base_url=f"https://{side.host}") for p in ("/post/", "/componenten/")]
    with demo.app_context():
        db.engine.dispose()  # or its connection is open when the database file is put back
    assert [page.status_code for page in pages] == [200, 200]
    found = scene.words.found_in("".join(page.get_data(as_text=True) for page in pages))
    assert {f"{slug}.a.samen.email", f"{slug}.b.samen.token"} <= found
    assert not {key for key in found if not key.startswith((f"{slug}.", "allen."))}


def test_a_link_scanner_that_only_looks_heads_gets_no_body(scene: Scene) -> None:
    heads = [a for a in scene.answers if a.method == "HEAD"]
    assert heads and not any(a.text for a in heads)


def test_nothing_broke_on_the_way(scene: Scene) -> None:
    broken = [str(a) for a in scene.answers if a.status >= 500 and a.phase != "broken on purpose"]
    assert not broken, "\n".join(broken)


def test_the_log_tells_nothing(scene: Scene) -> None:
    assert not log_tells(scene)
