"""The fifteen example municipalities load, look well, and have times; loading again changes nothing."""

import dataclasses
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from portal import agenda, schema, start, tenancy
from portal.agenda.cli import fill_all
from portal.app import create_app
from portal.clock import epoch, now
from portal.config import ROOT
from portal.db import db
from portal.web.theme import NEUTRAL, contrast_faults
from portal.web.themes import style_of
from tests.conftest import NOW
from tests.house.tables import changes, dump
from tests.support import world as worlds
from tests.support.visitor import Visitor

FILES = tenancy.load_tenants(ROOT / "tenants")
BY_SLUG = {file.deploy.slug: file for file in FILES}


@pytest.fixture(scope="module")
def real() -> Any:
    """The municipalities of the repository, loaded and filled, on SQLite."""
    with time_machine.travel(NOW, tick=False):
        return loaded(Path(tempfile.mkdtemp(prefix="real-", dir=worlds.SCRATCH)))


def loaded(folder: Path) -> worlds.World:
    """As `worlds.sqlite_world`, without the slow passwords: nobody signs in here."""
    settings = worlds.settings_for(f"sqlite:///{folder / 'portal.sqlite'}", tenants_dir=ROOT / "tenants")
    schema.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        for slug in BY_SLUG:
            assert start.load(slug)
        assert fill_all() > 15
        db.engine.dispose()
    with closing(sqlite3.connect(folder / "portal.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pristine = Path(shutil.copyfile(folder / "portal.sqlite", folder / "pristine.sqlite"))
    return worlds.World("sqlite", settings, app, pristine)


@pytest.fixture(autouse=True)
def fresh(real, clock) -> None:
    real.reset()


@pytest.fixture
def run(real):
    """run("--diff") calls `flask tenants load` and gives its lines."""

    def call(*args: str, code: int = 0) -> list[str]:
        outcome = real.app.test_cli_runner().invoke(args=["tenants", "load", *args])
        assert outcome.exit_code == code, outcome.output
        return outcome.output.splitlines()

    return call


def change(real, slug: str, key: str, value: str) -> None:
    with real.app.app_context(), tenancy.acting_for(slug):
        tenancy.save_settings({key: value})
        db.session.commit()


def setting(real, slug: str, key: str) -> Any:
    with real.app.app_context(), tenancy.acting_for(slug):
        return tenancy.profile().get(key)


# The files ----------------------------------------------------------------------------------------------------------


def test_there_are_fifteen_without_a_fault() -> None:
    assert len(FILES) == 15
    assert len({file.deploy.cbs_code for file in FILES}) == 15


def test_every_example_says_that_it_is_one() -> None:
    for slug in BY_SLUG:
        first = (ROOT / "tenants" / slug / "tenant.toml").read_text().splitlines()[0]
        assert first.startswith("# Voorbeeldconfiguratie"), slug


def test_no_example_can_reach_a_real_person() -> None:
    for file in FILES:
        contact = file.start.contact
        addresses = [p.email for p in file.start.professional] + [contact.email if contact else None]
        assert all(a is None or a.endswith(".example") for a in addresses), file.deploy.slug
        assert all(h.endswith(".localhost") for h in (*file.deploy.hosts, file.deploy.message_host))
        assert contact is not None and contact.phone.startswith("085 000 "), file.deploy.slug


@pytest.mark.parametrize("slug", BY_SLUG)
def test_every_house_style_can_be_read(slug: str) -> None:
    style = BY_SLUG[slug].start.style
    assert style is not None
    made = style_of(style.model_dump())
    assert made != NEUTRAL
    assert not contrast_faults(made)


def test_house_styles_differ() -> None:
    assert len({style_of(f.start.style.model_dump()).primary for f in FILES if f.start.style}) == 15


# What was loaded ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", BY_SLUG)
def test_a_municipality_has_a_talk_and_free_times(real, slug: str) -> None:
    with real.app.app_context(), tenancy.acting_for(slug):
        talks = agenda.talks()
        assert talks
        free = [talk.key for talk in talks if agenda.times_page(talk.rule, now()).days]
        assert free, f"{slug}: no free time for {[talk.key for talk in talks]}"


def test_sittings_are_planned_to_the_horizon(real) -> None:
    with real.app.app_context():
        ends = agenda.last_sitting_ends()
    assert set(ends) == set(BY_SLUG)
    for slug, last in ends.items():
        horizon = max(s.horizon_days for s in BY_SLUG[slug].start.spreekuur)
        assert NOW + timedelta(days=28) < last <= NOW + timedelta(days=horizon + 1), slug


@pytest.mark.parametrize("slug", BY_SLUG)
def test_somebody_sits_there_in_the_next_three_months(real, slug: str) -> None:
    until = epoch(NOW + timedelta(days=91))
    sittings = [row for row in dump(real)["sitting"].values() if row["owner"] == slug]
    assert [row for row in sittings if epoch(NOW) < row["starts_at"] < until and row["state"] == agenda.OPEN]


@pytest.mark.parametrize("slug", BY_SLUG)
def test_its_pages_open(real, slug: str) -> None:
    visitor = Visitor(real.app, f"{slug}.localhost")
    page = visitor.visit("/")
    assert BY_SLUG[slug].deploy.name in page.text
    talks = BY_SLUG[slug].start.talk
    shown = [visitor.visit(f"/afspraak/tijden?gesprek={t.key}&samen=nee").times() for t in talks]
    assert any(shown)
    sheet = next(link.get("href", "") for link in page.all("link") if "/thema/" in link.get("href", ""))
    assert visitor.visit(sheet).headers["Cache-Control"].endswith("immutable")


# Loading again ------------------------------------------------------------------------------------------------------


def test_a_second_load_inserts_nothing(real, run) -> None:
    before = dump(real)
    assert run() == []
    assert not changes(before, dump(real))


def test_loading_never_overwrites(real, run) -> None:
    change(real, "texel", "text.welcome", "Zelf geschreven.")
    before = dump(real)
    assert run("texel") == ["texel text.welcome: anders"]
    assert not changes(before, dump(real))
    assert setting(real, "texel", "text.welcome") == "Zelf geschreven."


def test_diff_shows_and_keeps_nothing(real, run) -> None:
    change(real, "texel", "style", "{}")
    with real.app.app_context(), tenancy.acting_for("texel"):
        db.session.delete(db.session.query(tenancy.Setting).filter_by(key="contact").one())
        db.session.commit()
    before = dump(real)
    assert run("texel", "--diff") == ["texel contact: nieuw", "texel style: anders"]
    assert run("texel", "--diff", "--overwrite", "style") == [
        "texel contact: nieuw",
        "texel style: vervangen",
    ]
    assert not changes(before, dump(real))


def test_overwrite_replaces_one_key(real, run) -> None:
    for slug in ("texel", "schagen"):
        change(real, slug, "text.welcome", "Zelf geschreven.")
        change(real, slug, "style", "{}")
    assert run("texel", "--overwrite", "text.welcome") == [
        "texel style: anders",
        "texel text.welcome: vervangen",
    ]
    assert setting(real, "texel", "text.welcome") == BY_SLUG["texel"].start.texts["welcome"]
    assert setting(real, "texel", "style") == "{}"
    assert setting(real, "schagen", "text.welcome") == "Zelf geschreven."


def test_what_was_taken_away_comes_back_and_nothing_else(real, run) -> None:
    before = dump(real)
    with real.app.app_context(), tenancy.acting_for("texel"):
        db.session.delete(db.session.query(tenancy.Setting).filter_by(key="contact").one())
        db.session.commit()
    assert run() == ["texel contact: nieuw"]
    assert changes(before, dump(real)) == {"+setting", "-setting", "setting.value"}


def test_an_unknown_municipality_is_named(run) -> None:
    assert "hoorn" in run("hoorn", code=1)[0]


def test_a_key_that_nobody_has_is_not_replaced(real) -> None:
    with real.app.app_context():
        assert {outcome for _, outcome in start.load("texel", frozenset({"nothing"}))} == {"gelijk"}


# Kies uw gemeente ---------------------------------------------------------------------------------------------------


def choose(real, typed: str) -> Any:
    visitor = Visitor(real.app, "kies.localhost")
    return visitor.client.get("/", query_string={"naam": typed}, base_url="http://kies.localhost")


@pytest.mark.parametrize(
    "typed, slug",
    [
        ("1761", "hollands-kroon"),
        ("1761 AB", "hollands-kroon"),
        ("Anna Paulowna", "hollands-kroon"),
        ("anna-paulowna", "hollands-kroon"),
        ("DEN HELDER", "den-helder"),
        ("Bergen", "bergen"),
        ("  texel ", "texel"),
    ],
)
def test_one_hit_leads_there(real, typed: str, slug: str) -> None:
    answer = choose(real, typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"http://{slug}.localhost/")


def test_a_code_of_two_municipalities_asks(real) -> None:
    visitor = Visitor(real.app, "kies.localhost")
    page = visitor.visit("/?naam=1834")
    assert "Welke gemeente is van u?" in page.words
    (section,) = page.all("section", id="gevonden")
    assert [a.get("href") for a in section.iter("a")] == [
        "http://alkmaar.localhost/",
        "http://dijk-en-waard.localhost/",
    ]


@pytest.mark.parametrize("typed, name", [("1621", "Hoorn"), ("1621 KL", "Hoorn"), ("Uitgeest", "Uitgeest")])
def test_a_municipality_that_does_not_take_part_says_so(real, typed: str, name: str) -> None:
    page = Visitor(real.app, "kies.localhost").visit(f"/?naam={typed}")
    assert "Uw gemeente doet nog niet mee" in page.words
    assert f"Voor {name} kunt u hier nog geen afspraak maken" in page.words


@pytest.mark.parametrize("typed", ["9999", "Nergenshuizen", "17", "<b>", "%"])
def test_what_nobody_knows_is_told_kindly(real, typed: str) -> None:
    visitor = Visitor(real.app, "kies.localhost")
    page = visitor.visit("/", query_string={"naam": typed})
    assert f"Wij vinden “{typed}” niet" in page.words
    assert set(page.links()) >= {file.deploy.name for file in FILES}


def test_nothing_typed_shows_all(real) -> None:
    page = Visitor(real.app, "kies.localhost").visit("/")
    assert page.h1 == "Kies uw gemeente"
    assert set(page.links()) >= {file.deploy.name for file in FILES}


def free_legal_times(real) -> set[Any]:
    with real.app.app_context(), tenancy.acting_for("hollands-kroon"):
        page = agenda.times_page(agenda.Talk(30, ("juridisch",)), now())
        return {day.sitting.on for day in page.days}


def test_an_absence_in_the_file_is_told_and_taken_over_when_asked(real, run) -> None:
    file = real.app.extensions["registry"].files
    kroon = next(f for f in file if f.deploy.slug == "hollands-kroon")
    first = min(free_legal_times(real))
    desks = tuple(
        d.model_copy(update={"absent": (first,)}) if d.role == "juridisch" else d
        for d in kroon.start.spreekuur[0].desks
    )
    spreekuur = kroon.start.spreekuur[0].model_copy(update={"desks": desks})
    start_part = kroon.start.model_copy(update={"spreekuur": (spreekuur,)})
    changed = kroon.model_copy(update={"start": start_part})
    registry = dataclasses.replace(real.app.extensions["registry"], files=(changed,))
    with real.app.app_context():
        real.app.extensions["registry"] = registry
        try:
            assert run("hollands-kroon") == ["hollands-kroon spreekuur.wieringerwerf: anders"]
            assert first in free_legal_times(real)
            told = run("hollands-kroon", "--overwrite", "spreekuur.wieringerwerf")
            assert told == ["hollands-kroon spreekuur.wieringerwerf: vervangen"]
            assert first not in free_legal_times(real)
        finally:
            real.app.extensions["registry"] = dataclasses.replace(registry, files=file)
