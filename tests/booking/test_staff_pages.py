"""What staff see: their own desk's people, "bezet" of the other desk, how to reach somebody safely; nothing more."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal import start
from portal.agenda.cli import fill_all
from portal.app import create_app
from portal.booking import Appointment, Participation
from portal.db import db
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.booking.steps import JUUL, SAM, WIL, book, by_mail, rows, signed_in
from tests.support import world as worlds
from tests.support.visitor import Page, Visitor, words

TUESDAY_BEFORE, THE_DAY = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 2, 7, 30, tzinfo=UTC)
TYPED = {
    "naam": "Zoë",
    "kanaal": "telefoon",
    "telefoon": "06 12345678",
    "veilig_tijden": ["avond"],
    "nodig": ["tolk"],
    "toelichting": "De buren lezen mee",
}


def at_desk(visit, clock, email: str = WIL, at: datetime = THE_DAY, host: str = "dorp.localhost") -> Visitor:  # type: ignore[no-untyped-def]
    clock.move_to(at)
    visitor = visit(host)
    signed_in(visitor, email)
    return visitor


def press(visitor: Visitor, label: str, status: int = 200) -> Page:
    """Press the first button whose text begins like this."""
    assert visitor.page is not None
    for form in visitor.page.all("form", method="post"):
        for button in form.iter("button"):
            if words(button).startswith(label):
                chosen = {i.get("name"): i.get("value", "") for i in form.iter("input")}  # the hidden ones
                chosen |= {button.get("name"): button.get("value", "")} if button.get("name") else {}
                return visitor.post(form.get("action", ""), chosen, status)
    raise AssertionError(f"no button {label!r}")


def appointment_id(app, slug: str = "dorp") -> str:  # type: ignore[no-untyped-def]
    return rows(app, Appointment, slug)[0].id


# --- the day -----------------------------------------------------------------------------------------------


def test_today_shows_the_people_of_the_own_desk(visit, clock) -> None:
    book(visit(), **TYPED)
    page = at_desk(visit, clock).page
    assert page.h1 == "Vandaag" and "Zoë" in page.words and "09.00 tot 09.30 uur" in page.words
    assert "Tolk" in page.words and "06 12345678" not in page.words and "buren" not in page.words


def test_coming_days_show_numbers_and_no_names(visit, clock) -> None:
    book(visit(), nth=0, **TYPED)
    book(visit(), nth=3, naam="Bo")
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).page
    (row,) = [r for r in page.all("tr") if "woensdag 2 december" in words(r).lower()]
    assert words(list(row)[-1]) == "2" and "Zoë" not in page.words and "Bo" not in page.words


def test_a_day_without_a_spreekuur_says_so(visit, clock) -> None:
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).page
    assert "Vandaag geen spreekuur" in page.words


@pytest.mark.both
def test_of_the_other_desk_one_sees_only_that_it_is_busy(visit, app, clock) -> None:
    book(visit(), talk="juridisch", **TYPED)
    visitor = at_desk(visit, clock)
    assert "Bezet" in visitor.page.words and "Zoë" not in visitor.page.text
    assert rows(app, Participation)[0].reference not in visitor.page.text
    visitor.visit(f"/medewerker/afspraak/{appointment_id(app)}", 404)
    person = rows(app, Participation)[0].id
    visitor.visit("/medewerker/")
    visitor.post(f"/medewerker/deelname/{person}/uitkomst", {"uitkomst": "arrived"}, 404)
    assert rows(app, Participation)[0].outcome is None


def test_both_desks_see_a_talk_with_both(visit, clock) -> None:
    book(visit(), talk="wijkteam-juridisch", **TYPED)
    for email in (WIL, JUUL):
        assert "Zoë" in at_desk(visit, clock, email).page.words


@pytest.mark.both
def test_arrived_not_arrived_and_back(visit, app, clock) -> None:
    book(visit(), **TYPED)
    visitor = at_desk(visit, clock)
    for label, outcome in (
        ("Gekomen", "arrived"),
        ("Herstel", None),
        ("Niet gekomen", "no_show"),
        ("Herstel", None),
    ):
        press(visitor, label)
        assert rows(app, Participation)[0].outcome == outcome


def test_another_outcome_is_refused(visit, app, clock) -> None:
    book(visit())
    visitor = at_desk(visit, clock)
    person = rows(app, Participation)[0].id
    visitor.post(f"/medewerker/deelname/{person}/uitkomst", {"uitkomst": "overleden"}, 400)
    assert rows(app, Participation)[0].outcome is None


def test_the_paper_has_no_telephone_no_note_and_no_safety(visit, clock) -> None:
    book(visit(), **TYPED)
    visitor = at_desk(visit, clock)
    path = next(url for text, url in visitor.page.links().items() if text.startswith("Print deze dag"))
    table = words(visitor.visit(path).one("table"))
    assert "Zoë" in table and "09.00 tot 09.30" in table
    for secret in ("06 12345678", "12345678", "buren", "Avond", "inspreken", "afgeschermd", "Tolk"):
        assert secret not in table, secret


def test_a_cancelled_talk_leaves_the_day(visit, clock) -> None:
    resident = visit()
    path = book(resident, **TYPED)
    resident.visit(f"{path}/annuleren")
    resident.submit(press="Ja, zeg de afspraak af")
    assert "Zoë" not in at_desk(visit, clock).page.text


# --- one appointment ---------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize(
    ("answers", "limits"),
    [
        ({}, ["Niet bellen, niet schrijven."]),
        (
            {"kanaal": "telefoon", "telefoon": "0612345678"},
            ["Spreek niets in.", "afgeschermd nummer", "Geen veilige tijd"],
        ),
        (TYPED | {"veilig_inspreken": "ja"}, ["afgeschermd nummer", "Bel alleen op deze tijden:"]),
        (by_mail(veilig_bericht="onbekend"), ["Een ander kan meelezen."]),
        (by_mail(veilig_bericht=""), ["Een ander kan meelezen."]),
    ],
    ids=["nothing", "phone", "phone and voicemail", "mail, unsure", "mail, unanswered"],
)
def test_the_limits_come_before_the_way_to_reach_somebody(visit, app, clock, answers, limits) -> None:
    book(visit(), **answers)
    page = at_desk(visit, clock).visit(f"/medewerker/afspraak/{appointment_id(app)}")
    where = [page.words.index(limit) for limit in limits]
    assert where and max(where) < page.words.index("Contact")
    assert ("Spreek niets in." in page.words) == ("Spreek niets in." in limits)


def test_mail_that_nobody_else_reads_has_no_limits(visit, app, clock) -> None:
    book(visit(), **by_mail())
    page = at_desk(visit, clock).visit(f"/medewerker/afspraak/{appointment_id(app)}")
    assert "Voor u belt of schrijft" not in page.words and "anne@voorbeeld.example" in page.words


def test_staff_read_the_note_and_the_needs(visit, app, clock) -> None:
    book(visit(), **TYPED)
    page = at_desk(visit, clock).visit(f"/medewerker/afspraak/{appointment_id(app)}")
    assert "De buren lezen mee" in page.words and "Een tolk" in page.words and "06 12345678" in page.words
    assert rows(app, Participation)[0].token not in page.text


@pytest.mark.both
def test_staff_of_another_municipality_find_nothing(visit, app, clock) -> None:
    book(visit(), talk="juridisch", **TYPED)
    made = rows(app, Appointment)[0]
    for email in (SAM, JUUL):  # Juul works in both, but is signed in at Stad
        visitor = at_desk(visit, clock, email, host="stad.localhost")
        for path in (f"afspraak/{made.id}", f"dag/{made.sitting_id}", f"dag/{made.sitting_id}/print"):
            visitor.visit(f"/medewerker/{path}", 404)
        assert "Zoë" not in visitor.visit("/medewerker/").text
    assert [line.action for line in rows(app, AuditEvent)] == ["appointment.made"]


@pytest.mark.parametrize(
    "path", ["afspraak/x", "afspraak/%00", "dag/0", "dag/é", "dag/x/print", "afspraak/" + "a" * 24]
)
def test_forged_ids_find_nothing(visit, clock, path) -> None:
    at_desk(visit, clock).visit(f"/medewerker/{path}", 404)


def test_who_is_not_signed_in_is_led_to_the_entrance(visit, app) -> None:
    book(visit(), **TYPED)
    for path in ("", "mijn-agenda", f"afspraak/{appointment_id(app)}"):
        assert visit().visit(f"/medewerker/{path}").path == "/inloggen"
    visit("stad.localhost").visit("/medewerker/")


# --- messages ----------------------------------------------------------------------------------------------


def flag(app, state: str = "uncertain") -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        for row in db.session.query(OutboxMessage).filter_by(kind="booked"):
            row.state = state
        db.session.commit()


@pytest.mark.both
@pytest.mark.parametrize(("state", "said"), [("uncertain", "Wij weten niet"), ("failed", "niet aangekomen")])
def test_a_doubtful_message_is_shown_by_reference_until_seen(visit, app, clock, state, said) -> None:
    book(visit(), **by_mail())
    flag(app, state)
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    assert "1 ding om naar te kijken" in visitor.page.words
    visitor.visit("/medewerker/werklijst")
    reference = rows(app, Participation)[0].reference
    assert said in visitor.page.words and reference in visitor.page.links()
    assert "Anne" not in visitor.page.words and "voorbeeld.example" not in visitor.page.text
    page = press(visitor, "Gezien")
    assert reference not in page.text
    assert next(m for m in rows(app, OutboxMessage) if m.kind == "booked").state == state


def test_a_flag_is_shown_to_nobody_of_another_municipality(visit, app, clock) -> None:
    book(visit(), talk="juridisch", **by_mail())
    flag(app)
    message = next(m for m in rows(app, OutboxMessage) if m.kind == "booked")
    visitor = at_desk(visit, clock, JUUL, host="stad.localhost")
    visitor.visit("/medewerker/werklijst")
    assert "Berichten om naar te kijken" not in visitor.page.words
    visitor.post(f"/medewerker/bericht/{message.id}/gezien", {}, 404)
    assert "Berichten om naar te kijken" in at_desk(visit, clock, JUUL).visit("/medewerker/werklijst").words


# --- a jurist in three municipalities ----------------------------------------------------------------------


@pytest.fixture
def three(tmp_path: Path, world):  # type: ignore[no-untyped-def]
    """Dorp, Stad, and a third municipality where the same jurist sits on Thursdays."""
    tenants = tmp_path / "tenants"
    shutil.copytree(worlds.TENANTS, tenants)
    text = (tenants / "stad" / "tenant.toml").read_text()
    for old, new in {
        "stad": "buurt",
        "Stad": "Buurt",
        "GM9002": "GM9004",
        "-07-07": "-07-08",
        "9009, 9010": "9011",
    }.items():
        text = text.replace(old, new)
    (tenants / "buurt").mkdir()
    (tenants / "buurt" / "tenant.toml").write_text(text)
    app = create_app(worlds.settings_for(world.settings.database_url, tenants_dir=tenants))
    with app.app_context():
        start.load("buurt")
        fill_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_the_own_agenda_covers_three_municipalities_without_names(three, clock) -> None:
    book(Visitor(three), talk="juridisch", **TYPED)
    visitor = Visitor(three)
    signed_in(visitor, JUUL)
    page = visitor.visit("/medewerker/mijn-agenda")
    shown = [" ".join(words(cell) for cell in row) for row in page.all("tr")]
    assert "woensdag 2 december 09.00 tot 12.00 uur Dorp Dorpshuis, Dorpsstraat 1, Dorp" in shown
    assert "woensdag 2 december 10.30 tot 12.30 uur Stad Stadsplein, Plein 2, Stad" in shown
    assert "donderdag 3 december 10.30 tot 12.30 uur Buurt Buurtsplein, Plein 2, Buurt" in shown
    assert "Zoë" not in page.text and "12345678" not in page.text


def test_the_own_agenda_shows_only_the_own_days(visit, clock) -> None:
    page = at_desk(visit, clock, SAM, TUESDAY_BEFORE, "stad.localhost").visit("/medewerker/mijn-agenda")
    assert "Stadsplein" in page.words and "Dorpshuis" not in page.words
