"""What municipalities add: all fifteen walked, in both directions; and what is wrong with a local page."""

from typing import get_args

import pytest

from portal import content, partners, start, tenancy
from portal.agenda.cli import fill_all
from portal.app import create_app
from portal.config import ROOT
from portal.content.helps import LOCAL, NATIONAL, offered
from portal.content.local import read_local
from portal.db import db
from portal.schema import upgrade
from portal.tenancy.shapes import Offer
from tests.support import world as worlds
from tests.support.visitor import Visitor, words

ALWAYS = ("Veilig Thuis", "113", "Het Juridisch Loket", "Raad voor Rechtsbijstand", "Villa Pinedo")


@pytest.fixture(scope="module")
def fifteen(tmp_path_factory):
    """The example municipalities, loaded from their files."""
    folder = tmp_path_factory.mktemp("fifteen")
    settings = worlds.settings_for(f"sqlite:///{folder / 'x.sqlite'}", tenants_dir=ROOT / "tenants")
    upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        for slug in tenancy.registry().by_slug:
            start.load(slug)
        fill_all()
        db.session.commit()
    return app


SLUGS = sorted(path.parent.name for path in (ROOT / "tenants").glob("*/tenant.toml"))


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_offered_is_shown_and_what_is_not_is_not_named(fifteen, slug) -> None:
    with fifteen.app_context(), tenancy.acting_for(slug):
        here, offers = offered(), partners.offers()
        paths = [page.path for page in content.shown_here().pages.values()]
    visitor = Visitor(fifteen, f"{slug}.localhost")
    words = visitor.visit("/hulp/").words
    assert all(name in words for name in ALWAYS)
    assert all(offer.name in words and offer.paid_by in words for offer in offers)
    seen = {path: visitor.visit(f"/themas/{path}") for path in paths}
    assert len(seen) >= 54
    assert ("kinderen/ouderavond" in seen) == ("ouderavond" in here)
    for key in LOCAL.keys() - here:
        for path, page in seen.items():
            shown = page.words.partition("Wie helpt?")[2].partition("Lees ook")[0]
            assert LOCAL[key].name not in shown, f"{key} on {path}"
    if "raadslieden" not in here:
        # One municipality says on a page of its own that it has none.
        if "juridisch/raadslieden" not in paths:
            visitor.visit("/themas/juridisch/raadslieden", 404)
        assert not [path for path, page in seen.items() if "de sociaal raadslieden helpen" in page.words]
    else:
        assert "de sociaal raadslieden helpen" in seen["geld/toeslagen"].words
    with fifteen.app_context(), tenancy.acting_for(slug):
        shown = content.shown_here()
    for path, page in seen.items():
        for key in shown.pages[path].front.helps:
            assert key in LOCAL or NATIONAL[key].name in page.words, f"{key} is missing on {path}"


def test_no_two_municipalities_offer_the_same(fifteen) -> None:
    """Otherwise the walk would prove nothing: every kind but the wijkteam is somewhere and not everywhere."""
    sets = []
    for slug in SLUGS:
        with fifteen.app_context(), tenancy.acting_for(slug):
            sets.append(offered())
    for key in LOCAL.keys() - {"wijkteam", "spreekuur"}:
        assert 0 < sum(key in one for one in sets) < len(sets), key


def test_a_block_a_replaced_page_and_an_own_page_are_seen_only_there(fifteen) -> None:
    modes = {}
    for slug in SLUGS:
        for file in read_local(ROOT / "tenants", slug):
            modes.setdefault(file.front.mode, []).append((slug, file))
    assert set(modes) == {"block", "replace", "own"}
    for mode, files in modes.items():
        for slug, file in files:
            here = Visitor(fifteen, f"{slug}.localhost").visit(f"/themas/{file.path}")
            other = next(s for s in SLUGS if s not in {s for s, f in files if f.path == file.path})
            elsewhere = Visitor(fifteen, f"{other}.localhost")
            first = " ".join(file.text.split()[:4]).strip("#*- ")
            assert first in here.words, file.name
            if mode == "own":
                elsewhere.visit(f"/themas/{file.path}", 404)
                theme = Visitor(fifteen, f"{slug}.localhost").visit(f"/themas/{file.path.split('/')[0]}/")
                assert file.front.title in theme.words


def test_faults_of_local_pages_are_told_at_the_start_all_at_once(tmp_path) -> None:
    pages = tmp_path / "tenants" / "dorp" / "pages"
    for name, text in {
        "wonen/huurhuis": '+++\nmode = "blok"\n+++\nx',
        "wonen/niets": '+++\nmode = "block"\ngecontroleerd_op = 2026-01-01\ncontroleren_voor = 2027-01-01\n+++\nx',
        "tuin/nieuw": "geen voorblad",
        "geld/nieuw": (
            '+++\nmode = "own"\ntitle = "Een pagina"\nsummary = "Over iets anders."\naudiences = ["ouders"]\n'
            'related = ["geld/nergens"]\ngecontroleerd_op = 2026-01-01\ncontroleren_voor = 2027-01-01\n+++\nx'
        ),
    }.items():
        file = pages / f"{name}.nl.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    found = [str(fault) for fault in content.local_faults(tmp_path / "tenants")]
    assert any("huurhuis.nl.md:2 mode" in fault for fault in found)
    assert any("geen pagina met deze naam" in fault for fault in found)
    assert any("geen voorblad" in fault for fault in found)
    assert any("geld/nergens bestaat niet" in fault for fault in found)


def test_loading_again_changes_nothing(fifteen) -> None:
    with fifteen.app_context():
        outcome = start.load("hollands-kroon", keep=False)
    assert {result for key, result in outcome if key.startswith(("offer.", "contact_person"))} <= {"gelijk"}


@pytest.mark.parametrize("slug", SLUGS)
def test_both_maps_name_only_what_is_there_and_the_picture_says_the_same(fifteen, slug) -> None:
    with fifteen.app_context(), tenancy.acting_for(slug):
        here = offered()
    for path in ("/routekaart/", "/voor/professionals/wie-helpt-waarmee"):
        page = Visitor(fifteen, f"{slug}.localhost").visit(path)
        text, _, picture = page.words.partition("Alles op één blad")
        for key in LOCAL.keys() - here:
            assert LOCAL[key].name not in page.words, key
        for name in ("Veilig Thuis", "Juridisch Loket"):
            assert name in text
        assert "Veilig" in picture and len(picture) > 800
        drawn = " ".join(words(t) for t in page.all("{http://www.w3.org/2000/svg}text") or page.all("text"))
        assert drawn and all(word in text for word in drawn.split())


def test_a_kind_of_offer_and_a_local_help_are_the_same_list() -> None:
    kinds = set(get_args(Offer.model_fields["kind"].annotation))
    assert kinds - {"overig"} == LOCAL.keys() - {"spreekuur"}


def test_a_municipality_sees_only_its_own_offers_and_person(visit) -> None:
    """Both stand in memory in one process; neither host shows a word of the other."""
    for here, there in (("dorp", "Stad"), ("stad", "Dorp")):
        words = visit(f"{here}.localhost").visit("/hulp/").words
        assert f"Wijkteam {here.capitalize()}" in words and f"Wijkteam {there}" not in words
        assert f"{there}smens" not in words and "Redactie " + there not in words
