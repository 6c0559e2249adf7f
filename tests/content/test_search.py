"""Finding: twelve tasks in the words of people, each within the first three; and what a search must not do."""

import pytest

from portal.content.search import search, words_of

TASKS = {
    "wie betaalt de advocaat als ik weinig verdien": "juridisch/wat-kost-het",
    "opa mag kleinkind niet zien": "gevoel/familie-en-vrienden",
    "hoe vertel ik het mijn zoon": "kinderen/vertellen",
    "alimentatie voor mijn dochter": "geld/kinderalimentatie",
    "mijn ex betaalt geen alimentatie": "geld/niet-betaald",
    "moet het huis verkocht worden": "wonen/koophuis",
    "mijn man slaat mij": "veiligheid/niet-veilig",
    "we zijn niet getrouwd maar wonen samen": "juridisch/relatievorm",
    "huurtoeslag stopzetten": "geld/toeslagen",
    "wat gebeurt er met mijn pensioen": "geld/pensioen",
    "mag ik verhuizen met de kinderen": "kinderen/verhuizen-met-kinderen",
    "praten met de rechter als kind": "kinderen/praten-met-de-rechter",
}


@pytest.mark.parametrize(("question", "wanted"), TASKS.items(), ids=list(TASKS.values()))
def test_a_task_is_found_by_one_search(question: str, wanted: str) -> None:
    found = [hit.page.path for hit in search(question)]
    assert wanted in found[:3], found[:6]


@pytest.mark.parametrize("typed", ["alimentatie", "ALIMENTATIE", "allimentatie", "alimentaties"])
def test_parts_of_compounds_and_typing_errors(typed: str) -> None:
    found = [hit.page.path for hit in search(typed)][:5]
    assert {"geld/kinderalimentatie", "geld/partneralimentatie"} <= set(found)


def test_nothing_found_is_helpful_and_nonsense_is_harmless(visit) -> None:
    page = visit().visit("/zoeken", query_string={"q": "qqqqqq"})
    assert "Wij vonden hierover niets" in page.words and "Geld" in page.links()
    for odd in ("", " ", "%", "'; drop table", "\x00", "a" * 5000, "<script>"):
        assert "<script>" not in visit().visit("/zoeken", query_string={"q": odd}).words


def test_results_stand_best_first_in_the_main_part(visit) -> None:
    page = visit().visit("/zoeken", query_string={"q": "pensioen"})
    first = next(h for h in page.one("main").iter("h2"))
    assert "ensioen" in "".join(first.itertext())


def test_accents_and_case_do_not_matter() -> None:
    assert words_of("Één Kind, Zoë's geld") == ["een", "kind", "zoe", "s", "geld"]
