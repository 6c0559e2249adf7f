"""Every form × who can reach it, filled in rightly and wrongly: what comes back, what it leads to, and its mail."""

import pytest

from portal.booking import mails
from tests.canary import allowed
from tests.canary.behind import log_tells
from tests.canary.crawl import rules
from tests.canary.forms import fill_in_everything
from tests.canary.judge import Verdict, judge, judge_mails
from tests.canary.scene import Scene

pytestmark = pytest.mark.both
ACTORS = ("a", "b", "wijkteam", "jurist", "partner", "beheer", "gevraagd", "elsewhere", "nobody")


@pytest.fixture(scope="module")
def verdict(scene: Scene) -> Verdict:
    answered, sent = len(scene.answers), len(scene.inbox.envelopes)
    fill_in_everything(scene, scene.sides["dorp"])
    seen = judge(scene, scene.answers[answered:], Verdict())
    return judge_mails(scene, scene.inbox.envelopes[sent:], seen)


@pytest.mark.parametrize("actor", ACTORS)
def test_each_gets_only_what_is_theirs(verdict: Verdict, actor: str) -> None:
    faults = verdict.of(actor)
    assert not faults, "\n".join(faults[:12])


def test_every_form_was_taken_and_refused(verdict: Verdict, scene: Scene) -> None:
    """Or the forms never reached what they are about."""
    refused = set()
    at_a_provider = {"accounts_oidc.begin", "accounts_invited.accept_at_provider"}  # there is none here
    for rule in rules(scene, "POST"):
        if rule.endpoint in at_a_provider:
            continue
        answers = [a for a in scene.answers if a.phase == "forms" and a.endpoint == rule.endpoint]
        taken = [a for a in answers if a.status < 400 and a.location != "/inloggen"]
        if rule.endpoint in ("accounts_staff.sign_out", "accounts_invited.accept"):  # both end there
            taken = [a for a in answers if a.location == "/inloggen"]
        refused |= set() if taken else {rule.endpoint}
    # There is nothing here to do these with; tests/isolation/office_cells.py has it, and does them.
    refused -= {
        "accounts_own.new_codes",
        "accounts_people.invite",  # its mail would go to somebody who is in no list here
        "accounts_people.review",
        "accounts_second.code",
        "accounts_second.enrol",
        "accounts_second.recover",
        "administration_organisations.let_go",
        "administration_organisations.take_on",
        "administration_places.remove",
        "administration_statements.remove",
        "content_central.publish",
        "content_central.restore",
        "content_central.take_back",
    }
    assert not refused, (
        f"{sorted(refused)}: every form was refused, say in knows.py how it is filled in rightly"
    )


def test_every_kind_of_message_was_sent(verdict: Verdict, scene: Scene) -> None:
    """In the story or by a form: a message that nobody sees made is a message that nobody looked at."""
    # A second reminder is the first one's text; "recheck" is a word from one municipality to another, without a text.
    missing = set(scene.app.extensions["composers"]) - scene.composed - {"reminder_today", "recheck"}
    assert mails._MAIL_TEXTS["reminder_today"] == "reminder" and "reminder" in scene.composed
    assert not missing, f"nobody got a message of kind {sorted(missing)}: let somebody cause one in story.py"


@pytest.mark.parametrize("who", ["a", "b"])
def test_the_couple_got_mail_of_what_staff_did(verdict: Verdict, who: str) -> None:
    seen = verdict.seen[who, "dorp"]
    assert {f"dorp.{who}.samen.email", f"dorp.{who}.samen.token"} <= seen


def test_the_log_tells_nothing(verdict: Verdict, scene: Scene) -> None:
    assert not log_tells(scene)


def test_the_lists_know_these_actors(verdict: Verdict) -> None:
    assert {actor for actor, _ in verdict.seen} - {"elsewhere"} <= set(allowed.MAY_KNOW)
