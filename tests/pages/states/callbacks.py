"""Call-backs: asking for one, and the queue of the startpunt."""

from datetime import timedelta
from typing import Any

from portal import callbacks
from portal.callbacks import CallBack
from portal.callbacks.promise import find_promise
from portal.db import db, new_id
from tests.conftest import NOW
from tests.pages.scene import LONG_NAME, LOT, Scene
from tests.pages.states.state import state

ANNE = {"naam": "Anne", "telefoon": "06 12345678", "veilig_tijden": ["ochtend"], "onderwerp": ["geld"]}


def _asks(scene: Scene, days_ago: int = 0, **answers: Any) -> str:
    """Without the screen; gives the id."""
    with scene.site.inside("marktstad", NOW - timedelta(days=days_ago)):
        promise = find_promise(NOW - timedelta(days=days_ago))
        assert promise is not None
        made = callbacks.ask({**ANNE, **answers}, new_id(), promise)
        db.session.commit()
        return made.id


def _opens(scene: Scene, call_back: str) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/terugbellen/{call_back}")


@state("callbacks/resident/ask.html")
def call_me(scene: Scene) -> None:
    scene.goes("/bel-mij/")


@state("callbacks/resident/ask.html", 400)
def call_me_nothing_typed(scene: Scene) -> None:
    scene.goes("/bel-mij/")
    scene.presses("Bel mij terug")


@state("callbacks/resident/ask.html", 400)
def call_me_when_nobody_is_there(scene: Scene) -> None:
    scene.goes("/bel-mij/")
    scene.types("Hoe mogen wij u noemen?", LONG_NAME)
    scene.types("Uw telefoonnummer", "06 12345678")
    scene.chooses("Avond (17 tot 19 uur)")
    scene.presses("Bel mij terug")


@state("callbacks/resident/asked.html")
def call_me_asked(scene: Scene) -> None:
    scene.goes("/bel-mij/")
    scene.types("Hoe mogen wij u noemen?", "Anne")
    scene.types("Uw telefoonnummer", "06 12345678")
    scene.presses("Bel mij terug")


@state("callbacks/resident/asked.html")
def call_me_asked_with_everything(scene: Scene) -> None:
    scene.goes("/bel-mij/")
    scene.types("Hoe mogen wij u noemen?", LONG_NAME)
    scene.types("Uw telefoonnummer", "06 12345678")
    scene.chooses("Ochtend (9 tot 12 uur)", "Middag (12 tot 17 uur)", "Geld")
    for question in ("Mogen wij iets inspreken?", "Mag uw telefoon laten zien dat de gemeente belt?"):
        scene.tab.get_by_role("group", name=question).get_by_label("Ja", exact=True).check()
    scene.presses("Bel mij terug")


@state("callbacks/staff/queue.html")
def call_backs_nobody_waits(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/terugbellen", "leegdorp")


@state("callbacks/staff/see.html")
def call_back_new(scene: Scene) -> None:
    _opens(scene, _asks(scene, naam=LONG_NAME, veilig_inspreken="ja", onderwerp=["geld", "huis", "regels"]))


@state("callbacks/staff/see.html")
def call_back_mine_and_tried(scene: Scene) -> None:
    _opens(scene, _asks(scene, veilig_tijden=["middag"]))
    scene.presses("Ik doe dit")
    scene.presses("Niet opgenomen")


@state("callbacks/staff/see.html", 409)
def call_back_pressed_twice(scene: Scene) -> None:
    _opens(scene, _asks(scene))
    scene.tab.locator("form[action$=resultaat] input[name=gezien]").evaluate("field => field.value = '5'")
    scene.presses("Niet opgenomen")


@state("callbacks/staff/see.html")
def call_back_spoken(scene: Scene) -> None:
    _opens(scene, _asks(scene))
    scene.presses("Gesproken")


@state("callbacks/staff/see.html")
def call_back_wiped(scene: Scene) -> None:
    wiped = _asks(scene)
    with scene.site.inside("marktstad"):
        row = db.session.get(CallBack, ("marktstad", wiped))
        assert row is not None
        row.data_key, row.state, row.ended_at = None, "unreached", NOW
        db.session.commit()
    _opens(scene, wiped)


@state("callbacks/staff/queue.html")
def call_backs_late_soon_and_ended(scene: Scene) -> None:
    _asks(scene, days_ago=5)
    _asks(scene, days_ago=1)
    _asks(scene)
    scene.signs_in()
    scene.goes("/medewerker/terugbellen")


@state("callbacks/staff/new.html")
def call_back_by_phone(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/terugbellen/nieuw")


@state("callbacks/staff/new.html", 400)
def call_back_by_phone_nothing_typed(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/terugbellen/nieuw")
    scene.presses("Bewaar het verzoek")
