"""Somebody calls from a number: found without names, only at the own desk, and every look is recorded."""

from datetime import timedelta

import pytest

from portal import agenda
from portal.booking import Participation, queries, together
from portal.booking import actions as booking
from portal.db import db
from portal.jobs import run_due_jobs
from portal.privacy import AuditEvent
from tests.agenda import make
from tests.booking.steps import JUUL, SAM, WIL, book, by_mail, rows
from tests.booking.test_staff_pages import THE_DAY, TUESDAY_BEFORE, at_desk
from tests.booking.test_staff_phone import UNKNOWN, types
from tests.support.visitor import Visitor

NUMBER = "06 12345678"
CALLED = {"kanaal": "telefoon", "telefoon": NUMBER}


def found(key: str) -> agenda.TalkInfo:
    talk = agenda.find_talk(key)
    assert talk is not None
    return talk


def hits(visitor: Visitor) -> list[str]:
    """The codes on the page."""
    return [text for text, url in visitor.page.links().items() if url.startswith("/medewerker/afspraak/")]


def looks(app, slug: str = "dorp") -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return [(e.action, e.subject) for e in rows(app, AuditEvent, slug) if e.action.startswith("person.")]


@pytest.mark.both
@pytest.mark.parametrize("typed", [NUMBER, "0612345678", "+31 6 12 34 56 78", "0031612345678", "06-12345678"])
def test_a_number_however_it_is_typed_gives_code_and_time_and_no_name(visit, app, clock, typed) -> None:
    book(visit(), naam="Zoë", **CALLED)
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    types(visitor, typed)
    person = rows(app, Participation)[0]
    assert hits(visitor) == [person.reference]
    assert "woensdag 2 december om 09.00 uur" in visitor.page.words
    assert "Een nummer zegt niet wie er belt." in visitor.page.words
    assert "Zoë" not in visitor.page.text and visitor.page.path == "/medewerker/telefoon"
    assert looks(app) == [("person.searched", person.id)]


@pytest.mark.both
def test_two_people_with_one_telephone_are_two_lines(visit, app, clock) -> None:
    """Both are shown to staff and neither by name; whoever calls is still nobody until the code is heard."""
    book(visit(), nth=0, naam="Anne", **CALLED)
    book(visit(), nth=1, naam="Bram", **CALLED)
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    types(visitor, NUMBER)
    people = rows(app, Participation)
    assert sorted(hits(visitor)) == sorted(p.reference for p in people)
    assert "Anne" not in visitor.page.text and "Bram" not in visitor.page.text
    assert sorted(looks(app)) == sorted(("person.searched", p.id) for p in people)


@pytest.mark.both
def test_nothing_found_another_desk_and_another_municipality_are_one_answer(visit, app, clock) -> None:
    book(visit(), talk="juridisch", naam="Anne", **CALLED)
    book(visit("stad.localhost"), naam="Cas", kanaal="telefoon", telefoon="06 87654321")
    wil = at_desk(visit, clock, WIL, TUESDAY_BEFORE)
    answers = set()
    for typed in (NUMBER, "06 87654321", "06 11111111"):
        page = types(wil, typed, 404)
        assert UNKNOWN in page.words and hits(wil) == []
        answers.add(page.text.replace(typed, "…"))
    assert len(answers) == 1
    assert {action for action, _ in looks(app)} == {"person.not_found"} and len(looks(app)) == 3
    assert hits(visited(at_desk(visit, clock, JUUL), NUMBER)) == [rows(app, Participation)[0].reference]
    assert types(at_desk(visit, clock, SAM, host="stad.localhost"), NUMBER, 404)


def visited(visitor: Visitor, typed: str) -> Visitor:
    types(visitor, typed)
    return visitor


@pytest.mark.both
def test_what_was_typed_is_kept_nowhere(visit, app, clock) -> None:
    book(visit(), **CALLED)
    types(at_desk(visit, clock), "06 11111111", 404)
    kept = " ".join(f"{e.action} {e.actor} {e.subject}" for e in rows(app, AuditEvent))
    assert "11111111" not in kept and "12345678" not in kept


def test_a_code_still_opens_the_appointment_at_once(visit, app, clock) -> None:
    book(visit(), **CALLED)
    person = rows(app, Participation)[0]
    page = types(at_desk(visit, clock), person.reference)
    assert page.path == f"/medewerker/afspraak/{person.appointment_id}"
    assert ("person.searched", person.id) in looks(app)


@pytest.mark.both
def test_the_hash_is_another_in_each_municipality_and_of_no_number_there_is_none(visit, app) -> None:
    for host, answers in (
        ("dorp.localhost", CALLED),
        ("stad.localhost", CALLED),
        ("dorp.localhost", by_mail()),
    ):
        book(visit(host), **answers)
    dorp = {p.phone_hash for p in rows(app, Participation)}
    (stad,) = (p.phone_hash for p in rows(app, Participation, "stad"))
    assert None in dorp and stad is not None and stad not in dorp and len(dorp) == 2
    assert all(len(h) == 64 and "612345678" not in h for h in (dorp | {stad}) - {None})


@pytest.mark.both
def test_a_number_that_is_none_has_no_hash_and_a_purged_one_is_gone(visit, app, clock) -> None:
    book(visit(), **CALLED)
    visitor = at_desk(visit, clock, at=THE_DAY + timedelta(days=29))
    assert hits(visited(visitor, NUMBER))
    clock.move_to(THE_DAY + timedelta(days=40))
    with app.app_context():
        run_due_jobs()
    assert [p.phone_hash for p in rows(app, Participation)] == [None]
    types(at_desk(visit, clock, at=THE_DAY + timedelta(days=40)), NUMBER, 404)


@pytest.mark.both
def test_who_says_yes_and_leaves_a_number_is_found_too(visit, app, clock) -> None:
    with make.acting(app):
        draft = booking.hold("anne", found("wijkteam"), make.sitting().id, make.moment("09:00"), joint=True)
        booking.fill_in(draft, {"naam": "Anne", "kanaal": "geen"})
        made = booking.confirm(draft)
        db.session.commit()
        invitation = queries.find_invitation_of(made.id)
        assert invitation is not None and invitation.secrets is not None
        other = together.accept(invitation.secrets["token"], "0" * 32)
        reference = other.participation.reference
        db.session.commit()
    with make.acting(app):  # a later request
        own = queries.find_by_reference(reference)
        assert own is not None
        booking.leave_contact(own, {"naam": "Bram", **CALLED})
        db.session.commit()
    assert hits(visited(at_desk(visit, clock, at=TUESDAY_BEFORE), NUMBER)) == [reference]
