"""Central pages, written by regioredacteurs in the browser for every municipality, and back to files."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal import tenancy
from portal.content.central import central_pages, export
from portal.content.library import library, path_of
from portal.content.models import CentralText, TextVersion
from portal.content.reading import Front, read_file
from portal.db import db
from portal.jobs import run_due_jobs
from portal.privacy import Change
from tests.booking.steps import WIL, rows
from tests.content.texts import (
    PATH,
    REGIO,
    RENS,
    RIK,
    ROOS,
    TEKSTEN,
    WHOLE,
    a_moment_later,
    at_desk,
    hands_over,
    people,
    presses,
    published,
    write,
)

PAGE = f"/themas/{PATH}"
CENTRAL = WHOLE | {
    "soort": "own",
    "titel": "Samen een huurhuis",
    "samenvatting": "Wie blijft er wonen, en wat zegt de verhuurder?",
    "tekst": "De **huurbaas** moet weten wie er blijft wonen. Schrijf hem samen een brief.",
    "woorden": "flatje",
}


@pytest.fixture
def desk(app, visit):
    """(Rik of Dorp, who writes; Rens of Stad, who reads)."""
    people(app)
    return at_desk(visit, RIK), at_desk(visit, RENS, "stad.localhost")


def states(app) -> list[str]:
    return [f"{row.number} {row.state}" for row in sorted(rows(app, CentralText), key=lambda r: r.number)]


@pytest.mark.both
def test_what_two_regioredacteurs_publish_is_shown_in_every_municipality(app, visit, desk) -> None:
    rik, rens = desk
    here, there = visit(), visit("stad.localhost")
    write(rik, root=REGIO, **CENTRAL)
    page = hands_over(rik, root=REGIO)
    assert "Laat een collega hem lezen" in page.words
    assert "U schreef deze tekst zelf" in presses(rik, "plaatsen", root=REGIO, status=400, wanneer="nu").words
    assert "huurbaas" not in here.visit(PAGE).words + there.visit(PAGE).words
    presses(rens, "plaatsen", root=REGIO, wanneer="nu")
    a_moment_later(app)
    for resident in (here, there):
        assert resident.visit(PAGE).h1 == "Samen een huurhuis"
        assert "Samen een huurhuis" in resident.visit("/zoeken?q=flatje").words
        assert "Samen een huurhuis" in resident.visit("/themas/wonen/").words
    assert [c.name for c in rows(app, Change, "stad")] == [PATH]
    rens.visit(f"{REGIO}{PATH}/versies")
    rens.submit(press="Haal van de site")
    a_moment_later(app)
    assert here.visit(PAGE).h1 == library()[PATH].front.title == there.visit(PAGE).h1
    assert states(app) == ["1 withdrawn"]


def test_another_process_sees_it_within_five_seconds_without_being_told(app, visit, desk) -> None:
    """Nothing in memory of this process is thrown away but by the poll."""
    rik, rens = desk
    resident = visit()
    resident.visit(PAGE)
    with app.app_context(), tenancy.acting_for("dorp"):
        before = tenancy.profile().version
    published(app, rik, rens, root=REGIO, **CENTRAL)
    with app.app_context(), tenancy.acting_for("dorp"):
        assert tenancy.profile().version > before
    assert resident.visit(PAGE).h1 == "Samen een huurhuis"


@pytest.mark.both
def test_a_planned_central_text_comes_by_itself(app, visit, desk, clock) -> None:
    rik, rens = desk
    write(rik, root=REGIO, **CENTRAL)
    hands_over(rik, root=REGIO)
    presses(rens, "plaatsen", root=REGIO, wanneer="later", dag="2026-11-26", tijd="09:00")
    resident = visit("stad.localhost")
    resident.visit(PAGE)
    clock.move_to(datetime(2026, 11, 26, 8, 0, tzinfo=UTC))
    a_moment_later(app)
    assert resident.visit(PAGE).h1 == "Samen een huurhuis", "no job ran yet"
    with app.app_context():
        run_due_jobs()
    a_moment_later(app)
    assert states(app) == ["1 published"] and resident.visit(PAGE).h1 == "Samen een huurhuis"


@pytest.mark.both
def test_a_municipality_sees_what_changed_centrally_since_its_own_text(app, visit, desk) -> None:
    rik, rens = desk
    roos, wil = at_desk(visit, ROOS), at_desk(visit, WIL)
    published(app, roos, wil, **WHOLE)
    changed = "De centrale tekst is veranderd sinds uw versie"
    assert changed not in roos.visit(TEKSTEN).words
    published(app, rik, rens, root=REGIO, **CENTRAL)
    assert changed in roos.visit(TEKSTEN).words and changed in roos.visit(f"{TEKSTEN}{PATH}").words
    page = roos.visit(f"{TEKSTEN}{PATH}/centraal")
    assert "Nieuw: Samen een huurhuis" in page.words and "Weg: Huurhuis" in page.words
    assert visit().visit(PAGE).h1 == "Een huurhuis in Dorp", "its own text stays"
    published(
        app, roos, wil, **WHOLE | {"tekst": "Nagekeken: bel de **corporatie** in Dorp. Zij denken mee."}
    )
    assert changed not in roos.visit(TEKSTEN).words
    assert rows(app, TextVersion, "stad") == []


def test_only_regioredacteurs_write_central_texts(app, visit, desk) -> None:
    for email in (ROOS, WIL):
        at_desk(visit, email).visit(REGIO, 404)
        at_desk(visit, email).visit(f"{REGIO}{PATH}", 404)
    rik, _rens = desk
    rik.visit(TEKSTEN, 404)
    refused = write(rik, root=REGIO, status=400, **CENTRAL | {"bronnen": ""})
    assert "Noem ten minste een bron" in refused.words


def test_a_link_of_a_central_draft_works_only_where_it_was_made(app, visit, desk) -> None:
    rik, _rens = desk
    write(rik, root=REGIO, **CENTRAL)
    found = re.search(r"/voorbeeld/[\w-]{20,}", presses(rik, "delen", root=REGIO).words)
    assert found and "huurbaas" in visit().visit(found[0]).words
    visit("stad.localhost").visit(found[0], 404)


def test_exported_central_texts_load_again_to_the_same(app, desk, tmp_path: Path) -> None:
    """Also a changed page, one that was made in the browser, and quotes, backslashes and accents in every field."""
    rik, rens = desk
    odd = 'Een "titel" met \\ en é: 100% + een'
    published(
        app, rik, rens, root=REGIO, **CENTRAL | {"titel": odd, "bronnen": f"{odd} | https://a.example/x?y=1"}
    )
    rik.visit(f"{REGIO}nieuw")
    rik.submit({"thema": "geld", "naam": "een-nieuwe", "titel": "Een nieuwe pagina"}, "Verder")
    published(app, rik, rens, "geld/een-nieuwe", REGIO, **CENTRAL | {"titel": "Een nieuwe pagina"})
    with app.app_context(), tenancy.acting_for("dorp"):
        wanted = central_pages()
        db.session.rollback()
        assert export(tmp_path) == len(wanted) == len(library()) + 1
    outcome = app.test_cli_runner().invoke(args=["content", "export", str(tmp_path)])
    assert outcome.exit_code == 0, outcome.output
    for file in tmp_path.glob("*/*.nl.md"):
        front, text = read_file(file, Front, file.name)
        page = wanted.pop(path_of(file))
        assert (front, text) == (page.front, page.text), page.path
    assert not wanted
