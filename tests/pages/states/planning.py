"""The planning and the work list: nothing to do, a lot to do, what a change does, and faults."""

from datetime import date

from tests.pages.scene import LONG_NAME, LOT, Scene
from tests.pages.states.state import state

LATER = date(2027, 2, 2)  # a day on which no other state looks


def _plans(scene: Scene, path: str = "") -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/planning/{path}")


@state("booking/planning/overview.html")
def planning_overview(scene: Scene) -> None:
    _plans(scene)


@state("booking/planning/overview.html")
def planning_overview_nothing(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/planning/", "leegdorp")


@state("booking/planning/series.html")
def planning_new(scene: Scene) -> None:
    _plans(scene, "nieuw")
    scene.chooses("Een vaste dag in de maand")


@state("booking/planning/series.html", 400)
def planning_new_faulty(scene: Scene) -> None:
    _plans(scene, "nieuw")
    scene.presses("Bekijk wat dit doet")


@state("booking/planning/preview.html")
def planning_preview_that_touches(scene: Scene) -> None:
    for at in ("09:00", "09:20"):
        scene.book("wijkteam", LATER, at, naam=LONG_NAME)
    scene.book("juridisch", LATER, "09:00")
    _plans(scene, f"dag/{scene.sitting(LATER)}")
    scene.chooses("Nee, gesloten")
    scene.presses("Bekijk wat dit doet")


@state("booking/planning/preview.html")
def planning_preview_that_touches_nobody(scene: Scene) -> None:
    _plans(scene, f"dag/{scene.sitting(LATER.replace(day=9))}")
    scene.presses("Bekijk wat dit doet")


@state("booking/planning/day.html")
def planning_day(scene: Scene) -> None:
    _plans(scene, f"dag/{scene.sitting(LATER.replace(day=9))}")
    scene.chooses("Nee, op een andere dag")


@state("booking/planning/day.html", 400)
def planning_day_faulty(scene: Scene) -> None:
    _plans(scene, f"dag/{scene.sitting(LATER.replace(day=9))}")
    scene.chooses("Nee, op een andere dag")
    scene.presses("Bekijk wat dit doet")


@state("booking/planning/close.html")
def planning_close(scene: Scene) -> None:
    _plans(scene, "sluiten")


@state("booking/planning/close.html")
def planning_close_proposed_and_closed(scene: Scene) -> None:
    _plans(scene, "sluiten")
    scene.types("Eerste dag", "2027-08-02")
    scene.types("Laatste dag", "2027-08-06")
    scene.presses("Bekijk wat dit doet")
    scene.presses("Opslaan")
    scene.presses("Neem over")


@state("booking/planning/close.html", 400)
def planning_close_faulty(scene: Scene) -> None:
    _plans(scene, "sluiten")
    scene.presses("Bekijk wat dit doet")


@state("booking/planning/replace.html")
def planning_replace(scene: Scene) -> None:
    _plans(scene, "vervangen")


@state("booking/planning/replace.html", 400)
def planning_replace_faulty(scene: Scene) -> None:
    _plans(scene, "vervangen")
    scene.presses("Bekijk wat dit doet")


@state("booking/planning/away.html")
def away_nobody(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/afwezig", "leegdorp")


@state("booking/planning/away.html")
def away_somebody(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/afwezig")
    scene.types("Eerste dag", "2027-08-02")
    scene.types("Laatste dag", "2027-08-03")
    scene.presses("Bekijk wat dit doet")
    scene.presses("Opslaan")


@state("booking/planning/away.html", 400)
def away_faulty(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/afwezig")
    scene.presses("Bekijk wat dit doet")


@state("booking/staff/worklist.html")
def worklist_nothing(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/werklijst", "leegdorp")


@state("booking/staff/worklist.html")
def worklist_a_lot(scene: Scene) -> None:
    """Every kind of work, and many of each."""
    day = LATER.replace(day=9)
    for step in range(9):
        booked = scene.book("wijkteam", day, f"{9 + step // 3:02}:{step % 3 * 20:02}", naam=LONG_NAME)
        kind = {"attention": "nobody_free"} if step % 2 else {"untold": "moved"}
        scene.changes(booked, **kind)
    mailed = scene.book("wijkteam", day, "12:00", kanaal="email", email="a@voorbeeld.example")
    scene.mail_went_wrong(mailed, "failed")
    scene.signs_in()
    scene.goes("/medewerker/werklijst")


@state("booking/staff/solve.html")
def solve_a_lost_talk(scene: Scene) -> None:
    booked = scene.book("wijkteam", LATER.replace(day=16), "09:00", kanaal="telefoon", telefoon="06 12345678")
    scene.changes(booked, attention="sitting_closed")
    scene.signs_in()
    scene.goes(f"/medewerker/werklijst/{booked.appointment}")


@state("booking/staff/solve.html", 409)
def solve_just_taken(scene: Scene) -> None:
    booked = scene.book("wijkteam", LATER.replace(day=16), "10:00")
    scene.changes(booked, attention="sitting_closed")
    scene.signs_in()
    scene.goes(f"/medewerker/werklijst/{booked.appointment}")
    button = scene.tab.locator("button[name=tijd]").first
    sitting = scene.tab.locator("input[name=spreekuurdag]").first.input_value()
    scene.somebody_takes(sitting, str(button.get_attribute("value")))
    button.click()
    scene.tab.wait_for_load_state()


@state("booking/staff/tell.html")
def tell_somebody(scene: Scene) -> None:
    booked = scene.book(
        "wijkteam", LATER.replace(day=16), "10:20", naam=LONG_NAME, kanaal="telefoon", telefoon="06 12345678"
    )
    scene.changes(booked, untold="moved")
    scene.signs_in()
    scene.goes(f"/medewerker/deelname/{booked.participation}/verteld")
