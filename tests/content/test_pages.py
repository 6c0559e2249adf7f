"""The pages of information: whole, checked, for whom they are, and only with help that exists here."""

from dataclasses import replace
from datetime import date

import pytest

from portal import tenancy
from portal.config import ROOT
from portal.content import ContentFaults, library, shown_here
from portal.content.check import faults, january, sentences
from portal.content.library import THEMES, translations
from portal.content.reading import Front, read_file, text_where, to_html
from portal.content.views.public import AUDIENCES, PHASES
from tests.agenda.make import counted_statements

TODAY = date(2026, 11, 25)


def test_every_page_is_in_order() -> None:
    assert faults(TODAY, ROOT / "tenants", frozenset({"en"})) == []


def test_every_page_of_the_list_is_there() -> None:
    """DOMAIN §3.2; V3 is /veilig/ itself."""
    wanted = {f"{letter}{n}" for letter, last in ROWS.items() for n in range(1, last + 1)} - {"V3"}
    assert {page.front.id for page in library().values()} == wanted


ROWS = {"T": 13, "K": 8, "G": 10, "W": 5, "E": 2, "D": 3, "C": 6, "N": 1, "P": 5, "V": 4}


def test_who_has_no_children_never_meets_a_step_of_children(app) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        found = {page.front.id for page in shown_here().chosen("nl", audience="zonder-kinderen")}
    assert not {i for i in found if i[0] in "KCP"} and not found & {"G1", "G6", "D2", "D3"}
    assert {"T4", "G2", "W1", "V1"} <= found


@pytest.mark.parametrize(
    "path", ["/themas/", *(f"/themas/{t}/" for t in THEMES), *(f"/voor/{a}" for a in (*AUDIENCES, *PHASES))]
)
def test_every_list_leads_to_pages_that_exist(visit, path) -> None:
    visitor = visit()
    links = {url for url in visitor.visit(path).links().values() if url.startswith(("/themas/", "/voor/"))}
    assert links
    for url in links:
        visitor.visit(url)


def test_every_page_can_be_read_and_says_when_it_was_checked(visit) -> None:
    visitor = visit()
    for page in library().values():
        if page.front.needs in ("raadslieden", "ouderavond"):
            continue  # there is none in Dorp
        seen = visitor.visit(f"/themas/{page.path}")
        assert seen.h1 == page.front.title and "Laatst gecontroleerd op" in seen.words
        assert all(source.title in seen.words for source in page.front.sources)
        if {"kinderen", "jongeren"} & set(page.front.audiences):
            assert not [f for f in seen.all("form") if f.get("method") == "post"], (
                "no form that parents can see"
            )


def test_what_is_not_offered_here_is_not_named_and_national_help_always_is(visit) -> None:
    page = next(p for p in library().values() if {"raadslieden", "juridisch-loket"} <= set(p.front.helps))
    words = visit().visit(f"/themas/{page.path}").words.split("Wie helpt?")[1].split("Lees ook")[0]
    assert "Sociaal raadslieden" not in words, "nobody of that role sits in Dorp"
    assert "Het Juridisch Loket" in words


def test_a_page_that_does_not_exist_is_the_one_404_page(visit) -> None:
    for path in ("/themas/tuin/", "/themas/geld/tuin", "/themas/geld/../kinderen", "/voor/buren"):
        visit().visit(path, 404)


def test_what_somebody_writes_cannot_bring_a_script_along() -> None:
    made = to_html('<script>x</script> [a](javascript:x) ![b](https://x.example/y.png) <b onclick="x">c</b>')
    assert (
        "<script" not in made
        and "javascript" not in made.replace("[a](javascript:x)", "")
        and "<img" not in made
    )
    assert "onclick" not in made.replace("&lt;b onclick=&quot;x&quot;&gt;", "").replace(
        '&lt;b onclick="x"&gt;', ""
    )


def test_a_page_without_front_matter_says_where(tmp_path) -> None:
    file = tmp_path / "x.nl.md"
    file.write_text("alleen tekst")
    with pytest.raises(ContentFaults, match=r"geld/x:1.*geen voorblad"):
        read_file(file, Front, "geld/x")


def test_sentences_are_counted_without_marks() -> None:
    assert sentences("## Kop\n- **Een** [link](https://x.example). Twee?\n") == ["Kop", "Een link.", "Twee?"]


def test_a_line_of_local_help_stands_only_where_there_is_that_help() -> None:
    text = "- Bel ons.\n{raadslieden} - Vraag het hun.\n- Klaar."
    assert text_where(text, frozenset()) == "- Bel ons.\n- Klaar."
    assert text_where(text, frozenset({"raadslieden"})) == "- Bel ons.\n- Vraag het hun.\n- Klaar."


def test_a_wrong_front_matter_is_told_with_file_and_line(tmp_path) -> None:
    file = tmp_path / "x.nl.md"
    file.write_text('+++\nid = "T1"\ntitle = "Kort genoeg"\nsummary = "x"\n+++\ntekst')
    with pytest.raises(ContentFaults) as found:
        read_file(file, Front, "geld/x.nl.md")
    assert any(fault.line == 4 and fault.key == "summary" for fault in found.value.faults)
    assert {"audiences", "sources"} <= {fault.key for fault in found.value.faults}


def test_a_page_that_was_made_costs_no_query_but_the_poll_of_the_version(app, visit) -> None:
    """DESIGN §8. Nothing else is asked of the database, however long ago the page was made."""
    visitor = visit()
    for path in ("/themas/geld/kinderalimentatie", "/themas/", "/hulp/", "/routekaart/", "/geldblad/"):
        visitor.visit(path)
        app.extensions["kept_pages"].ready.clear()  # as if the moment of the fast answer were over
        for kept in app.extensions["shelf"].kept.values():
            kept.polled_at -= tenancy.POLL_SECONDS + 1
        with app.app_context(), counted_statements() as statements:
            visitor.visit(path)
        assert len(statements) == 1 and "setting" in statements[0], statements


def test_pages_in_memory_have_one_limit_for_all_municipalities(app, visit, monkeypatch) -> None:
    shelf = app.extensions["kept_pages"]
    monkeypatch.setattr(type(shelf), "MOST", 5)
    for theme in THEMES:
        visit().visit(f"/themas/{theme}/")
        visit("stad.localhost").visit(f"/themas/{theme}/")
    assert len(shelf.made) <= 5
    shelf.forget()


def test_an_own_page_is_held_to_the_rules_of_ours(tmp_path) -> None:
    file = tmp_path / "tenants" / "dorp" / "pages" / "geld" / "nieuw.nl.md"
    file.parent.mkdir(parents=True)
    file.write_text(
        '+++\nmode = "own"\ntitle = "Een pagina"\nsummary = "Over een ander ding."\naudiences = ["ouders"]\n'
        "gecontroleerd_op = 2026-01-01\ncontroleren_voor = 2026-02-01\n+++\n"
        "Je leest hier iets over een vechtscheiding en derogatie, in een gewoone zin.\n"
    )
    found = "\n".join(faults(TODAY, tmp_path / "tenants"))
    for wanted in (
        "is overdue",
        "says 'vechtscheiding'",
        "says je to adults",
        "hard word, not explained: derogatie",
        "misspelled? gewoone",
    ):
        assert wanted in found, found


def test_a_translation_that_is_older_than_the_dutch_is_named(monkeypatch) -> None:
    old = replace(next(iter(translations("en").values())), translated_on=date(2026, 1, 1))
    monkeypatch.setattr("portal.content.check.translations", lambda language: {old.path: old})
    assert any(
        "older than the Dutch" in fault for fault in faults(TODAY, ROOT / "tenants", frozenset({"en"}))
    )


def test_january_names_what_changes_with_the_year() -> None:
    listed = january(TODAY)
    assert any("geld/partneralimentatie" in line for line in listed) and any(
        "geld/indexering" in line for line in listed
    )
    assert not any("gevoel/ruzie" in line for line in listed) and listed == sorted(listed)
