"""One jurist of three towns, in Chromium: two colleagues want the same moment of hers, and one day she is away.

Staff work by the names on the screen. What became of each appointment is asked of the database at the end.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.booking.models import Appointment
from portal.config import ROOT
from portal.db import db
from tests.conftest import NOW
from tests.support.office import Office, at_work, portal_with_sms

pytestmark = pytest.mark.browser

TOWNS = (ROOT / "tenants",)
ON = "confirmed"
KROON, SCHAGEN, HELDER = "hollands-kroon", "schagen", "den-helder"
SAME = "woensdag 2 december 11:00 uur"  # in two places at once
ROBIN = "robin.zeeaster@juridisch-loket.example"


@pytest.fixture
def towns() -> Iterator[Callable[[str, str], Office]]:
    """towns(slug, email): somebody at work, all in one portal."""
    with ExitStack() as open_things:
        opened = open_things.enter_context(portal_with_sms(TOWNS, NOW))
        yield lambda slug, email: open_things.enter_context(at_work(*opened, slug, email))


def press_at_the_same_moment(*offices: tuple[Office, str]) -> None:
    """Each the same time, at their own place, in windows that were opened before."""
    at = time.time() * 1000 + 1500
    for office, place in offices:
        assert place in office.words()
        (button,) = office.page.get_by_role("button", name=SAME).all()
        button.evaluate("(button, at) => { setTimeout(() => button.click(), at - Date.now()) }", at)
    for office, _place in offices:
        heading = office.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile("^Gegevens$|niet meer vrij"), timeout=20_000)


def finishes(office: Office, name: str) -> None:
    office.page.get_by_label("Vraag: Hoe mogen wij u noemen?").fill(name)
    office.presses("Maak de afspraak")
    expect(office.page.get_by_role("heading", level=1)).to_have_text("De afspraak is gemaakt")


def with_the_jurist(office: Office) -> set[str]:
    """The days of the coming two weeks on which somebody can talk with a jurist."""
    days = ("1", "2", "8", "9")
    return {day for day in days if any(f" {day} december " in at for at in office.free_for("juridisch"))}


def attention(office: Office) -> list[tuple[str, str | None]]:
    with office.server.inside(office.slug):
        return [(row.status, row.attention) for row in db.session.scalars(select(Appointment)).all()]


def test_a_jurist_of_three_towns(towns: Callable[[str, str], Office]) -> None:
    noor = towns(KROON, "noor.wilgenroos@wijkteam-hollands-kroon.example")
    lou = towns(SCHAGEN, "lou.akelei@wijkteam-schagen.example")
    sam = towns(HELDER, "sam.lamsoor@wijkteams-den-helder.example")
    robin = towns(KROON, ROBIN)
    for one in (noor, lou, sam, robin):
        one.staff.signs_in()

    # Two colleagues of two towns press the same moment of one jurist.
    assert SAME in noor.free_for("juridisch") and SAME in lou.free_for("juridisch")
    press_at_the_same_moment((noor, "Wieringerwerf"), (lou, "Wijkhuis Schagen"))
    lost = [one for one in (noor, lou) if "niet meer vrij" in one.page.title()]
    assert len(lost) == 1, [one.page.title() for one in (noor, lou)]
    assert "Deze tijden zijn wel vrij" in lost[0].words() and lost[0].times()
    lost[0].takes()
    finishes(noor, "Nora")
    finishes(lou, "Luuk")
    made = [row for one in (noor, lou) for row in one.appointments().values()]
    assert [(row["name"], row["status"]) for row in made] == [("Nora", ON), ("Luuk", ON)]
    assert made[0]["at"] != made[1]["at"] and "02-12 11:00" in {row["at"] for row in made}

    # Robin sees all three towns, and is away: at once there is no time in any of them.
    robin.follows("Mijn agenda")
    for town in ("Hollands Kroon", "Schagen", "Den Helder"):
        assert town in robin.words()
    before = [with_the_jurist(one) for one in (noor, lou, sam)]
    assert before == [{"2"}, {"2"}, {"1", "8"}]
    robin.opens("/medewerker/afwezig")
    robin.page.get_by_label("Wie is er niet?").select_option(label="Ikzelf, in elke gemeente")
    robin.page.get_by_label("Eerste dag").fill("2026-12-01")
    robin.page.get_by_label("Laatste dag").fill("2026-12-09")
    robin.presses("Bekijk wat dit doet")
    assert [with_the_jurist(one) for one in (noor, lou, sam)] == before, "nothing is kept yet"
    robin.presses("Opslaan")
    assert [with_the_jurist(one) for one in (noor, lou, sam)] == [set(), set(), set()]
    noor.server.deliver()  # the other towns look at their talks with the next message that is sent
    for one in (noor, lou):
        assert attention(one) == [(ON, "nobody_free")]
        one.opens("/medewerker/werklijst")
        assert next(iter(one.appointments())) in one.words()
    assert attention(sam) == []
    assert noor.audit() == "0, 0, 0"
