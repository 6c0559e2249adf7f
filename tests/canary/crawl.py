"""Goes round: every address of the route map × who comes × everything that they know, and every link on the way."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import update
from werkzeug.routing import Rule

from portal import accounts, tenancy
from portal.accounts import rules as rules_of_staff
from portal.accounts.actions import open_session
from portal.accounts.models import StaffSession
from portal.accounts.views.entering import HALF
from portal.db import db
from tests.canary.browser import Answer, Browser, endpoint_of
from tests.canary.knows import AT_WORK, QUERIES, STAFF, UNDOES, values_of
from tests.canary.scene import HOSTS_OF_NOBODY, Scene, Side

_HREF = re.compile(r'\b(?:href|action|src)="([^"]*)"')
# Who come for one thing; elsewhere they are as anybody else.
ROUND = {
    "beheer": ("/beheer/", "/account/", "/medewerker/"),
    "gevraagd": ("/uitnodiging/", "/voorbeeld/"),
    "halfway": ("/inloggen", "/account/", "/beheer/", "/medewerker/"),
}
VARIANTS = 1  # of a link that differs in its query or ids only, beside what is asked anyway


def rules(scene: Scene, method: str) -> list[Rule]:
    """From the app itself: an address that somebody adds tomorrow is crawled tomorrow."""
    found = [rule for rule in scene.app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: (rule.endpoint, rule.rule))


def visitors(scene: Scene, side: Side) -> Iterator[tuple[Browser, tuple[str, ...]]]:
    """Who come, each with the hosts where they come; the browsers of the couple and the staff as they are.

    All of them in Dorp on the day itself. Shortly after the couple's deeds, and in Stad, only who could see those:
    the routes are the same, and that one municipality stays out of the other is shown with what Dorp gets.
    """
    day, dorp = scene.phase == "day", side.slug == "dorp"
    if not (day or dorp):
        return
    abroad = (f"{side.other}.scheidingsplein.example",) if day and dorp else ()
    for who in ("a", "b"):
        yield side.people[who], (*(side.hosts if dorp and day else side.hosts[1:]), *abroad)
    if not day:
        return
    yield side.people["wijkteam"], (side.host,)
    if dorp:
        yield side.people["jurist"], (side.host,)
        yield scene.browser(side, "scanner", side.message_host), (side.message_host,)
        yield colleague_elsewhere(scene, side), (f"{side.other}.scheidingsplein.example", side.host)
        yield side.people["partner"], (side.host,)
        yield side.people["beheer"], (side.host,)
        yield scene.browser(side, "gevraagd"), (side.host,)
        for step in (rules_of_staff.CODE, rules_of_staff.ENROL):
            yield halfway(scene, side, step), (side.host,)
        yield scene.browser(side, "nobody"), side.hosts
        yield scene.browser(side, "nobody"), HOSTS_OF_NOBODY
        yield someone_next(scene, side), (side.host,)
        yield scene.browser(side, "operator", "10.0.0.7"), ("10.0.0.7",)


def someone_next(scene: Scene, side: Side, by_form: bool = False) -> Browser:
    """Who takes over A's device and begins, by a link of somewhere else or from the first page of the form."""
    there = side.people["a"].clone(scene.phase).at(side.host)
    there.actor = "next"
    if by_form:
        there.visit("/afspraak/")
        form = {"onderwerp": ["geld"], "samen": "nee", "csrf_token": there.csrf_token()}
        assert there.ask("POST", "/afspraak/", form).status == 303
    else:
        assert there.ask("GET", "/afspraak/begin?gesprek=wijkteam&samen=nee").status in (302, 303)
    return there


def halfway(scene: Scene, side: Side, step: str) -> Browser:
    """Whose password was right, and who must still show a code of their telephone, or choose an app for it."""
    browser = scene.browser(side, "halfway")
    email = scene.words[f"{side.slug}.partner.zelf.post"]
    with scene.app.app_context(), tenancy.acting_for(side.slug):
        secret = open_session(accounts.person_ids_by_mail({email})[email], step)
        db.session.commit()
    with browser.client.session_transaction(base_url=f"https://{side.host}") as cookie:
        cookie[HALF] = secret
    return browser


def revive(scene: Scene) -> None:
    """A session that turns up elsewhere ends everywhere: for the next address it is carried there anew."""
    with scene.app.app_context():
        db.session.execute(update(StaffSession).values(ended_at=None))
        db.session.commit()


def colleague_elsewhere(scene: Scene, side: Side) -> Browser:
    """Staff of the other municipality, with this one's ids, at their own host and with their cookies carried here."""
    theirs = scene.sides[side.other].people["wijkteam"].clone()
    theirs.side, theirs.actor = side.slug, "elsewhere"
    theirs.carry(side.host)
    return theirs


def crawl_everything(scene: Scene, side: Side) -> None:
    for browser, hosts in visitors(scene, side):
        for host in hosts:
            _crawl(scene, side, browser, host)


def _crawl(scene: Scene, side: Side, browser: Browser, host: str) -> None:
    seen: set[tuple[str, str]] = set()
    found: list[Answer] = []
    rooms: set[str] = set()
    for rule in rules(scene, "GET"):
        # Soon after what the couple did, only their own links can be different from what they are on the day.
        if rule.endpoint in UNDOES or (scene.phase == "soon" and not is_link(rule)):
            continue
        if not rule.rule.startswith(ROUND.get(browser.actor, "/")):
            continue
        room = rule.endpoint.partition(".")[0]
        if host in HOSTS_OF_NOBODY and room in rooms:
            continue  # one page for all: an address of each room will do
        rooms.add(room)
        for number, path in enumerate(addresses(rule, side, browser, host)):
            found.append(browser.clone().at(host).ask("GET", path))
            if browser.actor == "elsewhere" and host == side.host:
                revive(scene)
            if browser.actor == "scanner" and number == 0:
                browser.clone().at(host).ask("HEAD", path)
            seen.add((host, path))
    # The links are the same on both engines; what is behind them is not. Of the own desk every button is pressed on
    # the page that shows it: see forms.py.
    if scene.world.kind == "sqlite" or browser.actor in ("nobody", "beheer"):
        _follow(browser, found, seen, side)


def is_link(rule: Rule) -> bool:
    """Behind somebody's own link or an invitation."""
    return rule.rule.startswith(("/a/", "/u/"))


def addresses(rule: Rule, side: Side, browser: Browser, host: str) -> Iterator[str]:
    """Everything this actor can open. A single example of each where every answer is the same refusal, and of the
    couple's links on the municipality's own host: there they are the same pages."""
    adapter = rule.map.bind("")  # type: ignore[union-attr]
    theirs = f"{side.other}.scheidingsplein.example" if browser.actor == "elsewhere" else side.host
    at_home = host in (theirs, side.message_host)
    all_of_it = at_home and not (host == side.host and is_link(rule))
    for given in values_of(rule, side, browser.actor)[: None if all_of_it else 1]:
        path = adapter.build(rule.endpoint, given, method=next(iter(rule.methods or ())))
        for query in QUERIES.get(rule.endpoint, ("",))[: None if at_home else 1]:
            yield f"{path}?{query}" if query else path


def _follow(browser: Browser, found: list[Answer], seen: set[tuple[str, str]], side: Side) -> None:
    """What the pages themselves lead to; a link that forgets the browser only in a clone."""
    often: Counter[tuple[object, ...]] = Counter()
    queue = list(found)
    while queue:
        answer = queue.pop()
        for host, path in sorted(links_of(answer)):
            parts = urlsplit(path)
            endpoint = endpoint_of(browser.app, host, path, "GET")
            sort = (host, endpoint or parts.path, *sorted(parse_qs(parts.query)))
            if (host, path) in seen or endpoint in UNDOES or parts.path.startswith("/static/"):
                continue
            if browser.actor in STAFF and not parts.path.startswith(AT_WORK):
                continue  # what everybody sees, nobody saw already
            often[sort] += 1
            if often[sort] > VARIANTS or host not in side.hosts:
                continue
            seen.add((host, path))
            queue.append(browser.clone().at(host).ask("GET", path))


def links_of(answer: Answer) -> set[tuple[str, str]]:
    """(host, path with query) of every link, form and redirect in an answer."""
    found = set()
    for address in addresses_in(answer):
        parts = urlsplit(address)
        if parts.scheme in ("", "https") and (parts.path or parts.query):
            path = parts.path or urlsplit(answer.path).path
            if path.startswith("/"):
                query = f"?{parts.query}" if parts.query else ""
                found.add((parts.netloc or answer.host, path + query))
    return found


def addresses_in(answer: Answer) -> list[str]:
    """As they stand there."""
    shown = [html.unescape(one) for one in _HREF.findall(answer.text)] if answer.kind == "text/html" else []
    return [*shown, *([answer.location] if answer.location else [])]
