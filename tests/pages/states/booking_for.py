"""Staff book for somebody: which talk, when, who, and the code to read aloud."""

from datetime import date

from tests.pages.scene import QUIET_DAY, TODAY, Scene
from tests.pages.states.state import state

TIMES = "/medewerker/boeken?gesprek=wijkteam&samen=nee"


def _holds(scene: Scene, how: str = "nee") -> None:
    scene.signs_in()
    scene.goes("/medewerker/boeken")
    if scene.tab.get_by_role("button", name="Wis en begin opnieuw").count():
        scene.presses("Wis en begin opnieuw")
    scene.goes(f"/medewerker/boeken?gesprek={'geld' if how == 'ja' else 'wijkteam'}&samen={how}")
    scene.takes_a_time()


@state("booking/staff/for/choose.html")
def for_somebody_which_talk(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/boeken")


@state("booking/staff/for/choose.html")
def for_somebody_busy_already(scene: Scene) -> None:
    _holds(scene)
    scene.goes("/medewerker/boeken")


@state("booking/staff/for/times.html")
def for_somebody_times(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(TIMES)


@state("booking/staff/for/times.html")
def for_two_times(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/boeken?gesprek=geld&samen=ja")


@state("booking/staff/for/times.html", 400)
def for_somebody_wrong_day(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"{TIMES}&vanaf=gisteren")


@state("booking/staff/for/taken.html", 409)
def for_somebody_taken(scene: Scene) -> None:
    for_somebody_times(scene)
    button = scene.tab.locator("button[name=tijd]").last
    form = scene.tab.locator("form:has(button[name=tijd])").last
    sitting = form.locator("input[name=spreekuurdag]").get_attribute("value") or ""
    scene.somebody_takes(sitting, button.get_attribute("value") or "")
    button.click()


@state("booking/staff/for/details.html")
def for_somebody_details(scene: Scene) -> None:
    _holds(scene)


@state("booking/staff/for/details.html", 400)
def for_somebody_nothing_typed(scene: Scene) -> None:
    _holds(scene)
    scene.presses("Maak de afspraak")


@state("booking/staff/for/done.html")
def for_somebody_done(scene: Scene) -> None:
    _holds(scene)
    scene.types("Vraag: Hoe mogen wij u noemen?", "Bram")
    scene.presses("Maak de afspraak")


@state("booking/staff/for/done.html")
def for_two_done(scene: Scene) -> None:
    _holds(scene, "ja")
    scene.types("Vraag: Hoe mogen wij u noemen?", "Bram")
    scene.presses("Maak de afspraak")


@state("booking/staff/for/letter.html")
def letter_for_somebody(scene: Scene) -> None:
    for_somebody_done(scene)
    scene.tab.get_by_role("link", name="Brief afdrukken").click()
    scene.tab.wait_for_load_state()


@state("booking/staff/for/full_days.html")
def full_which_day(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/boeken/vol?gesprek=wijkteam&samen=nee")


@state("booking/staff/for/full.html")
def full_which_time(scene: Scene) -> None:
    scene.book("wijkteam", QUIET_DAY, "12:40")
    scene.signs_in()
    scene.goes(f"/medewerker/boeken/vol/{scene.sitting(QUIET_DAY)}?gesprek=wijkteam&samen=nee")


@state("booking/staff/for/full.html", 400)
def full_nothing_chosen(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/boeken/vol/{scene.sitting(QUIET_DAY)}?gesprek=wijkteam&samen=nee")
    scene.presses("Kies deze tijd toch")


@state("booking/staff/for/walk_in.html")
def at_the_desk_now(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(TODAY)}/aan-de-balie")


@state("booking/staff/for/walk_in.html")
def at_the_desk_on_another_day(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(QUIET_DAY)}/aan-de-balie")


@state("booking/staff/for/other_tab.html", 409)
def for_somebody_in_another_window(scene: Scene) -> None:
    """This page is of another time than the one that is held now."""
    scene.signs_in()
    scene.goes("/medewerker/boeken?gesprek=wijkteam&samen=nee")
    scene.takes_a_time()
    scene.tab.wait_for_load_state()
    scene.tab.locator("input[name=claim]").first.evaluate("field => field.value = '0'.repeat(24)")
    scene.types("Vraag: Hoe mogen wij u noemen?", "Bram")
    scene.presses("Maak de afspraak")


@state("booking/staff/for/refused.html", 400)
def full_and_then_the_day_closes(scene: Scene) -> None:
    day = date(2027, 2, 16)
    scene.book("wijkteam", day, "11:40")
    sitting = scene.sitting(day)
    scene.signs_in()
    scene.goes(f"/medewerker/boeken/vol/{sitting}?gesprek=wijkteam&samen=nee")
    for name in ("tijd", "waarom", "zeker"):
        scene.tab.locator(f"input[name={name}]").first.check()
    scene.presses("Kies deze tijd toch")
    scene.types("Vraag: Hoe mogen wij u noemen?", "Bram")
    scene.in_the_database(f"UPDATE sitting SET state = 'closed' WHERE id = '{sitting}'")
    scene.presses("Maak de afspraak")
    scene.in_the_database(f"UPDATE sitting SET state = 'open' WHERE id = '{sitting}'")
