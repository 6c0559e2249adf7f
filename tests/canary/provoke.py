"""Error pages on purpose: 400, 404, 405, 413, 429 and 500, at every address of the route map that can give one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from werkzeug.routing import Rule

from portal.web.limits import limiter
from tests.canary.browser import Answer, Browser
from tests.canary.crawl import ROUND, rules
from tests.canary.forms import csrf_token
from tests.canary.knows import FORMS, UNDOES, Typed, values_of
from tests.canary.scene import Scene, Side

PHASE = "broken on purpose"
Provoke = Callable[[Scene, Side, Browser, str], Iterator[Answer]]


def _ways(
    scene: Scene, side: Side, browser: Browser, method: str
) -> Iterator[tuple[Rule, str, dict[str, Any]]]:
    """Each address once, with something of one's own in its place-holder, and its form filled in rightly."""
    # Signing in and out, and leaving, end a session: they come last.
    backwards = list(reversed(rules(scene, method)))
    for rule in sorted(backwards, key=lambda rule: rule.endpoint in UNDOES):
        if not rule.rule.startswith(ROUND.get(browser.actor, "/")):
            continue
        values = values_of(rule, side, browser.actor)[0]
        if "participation_id" in values:
            whose = "a.open" if browser.actor == "jurist" else "a.samen"
            values["participation_id"] = scene.words[f"{side.slug}.{whose}.persoon"]
        path = rule.map.bind("").build(rule.endpoint, values, method=method)  # type: ignore[union-attr]
        typed = Typed(scene, side, browser.actor, values)
        form = next(iter(FORMS[rule.endpoint](typed).values())) if rule.endpoint in FORMS else {}
        yield rule, path, form


def bad_request(scene: Scene, side: Side, browser: Browser, token: str) -> Iterator[Answer]:
    """Without the token that says which page a form came from."""
    for _, path, form in _ways(scene, side, browser, "POST"):
        yield browser.clone().ask("POST", path, form)


def not_found(scene: Scene, side: Side, browser: Browser, token: str) -> Iterator[Answer]:
    """An address that is almost right."""
    for _, path, _ in _ways(scene, side, browser, "GET"):
        if path != "/":
            yield browser.clone().ask("GET", f"{path.rstrip('/')}x/y")


def wrong_method(scene: Scene, side: Side, browser: Browser, token: str) -> Iterator[Answer]:
    for _, path, form in _ways(scene, side, browser, "POST"):
        yield browser.clone().ask("PUT", path, {**form, "csrf_token": token})


def too_large(scene: Scene, side: Side, browser: Browser, token: str) -> Iterator[Answer]:
    for _, path, form in _ways(scene, side, browser, "POST"):
        yield browser.clone().ask("POST", path, {**form, "csrf_token": token, "toelichting": "x" * 70_000})


def too_often(scene: Scene, side: Side, browser: Browser, token: str) -> Iterator[Answer]:
    """Every limit is reached at once; addresses without one are left alone."""
    with _no_room_left():
        for rule, path, form in _ways(scene, side, browser, "POST"):
            if hasattr(scene.app.view_functions[rule.endpoint], "__wrapped__"):
                yield browser.clone().ask("POST", path, {**form, "csrf_token": token})


@contextmanager
def _no_room_left() -> Iterator[None]:
    before, strategy = limiter.enabled, limiter.limiter
    limiter.enabled = True
    hit, strategy.hit = strategy.hit, lambda *_args, **_kwargs: False
    try:
        yield
    finally:
        strategy.hit = hit
        limiter.reset()
        limiter.enabled = before


def broken(scene: Scene, side: Side, browser: Browser, token: str) -> Iterator[Answer]:
    """Each page is made, and then something goes wrong that quotes all of it, and all that was asked."""
    kept = dict(scene.app.view_functions)
    try:
        for method in ("GET", "POST"):
            for rule, path, form in _ways(scene, side, browser, method):
                scene.app.view_functions[rule.endpoint] = _fails(kept[rule.endpoint])
                yield browser.clone().ask(
                    method, path, {**form, "csrf_token": token} if method == "POST" else None
                )
                scene.app.view_functions[rule.endpoint] = kept[rule.endpoint]
    finally:
        scene.app.view_functions.update(kept)


def _fails(view: Callable[..., Any]) -> Callable[..., Any]:
    def fail(**values: Any) -> Any:
        raise RuntimeError(f"{view(**values)} {values} {request.url} {request.form} {request.cookies}")

    return fail


KINDS: dict[int, Provoke] = {
    400: bad_request,
    404: not_found,
    405: wrong_method,
    413: too_large,
    429: too_often,
    500: broken,
}
WHO = ("a", "wijkteam")
AT_THE_OFFICE = (
    "beheer",
    "gevraagd",
)  # whose pages are broken as well: what they show quotes more than a refusal


def who_meet(status: int) -> tuple[str, ...]:
    """One of the couple and one desk; a page that breaks has to be somebody's own."""
    return (*WHO, *AT_THE_OFFICE) if status == 500 else WHO


def provoke(scene: Scene, side: Side, status: int) -> list[Answer]:
    """Nothing that went wrong stays behind."""
    answers = []
    for actor in who_meet(status):
        browser = side.people.get(actor) or scene.browser(side, actor)
        browser = browser.clone(PHASE).at(side.host)
        token = csrf_token(browser)
        for answer in KINDS[status](scene, side, browser, token):
            answers.append(answer)
            if answer.status < 400 and answer.method == "POST":
                scene.restore()
    scene.restore()
    return answers
