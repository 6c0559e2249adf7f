"""A new municipality: from an empty database, a file with only [deploy] and one account, to a first booked talk.

In Chromium, by the names on the screen; the second factor is asked, as in production.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import tomli_w

from portal import accounts
from portal.db import db
from tests.conftest import NOW
from tests.pages.test_every_state import (
    AT_THE_SECOND_STEP,
    DESKTOP,
    PHONE,
    ZOOMED,
    axe,
    borderless,
    sideways,
    small_targets,
    unroll,
)
from tests.support import browser
from tests.support.actors import TIME, StaffMember
from tests.support.browser import window
from tests.support.office import Office, times
from tests.support.server import Server, running
from tests.support.world import PASSWORD, TENANTS

pytestmark = pytest.mark.browser
LOOKED_AT: set[str] = set()
SLUG, BEA = "nieuwstad", "bea@wijkteam-nieuwstad.example"
DEPLOY = """
[deploy]
slug = "nieuwstad"
name = "Nieuwstad"
cbs_code = "GM9020"
hosts = ["nieuwstad.localhost"]
message_host = "nieuwstad.bericht.localhost"
languages = ["nl"]
postcodes = [9920]
places = ["Nieuwstad"]
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    browser.chromium()
    folder = tmp_path / "towns" / SLUG
    folder.mkdir(parents=True)
    (folder / "tenant.toml").write_text(DEPLOY)
    with running((folder.parent,), clock=NOW, second_factor=True) as server:
        yield server


@pytest.fixture
def office(empty: Server) -> Iterator[Office]:
    with window(empty.hosts) as opened:
        tab = opened.tab()
        yield Office(empty, None, tab, StaffMember(tab, empty, empty.address(SLUG), BEA), SLUG)  # type: ignore[arg-type]


def command(server: Server, *arguments: str) -> str:
    with server.at_its_time():
        result = server.app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == 0, result.output
    return str(result.output)


def types(office: Office, label: str, text: str, nth: int = 0) -> None:
    office.page.get_by_label(label, exact=True).nth(nth).fill(text)


def looks_good(office: Office, name: str) -> None:
    """A page of the second step, which the shared portal of tests/pages does not ask for."""
    faults: list[str] = []
    for width in (DESKTOP, PHONE):
        unroll(office.page, width)
        faults += axe(office.page)
    faults += small_targets(office.page)
    office.page.set_viewport_size(ZOOMED)
    faults += sideways(office.page) + borderless(office.page)
    office.page.set_viewport_size({"width": 1280, "height": 900})
    assert not faults, f"{office.page.url}\n" + "\n".join(faults)
    assert f"accounts/staff/{name}.html" in office.server.rendered()
    LOOKED_AT.add(name)


def test_the_second_step_looks_as_good_as_the_rest(office: Office) -> None:
    LOOKED_AT.clear()
    signs_in_for_the_first_time(office, wrong_first=True)
    office.presses("Uitloggen")
    types(office, "E-mailadres", BEA)
    office.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    with office.server.at_its_time(), office.server.app.app_context():
        accounts.reset_password(BEA, PASSWORD)
        db.session.commit()
    office.presses("Inloggen")
    assert office.page.url.endswith("/inloggen/code")
    looks_good(office, "code")
    office.presses("Verder")
    assert "Vul de code in." in office.words()
    looks_good(office, "code")
    office.opens("/inloggen/herstel")
    assert office.page.url.endswith("/inloggen/herstel")
    looks_good(office, "recovery")
    types(office, "Herstelcode", "AAAA-BBBB-CCCC")
    office.presses("Verder")
    assert office.page.locator(".sp-error").count() == 1, office.words()
    looks_good(office, "recovery")
    assert set(AT_THE_SECOND_STEP) == LOOKED_AT


def signs_in_for_the_first_time(office: Office, wrong_first: bool = False) -> None:
    output = command(
        office.server, "accounts", "add", SLUG, BEA, "--name", "Bea", "--role", "beheerder",
        "--organisation", "wijkteam", "--organisation-name", "Wijkteam Nieuwstad",
    )  # fmt: skip
    office.opens("/inloggen")
    types(office, "E-mailadres", BEA)
    types(office, "Wachtwoord", output.strip().splitlines()[-1].rpartition(": ")[2])
    office.presses("Inloggen")
    looks_good(office, "enrol")
    if wrong_first:
        types(office, "Code van 6 cijfers", "000000")
        office.presses("Koppel de app")
        assert office.page.locator(".sp-error").count() == 1, office.words()
        looks_good(office, "enrol")
    secret = office.page.locator("code").first.inner_text().replace(" ", "")
    types(office, "Code van 6 cijfers", pyotp.TOTP(secret).at(office.server.now))
    office.presses("Koppel de app")
    assert office.page.locator("main li code").count() == 8
    looks_good(office, "recovery_codes")
    office.follows("Ik heb ze bewaard")


def from_the_list(office: Office, entry: str, add: str = "") -> None:
    office.opens("/beheer/")
    office.clicks(office.page.get_by_role("main").get_by_role("link", name=entry, exact=True).first)
    if add:
        office.follows(add)


def sets_up(office: Office) -> None:
    from_the_list(office, "Uw gemeente")
    types(office, "Telefoonnummer", "085 000 99 20")
    office.page.locator("[name='open-0-dag']").select_option("ma")
    office.page.locator("[name='open-0-tot_en_met']").select_option("vr")
    office.page.locator("[name='open-0-van']").fill("09:00")
    office.page.locator("[name='open-0-tot']").fill("17:00")
    office.presses("Opslaan")
    from_the_list(office, "Plekken", "Plek toevoegen")
    types(office, "Naam", "Dorpshuis")
    types(office, "Straat en nummer", "Pad 1")
    types(office, "Plaats", "Nieuwstad")
    office.presses("Opslaan")
    from_the_list(office, "Gesprekken", "Gesprek toevoegen")
    types(office, "Naam van het gesprek", "Gesprek met het wijkteam")
    types(office, "Hoeveel minuten duurt het?", "30")
    office.page.locator("[name='stoelen'][value='wijkteam']").check()
    office.page.locator("[name='onderwerpen'][value='kinderen']").check()
    types(office, "Met wie praat iemand?", "Iemand van het wijkteam.")
    types(office, "Wie betaalt het?", "De gemeente betaalt. Voor u is het gratis.")
    types(office, "Welke organisatie is verantwoordelijk voor de gegevens?", "Gemeente Nieuwstad")
    office.presses("Opslaan")


def plans_a_spreekuur(office: Office) -> None:
    from_the_list(office, "Spreekuren en gesloten dagen")
    office.follows("Nieuw spreekuur")
    office.page.locator("[name='titel']").fill("Woensdagochtend")
    office.page.locator("[name='plek']").select_option(label="Dorpshuis, Nieuwstad")
    office.page.locator("[name='herhaling'][value='weken']").check()
    for name, value in {"elke": "1", "vanaf": "2026-12-02", "van": "09:00", "tot": "12:00"}.items():
        office.page.locator(f"[name='{name}']").fill(value)
    office.page.locator("[name='stoelen-0-rol']").select_option("wijkteam")
    who = office.page.locator("[name='stoelen-0-wie']")
    who.select_option(label=next(o for o in who.locator("option").all_inner_texts() if "Bea" in o))
    office.presses("Bekijk wat dit doet")
    office.presses("Opslaan")


def books(server: Server) -> str:
    """A resident, on their own telephone; gives what the last page says."""
    with window(server.hosts) as opened:
        tab = opened.tab()
        tab.goto(server.address(SLUG, "/afspraak/tijden?gesprek=gesprek-met-het-wijkteam&samen=nee"))
        if not times(tab):
            tab.goto(server.address(SLUG, "/afspraak/tijden?gesprek=wijkteam&samen=nee"))
        steps = [
            lambda: tab.get_by_role("button", name=TIME).first.click(),
            lambda: tab.get_by_role("button", name="Verder").click(),
            lambda: tab.get_by_role("button", name="Maak de afspraak").click(),
        ]
        for number, step in enumerate(steps):
            if number == 1:
                tab.get_by_label("Hoe mogen wij u noemen?").fill("Sam")
                tab.get_by_label("Niet. Ik bel zelf").check()
            with tab.expect_event("domcontentloaded"):
                step()
        return " ".join(tab.get_by_role("main").inner_text().split())


def test_a_municipality_goes_live_with_only_the_screens(office: Office) -> None:
    signs_in_for_the_first_time(office)
    office.opens("/beheer/")
    assert "telefoonnummer" in office.words().lower(), "the list of what is missing"
    sets_up(office)
    plans_a_spreekuur(office)
    told = books(office.server)
    assert re.search(r"woensdag 2 december", told, re.I) and "Dorpshuis" in told, told
    (row,) = office.appointments().values()
    assert (row["name"], row["at"], row["status"]) == ("Sam", "02-12 09:00", "confirmed")
    office.opens("/medewerker/")
    assert "woensdag 2 december" in office.words().lower()
    assert office.audit() == "0, 0, 0"


def test_a_municipality_goes_live_by_one_file(office: Office, tmp_path: Path) -> None:
    """The [start] of another municipality, in one file, with a dry run before it; with its own people on the chairs."""
    signs_in_for_the_first_time(office)
    (tmp_path / "gemeente.toml").write_text(start_with_bea())
    from_the_list(office, "Bestanden")
    office.page.locator("input[type=file]").set_input_files(tmp_path / "gemeente.toml")
    office.page.locator("[name='soort']").select_option(label="De hele gemeente")
    office.presses("Bekijk wat het bestand doet")
    assert "nieuw" in office.words().lower() and "Breng in" in office.words(), office.words()
    office.presses("Breng in")
    told = books(office.server)
    assert "december" in told, told
    assert office.audit() == "0, 0, 0"


def start_with_bea() -> str:
    """[start] of Dorp without its jurist, who belongs to a shared organisation; Bea sits where Wil does."""
    found = tomllib.loads((TENANTS / "dorp" / "tenant.toml").read_text())["start"]
    found["organisation"] = [one for one in found["organisation"] if not one.get("shared")]
    found["professional"] = [found["professional"][0] | {"key": "bea", "name": "Bea", "email": BEA}]
    found["talk"] = [found["talk"][0]]
    for spreekuur in found["spreekuur"]:
        del spreekuur["offers"]  # there is no other town
        spreekuur["desks"] = [spreekuur["desks"][0] | {"professional": "bea"}]
    return tomli_w.dumps({"start": found})
