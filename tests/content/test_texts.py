"""Texts of a municipality: draft, preview by link, second reader, now or later, versions, taking away, reminders."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from portal import content, tenancy
from portal.content.library import library
from portal.content.models import TextVersion
from portal.content.queries import versions
from portal.db import db
from portal.jobs import run_due_jobs
from portal.messaging import OutboxMessage, deliver_due
from portal.privacy import Change
from tests.accounts.office import change
from tests.booking.steps import WIL, rows
from tests.content.texts import (
    BLOCK,
    PATH,
    ROOS,
    TEKSTEN,
    WHOLE,
    a_moment_later,
    at_desk,
    hands_over,
    mark,
    people,
    presses,
    published,
    write,
)
from tests.support.visitor import words

PAGE = f"/themas/{PATH}"


@pytest.fixture
def desk(app, visit):
    """(Roos, who writes; Wil, who reads)."""
    people(app)
    return at_desk(visit, ROOS), at_desk(visit, WIL)


def states(app) -> list[str]:
    return [f"{row.number} {row.state}" for row in sorted(rows(app, TextVersion), key=lambda r: r.number)]


@pytest.mark.both
def test_a_block_goes_from_draft_by_a_second_reader_to_the_page_and_away_again(app, visit, desk) -> None:
    roos, wil = desk
    resident, elsewhere = visit(), visit("stad.localhost")
    write(roos)
    assert "Dorpse woningcorporatie" not in resident.visit(PAGE).words
    page = hands_over(roos)
    assert "Laat een collega hem lezen" in page.words
    refused = roos.post(f"{TEKSTEN}{PATH}/plaatsen", {"versie": mark(page), "wanneer": "nu"}, 400)
    assert "U schreef deze tekst zelf" in refused.words
    presses(wil, "plaatsen", wanneer="nu")
    a_moment_later(app)
    seen = resident.visit(PAGE).words
    assert "In de gemeente Dorp" in seen and "Dorpse woningcorporatie" in seen
    assert "Dorpse woningcorporatie" not in elsewhere.visit(PAGE).words
    wil.visit(f"{TEKSTEN}{PATH}/versies")
    wil.submit(press="Haal van de site")
    a_moment_later(app)
    assert "Dorpse woningcorporatie" not in resident.visit(PAGE).words
    assert states(app) == ["1 withdrawn"]
    told = [(c.kind, c.name, c.after) for c in rows(app, Change) if c.kind == "text"]
    assert [name for _kind, name, _after in told] == [PATH] * 2
    assert "op de site" in "".join(a for *_x, a in told) and "weggehaald" in "".join(a for *_x, a in told)


@pytest.mark.both
def test_an_own_page_is_in_the_theme_the_search_and_the_map_of_its_municipality_only(
    visit, app, desk
) -> None:
    roos, wil = desk
    roos.visit(f"{TEKSTEN}nieuw")
    roos.submit({"thema": "wonen", "naam": "de-boot", "titel": "De veerboot na een scheiding"}, "Verder")
    new = WHOLE | {
        "titel": "De veerboot na een scheiding",
        "samenvatting": "Met de pont naar uw kinderen toe.",
    }
    published(app, roos, wil, "wonen/de-boot", **new)
    resident, elsewhere = visit(), visit("stad.localhost")
    assert "De veerboot na een scheiding" in resident.visit("/themas/wonen/").words
    assert "De veerboot na een scheiding" in resident.visit("/zoeken?q=veerboot").words
    assert "/themas/wonen/de-boot" in resident.visit("/sitemap.xml").text
    assert "Gemeente Dorp" in resident.visit("/themas/wonen/de-boot").links()
    assert "veerboot" not in elsewhere.visit("/themas/wonen/").words.lower()
    assert "De veerboot" not in elsewhere.visit("/zoeken?q=veerboot").words
    assert "de-boot" not in elsewhere.visit("/sitemap.xml").text
    elsewhere.visit("/themas/wonen/de-boot", 404)
    roos.visit(f"{TEKSTEN}nieuw")
    again = roos.submit({"thema": "wonen", "naam": "de-boot", "titel": "Nog een keer"}, "Verder", 400)
    assert "Deze naam is er al" in again.words
    wil.visit(f"{TEKSTEN}wonen/de-boot/versies")
    wil.submit(press="Haal van de site")
    a_moment_later(app)
    resident.visit("/themas/wonen/de-boot", 404)


@pytest.mark.both
def test_who_saves_after_somebody_else_sees_both_texts_and_loses_nothing(app, desk) -> None:
    roos, wil = desk
    page = wil.visit(f"{TEKSTEN}{PATH}")
    write(roos, tekst="Wat Roos schreef, staat er nu.")
    lost = wil.post(f"{TEKSTEN}{PATH}", {**BLOCK, "versie": mark(page), "tekst": "Wat Wil schreef."}, 409)
    assert "Van u: Wat Wil schreef." in lost.words and "Van de ander: Wat Roos schreef" in lost.words
    assert "Wat Wil schreef." in (lost.one("textarea", name="tekst").text or "")
    assert rows(app, TextVersion)[0].body == "Wat Roos schreef, staat er nu."
    wil.post(f"{TEKSTEN}{PATH}", {**BLOCK, "versie": mark(lost), "tekst": "Wat Wil schreef."})
    assert rows(app, TextVersion)[0].body == "Wat Wil schreef."


def test_a_fact_that_the_other_took_away_is_seen_before_it_comes_back(app, desk) -> None:
    roos, wil = desk
    write(roos, **WHOLE)
    page = wil.visit(f"{TEKSTEN}{PATH}")
    write(roos, **WHOLE | {"doelgroepen": ["kinderen"]})
    lost = wil.post(f"{TEKSTEN}{PATH}", {**WHOLE, "versie": mark(page)}, 409)
    assert "Van u: Voor wie: Ouders" in lost.words and "Van de ander: Voor wie: Kinderen" in lost.words


@pytest.mark.both
def test_a_block_can_still_be_read_and_thrown_away_when_its_page_is_gone(app, visit, desk) -> None:
    roos, _wil = desk
    write(roos)
    change(app, update(TextVersion).values(path="wonen/er-was-eens"), "dorp")
    assert "Dorpse woningcorporatie" in roos.visit(f"{TEKSTEN}wonen/er-was-eens/lezen").words
    roos.visit(f"{TEKSTEN}wonen/er-was-eens/versies/1")
    presses(roos, "weggooien", "wonen/er-was-eens")
    assert rows(app, TextVersion) == []


def test_who_locks_gets_what_was_saved_since_the_page_was_read(app, desk) -> None:
    """PostgreSQL lets somebody in between the two; what was read first must not be taken for what is there."""
    roos, _wil = desk
    write(roos)
    with app.app_context(), tenancy.acting_for("dorp"):
        (seen,) = versions(TextVersion, PATH)
        saved = update(TextVersion).values(body="Anders.").execution_options(synchronize_session=False)
        db.session.execute(saved)
        assert seen.body != "Anders."
        (locked,) = versions(TextVersion, PATH, lock=True)
        assert locked.body == "Anders."


def test_the_reader_publishes_only_what_was_on_the_screen(app, desk) -> None:
    roos, wil = desk
    write(roos)
    old = mark(hands_over(roos))
    write(roos, tekst="Toch iets heel anders.")
    hands_over(roos)
    wil.visit(f"{TEKSTEN}{PATH}/lezen")
    answer = wil.post(f"{TEKSTEN}{PATH}/plaatsen", {"versie": old, "wanneer": "nu"}, 409)
    assert "Iemand anders veranderde deze tekst net" in answer.words and states(app) == ["1 ready"]


@pytest.mark.both
def test_a_planned_text_comes_by_itself_within_the_minute(app, visit, desk, clock) -> None:
    roos, wil = desk
    resident = visit()
    resident.visit(PAGE)
    write(roos)
    hands_over(roos)
    page = presses(wil, "plaatsen", wanneer="later", dag="2026-11-26", tijd="09:00")
    assert "Gepland op 26 november 2026 09:00" in page.words
    clock.move_to(datetime(2026, 11, 26, 7, 59, 59, tzinfo=UTC))
    with app.app_context():
        run_due_jobs()
    a_moment_later(app)
    assert "woningcorporatie" not in resident.visit(PAGE).words
    clock.move_to(datetime(2026, 11, 26, 8, 1, tzinfo=UTC))
    with app.app_context():
        assert "content.texts" in run_due_jobs()
    a_moment_later(app)
    assert "woningcorporatie" in resident.visit(PAGE).words
    assert states(app) == ["1 published"]


def test_a_planned_text_is_shown_also_when_no_job_runs(app, visit, desk, clock) -> None:
    roos, wil = desk
    write(roos)
    hands_over(roos)
    presses(wil, "plaatsen", wanneer="later", dag="2026-11-26", tijd="09:00")
    clock.move_to(datetime(2026, 11, 26, 8, 0, tzinfo=UTC))
    app.extensions["shelf"].kept.clear()
    app.extensions["kept_pages"].forget()
    assert "woningcorporatie" in visit().visit(PAGE).words and states(app) == ["1 scheduled"]


@pytest.mark.parametrize(
    ("day", "at", "fault"),
    [
        ("2027-03-28", "02:30", "Deze tijd is er die dag niet"),
        ("2026-11-24", "10:00", "Deze tijd is al voorbij"),
        ("", "09:00", "Kies een dag"),
        ("2026-12-01", "25:00", "Dit is geen tijd"),
    ],
)
def test_a_moment_that_does_not_exist_or_is_over_is_refused(app, desk, day, at, fault) -> None:
    roos, wil = desk
    write(roos)
    hands_over(roos)
    assert fault in presses(wil, "plaatsen", status=400, wanneer="later", dag=day, tijd=at).words
    assert states(app) == ["1 ready"]


def test_of_a_doubled_hour_the_first_is_meant(app, desk) -> None:
    roos, wil = desk
    write(roos)
    hands_over(roos)
    presses(wil, "plaatsen", wanneer="later", dag="2027-10-31", tijd="02:30")
    assert rows(app, TextVersion)[0].publish_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.both
def test_a_link_shows_the_draft_without_signing_in_on_its_own_host_for_14_days(
    app, visit, desk, clock
) -> None:
    roos, _wil = desk
    write(roos)
    page = presses(roos, "delen")
    found = re.search(r"/voorbeeld/[\w-]{20,}", page.words)
    assert found
    link = found[0]
    assert all(link.rpartition("/")[2] not in str(vars(row)) for row in rows(app, TextVersion)), (
        "only a hash is kept"
    )
    seen = visit().visit(link)
    assert "Voorbeeld. Dit staat niet op de site." in seen.words and "woningcorporatie" in seen.words
    assert "noindex" in seen.one("meta", name="robots").get("content", "")
    visit("stad.localhost").visit(link, 404)
    client = app.test_client()
    assert client.get(link, base_url="http://dorp.bericht.localhost").status_code == 404
    assert client.get(link[:-1], base_url="http://dorp.localhost").status_code == 404
    assert "woningcorporatie" not in visit().visit(PAGE).words
    clock.shift(14 * 86400)
    visit().visit(link, 404)


def test_a_second_link_ends_the_first(visit, desk) -> None:
    roos, _wil = desk
    write(roos)
    links = [re.search(r"/voorbeeld/[\w-]+", presses(roos, "delen").words)[0] for _ in range(2)]  # type: ignore[index]
    visit().visit(links[0], 404)
    visit().visit(links[1])


@pytest.mark.both
def test_versions_show_what_changed_and_restoring_makes_a_draft(app, visit, desk) -> None:
    roos, wil = desk
    published(app, roos, wil)
    published(app, roos, wil, tekst="Bel bij een huurhuis eerst de **gemeente**. Zij denken met u mee.")
    assert states(app) == ["1 replaced", "2 published"]
    page = wil.visit(f"{TEKSTEN}{PATH}/versies/2")
    assert [*page.all("del")] and [*page.all("ins")]
    assert "Weg: Bel bij een huurhuis eerst de **Dorpse" in page.words and "Nieuw: Bel bij" in page.words
    wil.visit(f"{TEKSTEN}{PATH}/versies/1")
    wil.submit(press="Zet deze versie terug")
    assert states(app) == ["1 replaced", "2 published", "3 draft"]
    assert "eerst de gemeente" in visit().visit(PAGE).words
    wil.visit(f"{TEKSTEN}{PATH}/versies/9", 404)


def test_the_second_reader_sees_what_residents_will_miss(app, visit, desk) -> None:
    """An own text instead of the central page and the block under it: their words, and a source that goes."""
    roos, wil = desk
    published(app, roos, wil)
    write(roos, **WHOLE | {"tekst": "Bel de gemeente over een huurhuis."})
    hands_over(roos)
    changes = wil.visit(f"{TEKSTEN}{PATH}/lezen").one("section", **{"aria-labelledby": "verschil"})
    gone = [words(one) for one in changes.iter("del")]
    central = library()[PATH]
    assert central.text.split("\n\n")[0] in gone and BLOCK["tekst"] in gone
    assert any("Bronnen" in one and central.front.sources[0].title in one for one in gone)


def test_a_draft_that_is_thrown_away_leaves_what_was_shown(app, visit, desk) -> None:
    roos, wil = desk
    published(app, roos, wil)
    write(roos, tekst="Dit wordt niets.")
    presses(roos, "weggooien")
    assert states(app) == ["1 published"] and "woningcorporatie" in visit().visit(PAGE).words


def test_a_draft_does_not_make_pages_anew(app, desk) -> None:
    roos, wil = desk

    def version() -> int:
        app.extensions["shelf"].kept.clear()
        with app.app_context(), tenancy.acting_for("dorp"):
            return tenancy.profile().version

    before = version()
    write(roos)
    hands_over(roos)
    assert version() == before
    presses(wil, "plaatsen", wanneer="nu")
    assert version() > before


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("tekst", "Kijk op [deze pagina](/themas/geld/bestaat-niet).", "Deze pagina bestaat niet"),
        ("tekst", "Kijk op [deze pagina](http://dorp.example/).", "Dit adres kan niet"),
        ("tekst", "Kijk op [deze pagina](//dorp.example/).", "Dit adres kan niet"),
        ("tekst", "![een plaatje](https://dorp.example/x.png)", "Een plaatje kan niet"),
        ("tekst", "{tovenaar} - Vraag het de tovenaar.", "Wij kennen deze hulp niet"),
        ("titel", "Kort", "Gebruik 5 tot 70 tekens"),
        ("samenvatting", "x" * 141, "Gebruik hoogstens 140 tekens"),
        ("doelgroepen", ["iedereen"], "Kies een van de antwoorden"),
        ("hulp", ["tovenaar"], "Kies een van de antwoorden"),
        ("bronnen", "Zomaar iets", "Schrijf op elke regel"),
        ("lees_ook", "geld/nergens", "Deze pagina bestaat niet"),
        ("gecontroleerd_op", "2026-12-24", "Deze dag moet nog komen"),
        ("controleren_voor", "2026-11-24", "Kies een dag na"),
        ("soort", "own", "Kies wat u maakt"),
        ("tekst", "Een teken\x07 dat niemand typt.", "wij niet kunnen lezen"),
    ],
)
def test_what_the_files_may_not_be_is_refused_at_its_field_and_stays(app, desk, field, typed, fault) -> None:
    roos, _wil = desk
    page = write(roos, status=400, **{**WHOLE, field: typed})
    assert fault in page.words and page.one("textarea", name="tekst").text
    assert not rows(app, TextVersion)


def test_known_links_are_fine_and_hard_words_are_advice_only(app, desk) -> None:
    roos, _wil = desk
    long = "Dit is een zin " + "die maar doorgaat " * 9 + "en te lang is."
    text = f"{long}\n\n[Hulp](/hulp/) en [geld](/themas/geld/toeslagen) en [bel](tel:112). Het convenant regelt dat."
    page = write(roos, tekst=text)
    assert "Kan het makkelijker?" in page.words and "Deze zin is lang" in page.words
    assert rows(app, TextVersion)[0].state == "draft"


def test_whoever_is_alone_reads_that_a_second_reader_is_needed(visit, app) -> None:
    wil = at_desk(visit, WIL)
    assert "Er is niemand anders die teksten mag plaatsen" in wil.visit(TEKSTEN).words
    people(app)
    assert "Er is niemand anders" not in wil.visit(TEKSTEN).words


@pytest.mark.both
def test_late_texts_are_mailed_once_a_month_as_a_number(app, visit, desk, clock, mails) -> None:
    roos, wil = desk
    published(app, roos, wil, controleren_voor="2026-12-01")

    def day(when: datetime) -> list[str]:
        clock.move_to(when)
        with app.app_context(), tenancy.acting_for("dorp"):
            content.remind(when)
            db.session.commit()
        with app.app_context():
            deliver_due()
        found = [m.read_text() for m in sorted(mails.glob("*.eml"))]
        return [m for m in found if "nakijken" in m]

    assert not day(datetime(2026, 11, 30, 9, tzinfo=UTC))
    first = day(datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert len(first) == 2 and all("Subject: 1 tekst nakijken" in m for m in first)
    assert not [m for m in first if "huurhuis" in m.lower()]
    assert len(day(datetime(2026, 12, 20, 9, tzinfo=UTC))) == 2
    assert len(day(datetime(2027, 1, 4, 9, tzinfo=UTC))) == 5, (
        "and one for the regioredacteur: central texts are late too"
    )
    assert {m.kind for m in rows(app, OutboxMessage) if m.kind == "texts"} == {"texts"}
    assert "Te laat" in at_desk(visit, WIL).visit(TEKSTEN).words


def test_the_second_reader_hears_that_a_text_waits_and_finds_who_wrote_it(app, desk, mails) -> None:
    roos, wil = desk
    write(roos)
    hands_over(roos)
    with app.app_context():
        deliver_due()
    found = [m.read_text() for m in mails.glob("*.eml") if "Er wacht een tekst op u" in m.read_text()]
    assert len(found) == 1 and "huurhuis" not in found[0].lower()
    assert "Wacht op een tweede lezer" in [h.text for h in wil.visit(TEKSTEN).all("h2")]
    assert "Uw teksten die wachten" in roos.visit(TEKSTEN).words
    assert "Geschreven door: Roos" in wil.visit(f"{TEKSTEN}{PATH}/lezen").words
