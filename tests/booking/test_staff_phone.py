"""The ex who phones: staff confirm nothing, find only by code, and change only when they know who asks."""

import pytest

from portal.booking import Appointment, Participation
from portal.privacy import AuditEvent
from tests.booking.steps import JUUL, WIL, book, by_mail, faults, rows
from tests.booking.test_staff_pages import TUESDAY_BEFORE, TYPED, at_desk
from tests.support.visitor import Visitor

UNKNOWN = "Deze code of dit nummer kennen wij niet."


def person(app):  # type: ignore[no-untyped-def]
    return rows(app, Participation)[0]


def types(visitor: Visitor, code: str, status: int = 200):  # type: ignore[no-untyped-def]
    visitor.visit("/medewerker/telefoon")
    return visitor.submit({"code": code}, press="Open de afspraak", status=status)


def test_the_rule_and_the_words_to_say_stand_before_the_field(visit, clock) -> None:
    page = at_desk(visit, clock).visit("/medewerker/telefoon")
    places = [
        page.words.index(text)
        for text in (
            "Zeg nooit of iemand een afspraak heeft.",
            "Ik mag niet zeggen",
            "Zoeken op naam kan niet.",
        )
    ]
    assert places == sorted(places)
    assert page.one("input", name="code").get("autocomplete") == "off"


@pytest.mark.both
def test_nowhere_can_staff_search_for_a_name_a_birthday_or_a_postcode(visit, app, clock) -> None:
    book(visit(), **TYPED)
    visitor = at_desk(visit, clock)
    seen = ["/medewerker/", "/medewerker/telefoon", "/medewerker/mijn-agenda"]
    seen += [f"/medewerker/afspraak/{person(app).appointment_id}"]
    for path in seen:
        fields = {i.get("name") for i in visitor.visit(path).all("input") if i.get("type") != "hidden"}
        assert fields <= {"code"}, path
        assert not visitor.page.all("form", method="get")


@pytest.mark.both
def test_a_code_however_it_is_typed_opens_the_appointment(visit, app, clock) -> None:
    book(visit(), **TYPED)
    code = person(app).reference
    page = types(at_desk(visit, clock), f" {code[:4].lower()} {code[4:]}")
    assert page.path == f"/medewerker/afspraak/{person(app).appointment_id}"


@pytest.mark.both
def test_unknown_another_desk_and_another_municipality_are_one_answer(visit, app, clock) -> None:
    book(visit(), talk="juridisch", **TYPED)
    book(visit("stad.localhost"), naam="Cas")
    wil = at_desk(visit, clock, WIL, TUESDAY_BEFORE)
    answers = set()
    for code in ("AAAAAAAA", person(app).reference, rows(app, Participation, "stad")[0].reference):
        page = types(wil, code, 404)
        assert UNKNOWN in page.words and faults(page) == ["code"]
        answers.add(page.text.replace(code, "…"))
    assert len(answers) == 1
    looked = [line for line in rows(app, AuditEvent) if line.action.startswith("person.")]
    assert {(line.action, line.actor) for line in looked} == {
        ("person.not_found", f"person:{looked[0].subject}")
    }
    for nothing in ("", "Zoë", " - "):
        types(wil, nothing, 404 if nothing == "Zoë" else 400)


def test_a_wiped_person_is_unknown(visit, app, clock) -> None:
    from datetime import timedelta

    from portal.jobs import run_due_jobs
    from tests.booking.test_staff_pages import THE_DAY

    book(visit(), **TYPED)
    code = person(app).reference
    clock.move_to(THE_DAY + timedelta(days=40))
    with app.app_context():
        run_due_jobs()
    assert UNKNOWN in types(at_desk(visit, clock, at=THE_DAY + timedelta(days=40)), code, 404).words


# --- who is this? ------------------------------------------------------------------------------------------


def asks(visitor: Visitor, app, end: str, status: int, **given: str):  # type: ignore[no-untyped-def]
    visitor.visit(f"/medewerker/deelname/{person(app).id}/{end}")
    return visitor.submit(
        given, press="Zeg de afspraak af" if end == "afzeggen" else "Bekijk de tijden", status=status
    )


@pytest.mark.both
@pytest.mark.parametrize("end", ["verzetten", "afzeggen"])
def test_nothing_changes_before_staff_know_who_asks(visit, app, clock, end) -> None:
    book(visit(), **by_mail())
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    before = person(app).reference
    for given in (
        {},
        {"weet": "ja"},
        {"weet": "code"},
        {"weet": "code", "code": "AAAAAAAA"},
        {"weet": "terug"},
    ):
        page = asks(wil, app, end, 400, **given)
        assert faults(page) and not page.times(), given
    assert before not in page.text  # the code is heard, not read out
    (talk,) = rows(app, Appointment)
    assert talk.status == "confirmed"
    assert {line.action for line in rows(app, AuditEvent)} == {"appointment.made", "contact.seen"}


@pytest.mark.both
@pytest.mark.parametrize(
    ("weet", "action"),
    [
        ("code", "appointment.known_by_code"),
        ("terug", "appointment.known_by_call"),
        ("zelf", "appointment.by_municipality"),
    ],
)
def test_how_they_knew_stands_in_the_log(visit, app, clock, weet, action) -> None:
    book(visit(), **TYPED)
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    code = person(app).reference
    typed = {"weet": weet, "code": code.lower() if weet == "code" else ""}
    sitting, time = asks(wil, app, "verzetten", 200, **typed).times()[-1]
    chosen = {"spreekuurdag": sitting, "tijd": time}
    wil.post(f"/medewerker/deelname/{person(app).id}/verzetten", {**typed, **chosen})
    assert rows(app, Appointment)[0].starts_at.day == 30
    asks(wil, app, "afzeggen", 200, **typed)
    assert rows(app, Appointment)[0].status == "cancelled"
    lines = [(line.action, line.subject) for line in rows(app, AuditEvent)]
    assert lines.count((action, person(app).id)) == 2


def test_the_code_is_looked_at_again_when_a_time_is_pressed(visit, app, clock) -> None:
    book(visit(), **TYPED)
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    sitting, time = asks(wil, app, "verzetten", 200, weet="zelf").times()[-1]
    forged = {"weet": "code", "code": "AAAAAAAA", "spreekuurdag": sitting, "tijd": time}
    page = wil.post(f"/medewerker/deelname/{person(app).id}/verzetten", forged, 400)
    assert faults(page) == ["code"] and rows(app, Appointment)[0].starts_at.day == 2


@pytest.mark.parametrize(("answers", "offered"), [(TYPED, True), (by_mail(), False), ({}, False)])
def test_calling_back_is_offered_only_with_a_number(visit, app, clock, answers, offered) -> None:
    book(visit(), **answers)
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit(f"/medewerker/deelname/{person(app).id}/verzetten")
    assert ("Ik belde terug" in page.words) == offered
    assert (
        page.words.index("Voor u belt of schrijft") < page.words.index("Hoe weet u")
        if answers != by_mail()
        else True
    )


def test_what_began_or_is_off_is_not_changed(visit, app, clock) -> None:
    from tests.booking.test_staff_pages import THE_DAY

    book(visit(), **TYPED)
    wil = at_desk(visit, clock, at=THE_DAY.replace(hour=8, minute=5))
    for end in ("verzetten", "afzeggen"):
        path = f"/medewerker/deelname/{person(app).id}/{end}"
        assert wil.visit(path).path.startswith("/medewerker/afspraak/")
        assert wil.post(path, {"weet": "zelf"}).path.startswith("/medewerker/afspraak/")
    assert "Verzetten" not in wil.page.links() and rows(app, Appointment)[0].status == "confirmed"


def test_a_jurist_reaches_only_the_talks_of_the_own_table(visit, app, clock) -> None:
    book(visit(), talk="wijkteam-juridisch", **TYPED)
    code = person(app).reference
    assert types(at_desk(visit, clock, JUUL), code).h1 == f"Afspraak {code}"
