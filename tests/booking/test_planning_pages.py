"""The planning pages: first what a change does, then keeping it; bad input loses nothing; rights; the work list."""

import json
from datetime import UTC, date, datetime

import pytest

from portal.agenda.models import BusyTime, Closure, Sitting, Spreekuur
from portal.booking import Appointment, Participation
from portal.clock import now
from portal.db import db
from portal.messaging import OutboxMessage, deliver_due
from portal.privacy import AuditEvent, Change
from tests.agenda import make
from tests.booking.steps import JUUL, SAM, WIL, book, by_mail, faults, rows, signed_in
from tests.support.visitor import words

MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def planner(visit, clock):
    clock.move_to(MONDAY)
    visitor = visit()
    signed_in(visitor, WIL)
    return visitor


def options(page, name: str) -> dict[str, str]:
    """Label → value of a list to choose from."""
    (select,) = page.all("select", name=name)
    return {words(o): o.get("value", "") for o in select.iter("option")}


def selected(page) -> dict[str, str]:
    """What is chosen in each list."""
    return {
        s.get("name", ""): next(
            (o.get("value", "") for o in s.iter("option") if o.get("selected") is not None), ""
        )
        for s in page.all("select")
    }


def typed(page) -> dict[str, object]:
    """Everything that the open form would send, untouched."""
    found: dict[str, object] = dict(selected(page))
    form = page.one("form", class_="sp-form")
    for field in form.iter("input"):
        kind = field.get("type")
        if kind in ("radio", "checkbox") and field.get("checked") is None:
            continue
        if field.get("name") not in (None, "csrf_token", "doe"):
            found[field.get("name", "")] = field.get("value", "")
    return found


def edit_page(visitor):
    page = visitor.visit("/medewerker/planning/")
    return visitor.visit(page.links()["Spreekuur in het Dorpshuis"])


def hidden(page) -> dict[str, str]:
    return {
        i.get("name", ""): i.get("value", "")
        for i in page.all("input", type="hidden")
        if i.get("name") not in ("csrf_token",)
    }


@pytest.mark.both
def test_an_edit_shows_what_it_touches_before_anything_is_kept(planner, visit, app) -> None:
    book(visit(), nth=4, naam="Zoë")  # 11:00
    page = edit_page(planner)
    preview = planner.post(page.path, typed(page) | {"tot": "11:00"})
    assert preview.h1 == "Dit verandert er"
    assert "Afspraken die hun plek verliezen: 1" in preview.words and "Zoë" not in preview.text
    (person,) = rows(app, Participation)
    assert person.reference in preview.words
    assert rows(app, Appointment)[0].attention is None
    again = planner.post(page.path, hidden(preview) | {"doe": "pas-aan"})
    assert again.h1 == "Spreekuur wijzigen" and typed(again)["tot"] == "11:00"
    saved = planner.post(page.path, hidden(preview) | {"doe": "bewaar"})
    assert "Kijk in de werklijst" in saved.words
    assert rows(app, Appointment)[0].attention == "outside_sitting"
    assert "planning.series" in {e.action for e in rows(app, AuditEvent)}
    (line,) = rows(app, Change)
    assert (line.kind, line.actor.partition(":")[0]) == ("spreekuur", "person")
    assert json.loads(line.before).keys() == json.loads(line.after).keys() and "desks" not in line.after


def test_what_touches_nobody_says_so(planner) -> None:
    page = edit_page(planner)
    preview = planner.post(page.path, typed(page) | {"raster": "15"})
    assert (
        "Alle afspraken houden hun plek" in preview.words and "woensdag 2 december" in preview.words.lower()
    )


def test_of_the_other_desk_only_that_it_is_busy(planner, visit, app) -> None:
    book(visit(), nth=5, talk="juridisch", naam="Zoë")
    page = edit_page(planner)
    preview = planner.post(page.path, typed(page) | {"tot": "11:00"})
    assert "Bezet" in preview.words
    assert rows(app, Participation)[0].reference not in preview.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"titel": ""}, "titel"),
        ({"van": "9 uur"}, "van"),
        ({"van": "09:03"}, "van"),
        ({"tot": "08:00"}, "tot"),
        ({"vanaf": "2026-13-01"}, "vanaf"),
        ({"raster": "7"}, "raster"),
        ({"ver": "9999"}, "ver"),
        ({"vooraf": "-1"}, "vooraf"),
        ({"elke": "²"}, "elke"),
        ({"plek": "elders"}, "plek"),
        ({"herhaling": ""}, "herhaling"),
        ({"tot_en_met": "2020-01-01"}, "tot_en_met"),
        ({"stoelen-0-rol": ""}, "stoelen"),
        ({"stoelen-0-wie": "x:y"}, "stoelen"),
    ],
)
def test_bad_input_names_the_field_and_loses_nothing(planner, change, field) -> None:
    page = edit_page(planner)
    given = typed(page) | {"tot_en_met": ""} | change
    again = planner.post(page.path, given, status=400)
    assert field in faults(again)
    kept = typed(again)
    for name in ("van", "tot", "vanaf"):
        assert kept[name] == given[name]


@pytest.mark.both
def test_a_new_spreekuur_is_booked_at_once(planner, visit, app) -> None:
    page = planner.visit("/medewerker/planning/nieuw")
    people = options(page, "stoelen-0-wie")
    given = typed(page) | {
        "titel": "Avondspreekuur",
        "plek": options(page, "plek")["Dorpshuis, Dorp"],
        "herhaling": "maand",
        "hoeveelste": "1",
        "weekdag": "do",
        "vanaf": "2026-12-01",
        "van": "19:00",
        "tot": "21:00",
        "stoelen-0-rol": "wijkteam",
        "stoelen-0-wie": people["Wijkteam Dorp: Wil Dorpsmens"],
    }
    preview = planner.post(page.path, given)
    assert "donderdag 3 december" in preview.words.lower() and "donderdag 7 januari" in preview.words.lower()
    planner.post(page.path, hidden(preview) | {"doe": "bewaar"})
    times = visit().visit("/afspraak/tijden?gesprek=wijkteam&samen=nee&vanaf=2026-12-03").times()
    assert "2026-12-03T19:00" in {time for _sitting, time in times}


@pytest.mark.both
def test_one_day_closes_moves_and_gets_somebody_else(planner, app) -> None:
    with make.acting(app):
        day = make.sitting(make.WEDNESDAY).id
    path = f"/medewerker/planning/dag/{day}"
    page = planner.visit(path)
    preview = planner.post(path, typed(page) | {"open": "verplaatst", "datum": "2026-12-04"})
    assert "vrijdag 4 december" in preview.words.lower() and "Gesloten" in preview.words
    planner.post(path, hidden(preview) | {"doe": "bewaar"})
    with make.acting(app):
        assert make.sitting(date(2026, 12, 4)).state == "open"
    assert make.free(app) == []
    page = planner.visit(path)
    preview = planner.post(path, typed(page) | {"open": "ja", "van": "10:00"})
    planner.post(path, hidden(preview) | {"doe": "bewaar"})
    assert make.free(app)[0] == "10:00"
    told = {line.name: json.loads(line.after) for line in rows(app, Change)}
    assert told["vrijdag 4 december"]["state"] == "open" and told["woensdag 2 december"], told


def test_a_day_cannot_move_to_where_it_is_already(planner, app) -> None:
    with make.acting(app):
        day = make.sitting(make.WEDNESDAY).id
    path = f"/medewerker/planning/dag/{day}"
    page = planner.visit(path)
    again = planner.post(path, typed(page) | {"open": "verplaatst", "datum": "2026-12-16"}, status=409)
    assert faults(again) == ["datum"]


@pytest.mark.both
def test_closing_a_school_holiday_and_opening_it_again(planner, app, visit) -> None:
    page = planner.visit("/medewerker/planning/sluiten")
    assert "Kerstvakantie" in page.words and "Eerste kerstdag" in page.words
    form = next(f for f in page.all("form") if "Kerstvakantie" in words(f))
    given = {i.get("name"): i.get("value") for i in form.iter("input") if i.get("name") != "csrf_token"}
    proposed = planner.post("/medewerker/planning/sluiten", given)
    assert rows(app, Closure) == [] and typed(proposed)["van"] == "2026-12-19"
    preview = planner.post("/medewerker/planning/sluiten", typed(proposed))
    assert "Gesloten" in preview.words
    planner.post("/medewerker/planning/sluiten", hidden(preview) | {"doe": "bewaar"})
    (closure,) = rows(app, Closure)
    assert [(line.kind, line.before) for line in rows(app, Change)] == [("closure", "null")]
    assert make.free(app, on=date(2026, 12, 30)) == []
    back = planner.post(f"/medewerker/planning/sluiten/{closure.id}/weg")
    planner.post(f"/medewerker/planning/sluiten/{closure.id}/weg", hidden(back) | {"doe": "bewaar"})
    assert rows(app, Closure) == [] and make.free(app, on=date(2026, 12, 30)) != []


def test_opening_a_public_holiday(planner, app) -> None:
    preview = planner.post("/medewerker/planning/feestdag", {"datum": "2026-12-25"})
    planner.post("/medewerker/planning/feestdag", hidden(preview) | {"doe": "bewaar"})
    (closure,) = rows(app, Closure)
    assert closure.opens and closure.from_on == date(2026, 12, 25)
    planner.post("/medewerker/planning/feestdag", {"datum": "2026-12-24"}, status=404)


def test_removing_and_restoring_a_series_by_its_buttons(planner, app) -> None:
    (series,) = [s for s in rows(app, Spreekuur) if s.owner == "dorp"]
    for verb, gone in (("weg", True), ("terug", False)):
        path = f"/medewerker/planning/spreekuur/{series.id}/{verb}"
        preview = planner.post(path)
        planner.post(path, hidden(preview) | {"doe": "bewaar"})
        assert [s.removed for s in rows(app, Spreekuur) if s.owner == "dorp"] == [gone]


# --- away --------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_jurist_is_ill_and_two_municipalities_know_at_once(visit, clock, app) -> None:
    book(visit("stad.localhost"), talk="juridisch", naam="Bo")
    clock.move_to(MONDAY)
    juul = visit()
    signed_in(juul, JUUL)
    page = juul.visit("/medewerker/afwezig")
    assert list(options(page, "wie")) == ["Ikzelf, in elke gemeente"]
    given = typed(page) | {
        "van": "2026-12-02",
        "tot": "2026-12-02",
        "wie": next(iter(options(page, "wie").values())),
    }
    preview = juul.post("/medewerker/afwezig", given)
    assert "woensdag 2 december" in preview.words.lower()
    assert "Uw gesprekken in andere gemeenten die hun plek verliezen: 1." in preview.words
    juul.post("/medewerker/afwezig", hidden(preview) | {"doe": "bewaar"})
    assert make.free(app, "juridisch") == [] == make.free(app, "juridisch", slug="stad")
    assert rows(app, Appointment, "stad")[0].attention is None  # until the worker was there, seconds later
    with app.app_context():
        deliver_due(now())
    assert rows(app, Appointment, "stad")[0].attention == "nobody_free"


def test_a_jurist_has_no_planning_and_cannot_send_others_away(visit, clock, app) -> None:
    clock.move_to(MONDAY)
    juul = visit()
    signed_in(juul, JUUL)
    for path in ("/medewerker/planning/", "/medewerker/planning/nieuw", "/medewerker/planning/sluiten"):
        juul.visit(path, status=404)
    page = juul.visit("/medewerker/afwezig")
    wil = next(p for p in _people(app) if p[1] == WIL)[0]
    given = typed(page) | {"van": "2026-12-02", "tot": "2026-12-02", "wie": wil}
    assert faults(juul.post("/medewerker/afwezig", given, status=400)) == ["wie"]
    assert rows(app, BusyTime) == []


def _people(app) -> list[tuple[str, str]]:
    from portal import accounts

    with app.app_context():
        return [(p.id, p.email) for p in db.session.query(accounts.Person)]


def test_coming_back_is_for_oneself_and_for_who_noted_it(visit, planner, app, clock) -> None:
    juul = visit()
    signed_in(juul, JUUL)
    page = juul.visit("/medewerker/afwezig")
    given = typed(page) | {
        "van": "2026-12-02",
        "tot": "2026-12-03",
        "wie": next(iter(options(page, "wie").values())),
    }
    preview = juul.post("/medewerker/afwezig", given)
    juul.post("/medewerker/afwezig", hidden(preview) | {"doe": "bewaar"})
    (busy,) = rows(app, BusyTime)
    planner.visit("/medewerker/afwezig")
    planner.post(f"/medewerker/afwezig/{busy.id}/weg", {"doe": "bewaar"}, status=404)
    juul.post(f"/medewerker/afwezig/{busy.id}/weg", {"doe": "bewaar"})
    assert rows(app, BusyTime) == []


# --- the work list -----------------------------------------------------------------------------------------


def lost_day(planner, app) -> None:
    """The first day closes under whoever booked it."""
    with make.acting(app):
        day = make.sitting(make.WEDNESDAY).id
    path = f"/medewerker/planning/dag/{day}"
    preview = planner.post(path, typed(planner.visit(path)) | {"open": "nee"})
    planner.post(path, hidden(preview) | {"doe": "bewaar"})


@pytest.mark.both
def test_a_lost_talk_moves_to_one_of_three_and_its_person_hears_it_safely(planner, visit, app) -> None:
    book(visit(), **by_mail())
    lost_day(planner, app)
    page = planner.visit("/medewerker/werklijst")
    assert "De spreekuurdag gaat niet door." in page.words
    (appointment,) = rows(app, Appointment)
    solve = planner.visit(f"/medewerker/werklijst/{appointment.id}")
    times = solve.times()
    assert len(times) == 3
    sitting, time = times[0]
    done = planner.post(
        f"/medewerker/werklijst/{appointment.id}/verzetten", {"spreekuurdag": sitting, "tijd": time}
    )
    assert "De nieuwe tijd staat vast." in done.words
    (moved,) = rows(app, Appointment)
    assert moved.attention is None and make.shown_as(moved.starts_at) == "16 09:00"
    assert [m.kind for m in rows(app, OutboxMessage) if m.kind == "moved"] == ["moved"]
    assert make.audit(app) == "0, 0, 0"


@pytest.mark.both
def test_whom_no_message_may_reach_stays_in_the_list_until_told(planner, visit, app) -> None:
    book(visit(), naam="Zoë")  # calls themselves
    lost_day(planner, app)
    (appointment,) = rows(app, Appointment)
    planner.visit(f"/medewerker/werklijst/{appointment.id}")
    page = planner.post(f"/medewerker/werklijst/{appointment.id}/afzeggen")
    (person,) = rows(app, Participation)
    assert person.untold == "cancelled" and person.reference in page.words
    assert "Zoë" not in page.text
    how = planner.visit(f"/medewerker/deelname/{person.id}/verteld")
    assert "Niet bellen, niet schrijven. Deze persoon belt zelf." in how.words and "Zoë" in how.words
    assert "cancelled" not in {m.kind for m in rows(app, OutboxMessage)}
    page = planner.post(f"/medewerker/deelname/{person.id}/verteld")
    assert "Er is niets te doen" in page.words and rows(app, Participation)[0].untold is None


def test_leaving_a_talk_as_it_is_until_another_fault(planner, visit, app) -> None:
    book(visit(), naam="Zoë")
    lost_day(planner, app)
    (appointment,) = rows(app, Appointment)
    planner.visit(f"/medewerker/werklijst/{appointment.id}")
    planner.post(f"/medewerker/werklijst/{appointment.id}/laten")
    from portal import booking

    make.commit(app, booking.check_attention, now())
    (row,) = rows(app, Appointment)
    assert row.attention is None and row.kept == "sitting_closed"
    planner.visit(f"/medewerker/werklijst/{appointment.id}", status=404)


def test_a_time_that_is_just_taken_gives_fresh_ones(planner, visit, app) -> None:
    book(visit(), **by_mail())
    lost_day(planner, app)
    (appointment,) = rows(app, Appointment)
    times = planner.visit(f"/medewerker/werklijst/{appointment.id}").times()
    make.claim(app, times[0][1][-5:], on=date.fromisoformat(times[0][1][:10]))
    again = planner.post(
        f"/medewerker/werklijst/{appointment.id}/verzetten",
        {"spreekuurdag": times[0][0], "tijd": times[0][1]},
        status=409,
    )
    assert len(again.times()) == 3 and times[0] not in again.times()


def test_other_desks_and_other_municipalities_see_nothing(planner, visit, app) -> None:
    book(visit(), **by_mail())
    lost_day(planner, app)
    (appointment,) = rows(app, Appointment)
    for host, email in (("dorp.localhost", JUUL), ("stad.localhost", SAM)):
        other = visit(host)
        signed_in(other, email)
        other.visit(f"/medewerker/werklijst/{appointment.id}", status=404)
        assert rows(app, Participation)[0].reference not in other.visit("/medewerker/werklijst").text


@pytest.mark.both
def test_who_plans_takes_care_when_the_jurist_is_ill(planner, visit, app) -> None:
    """How to reach them, and nothing of what they told the jurist; afterwards the talk is the other desk's again."""
    told = {"kanaal": "telefoon", "telefoon": "06 12345678", "toelichting": "Alleen voor de jurist"}
    book(visit(), talk="juridisch", naam="Zoë", **told)
    (appointment,) = rows(app, Appointment)
    planner.visit(f"/medewerker/werklijst/{appointment.id}", status=404)
    lost_day(planner, app)
    page = planner.visit(f"/medewerker/werklijst/{appointment.id}")
    assert "06 12345678" in page.words and "Zoë" in page.words and "Spreek niets in." in page.words
    assert page.words.index("Spreek niets in.") < page.words.index("06 12345678")
    assert "Alleen voor de jurist" not in page.text
    planner.visit(f"/medewerker/afspraak/{appointment.id}", status=404)
    sitting, time = planner.visit(f"/medewerker/werklijst/{appointment.id}").times()[0]
    planner.post(f"/medewerker/werklijst/{appointment.id}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    planner.visit(f"/medewerker/werklijst/{appointment.id}", status=404)
    (person,) = rows(app, Participation)
    planner.visit(f"/medewerker/deelname/{person.id}/verteld")
    planner.post(f"/medewerker/deelname/{person.id}/verteld")
    planner.visit(f"/medewerker/deelname/{person.id}/verteld", status=404)


def test_when_no_chair_is_left_who_plans_takes_care(planner, visit, app) -> None:
    book(visit(), talk="juridisch", **by_mail())
    page = edit_page(planner)
    chair = next(name.removesuffix("-rol") for name, role in selected(page).items() if role == "juridisch")
    given = typed(page) | {f"{chair}-rol": "", f"{chair}-wie": ""}
    preview = planner.post(page.path, given)
    planner.post(page.path, hidden(preview) | {"doe": "bewaar"})
    (appointment,) = rows(app, Appointment)
    assert appointment.attention == "desk_empty"
    assert "Er zit niemand voor dit gesprek." in planner.visit("/medewerker/werklijst").words
    planner.visit(f"/medewerker/werklijst/{appointment.id}")
    assert {s.state for s in rows(app, Sitting)} == {"open"}
