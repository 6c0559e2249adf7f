"""The municipality's own desk: files out and in, who changed what, and what is missing before going live."""

from portal import accounts, privacy, tenancy
from portal.administration.exporting import toml_now
from portal.db import db
from tests.pages.scene import LONG_NAME, Scene
from tests.pages.states.state import state

BEA, EMPTY = "bea@gemeente-leegdorp.example", "leegdorp"
MO, WHOLE = "mo.kamperfoelie@wijkcentrum-alkmaar.example", "alkmaar"
RIK = "rik.redacteur@gemeente-leegdorp.example"
HEAD = "sleutel;naam;straat;plaats;aanwijzing\r\n"


def _works(scene: Scene, path: str) -> None:
    scene.signs_in(BEA, EMPTY)
    scene.goes(f"/beheer/{path}", EMPTY)


def _sends(scene: Scene, kind: str, text: str) -> None:
    _works(scene, "bestanden")
    scene.tab.select_option("#soort", kind)
    file = {"name": "bestand", "mimeType": "text/plain", "buffer": text.encode()}
    scene.tab.set_input_files("#bestand", file)  # type: ignore[arg-type]
    scene.presses("Bekijk wat het bestand doet")


@state("administration/home.html")
def office_to_do(scene: Scene) -> None:
    _works(scene, "")


@state("administration/home.html")
def office_all_done(scene: Scene) -> None:
    with scene.site.inside(WHOLE):
        accounts.add_person(
            "tweede.beheerder@wijkcentrum-alkmaar.example", "Tweede", "beheerder", f"{WHOLE}:wijkteam"
        )
        own = {f"statement.{name}": {"text": "Onze eigen tekst."} for name in ("privacy", "accessibility")}
        tenancy.save_settings(own | {"style": {"primary": "#154273"}})
        db.session.commit()
    scene.signs_in(MO, WHOLE)
    scene.goes("/beheer/", WHOLE)


@state("administration/home.html")
def office_of_an_editor(scene: Scene) -> None:
    with scene.site.inside(EMPTY):
        accounts.add_person(RIK, LONG_NAME, "redacteur", f"{EMPTY}:wijkteam")
        db.session.commit()
    scene.signs_in(RIK, EMPTY)
    scene.goes("/beheer/", EMPTY)


@state("administration/files.html")
def files(scene: Scene) -> None:
    _works(scene, "bestanden")


@state("administration/files.html", 400)
def files_none_chosen(scene: Scene) -> None:
    _works(scene, "bestanden")
    scene.presses("Bekijk wat het bestand doet")


@state("administration/trial.html")
def file_tried(scene: Scene) -> None:
    _sends(scene, "plekken", HEAD + "nieuwe-plek;De nieuwe plek;Lange Straat 1;Leegdorp;Bel aan.\r\n")


@state("administration/trial.html")
def file_with_boxes_to_tick(scene: Scene) -> None:
    """The whole municipality: one thing is other, somebody is new, and what is the same is not listed."""
    _sends(scene, "gemeente", _whole(scene) + _ELSEWHERE)


@state("administration/trial.html")
def file_with_nothing_to_do(scene: Scene) -> None:
    _sends(scene, "gemeente", _whole(scene, other=False))


def _whole(scene: Scene, other: bool = True) -> str:
    with scene.site.inside(EMPTY):
        text = toml_now().decode()
    return text.replace("minutes = 30", "minutes = 45", 1) if other else text


_ELSEWHERE = f"""
[[start.professional]]
key = "elders"
name = "{LONG_NAME}"
email = "elders@elders.example"
organisation = "wijkteam"
"""


@state("administration/trial.html", 400)
def whole_file_with_faults(scene: Scene) -> None:
    _sends(scene, "gemeente", _whole(scene).replace("minutes = 45", "minutes = 31") + "\nonzin = 1\n")


@state("administration/trial.html", 400)
def file_with_faults(scene: Scene) -> None:
    _sends(scene, "plekken", HEAD + "Geen sleutel;Spreekuurhuis;;Leegdorp;\r\n;;;;x\r\n")


@state("administration/trial.html", 409)
def file_saved_meanwhile(scene: Scene) -> None:
    _sends(scene, "plekken", HEAD + "nieuwe-plek;De nieuwe plek;Lange Straat 1;Leegdorp;\r\n")
    scene.tab.evaluate("document.querySelector('[name=gezien]').value = 'eerder'")
    scene.presses("Breng in")


@state("administration/changes.html")
def changes(scene: Scene) -> None:
    with scene.site.inside(EMPTY):
        privacy.changed("place", "Gemeentehuis", {"street": "Straat 1"}, {"street": "Straat 2"})
        privacy.changed("offer", "Voedselbank", None, {"name": "Voedselbank", "phone": "085 000 90 20"})
        db.session.commit()
    _works(scene, "wijzigingen")


@state("administration/changes.html")
def changes_none(scene: Scene) -> None:
    _works(scene, "wijzigingen")
    scene.types("Zoek op naam of woord", "dit staat er niet")
    scene.presses("Zoek")
