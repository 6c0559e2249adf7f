"""Two people at the desk: each with their own code and limits, and staff may split the talk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal.agenda.cli import audit_all
from portal.booking import Appointment, Participation
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.booking.steps import JUUL, book, by_mail, rows, signed_in
from tests.booking.test_staff_pages import THE_DAY, TUESDAY_BEFORE, at_desk
from tests.conftest import NOW
from tests.support.visitor import Page, Visitor
from tests.together.couple import Couple, a_couple, accept, answer, book_together
from tests.together.watched import First

pytestmark = pytest.mark.both
THE_DAY_AFTER_BOOKING = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # 10:30 on the wall


def people(app):  # type: ignore[no-untyped-def]
    """By number: who booked, and who said yes."""
    return sorted(rows(app, Participation), key=lambda p: p.number)


def opens(visitor: Visitor, app, nth: int = 0) -> Page:  # type: ignore[no-untyped-def]
    return visitor.visit(f"/medewerker/afspraak/{people(app)[nth].appointment_id}")


def chooses(visitor: Visitor, who, wie: str, **given: str) -> Page:  # type: ignore[no-untyped-def]
    visitor.visit(f"/medewerker/deelname/{who.id}/verzetten")
    return visitor.submit({"weet": "zelf", "wie": wie, **given}, press="Bekijk de tijden")


def moves(visitor: Visitor, who, wie: str, nth: int = -1, status: int = 200) -> Page:  # type: ignore[no-untyped-def]
    sitting, time = chooses(visitor, who, wie).times()[nth]
    given = {"weet": "zelf", "wie": wie, "spreekuurdag": sitting, "tijd": time}
    return visitor.post(f"/medewerker/deelname/{who.id}/verzetten", given, status)


# --- the page ----------------------------------------------------------------------------------------------


def test_both_are_shown_each_with_their_own_code_and_limits(visit, app, clock) -> None:
    a_couple(visit, naam="Anne", kanaal="telefoon", telefoon="06 12345678")
    page = opens(at_desk(visit, clock, at=TUESDAY_BEFORE), app)
    one, other = people(app)
    assert one.reference != other.reference
    assert one.reference in page.h1 and other.reference in page.h1
    assert "Spreek niets in." in page.words and "06 12345678" in page.words
    assert "Heeft niets ingevuld. Niet bellen, niet schrijven." in page.words and "gewist" not in page.words
    assert "Dit is een gesprek van twee mensen. De ander zei ja." in page.words
    assert "Spreek ieder eerst even alleen." in page.words


def test_the_day_has_a_line_and_a_code_for_each(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    page = at_desk(visit, clock, at=THE_DAY).page
    for person in people(app):
        assert person.reference in page.links()
    assert page.words.count("samen") == 2 and "Roep de code, niet de naam." in page.words


def test_of_a_talk_that_nobody_joined_yet_staff_see_until_when(visit, app, clock) -> None:
    book_together(visit(), naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    day = wil.visit(f"/medewerker/dag/{rows(app, Appointment)[0].sitting_id}")
    assert "misschien samen" in day.words
    page = opens(wil, app)
    assert "De ander zei nog geen ja. Dat kan tot maandag 30 november om 17.00 uur." in page.words
    page = opens(at_desk(visit, clock, at=TUESDAY_BEFORE), app)
    assert "Het is nu een gesprek alleen." in page.words and "Spreek ieder" not in page.words


def test_declining_and_silence_look_the_same_to_staff_too(visit, app, clock) -> None:
    couple = book_together(visit(), naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    before = opens(wil, app).text
    answer(visit(), couple.invitation, "Nee")
    assert opens(wil, app).text == before


def test_a_talk_alone_says_nothing_of_two(visit, app, clock) -> None:
    book(visit())
    page = opens(at_desk(visit, clock, at=TUESDAY_BEFORE), app)
    assert (
        "gesprek van twee" not in page.words
        and "voor twee" not in page.words
        and "Apart een tijd geven" not in page.words
    )


# --- splitting ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nth", [0, 1], ids=["who booked", "who said yes"])
def test_one_gets_a_time_of_their_own_and_the_other_keeps_theirs(visit, app, clock, nth) -> None:
    couple = a_couple(visit, naam="Anne", **by_mail())
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    leaver, stays = people(app)[nth], people(app)[1 - nth]
    page = moves(wil, leaver, "een")
    assert "De nieuwe tijd staat vast." in page.words and leaver.reference in page.h1
    assert stays.reference not in page.h1
    talks = {p.id: p.appointment_id for p in rows(app, Participation)}
    assert talks[leaver.id] != talks[stays.id]
    kept = next(a for a in rows(app, Appointment) if a.id == talks[stays.id])
    assert f"{kept.starts_at:%H:%M}" == "08:00" and not kept.joint  # 09:00 on the wall
    page = wil.visit(f"/medewerker/afspraak/{kept.id}")
    assert "Wie blijft, mag dat weten vanaf woensdag 25 november om 13.00 uur." in page.words
    assert "Zeg het niet eerder." in page.words
    clock.shift(timedelta(hours=3))
    assert "Zeg het niet eerder." not in wil.visit(f"/medewerker/afspraak/{kept.id}").words
    assert couple.link
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def test_one_goes_without_a_time_yet(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    one, other = people(app)
    page = chooses(wil, other, "een")
    assert "De ander houdt de tijd van nu." in page.words
    page = wil.submit(press="Nog geen nieuwe tijd")
    assert "Deze persoon komt niet meer." in page.words and "Komt niet meer" in page.words
    assert [p.state for p in people(app)] == ["accepted", "left"]
    assert [p.appointment_id for p in people(app)] == [one.appointment_id] * 2
    wil.visit(f"/medewerker/deelname/{other.id}/verzetten")
    assert wil.page.path == f"/medewerker/afspraak/{one.appointment_id}"


def test_a_split_can_be_near_too_when_nobody_could_come_together_any_more(visit, app, clock) -> None:
    """After the fixed moment a talk alone is offered on the same day, so it must be had."""
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE.replace(hour=7))
    other = people(app)[1]
    sitting, time = chooses(wil, other, "een").times()[0]
    assert time.startswith("2026-12-02")
    given = {"weet": "zelf", "wie": "een", "spreekuurdag": sitting, "tijd": time}
    assert "De nieuwe tijd staat vast." in wil.post(f"/medewerker/deelname/{other.id}/verzetten", given).words


def cancels_behind_the_link(app, couple: Couple, wil: Visitor) -> None:  # type: ignore[no-untyped-def]
    couple.other.visit(f"{couple.other_link}/annuleren")
    couple.other.submit(press="Ja, zeg de afspraak af")


def staff_take_out(app, couple: Couple, wil: Visitor) -> None:  # type: ignore[no-untyped-def]
    chooses(wil, people(app)[1], "een")
    wil.submit(press="Nog geen nieuwe tijd")


def goes_alone_behind_the_link(app, couple: Couple, wil: Visitor) -> None:  # type: ignore[no-untyped-def]
    sitting, time = couple.other.visit(f"{couple.other_link}/alleen").times()[-1]
    couple.other.post(f"{couple.other_link}/alleen", {"spreekuurdag": sitting, "tijd": time})


def staff_split(app, couple: Couple, wil: Visitor) -> None:  # type: ignore[no-untyped-def]
    moves(wil, people(app)[1], "een")


def staff_keep_apart_and_split(app, couple: Couple, wil: Visitor) -> None:  # type: ignore[no-untyped-def]
    one, other = people(app)
    opens(wil, app)
    wil.post(f"/medewerker/deelname/{one.id}/apart", {"code": other.reference})
    moves(wil, other, "een")


@pytest.mark.parametrize(
    ("deed", "like"),
    [
        (staff_take_out, cancels_behind_the_link),
        (staff_split, goes_alone_behind_the_link),
        (staff_keep_apart_and_split, goes_alone_behind_the_link),
    ],
    ids=["taken out", "split", "kept apart and split"],
)
def test_the_other_gets_the_same_bytes_as_when_staff_had_no_part_in_it(world, app, clock, deed, like) -> None:
    got, wanted = watched(world, clock, deed), watched(world, clock, like)
    assert any("gaat niet door" in text for text in got) and len(got) == len(wanted)
    for one, other in zip(got, wanted, strict=True):
        assert one == other


def watched(world, clock, deed) -> list[str]:  # type: ignore[no-untyped-def]
    """Everything the first of the two gets, in the hours around the deed."""
    world.reset()
    clock.move_to(NOW)
    first = First(world.app, Path(world.settings.mail_url.removeprefix("folder://")))
    first.books()
    accept(Visitor(world.app), first.couple)
    clock.move_to(THE_DAY_AFTER_BOOKING)
    wil = Visitor(world.app)
    signed_in(wil)
    deed(world.app, first.couple, wil)
    moments = [
        THE_DAY_AFTER_BOOKING.replace(hour=hour, minute=minute)
        for hour, minute in ((10, 0), (11, 59), (12, 0), (17, 0))
    ]
    return sorted(first.sees([*moments, TUESDAY_BEFORE], clock))  # two mails of one moment have no order


# --- the whole talk ----------------------------------------------------------------------------------------


def test_staff_move_the_whole_talk(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    one, other = people(app)
    page = moves(wil, one, "allebei")
    assert one.reference in page.h1 and other.reference in page.h1
    (talk,) = rows(app, Appointment)
    assert talk.joint and talk.starts_at.day == 30
    lines = [(line.action, line.subject) for line in rows(app, AuditEvent) if "person:" in line.actor]
    assert ("appointment.by_municipality", one.id) in lines
    assert {("appointment.moved", one.id), ("appointment.moved", other.id)} <= set(lines)


def test_staff_cancel_the_whole_talk_or_one_person(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    one, other = people(app)
    wil.visit(f"/medewerker/deelname/{one.id}/afzeggen")
    page = wil.submit({"weet": "zelf"}, press="Zeg de afspraak af", status=400)
    assert "Kies wat er verandert." in page.words
    page = wil.submit({"weet": "zelf", "wie": "een"}, press="Zeg de afspraak af")
    assert "De ander houdt de tijd" in page.words and rows(app, Appointment)[0].status == "confirmed"
    wil.visit(f"/medewerker/deelname/{other.id}/afzeggen")
    page = wil.submit({"weet": "zelf"}, press="Zeg de afspraak af")
    assert "De tijd is weer vrij." in page.words and rows(app, Appointment)[0].status == "cancelled"


def test_who_is_alone_in_a_talk_for_two_comes_alone_at_the_same_time(visit, app, clock) -> None:
    couple = book_together(visit(), naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    page = chooses(wil, people(app)[0], "een")
    assert "De code voor de ander werkt daarna niet meer." in page.words
    wil.submit(press="Houd de tijd van nu")
    (talk,) = rows(app, Appointment)
    assert not talk.joint and talk.apart_from is None and f"{talk.starts_at:%H:%M}" == "08:00"
    visit().visit(couple.invitation, 404)


def test_a_new_time_after_the_fixed_moment_does_not_open_the_code_again(visit, app, clock) -> None:
    couple = book_together(visit(), naam="Anne")
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    who = people(app)[0]
    wil.visit(f"/medewerker/deelname/{who.id}/verzetten")
    assert "Wat verandert er?" not in wil.page.words
    sitting, time = wil.submit({"weet": "zelf"}, press="Bekijk de tijden").times()[-1]
    given = {"weet": "zelf", "spreekuurdag": sitting, "tijd": time}
    wil.post(f"/medewerker/deelname/{who.id}/verzetten", given)
    (talk,) = rows(app, Appointment)
    assert not talk.joint and talk.starts_at.day != 2
    visit().visit(couple.invitation, 404)


def test_a_time_that_was_just_taken_leaves_everything_as_it_was(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    other = people(app)[1]
    sitting, time = chooses(wil, other, "een").times()[0]
    book(visit())
    given = {"weet": "zelf", "wie": "een", "spreekuurdag": sitting, "tijd": time}
    page = wil.post(f"/medewerker/deelname/{other.id}/verzetten", given, 409)
    assert "Deze tijd is niet meer vrij." in page.words and page.times()
    assert len(rows(app, Appointment)) == 2  # the talk of two, and who was first
    for nonsense in ("morgen", "2026-12-02T09:07"):
        page = wil.post(f"/medewerker/deelname/{other.id}/verzetten", given | {"tijd": nonsense}, 400)
        assert page.times()
    assert "appointment.by_municipality" not in [line.action for line in rows(app, AuditEvent)]


def test_more_days_keep_the_answers(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=THE_DAY_AFTER_BOOKING)
    first = chooses(wil, people(app)[1], "een").times()
    page = wil.submit(press="Toon meer dagen")
    assert page.times() and page.times()[0] not in first
    assert {i.get("value") for i in page.all("input") if i.get("name") == "wie"} == {"een"}


def test_the_other_desk_and_other_municipalities_change_nothing(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    one = people(app)[0]
    messages = len(rows(app, OutboxMessage))
    for email, host in ((JUUL, "dorp.localhost"), (JUUL, "stad.localhost")):
        juul = at_desk(visit, clock, email, THE_DAY_AFTER_BOOKING, host)
        for end in ("verzetten", "afzeggen", "bericht"):
            juul.visit(f"/medewerker/deelname/{one.id}/{end}", 404)
            juul.visit("/medewerker/")
            juul.post(f"/medewerker/deelname/{one.id}/{end}", {"weet": "zelf", "wie": "allebei"}, 404)
    assert rows(app, Appointment)[0].status == "confirmed" and len(rows(app, OutboxMessage)) == messages
