"""Nonsense in each field of every form, by who may fill it in: a clear answer, never a fault of our own.

On PostgreSQL, which takes no NUL in a text and no number that is too large for its column.
"""

import re

import pytest

from tests.isolation.cells import RECIPES
from tests.isolation.checks import _copy, _visitor
from tests.isolation.test_matrix import FORMS
from tests.isolation.twins import Twins

NUL = "a\x00b"
NONSENSE = (NUL, "99999999999999999999", "2026-02-30", "٣" * 400)
ASKED_EVERYWHERE = ("q", "versie", "doe", "terug", "gezien")  # whether a recipe has them or not


@pytest.mark.parametrize("endpoint", FORMS)
def test_nonsense_in_a_field_is_no_fault(on_postgres: Twins, endpoint: str) -> None:
    twins, recipe = on_postgres, RECIPES[endpoint]
    own = _visitor(twins, recipe, "own")
    where = {"base_url": f"http://{own.host}"}
    page = own.client.get("/afspraak/", **where).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    token = {"csrf_token": found[1]} if found else {}
    path = twins.app.url_map.bind(own.host).build(endpoint, recipe.url(twins.dorp))
    began = twins.snapshot.mark()
    good = recipe.form(twins.dorp)
    wrong = [{name: NUL} for name in (*good, *ASKED_EVERYWHERE)]
    wrong += [dict.fromkeys((*good, *ASKED_EVERYWHERE), value) for value in NONSENSE]
    for typed in wrong:
        browser = _copy(own, own.host)  # signing out, and leaving, end something of a browser
        answer = browser.client.post(path, data=recipe.form(twins.dorp) | typed | token, **where)
        assert answer.status_code < 500, f"{typed} at {endpoint}: {answer.status_code}"
        if began != twins.snapshot.mark():
            twins.snapshot.restore()
            began = twins.snapshot.mark()
