"""The checks of the matrix, as plain functions: the tests call them, and `test_guards_bite.py` sees them turn red."""

import re
from typing import Any

from tests.booking.steps import JUUL, SAM, WIL
from tests.isolation.cells import RECIPES
from tests.isolation.recipe import COLUMNS, ENTRANCE, GONE, OK, ON, Recipe
from tests.isolation.twins import PARTNER, Side, Twins
from tests.support.visitor import Visitor

# Whose words the own user, or the colleague, may see on Dorp's pages. Nobody else sees any.
MAY_SEE = {
    "drafter": {"dani"},
    "booker": {"anne"},
    "inviter": {"ella", "gina", "henk"},
    "caller": {"fien"},
    "waiter": {"jet"},
    WIL: {"anne", "chris", "ella", "fien", "gina", "jet"},
    JUUL: {"bo", "chris"},
}
WITHOUT_PROVIDER = {"accounts_oidc.begin", "accounts_oidc.come_back", "accounts_invited.accept_at_provider"}
MESSAGE, PLATFORM, UNKNOWN = "dorp.bericht.localhost", "kies.localhost", "onbekend.localhost"
SERVED_AT = {
    MESSAGE: {"message", "everywhere", "operations"},
    PLATFORM: {"front", "everywhere", "operations"},
    UNKNOWN: {"operations"},
}


def check_cell(twins: Twins, endpoint: str, column: str) -> None:
    """One address as one visitor: the right answer, only the canaries that are theirs, and nothing written."""
    recipe, rule = _recipe(endpoint), _rule(twins.app, endpoint)
    visitor = _visitor(twins, recipe, column)
    with_link = column != "nobody" or "token" not in recipe.url(twins.dorp)
    writes = bool(rule.methods & {"POST"}) or recipe.audience == "everywhere"
    began, before = twins.snapshot.mark(), _rows(twins, writes or recipe.audience == "staff")
    answer, asked = _ask(twins, visitor, endpoint, recipe, with_link)
    changed = before != _rows(twins, writes or recipe.audience == "staff")
    try:
        where = f"{endpoint} as {column}"
        check_answer(answer, _wanted(twins, endpoint, recipe, column), where)
        check_canaries(twins, answer, visitor.host, _allowed(recipe, column), asked, where)
        if column == "own":
            check_shown(twins.dorp, answer, recipe.shows, where)
        elif recipe.colleagues_too and column == "colleague":
            pass
        elif visitor.host != twins.dorp.host or (recipe.audience == "staff" and answer.status_code != OK):
            assert not changed, f"{where}: changed something of Dorp"
    finally:
        # Not only what is Dorp's: a cookie carried to another municipality ends there and here, whoever
        # the page is for, and no table of Dorp shows that. The next cell needs it again.
        if began != twins.snapshot.mark():
            twins.snapshot.restore()


def check_host(twins: Twins, endpoint: str, host: str) -> None:
    """The same address, by its own user, on a host that is no municipality's."""
    recipe, began = _recipe(endpoint), twins.snapshot.mark()
    visitor = _copy(_visitor(twins, recipe, "own"), host)
    served = recipe.audience in SERVED_AT[host]
    if served and host == MESSAGE:
        visitor.visit(f"/a/{twins.dorp.people['anne'].token}/annuleren")
    if served and host == PLATFORM and "POST" in _rule(twins.app, endpoint).methods:
        visitor.client.set_cookie("weg", "1", domain=host)  # its only form is on the page after leaving
        visitor.visit("/")
    writes = bool(_rule(twins.app, endpoint).methods & {"POST"}) or recipe.audience == "everywhere"
    before = _rows(twins, writes)
    answer, asked = _ask(twins, visitor, endpoint, recipe, csrf_page=None)
    try:
        where = f"{endpoint} on {host}"
        check_answer(answer, _declared(twins.app, endpoint) if served else 404, where)
        check_canaries(twins, answer, host, set(), asked, where)
        assert served or before == _rows(twins, writes), f"{where}: changed something of Dorp"
    finally:
        if began != twins.snapshot.mark():
            twins.snapshot.restore()


def check_declared(twins: Twins, endpoint: str) -> None:
    """The route says of itself what its recipe says."""
    said = twins.app.extensions["routes"][endpoint].audience
    assert said == _recipe(endpoint).audience, f"{endpoint} says it is for {said!r}"


def check_answer(answer: Any, wanted: int, where: str) -> None:
    place = answer.headers.get("Location", "")
    to_entrance = answer.status_code in (302, 303) and place == "/inloggen"
    seen = ENTRANCE if to_entrance else answer.status_code // 100 * 100 if place else answer.status_code
    assert seen == wanted, f"{where}: {answer.status_code} {place}, wanted {wanted}"


def check_canaries(twins: Twins, answer: Any, host: str, allowed: set[str], asked: str, where: str) -> None:
    """No word of Dorp but what is allowed or was asked with; at Dorp, none of Stad at all."""
    foreign = {} if host == twins.stad.host else twins.stad.canaries()
    text = everything(answer)
    secret = {key: word for key, word in twins.dorp.canaries().items() if key.split(".")[0] not in allowed}
    leaked = [key for key, word in secret.items() if stands_in(word, text, but_for=asked)]
    leaked += [f"stad's {key}" for key, word in foreign.items() if stands_in(word, text)]
    assert not leaked, f"{where}: shows {leaked}"


def check_shown(dorp: Side, answer: Any, shows: tuple[str, ...], where: str) -> None:
    """Or all the other checks would be green because nothing was reached."""
    text = everything(answer)
    missing = [key for key in shows if not stands_in(dorp.canaries()[key], text)]
    assert not missing, f"{where}: does not show {missing}"


def everything(answer: Any) -> str:
    """What came over the line: body, headers, cookies."""
    return f"{answer.headers}\n{answer.get_data(as_text=True)}"


def stands_in(word: str, text: str, but_for: str = "") -> bool:
    """Whatever case; a telephone number however it is spaced."""
    if word in but_for:
        return False
    if word.isdigit():
        digits = text.replace(" ", "").replace("-", "").replace("\u00a0", "")
        return word in digits or f"+31{word[1:]}" in digits
    return word.casefold() in text.casefold()


def _rows(twins: Twins, watched: bool) -> Any:
    return twins.snapshot.rows_of("dorp") if watched else None


def _recipe(endpoint: str) -> Recipe:
    assert endpoint in RECIPES, f"{endpoint} has no recipe: say in cells.py who may open it and what they see"
    return RECIPES[endpoint]


def _rule(app: Any, endpoint: str) -> Any:
    (rule,) = app.url_map.iter_rules(endpoint)
    return rule


def _declared(app: Any, endpoint: str) -> int:
    success: int = app.extensions["routes"][endpoint].success
    return ON if success // 100 == 3 else success


def _wanted(twins: Twins, endpoint: str, recipe: Recipe, column: str) -> int:
    if column != "own":
        return dict(zip(COLUMNS, recipe.others, strict=True))[column]
    if endpoint in WITHOUT_PROVIDER:
        return GONE
    to_entrance = endpoint in ("accounts_staff.sign_out", "accounts_invited.accept") or endpoint.startswith(
        "accounts_second."
    )
    return ENTRANCE if to_entrance else _declared(twins.app, endpoint)


def _allowed(recipe: Recipe, column: str) -> set[str]:
    if recipe.open_to_all and column not in ("elsewhere", "carried"):
        return {"anne"}
    if column == "own":
        return MAY_SEE.get(recipe.own, set())
    return MAY_SEE[JUUL] if column == "colleague" and recipe.audience == "staff" else set()


def _visitor(twins: Twins, recipe: Recipe, column: str) -> Visitor:
    """A browser of its own with the cookies of who it stands for."""
    dorp, stad = twins.dorp, twins.stad
    own = _own_browser(dorp, recipe.own)
    if column in ("own", "carried"):
        return _copy(own, dorp.host if column == "own" else stad.host)
    if column == "elsewhere":
        return _copy(
            _own_browser(
                stad,
                recipe.own if recipe.own in ("drafter", "booker", "inviter", "caller", "waiter") else SAM,
            ),
            stad.host,
        )
    return _copy(
        {"colleague": dorp.staff[JUUL], "partner": dorp.staff[PARTNER]}.get(column), dorp.host, twins.app
    )


def _own_browser(side: Side, who: str) -> Visitor:
    browsers = {
        "drafter": side.drafter.browser,
        "caller": side.caller.browser,
        "waiter": side.waiter.browser,
        "booker": side.people["anne"].browser,
        "inviter": side.people["ella"].browser,
        **side.staff,
    }
    return browsers.get(who) or Visitor(side.drafter.browser.app, side.host)


def _copy(browser: Visitor | None, host: str, app: Any = None) -> Visitor:
    """The same cookies in a new browser at a host, so that no cell spoils another's."""
    made = Visitor(browser.app if browser else app, host)
    cookie = browser.client.get_cookie("sessie", domain=browser.host) if browser else None
    if cookie is not None:
        made.client.set_cookie("sessie", cookie.value, domain=host)
    return made


def _ask(
    twins: Twins,
    visitor: Visitor,
    endpoint: str,
    recipe: Recipe,
    with_link: bool = True,
    csrf_page: str | None = "/afspraak/",
) -> tuple[Any, str]:
    """The answer, and what was asked with: an echo of that is no leak."""
    rule, dorp = _rule(twins.app, endpoint), twins.dorp
    things = recipe.url(dorp)
    if not with_link:
        things = {"token": dorp.people["anne"].token[:-2] + "zz"}
    path = twins.app.url_map.bind(visitor.host).build(endpoint, things)
    where = {"base_url": f"http://{visitor.host}"}
    if "POST" not in rule.methods:
        return visitor.client.get(path, query_string=recipe.query, **where), path
    token = visitor.csrf_token() if visitor.page else "none"
    if csrf_page:  # not `visitor.visit`: reading the whole page as a tree would take longer than all the rest
        field = re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"',
            visitor.client.get(csrf_page, **where).get_data(as_text=True),
        )
        token = field[1] if field else "none"
    form = recipe.form(dorp)
    asked = f"{path} {form}"
    return visitor.client.post(path, data={**form, "csrf_token": token}, **where), asked
