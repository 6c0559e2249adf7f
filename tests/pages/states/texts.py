"""Texts: the list, a new page, the form and its faults, reading, versions, and a preview by link."""

from sqlalchemy import select

from portal import accounts
from portal.accounts.models import Membership, Organisation
from portal.content import actions
from portal.content.central import central_pages
from portal.content.desk import facts_of_page
from portal.content.models import CentralText, TextVersion
from portal.db import db
from tests.pages.scene import Scene
from tests.pages.states.state import state

BEA, TOWN = "bea@gemeente-leegdorp.example", "leegdorp"
PATH = "wonen/huurhuis"
BLOCK = "Bel bij een huurhuis eerst de **woningcorporatie**. Zij denken met u mee over wie er blijft wonen."
DATES = {"gecontroleerd_op": "2026-11-24", "controleren_voor": "2026-11-25"}


def _desk(scene: Scene, path: str = "") -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes(f"/beheer/teksten/{path}", TOWN)


def _writes(scene: Scene, path: str, words: str = BLOCK, by: str = "0" * 24) -> None:
    """Kept as a draft without the screen."""
    with scene.site.inside(TOWN):
        known = actions.queries.versions(TextVersion, path)
        text = actions.Text(path, "block", "", "", words, DATES, "x", "Huurhuis\nEen oude tekst.")
        actions.save(TextVersion, text, by, known[0].mark if known else "")
        db.session.commit()


def _mark(path: str) -> str:
    return actions.queries.versions(TextVersion, path)[0].mark


def _hands_over(scene: Scene, path: str, note: str = "") -> None:
    with scene.site.inside(TOWN):
        actions.hand_over(TextVersion, path, _mark(path), note)
        db.session.commit()


def _published(scene: Scene, path: str, words: str = BLOCK) -> None:
    _writes(scene, path, words)
    _hands_over(scene, path)
    with scene.site.inside(TOWN):
        actions.publish(TextVersion, path, _mark(path), "1" * 24)
        db.session.commit()


@state("content/texts/overview.html")
def texts_overview_alone(scene: Scene) -> None:
    _desk(scene)


@state("content/texts/new.html")
def texts_new(scene: Scene) -> None:
    _desk(scene, "nieuw")


@state("content/texts/new.html", 400)
def texts_new_faulty(scene: Scene) -> None:
    _desk(scene, "nieuw")
    scene.types("Naam in het adres", "Geen Goede Naam")
    scene.presses("Verder")


@state("content/texts/edit.html")
def texts_edit_first_time(scene: Scene) -> None:
    _desk(scene, "wonen/koophuis")


@state("content/texts/edit.html", 400)
def texts_edit_faulty(scene: Scene) -> None:
    _desk(scene, "wonen/koophuis")
    scene.chooses("Een eigen tekst in plaats van de centrale tekst")
    scene.tab.fill("#samenvatting", "Kort")
    scene.tab.fill("#tekst", "Kijk op [deze pagina](/themas/geld/nergens).")
    scene.presses("Bewaar het concept")


@state("content/texts/edit.html")
def texts_edit_with_advice(scene: Scene) -> None:
    _writes(scene, "wonen/wie-blijft", "Dit is een zin " + "die maar doorgaat " * 9 + "en je te lang vindt.")
    _desk(scene, "wonen/wie-blijft")


@state("content/texts/edit.html", 409)
def texts_edit_lost(scene: Scene) -> None:
    _desk(scene, "wonen/verhuizing")
    scene.tab.fill("#tekst", "Wat ik schreef, staat hier.")
    scene.tab.fill("#gecontroleerd_op", "2026-11-24")
    _writes(scene, "wonen/verhuizing")
    scene.presses("Bewaar het concept")


@state("content/texts/read.html")
def texts_read_draft(scene: Scene) -> None:
    _writes(scene, "wonen/nieuwe-plek")
    _desk(scene, "wonen/nieuwe-plek/lezen")


@state("content/texts/read.html")
def texts_read_with_a_link(scene: Scene) -> None:
    _desk(scene, "wonen/nieuwe-plek/lezen")
    scene.presses("Maak een link")


@state("content/texts/read.html")
def texts_read_by_the_second(scene: Scene) -> None:
    _published(scene, PATH)
    _writes(scene, PATH, BLOCK.replace("eerst", "altijd"))
    _hands_over(scene, PATH, "Klopt de naam van de corporatie?")
    _desk(scene, f"{PATH}/lezen")
    scene.chooses("Op een dag die ik kies")


@state("content/texts/read.html", 400)
def texts_read_no_day(scene: Scene) -> None:
    _desk(scene, f"{PATH}/lezen")
    scene.chooses("Op een dag die ik kies")
    scene.presses("Plaats de tekst")


@state("content/texts/read.html", 409)
def texts_read_changed_meanwhile(scene: Scene) -> None:
    _desk(scene, f"{PATH}/lezen")
    _writes(scene, PATH, BLOCK.replace("eerst", "meteen"))
    _hands_over(scene, PATH)
    scene.presses("Plaats de tekst")


@state("content/texts/history.html")
def texts_history(scene: Scene) -> None:
    _desk(scene, f"{PATH}/versies")


@state("content/texts/history.html")
def texts_history_nothing(scene: Scene) -> None:
    _desk(scene, "geld/pensioen/versies")


@state("content/texts/version.html")
def texts_version(scene: Scene) -> None:
    _desk(scene, f"{PATH}/versies/2")


@state("content/texts/central.html")
def texts_central_changed(scene: Scene) -> None:
    _desk(scene, f"{PATH}/centraal")


@state("content/texts/overview.html")
def texts_overview_full(scene: Scene) -> None:
    """One is published and changed centrally since, others are being written."""
    _desk(scene)


@state("content/texts/preview.html")
def texts_preview_by_link(scene: Scene) -> None:
    with scene.site.inside(TOWN):
        secret = actions.share(TextVersion, PATH, _mark(PATH))
        db.session.commit()
    scene.goes(f"/voorbeeld/{secret}", TOWN)


def _regio(scene: Scene, path: str = "") -> None:
    with scene.site.inside(TOWN):
        person = db.session.scalars(select(accounts.Person.id).where(accounts.Person.email == BEA)).one()
        had = select(Membership.id).where(Membership.person_id == person, Membership.role == "regioredacteur")
        if db.session.scalar(had) is None:
            where = select(Organisation.id).where(Organisation.key == f"{TOWN}:wijkteam")
            given = {"person_id": person, "tenant": TOWN, "role": "regioredacteur"}
            db.session.add(Membership(**given, organisation_id=db.session.scalars(where).one()))
            db.session.commit()
    scene.signs_in(BEA, TOWN)
    scene.goes(f"/beheer/regioteksten/{path}", TOWN)


@state("content/texts/overview.html")
def texts_central_overview(scene: Scene) -> None:
    _regio(scene)


@state("content/texts/edit.html")
def texts_central_edit(scene: Scene) -> None:
    _regio(scene, "geld/pensioen")


@state("content/texts/edit.html", 409)
def texts_central_edit_lost(scene: Scene) -> None:
    _regio(scene, "geld/toeslagen")
    scene.tab.fill("#titel", "Toeslagen na een scheiding")
    scene.tab.fill("#gecontroleerd_op", "2026-11-24")
    with scene.site.inside(TOWN):
        page = central_pages()["geld/toeslagen"]
        said = actions.Text(
            page.path, "own", "Samen toeslagen", page.front.summary, page.text, facts_of_page(page)
        )
        actions.save(CentralText, said, "0" * 24, "")
        db.session.commit()
    scene.presses("Bewaar het concept")


@state("content/texts/read.html")
def texts_central_waits_for_another(scene: Scene) -> None:
    _regio(scene, "geld/uitkering")
    scene.tab.fill("#titel", "Een uitkering na een scheiding")
    scene.tab.fill("#gecontroleerd_op", "2026-11-24")
    scene.presses("Bewaar het concept")
    scene.goes("/beheer/regioteksten/geld/uitkering/lezen", TOWN)
    scene.presses("Klaar voor de tweede lezer")
    with scene.site.inside(TOWN):
        assert actions.queries.versions(CentralText, "geld/uitkering")[0].state == "ready"
