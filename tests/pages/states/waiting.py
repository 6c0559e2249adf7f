"""The waiting list: asking for a place on it, and what staff see and do."""

from datetime import date
from typing import Any

from portal import agenda
from portal.booking import offers, waiting
from portal.booking.waiting_rules import Freed, Wishes
from portal.db import db
from tests.pages.scene import LONG_NAME, LOT, Scene
from tests.pages.states.state import state

FREED_ON = date(2027, 2, 2)  # a day on which no other state looks
BUTTON = "Zet mij op de wachtlijst"


def _asks(scene: Scene, samen: str = "nee") -> None:
    scene.goes(f"/afspraak/wachtlijst?gesprek=wijkteam&samen={samen}")


def _waits(scene: Scene, wishes: Wishes | None = None, offered: bool = False, **typed: Any) -> str:
    """Without the screen; gives the id."""
    given = {"naam": LONG_NAME, "kanaal": "telefoon", "telefoon": "06 12345678", **typed}
    with scene.site.inside("marktstad"):
        talk = agenda.find_talk("wijkteam")
        assert talk is not None
        row = waiting.wait(talk, False, given, wishes or Wishes())
        db.session.commit()
        if offered:
            day = agenda.get_sitting(scene.sitting(FREED_ON))
            offers.offer(Freed(day.id, day.starts_at, day.ends_at, frozenset(talk.roles)))
            db.session.commit()
        return row.id


@state("booking/resident/wait.html")
def wait(scene: Scene) -> None:
    _asks(scene)


@state("booking/resident/wait.html")
def wait_together_everything_open(scene: Scene) -> None:
    _asks(scene, "ja")
    scene.may_be_mailed()


@state("booking/resident/wait.html", 400)
def wait_nothing_typed(scene: Scene) -> None:
    _asks(scene)
    scene.types("Tot welke dag wilt u wachten? Hoeft niet.", "2020-01-01")
    scene.presses(BUTTON)


@state("booking/resident/waiting.html")
def waiting_told_nothing(scene: Scene) -> None:
    _asks(scene)
    scene.types("Hoe mogen wij u noemen?", "Anne")
    scene.presses(BUTTON)


@state("booking/resident/waiting.html")
def waiting_with_everything(scene: Scene) -> None:
    _asks(scene, "ja")
    scene.chooses("Maandag", "Woensdag", "In de ochtend (tot 12 uur)")
    scene.types("Tot welke dag wilt u wachten? Hoeft niet.", "2027-03-01")
    scene.types("Hoe mogen wij u noemen?", LONG_NAME)
    scene.may_be_called()
    scene.presses(BUTTON)


@state("booking/staff/waiting/people.html")
def waiting_list_nobody(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/wachtlijst", "leegdorp")


@state("booking/staff/waiting/people.html")
def waiting_list_full(scene: Scene) -> None:
    _waits(scene, Wishes(frozenset({"ma", "wo"}), frozenset({"ochtend"}), date(2027, 3, 1)))
    _waits(scene, naam="Bo", offered=True)
    scene.signs_in()
    scene.goes("/medewerker/wachtlijst")


@state("booking/staff/worklist.html")
def work_list_with_an_offer(scene: Scene) -> None:
    _waits(scene, offered=True)
    scene.signs_in()
    scene.goes("/medewerker/werklijst")


@state("booking/staff/waiting/person.html")
def somebody_who_waits(scene: Scene) -> None:
    waits = _waits(scene, Wishes(frozenset({"zo"})), kanaal="email", email="anne@voorbeeld.example")
    scene.signs_in()
    scene.goes(f"/medewerker/wachtlijst/{waits}")


@state("booking/staff/waiting/person.html")
def somebody_with_an_offer(scene: Scene) -> None:
    waits = _waits(scene, nodig=["apart", "tolk"], toelichting="Lang. " * 40, offered=True)
    scene.signs_in()
    scene.goes(f"/medewerker/wachtlijst/{waits}")


@state("booking/staff/waiting/person.html", 409)
def the_offer_is_over(scene: Scene) -> None:
    waits = _waits(scene, offered=True)
    scene.signs_in()
    scene.goes(f"/medewerker/wachtlijst/{waits}")
    with scene.site.inside("marktstad"):
        waiting.decline(waits, "person:x")
        db.session.commit()
    scene.presses("Wil deze tijd niet")


@state("booking/staff/waiting/new.html")
def waiting_list_new(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/wachtlijst/nieuw?gesprek=wijkteam&samen=ja")


@state("booking/staff/waiting/new.html", 400)
def waiting_list_new_nothing_typed(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/wachtlijst/nieuw?gesprek=wijkteam&samen=nee")
    scene.presses("Zet op de wachtlijst")
