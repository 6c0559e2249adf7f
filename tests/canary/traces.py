"""What cannot be found as a word: that somebody did something. So the other's pages are compared, before and after.

Each deed is done a quarter of an hour before a telling hour. Until then whoever is not told gets the same bytes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Rule

from tests.canary.browser import Browser
from tests.canary.crawl import addresses, is_link, rules
from tests.canary.forms import csrf_token
from tests.canary.scene import Scene, Side

# Pages with free times: a time that somebody takes is gone for everybody, whoever took it.
TIMES = frozenset(
    {"booking_resident.choose_time", "booking_message.move_form", "booking_together.go_alone_form"}
)
PUBLIC_LISTS = {"web_front.home", "booking_resident.choose_topic", "booking_resident.choose_time"}
_RANDOM = re.compile(r'name="(?:csrf_token|poging)" value="[^"]*"')
Deed = Callable[[Scene, Side], Any]


@dataclass(frozen=True)
class Trace:
    """A deed, who must not notice, and which pages may change all the same."""

    name: str
    deed: Deed
    unseen_by: tuple[str, ...]
    but_for: frozenset[str] = frozenset()
    not_at: str = "?never"  # part of an address

    def looks_at(self, endpoint: str, where: str) -> bool:
        return endpoint not in self.but_for and self.not_at not in where


def _post(scene: Scene, side: Side, who: str, path: str, refused: bool = False, **form: str) -> None:
    """`refused`: the deed may be refused; then too nothing may show."""
    browser: Browser = side.people[who].clone("traces")
    browser.at(side.host if path.startswith("/medewerker/") else side.message_host)
    answer = browser.ask("POST", path, {**form, "csrf_token": csrf_token(browser)})
    if not refused and (answer.status >= 400 or answer.location == "/inloggen"):
        raise RuntimeError(f"the deed did not succeed: {answer}")
    scene.deliver()


def _link(scene: Scene, side: Side, talk: str, more: str) -> str:
    return f"/a/{scene.words[f'{side.slug}.{talk}.token']}/{more}"


def _person(scene: Scene, side: Side, talk: str, more: str) -> str:
    return f"/medewerker/deelname/{scene.words[f'{side.slug}.{talk}.persoon']}/{more}"


def leaves(who: str) -> Deed:
    return lambda scene, side: _post(scene, side, who, _link(scene, side, f"{who}.samen", "annuleren"))


def proposes(scene: Scene, side: Side) -> None:
    sitting, time = side.free[-1]
    _post(scene, side, "b", _link(scene, side, "b.samen", "verzetten"), spreekuurdag=sitting, tijd=time)


def answers(what: str) -> Deed:
    def deed(scene: Scene, side: Side) -> None:
        invitation = scene.words[f"{side.slug}.a.open.uitnodiging"]
        _post(scene, side, "b", f"/u/{invitation}/antwoord", antwoord=what)

    return deed


def may_meet_again(scene: Scene, side: Side) -> None:
    """The mark that two people must not meet is taken away: the other way round it leaves the same traces."""
    path = _person(scene, side, "a.alleen", "apart/opheffen")
    _post(scene, side, "wijkteam", path, code=scene.words[f"{side.slug}.b.alleen.kenmerk"])


def staff(what: str, **form: str) -> Deed:
    return lambda scene, side: _post(scene, side, "wijkteam", _person(scene, side, "b.samen", what), **form)


def leaves_the_jurist(scene: Scene, side: Side) -> None:
    """A talk at the other desk, on a day of which there are free times: the wijkteam's list does not know of it."""
    _post(scene, side, "a", _link(scene, side, "a.open", "annuleren"))


TRACES = [
    Trace("B says no", answers("nee"), ("a", "nobody")),
    Trace("B would rather come alone", answers("alleen"), ("a", "nobody")),
    Trace("B leaves the talk together", leaves("b"), ("a",)),
    Trace("A leaves the talk together", leaves("a"), ("b",)),
    Trace("B proposes another time", proposes, ("a",), TIMES),
    Trace("A cancels at the other desk", leaves_the_jurist, ("nobody",), not_at="gesprek=juridisch"),
    Trace("staff let the two meet", may_meet_again, ("a", "b", "nobody", "paper")),
    Trace("staff write to B", staff("bericht", bericht="Tot dan."), ("a", "nobody", "paper")),
    Trace("staff ask B whether it still holds", staff("nagevraagd"), ("a", "b", "nobody", "paper")),
]


def _is_seen_by(viewer: str, rule: Rule) -> bool:
    if viewer == "paper":
        return rule.endpoint.endswith(".print_day")
    return rule.endpoint in PUBLIC_LISTS if viewer == "nobody" else is_link(rule)


def look(scene: Scene, side: Side, viewer: str) -> dict[str, tuple[str, str]]:
    """(endpoint, everything that came) by address: all links of one person and the public lists; or all paper."""
    # As another process of the same portal, which remembers no page of before.
    scene.app.extensions["shelf"].kept.clear()
    scene.app.extensions["kept_pages"].forget()
    who = "wijkteam" if viewer == "paper" else viewer
    browser = scene.browser(side, who) if viewer == "nobody" else side.people[who].clone("traces")
    browser.phase = "traces"
    host = side.message_host if viewer in ("a", "b") else side.host
    found = {}
    for rule in rules(scene, "GET"):
        if _is_seen_by(viewer, rule):
            for path in addresses(rule, side, browser, host if is_link(rule) else side.host):
                there = browser.clone("traces").at(host if is_link(rule) else side.host)
                answer = there.ask("GET", path)
                # Vary differs by what was kept in memory.
                headers = [pair for pair in answer.headers if pair[0] != "Vary"]
                whole = f"{answer.status}\n{headers}\n{answer.text}"
                found[f"{there.host}{path}"] = (rule.endpoint, _RANDOM.sub("random", whole))
    return found
