"""Forms with ids that the page never offered: of another municipality, another desk, another colleague.

Each is refused with the form or as if it did not exist, and nothing at all is written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal import accounts, tenancy
from portal.agenda.models import Closure, Place, Sitting, SittingDesk, Spreekuur
from portal.db import db
from tests.rights.crawl import csrf
from tests.rights.forms import contents, everything
from tests.rights.scene import SAM, WIL, Scene

STARTPUNT, PLANNER, JURIST, NO_DESK = (
    "medewerker@startpunt",
    "planner@ander",
    "medewerker@ander",
    "medewerker@zonder",
)
MINE, FORM = {404}, {400, 404}


@dataclass(frozen=True)
class Things:
    """Ids that nobody here may use."""

    sam: str
    wil: str
    series: str
    own_series: str
    place: str
    own_place: str
    closure: str
    sitting: str
    own_sitting: str
    own_chair: str
    wijkteam: str
    juul: str


@pytest.fixture(scope="module")
def things(scene: Scene) -> Things:
    with scene.app.app_context(), tenancy.acting_for("stad"):
        db.session.add(Closure(key="x", from_on=_day("2027-02-01"), until_on=_day("2027-02-02")))
        db.session.commit()

        def of(model: Any, owner: str) -> str:
            return str(db.session.scalars(select(model.id).where(model.owner == owner).limit(1)).one())

        people = accounts.person_ids_by_mail({SAM, WIL, "juul@juridisch-loket.example"})
        sitting = scene.ids["sitting"]["hier"]
        chair = select(SittingDesk.id).where(
            SittingDesk.sitting_id == sitting, SittingDesk.role == "juridisch"
        )
        later = select(Sitting.id).where(Sitting.owner == "stad", Sitting.on > _day("2026-12-02")).limit(1)
        return Things(
            people[SAM],
            people[WIL],
            of(Spreekuur, "stad"),
            of(Spreekuur, "dorp"),
            of(Place, "stad"),
            of(Place, "dorp"),
            of(Closure, "stad"),
            str(db.session.scalars(later).one()),
            sitting,
            str(db.session.scalars(chair).one()),
            accounts.get_organisation("dorp:wijkteam").id,
            people["juul@juridisch-loket.example"],
        )


def _day(text: str) -> date:
    return date.fromisoformat(text)


Given = Callable[[Scene, Things], dict[str, str]]
Trick = tuple[str, str, Given, set[int]]


def _series(**changed: str) -> Given:
    def form(_scene: Scene, t: Things) -> dict[str, str]:
        good = {
            "titel": "Spreekuur",
            "plek": t.own_place,
            "herhaling": "weken",
            "elke": "2",
            "vanaf": "2021-07-07",
            "van": "09:00",
            "tot": "12:00",
            "raster": "30",
            "pauze": "0",
            "vooraf": "24",
            "ver": "91",
            "samen_tot": "2",
            "hoeveelste": "1",
            "weekdag": "wo",
            "stoelen-0-rol": "wijkteam",
            "stoelen-0-wie": f"{t.wijkteam}:{t.wil}",
        }
        return good | {name: value.format(t=t) for name, value in changed.items()}

    return form


def _with(**given: str) -> Given:
    return lambda scene, t: {name: value.format(t=t, ids=scene.ids) for name, value in given.items()}


def _talk(situation: str, kind: str = "participation") -> str:
    return "{ids[" + kind + "][" + situation + "]}"


TRICKS: dict[str, Trick] = {
    # --- the planning: people, places, series and chairs from elsewhere
    "a chair for somebody of another municipality": (
        STARTPUNT, "planning/nieuw", _series(**{"stoelen-0-wie": "{t.wijkteam}:{t.sam}"}), FORM,
    ),
    "a chair for a colleague of another organisation": (
        STARTPUNT, "planning/nieuw", _series(**{"stoelen-0-wie": "{t.wijkteam}:{t.juul}"}), FORM,
    ),
    "a role that nobody has": (STARTPUNT, "planning/nieuw", _series(**{"stoelen-0-rol": "baas"}), FORM),
    "a place of another municipality": (STARTPUNT, "planning/nieuw", _series(plek="{t.place}"), FORM),
    "shown at a municipality that is not": (STARTPUNT, "planning/nieuw", _series(elders="nergens"), FORM),
    "a series of another municipality": (STARTPUNT, "planning/spreekuur/{t.series}", _series(), MINE),
    "removing a series of another municipality": (
        STARTPUNT, "planning/spreekuur/{t.series}/weg", _with(), MINE,
    ),
    "restoring a series of another municipality": (
        STARTPUNT, "planning/spreekuur/{t.series}/terug", _with(), MINE,
    ),
    "closing a series of another municipality": (
        STARTPUNT, "planning/sluiten", _with(wat="{t.series}", van="2027-02-01", tot="2027-02-02"), FORM,
    ),
    "reopening what another municipality closed": (
        STARTPUNT, "planning/sluiten/{t.closure}/weg", _with(), MINE,
    ),
    "a day of another municipality": (
        STARTPUNT, "planning/dag/{t.sitting}", _with(open="nee", van="09:00", tot="12:00"), MINE,
    ),
    "somebody of another municipality in a chair for a day": (
        STARTPUNT, "planning/dag/{t.own_sitting}",
        lambda s, t: {"open": "ja", "van": "09:00", "tot": "12:00", f"stoel-{t.own_chair}": t.sam}, FORM,
    ),
    "a colleague of another organisation in a chair for a day": (
        STARTPUNT, "planning/dag/{t.own_sitting}",
        lambda s, t: {"open": "ja", "van": "09:00", "tot": "12:00", f"stoel-{t.own_chair}": t.wil}, FORM,
    ),
    "replacing somebody of another municipality": (
        STARTPUNT, "planning/vervangen", _with(wie="{t.sam}", door="niemand", van="2026-12-02", tot=""), FORM,
    ),
    "replacing by somebody of another municipality": (
        STARTPUNT, "planning/vervangen", _with(wie="{t.wil}", door="{t.sam}", van="2026-12-02", tot=""), FORM,
    ),
    "replacing a jurist by somebody of the wijkteam": (
        STARTPUNT, "planning/vervangen", _with(wie="{t.juul}", door="{t.wil}", van="2026-12-02", tot=""), FORM,
    ),
    "planning without being a planner": (
        JURIST, "planning/vervangen", _with(wie="{t.juul}", door="niemand", van="2026-12-02", tot=""), MINE,
    ),
    # --- away
    "sending away somebody of another municipality": (
        STARTPUNT, "afwezig", _with(wie="{t.sam}", van="2027-02-01", tot="2027-02-02"), FORM,
    ),
    "sending a colleague away without being a planner": (
        JURIST, "afwezig", _with(wie="{t.juul}", van="2027-02-01", tot="2027-02-02"), FORM,
    ),
    "calling back who said themselves that they are away": (
        STARTPUNT, "afwezig/" + _talk("juul", "busy_time") + "/weg", _with(), MINE,
    ),
    "wiping what a calendar says": (
        STARTPUNT, "afwezig/" + _talk("calendar of wil", "busy_time") + "/weg", _with(), MINE,
    ),
    # --- booking for somebody
    "a time of another municipality": (
        STARTPUNT, "boeken/vasthouden", _with(spreekuurdag="{t.sitting}", tijd="2026-12-16T09:00"), FORM,
    ),
    "one more at a day of another municipality": (STARTPUNT, "boeken/vol/{t.sitting}", _with(), MINE),
    "one more for a desk where one does not sit": (
        JURIST, "boeken/vol/{t.own_sitting}", _with(gesprek="wijkteam", tijd="2026-12-02T09:00"), FORM,
    ),
    "one more at a table where one has no desk": (NO_DESK, "boeken/vol/{t.own_sitting}", _with(), MINE),
    "a walk-in without a desk": (NO_DESK, "dag/{t.own_sitting}/aan-de-balie", _with(), MINE),
    "a walk-in for another desk": (JURIST, "dag/{t.own_sitting}/aan-de-balie", _with(gesprek="wijkteam"), {409}),
    "what a colleague holds": (
        STARTPUNT, "boeken/gegevens",
        lambda s, t: {"claim": everything(s, s.actors["planner@startpunt"])["claim"]}, {409},
    ),
    # --- people of another desk, or of another municipality
    "marking who came to another desk": (JURIST, "deelname/" + _talk("W") + "/uitkomst", _with(), MINE),
    "marking who lost their place, as a planner": (
        PLANNER, "deelname/" + _talk("W lost") + "/uitkomst", _with(), MINE,
    ),
    "writing to somebody of another desk": (JURIST, "deelname/" + _talk("W") + "/bericht", _with(), MINE),
    "writing to who lost their place, as a planner": (
        PLANNER, "deelname/" + _talk("W lost") + "/bericht", _with(), MINE,
    ),
    "cancelling for somebody of another desk": (
        PLANNER, "deelname/" + _talk("W lost") + "/afzeggen", _with(), MINE,
    ),
    "moving somebody of another desk": (PLANNER, "deelname/" + _talk("W") + "/verzetten", _with(), MINE),
    "telling who has heard it": (PLANNER, "deelname/" + _talk("W") + "/verteld", _with(), MINE),
    "telling who is of another desk": (JURIST, "deelname/" + _talk("W untold") + "/verteld", _with(), MINE),
    "telling somebody of another municipality": (
        STARTPUNT, "deelname/" + _talk("stad lost") + "/verteld", _with(), MINE,
    ),
    "solving what is not lost": (PLANNER, "werklijst/" + _talk("W", "appointment") + "/afzeggen", _with(), MINE),
    "solving for another desk without being a planner": (
        JURIST, "werklijst/" + _talk("W lost", "appointment") + "/afzeggen", _with(), MINE,
    ),
    "leaving so what another municipality lost": (
        STARTPUNT, "werklijst/" + _talk("stad lost", "appointment") + "/laten", _with(), MINE,
    ),
    "moving to a day of another municipality": (
        STARTPUNT, "werklijst/" + _talk("W lost", "appointment") + "/verzetten",
        _with(spreekuurdag="{t.sitting}", tijd="2026-12-16T09:00"), FORM,
    ),
    "keeping apart from somebody of another municipality": (
        STARTPUNT, "deelname/" + _talk("W") + "/apart", lambda s, t: {"code": s.codes[-4]}, FORM,
    ),
    "a message of another desk": (JURIST, "bericht/" + _talk("W", "outbox") + "/gezien", _with(), MINE),
    "who waits for another desk": (JURIST, "wachtlijst/" + _talk("W waits", "waiting") + "/weg", _with(), MINE),
    "who waits in another municipality": (
        STARTPUNT, "wachtlijst/" + _talk("stad", "waiting") + "/weg", _with(), MINE,
    ),
    # --- call-backs
    "a call-back of another municipality": (
        STARTPUNT, "terugbellen/" + _talk("stad", "call_back") + "/intrekken", _with(), MINE,
    ),
    "a call-back without being of the startpunt": (
        PLANNER, "terugbellen/" + _talk("hier", "call_back") + "/resultaat", _with(gezien="1", keuze="spoken"), MINE,
    ),
    "a call-back for a colleague": (
        STARTPUNT, "terugbellen/" + _talk("hier", "call_back") + "/eigenaar", _with(keuze="{t.wil}"), FORM,
    ),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_it_is_refused_and_writes_nothing(scene: Scene, things: Things, trick: str) -> None:
    who, path, given, wanted = TRICKS[trick]
    actor = scene.actors[who]
    form = {k: v for k, v in everything(scene, actor).items() if k not in ("datum", "open")}
    form |= given(scene, things)
    path = f"/medewerker/{path.format(t=things, ids=scene.ids)}"
    sent = {**form, "csrf_token": csrf(actor.visitor)}
    before = contents(scene.world)
    answer = actor.visitor.client.post(path, data=sent, base_url="http://dorp.localhost")
    assert answer.status_code in wanted, answer.get_data(as_text=True)[:3000]
    after = contents(scene.world)
    # That somebody looked is noted, also when their form was refused; nothing else may change.
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed <= {"audit_event"}
    assert not [row for row in set(after["audit_event"]) - set(before["audit_event"]) if "seen" not in row]


CONTROLS: dict[str, Trick] = {
    "a new series": (STARTPUNT, "planning/nieuw", _series(), {200}),
    "a change of a series": (STARTPUNT, "planning/spreekuur/{t.own_series}", _series(), {200}),
    "a jurist in the chair of a jurist": (
        STARTPUNT, "planning/dag/{t.own_sitting}",
        lambda s, t: {"open": "ja", "van": "09:00", "tot": "12:00", f"stoel-{t.own_chair}": t.juul}, {200},
    ),
    "a jurist for a jurist": (
        STARTPUNT, "planning/vervangen",
        lambda s, t: {"wie": t.juul, "door": s.actors[JURIST].person_id, "van": "2026-12-02", "tot": ""}, {200},
    ),
    "somebody of this municipality is away": (
        STARTPUNT, "afwezig", _with(wie="{t.wil}", van="2027-02-01", tot="2027-02-02"), {200},
    ),
    "closing a series": (
        STARTPUNT, "planning/sluiten", _with(wat="{t.own_series}", van="2027-02-01", tot="2027-02-02"), {200},
    ),
}  # fmt: skip


@pytest.mark.parametrize("control", CONTROLS)
def test_the_same_form_with_own_ids_is_shown_before_it_is_kept(
    scene: Scene, things: Things, control: str
) -> None:
    """Or the tricks would be refused for another reason than their ids."""
    who, path, given, wanted = CONTROLS[control]
    actor = scene.actors[who]
    form = {**given(scene, things), "doe": "", "csrf_token": csrf(actor.visitor)}
    path = f"/medewerker/{path.format(t=things, ids=scene.ids)}"
    answer = actor.visitor.client.post(path, data=form, base_url="http://dorp.localhost")
    assert answer.status_code in wanted, answer.get_data(as_text=True)[:3000]
