"""The house style with its example, the logo, the statements, and what is printed for outside."""

from pathlib import Path

from tests.pages.scene import Scene
from tests.pages.states.state import state

BEA, TOWN = "bea@gemeente-leegdorp.example", "leegdorp"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><rect width="120" height="60" rx="8" fill="#00467f"/>'
    '<circle cx="30" cy="30" r="18" fill="#ffb612"/><path d="M60 44l22-28 22 28z" fill="#fff"/></svg>'
)


def _works(scene: Scene, path: str) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes(f"/beheer/{path}", TOWN)


def _hands_over(scene: Scene, content: str) -> None:
    file = Path(scene.site.folder) / "logo.svg"
    file.write_text(content)
    scene.tab.set_input_files("#bestand", file)
    scene.presses("Logo opslaan")


@state("administration/style.html")
def style_as_it_is(scene: Scene) -> None:
    _works(scene, "huisstijl")


@state("administration/style.html")
def style_looked_at(scene: Scene) -> None:
    _works(scene, "huisstijl")
    scene.tab.fill("#hoofdkleur", "#6b2d73")
    scene.tab.fill("#knopkleur", "")
    scene.chooses("Heel rond", "Public Sans")
    scene.presses("Bekijk")


@state("administration/style.html", 400)
def style_too_light(scene: Scene) -> None:
    _works(scene, "huisstijl")
    scene.tab.fill("#knopkleur", "")
    scene.presses("Opslaan")


@state("administration/style.html", 409)
def style_saved_meanwhile(scene: Scene) -> None:
    _works(scene, "huisstijl")
    scene.tab.evaluate("document.querySelector('[name=versie]').value = 'eerder'")
    scene.tab.fill("#hoofdkleur", "#6b2d73")
    scene.presses("Opslaan")


@state("administration/style.html", 400)
def style_no_logo(scene: Scene) -> None:
    _works(scene, "huisstijl")
    _hands_over(scene, "geen tekening")


@state("administration/style.html")
def style_with_logo(scene: Scene) -> None:
    _works(scene, "huisstijl")
    _hands_over(scene, LOGO)


@state("administration/poster_choose.html")
def poster_choose(scene: Scene) -> None:
    _works(scene, "poster")


@state("administration/poster.html")
def poster(scene: Scene) -> None:
    _works(scene, "poster/a4")


@state("administration/cards.html")
def poster_cards(scene: Scene) -> None:
    _works(scene, "poster/kaartje")


@state("administration/statements.html")
def statements_examples(scene: Scene) -> None:
    _works(scene, "verklaringen")


@state("administration/statement.html")
def statement_example(scene: Scene) -> None:
    _works(scene, "verklaringen/privacy")


@state("administration/statement.html", 400)
def statement_faulty(scene: Scene) -> None:
    _works(scene, "verklaringen/toegankelijkheid")
    scene.chooses("B: voldoet gedeeltelijk")
    scene.presses("Opslaan")


@state("administration/statement.html", 409)
def statement_saved_meanwhile(scene: Scene) -> None:
    _works(scene, "verklaringen/privacy")
    scene.tab.evaluate("document.querySelector('.sp-form [name=versie]').value = 'eerder'")
    scene.tab.fill("#tekst", "Wij zijn zuinig op wat u vertelt.")
    scene.presses("Opslaan")


def _declares(scene: Scene) -> None:
    _works(scene, "verklaringen/toegankelijkheid")
    scene.tab.fill(
        "#tekst",
        "Iedereen moet kunnen meedoen.\n\n## Wat doen wij?\n\n- Wij testen met mensen.\n- Wij lossen op.",
    )
    scene.chooses("B: voldoet gedeeltelijk")
    scene.tab.fill("#datum", "2026-11-02")
    scene.tab.fill("#contact", "085 000 92 03")
    scene.tab.fill("#register", "https://register.example/1")
    scene.presses("Opslaan")


@state("administration/statement.html")
def statement_own(scene: Scene) -> None:
    _declares(scene)
    scene.goes("/beheer/verklaringen/toegankelijkheid", TOWN)


@state("web/accessibility.html")
def accessibility_declared(scene: Scene) -> None:
    _declares(scene)
    scene.goes("/toegankelijkheid/", TOWN)
