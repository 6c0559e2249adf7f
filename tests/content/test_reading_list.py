"""Wat geldt voor mij? What comes out of the answers, what is kept, and what never is."""

import itertools

import pytest

from portal.content import steps
from portal.content.reading import PHASES, RELATIONS

ALL = list(itertools.product(("", *RELATIONS), (None, True, False), ("", *PHASES), ("", *steps.HOMES)))


def test_the_steps_are_in_order() -> None:
    assert steps.step_faults() == [] and len(steps.all_steps()) >= 25


@pytest.mark.parametrize("answers", ALL, ids=str)
def test_a_list_is_neither_empty_nor_about_somebody_else(answers) -> None:
    found = steps.steps_for(steps.Situation(*answers))
    assert 2 <= len(found) <= 30
    relation, children, _phase, home = answers
    text = " ".join(step.text for step in found).lower()
    if children is not True:
        assert not [
            word for word in ("kind", "school", "ouder") if word in text.replace("ouderdomspensioen", "")
        ]
    if relation == "samenwonend":
        assert "inschrijven" not in [step.key for step in found] and "pensioenformulier" not in text
    if home != "koop":
        assert "hypotheek" not in text


def test_what_a_browser_kept_is_read_back_and_nonsense_is_not() -> None:
    for answers in ALL:
        here = steps.Situation(*answers)
        assert steps.read_situation(here.written()) == here
    for odd in ("", "x", "a.b.c", "a.b.c.d.e", "getrouwd.ja.scheiden." + "x" * 100):
        assert steps.read_situation(odd) is None
    assert steps.read_situation("<b>.ja.nooit.kasteel") == steps.Situation(children=True)


def test_somebody_gets_a_list_keeps_it_and_wipes_it(visit) -> None:
    visitor = visit()
    visitor.visit("/lijst/")
    page = visitor.submit({"relatie": "getrouwd", "kinderen": "ja", "fase": "scheiden", "huis": "koop"})
    assert page.h1 == "Mijn lijst" and "ouderschapsplan" in page.words.lower()
    visitor.post("/lijst/bewaren")
    other = visit()  # the same device, later: only the cookie is left
    kept = visitor.client.get_cookie("lijst", domain="dorp.localhost")
    assert kept is not None and kept.value == "getrouwd.ja.scheiden.koop"
    other.client.set_cookie("lijst", kept.value, domain="dorp.localhost")
    assert other.visit("/lijst/").h1 == "Mijn lijst"
    other.post("/lijst/wissen")
    assert other.page.h1 == "Wat geldt voor mij?"
    assert other.client.get_cookie("lijst", domain="dorp.localhost") is None


def test_leaving_takes_the_list_along(visit) -> None:
    visitor = visit()
    visitor.visit("/lijst/")
    visitor.submit({"relatie": "getrouwd"})
    visitor.post("/lijst/bewaren")
    answer = visitor.client.get("/weg", base_url="http://dorp.localhost")
    assert any(c.startswith("lijst=;") for c in answer.headers.getlist("Set-Cookie"))


def test_who_does_not_feel_safe_gets_help_first_and_nothing_tells_of_it_later(visit) -> None:
    visitor = visit()
    visitor.visit("/lijst/")
    page = visitor.submit({"relatie": "samenwonend", "veilig": "nee"})
    assert page.path == "/lijst/" and "Hier is eerst hulp" in page.words and "Veilig Thuis" in page.words
    with visitor.client.session_transaction(base_url="http://dorp.localhost") as session:
        left = dict(session)
    twin = visit()
    twin.visit("/lijst/")
    other = twin.submit({"relatie": "samenwonend", "veilig": "ja"})
    with twin.client.session_transaction(base_url="http://dorp.localhost") as session:
        assert {**left, "csrf_token": ""} == {**dict(session), "csrf_token": ""}
    assert visitor.visit("/lijst/").words == other.words, "the same address, opened again"


def test_both_answers_to_the_question_on_safety_lead_to_the_same_address(visit) -> None:
    """What stands in the history, and what a browser would send again, is the same."""
    for answer in ("ja", "nee", ""):
        visitor = visit()
        visitor.visit("/lijst/")
        token = {"csrf_token": visitor.csrf_token()}
        sent = visitor.client.post(
            "/lijst/", data={**token, "veilig": answer}, base_url="http://dorp.localhost"
        )
        assert (sent.status_code, sent.headers["Location"]) == (303, "/lijst/")


def test_help_that_nobody_came_to_see_is_not_shown_to_who_comes_later(visit, clock) -> None:
    visitor = visit()
    visitor.visit("/lijst/")
    token = {"csrf_token": visitor.csrf_token()}
    visitor.client.post("/lijst/", data={**token, "veilig": "nee"}, base_url="http://dorp.localhost")
    clock.shift(11)
    assert visitor.visit("/lijst/").h1 == "Mijn lijst"


def test_a_list_that_is_not_kept_is_gone_after_an_hour(visit, clock) -> None:
    visitor, keeper = visit(), visit()
    for one in (visitor, keeper):
        one.visit("/lijst/")
        one.submit({"relatie": "getrouwd"})
    keeper.post("/lijst/bewaren")
    clock.shift(3601)
    assert visitor.visit("/lijst/").h1 == "Wat geldt voor mij?"
    assert keeper.visit("/lijst/").h1 == "Mijn lijst"


def test_the_sheet_for_money_has_no_field(visit) -> None:
    page = visit().visit("/geldblad/")
    assert not page.all("input") and not page.all("form") and len(page.all("table")) == 3
