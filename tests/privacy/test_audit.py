"""The audit log: one line per person for each deed and each look, with ids and verbs only."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from portal import tenancy
from portal.booking import Appointment, Participation
from portal.db import db, new_id
from portal.privacy import AuditEvent
from tests.booking.steps import book, by_mail, fill_in, hold, rows, signed_in
from tests.booking.test_staff_pages import THE_DAY, at_desk, press

CANARY = {
    "naam": "KANARIE-naam",
    "email": "kanarie-mail@voorbeeld.example",
    "telefoon": "06 13572468",
    "toelichting": "KANARIE-verhaal",
}


def actions(app) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    """(action, kind of actor), oldest first."""
    lines = sorted(rows(app, AuditEvent), key=lambda line: line.at)
    return [(line.action, line.actor.partition(":")[0]) for line in lines]


@pytest.mark.both
def test_making_moving_and_cancelling_leave_one_line_each(visit, app, clock) -> None:
    visitor = visit()
    path = book(visitor)
    clock.shift(60)
    sitting, time = visitor.visit(f"{path}/verzetten").times()[3]
    visitor.post(f"{path}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    clock.shift(60)
    visitor.visit(f"{path}/annuleren")
    visitor.submit(press="Ja, zeg de afspraak af")
    made = ["appointment.made", "appointment.moved", "appointment.cancelled"]
    assert actions(app) == [(action, "resident") for action in made]
    assert {line.subject for line in rows(app, AuditEvent)} == {rows(app, Participation)[0].id}


@pytest.mark.both
def test_every_look_of_staff_is_a_line_per_person(visit, app, clock) -> None:
    book(visit())
    book(visit(), nth=2)
    visitor = at_desk(visit, clock)
    visitor.visit(f"/medewerker/afspraak/{rows(app, Appointment)[0].id}")
    looks = sorted(action for action, actor in actions(app) if actor == "person")
    assert looks == ["appointment.seen", "day.seen", "day.seen"]
    seen = [line.subject for line in rows(app, AuditEvent) if line.action == "day.seen"]
    assert sorted(seen) == sorted(p.id for p in rows(app, Participation))


def test_a_look_at_numbers_or_at_bezet_is_no_look_at_a_person(visit, app, clock) -> None:
    book(visit(), talk="juridisch")
    at_desk(visit, clock)
    signed_in(visit("stad.localhost"), "juul@juridisch-loket.example")
    assert [action for action, _ in actions(app)] == ["appointment.made"]


def test_an_outcome_is_written_with_who_gave_it(visit, app, clock) -> None:
    book(visit())
    visitor = at_desk(visit, clock)
    press(visitor, "Gekomen")
    (line,) = [line for line in rows(app, AuditEvent) if line.action == "participation.outcome"]
    assert line.actor.startswith("person:") and line.at == THE_DAY


def test_what_was_refused_leaves_no_line(visit, app) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, 400, naam="")
    assert actions(app) == []


@pytest.mark.both
def test_lines_hold_ids_and_verbs_and_nothing_typed(visit, app, clock) -> None:
    book(visit(), kanaal="email", **CANARY)
    at_desk(visit, clock)
    for line in rows(app, AuditEvent):
        shown = f"{line.action} {line.actor} {line.subject}"
        assert "kanarie" not in shown.lower() and "1357" not in shown and "Wil" not in shown


@pytest.mark.both
def test_the_app_may_add_lines_and_not_change_or_remove_them(visit, app, engine) -> None:
    if engine == "sqlite":
        return  # no rights there: one municipality, one file
    book(visit())
    for change in ("update audit_event set action = 'x'", "delete from audit_event"):
        with (
            app.app_context(),
            tenancy.acting_for("dorp"),
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            db.session.execute(text(f"{change} where tenant_id = 'dorp'"))
    assert actions(app) == [("appointment.made", "resident")]


@pytest.mark.both
def test_a_line_cannot_be_written_for_another_municipality(app) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        db.session.add(AuditEvent(tenant_id="stad", id=new_id(), action="x", actor="x", subject="x"))
        with pytest.raises((tenancy.CrossTenant, DBAPIError)):
            db.session.flush()


# --- a stolen database -------------------------------------------------------------------------------------


def stolen_bytes(world) -> bytes:  # type: ignore[no-untyped-def]
    """All bytes of the file and its log, and what a dump of it would hold."""
    path = Path(world.settings.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        dump = "\n".join(connection.iterdump()).encode()
    return path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes() + dump


def test_the_bytes_of_the_database_hold_nothing_that_was_typed(visit, app, world) -> None:
    drafting = visit()
    for channel in ("email", "telefoon", "geen"):
        book(visit(), kanaal=channel, veilig_bericht="nee", **CANARY)
    hold(drafting)
    fill_in(drafting, kanaal="email", **CANARY)
    stolen = stolen_bytes(world)
    assert all(
        made.reference.encode() in stolen for made in rows(app, Participation)
    )  # the rows are really there
    for typed in ("KANARIE", "kanarie-mail", "voorbeeld.example", "13572468", "06 1357"):
        for form in (typed.encode(), typed.encode("utf-16-le"), typed.encode().hex().encode()):
            assert form not in stolen and form.upper() not in stolen, typed


def test_the_stolen_bytes_hold_no_key_and_no_link(visit, app, world) -> None:
    path = book(visit(), **by_mail())
    stolen = stolen_bytes(world)
    secret = rows(app, Participation)[0].sealing_key().secret
    for hidden in (path.removeprefix("/a/").encode(), secret, secret.hex().upper().encode(), b"k" * 32):
        assert hidden not in stolen
