"""Every form of the route map, filled in rightly and wrongly by whoever can reach it; afterwards all is as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from sqlalchemy import Engine, event
from werkzeug.routing import Rule

from tests.canary.browser import Answer, Browser, endpoint_of, read
from tests.canary.crawl import addresses, colleague_elsewhere, rules
from tests.canary.knows import FORMS, TYPED_OVER, UNDOES, Typed, forms_of, values_of
from tests.canary.scene import ALL_SENT, Scene, Side

# Whom staff do something for: people of their own desk, and one of the other desk, whose id they may have found.
OWN = {"wijkteam": ("a.samen", "b.samen", "a.alleen"), "jurist": ("a.open", "b.alleen")}
THEIRS = {
    **dict.fromkeys(("partner", "elsewhere", "jurist"), ("/medewerker/",)),
    "beheer": ("/beheer/", "/account/"),
    "gevraagd": ("/uitnodiging/",),
}
FOREIGN = {"wijkteam": "b.alleen", "jurist": "a.samen"}


def who_come(scene: Scene, side: Side) -> Iterator[tuple[Browser, str]]:
    """Each with the host where their forms are."""
    yield side.people["a"], side.host
    yield side.people["b"], side.message_host
    for who in ("wijkteam", "jurist", "partner", "beheer"):
        yield side.people[who], side.host
    yield scene.browser(side, "gevraagd"), side.host
    yield colleague_elsewhere(scene, side), side.host
    yield scene.browser(side, "nobody"), side.host


def fill_in_everything(scene: Scene, side: Side) -> None:
    scene.phase = "forms"
    for browser, host in who_come(scene, side):
        person = browser.clone("forms").at(host)
        token = csrf_token(person)
        for rule in rules(scene, "POST"):
            if not rule.rule.startswith(THEIRS.get(browser.actor, "/")):
                continue  # there they are anybody; the wijkteam comes there, and last of all nobody
            for values in _worth_trying(scene, side, rule, browser.actor):
                typed = Typed(scene, side, browser.actor, values)
                path = rule.map.bind("").build(rule.endpoint, values, method="POST")  # type: ignore[union-attr]
                forms = list(forms_of(rule, typed).values())
                for form in forms if _is_theirs(scene, side, rule, browser.actor, values) else forms[:1]:
                    _send(scene, person, path, {**form, "csrf_token": token})
        if browser.actor == "beheer":
            _press_every_button(scene, side, person, token)
        _undo_things(scene, side, person)


def _press_every_button(scene: Scene, side: Side, person: Browser, token: str) -> None:
    """At the municipality's own desk each form as its page shows it: most of them want the version that was seen."""
    seen = [a for a in scene.answers if a.actor == "beheer" and a.side == side.slug and a.kind == "text/html"]
    sent: set[tuple[str, str]] = set()
    for answer in [a for a in seen if a.method == "GET" and a.status == 200]:
        for form in read(answer.text).iter("form"):
            path = form.get("action") or urlsplit(answer.path).path
            if form.get("method") != "post" or not path.startswith(("/beheer/", "/account/")):
                continue
            fields = {**_as_shown(form), **_rightly(scene, side, path)}
            if (path, repr(fields)) not in sent:
                sent.add((path, repr(fields)))
                _send(scene, person, path, {**fields, "csrf_token": token})


def _rightly(scene: Scene, side: Side, path: str) -> dict[str, Any]:
    """What knows.py types there, on top of what the page shows."""
    endpoint = endpoint_of(scene.app, side.host, path, "POST")
    forms = FORMS.get(endpoint)
    return forms(Typed(scene, side, "beheer", {})).get("good", {}) if forms and endpoint in TYPED_OVER else {}


def _as_shown(form: Element) -> dict[str, Any]:
    """What a browser sends of a form that nobody touched, but for a day that has to be filled in."""
    found: dict[str, Any] = {}
    for field in form.iter():
        name, kind = field.get("name", ""), field.get("type", "text")
        if not name or name == "csrf_token" or kind == "file":
            continue
        if field.tag == "textarea":
            found[name] = (field.text or "").removeprefix("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            found[name] = [o.get("value", "") for o in chosen]
        elif field.tag == "input" and (kind not in ("radio", "checkbox") or field.get("checked") is not None):
            value = field.get("value", "on" if kind == "checkbox" else "")
            found.setdefault(name, [])
            found[name] = [*found[name], value] if isinstance(found[name], list) else found[name]
    if found.get("gecontroleerd_op") == [""]:
        found["gecontroleerd_op"] = ["2026-11-24"]
    return found


def _is_theirs(scene: Scene, side: Side, rule: Rule, actor: str, values: dict[str, str]) -> bool:
    """Whose form it is fills it in in every way; the others once, as the page means it."""
    if actor in OWN:
        return rule.rule.startswith("/medewerker/") and values.get("participation_id", "") in {
            scene.words[f"{side.slug}.{talk}.persoon"] for talk in OWN[actor]
        } | {""}
    if actor in ("beheer", "gevraagd"):
        return True
    return actor in ("a", "b") and not rule.rule.startswith("/medewerker/")


def _worth_trying(scene: Scene, side: Side, rule: Rule, actor: str) -> list[dict[str, str]]:
    """Residents with each of their links; staff with some people of their own desk and one of the other."""
    if not {"participation_id", "message_id"} & rule.arguments:
        return values_of(rule, side, actor)
    talks = (*OWN.get(actor, ()), FOREIGN.get(actor, "a.samen"))
    known = {scene.words[f"{side.slug}.{talk}.persoon"] for talk in talks}
    return [v for v in values_of(rule, side, "wijkteam") if v.get("participation_id") in (None, *known)]


def csrf_token(browser: Browser) -> str:
    """Of a page that every host but the platform's has; "none" where there is no such page."""
    answer = browser.ask("GET", "/u/")
    found = answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    return found or "none"


def _send(scene: Scene, person: Browser, path: str, form: dict[str, object]) -> Answer:
    """One form in a browser of its own; then what it leads to, and the mail that it causes."""
    browser = person.clone()
    with _writing() as written:
        answer = browser.ask("POST", path, form)
    if answer.status in (302, 303) and answer.location.startswith("/"):
        browser.ask("GET", answer.location)
    if any("INTO outbox" in statement or "UPDATE outbox" in statement for statement in written):
        scene.deliver(ALL_SENT)
    if written:
        scene.restore()
    return answer


@contextmanager
def _writing() -> Iterator[list[str]]:
    """Which statements changed something: only then there is something to bring back."""
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE", "WITH")):
            written.append(statement)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield written
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def _undo_things(scene: Scene, side: Side, person: Browser) -> None:
    """Leaving, and beginning anew: GETs that end something of this browser."""
    for rule in rules(scene, "GET"):
        if rule.endpoint in UNDOES:
            for path in addresses(rule, side, person, person.host):
                person.clone().ask("GET", path)
                scene.restore()
