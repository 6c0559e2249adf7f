"""The warning before a promise is broken, and what is wiped when."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import accounts, messaging, tenancy
from portal.callbacks.models import OPEN, UNREACHED
from portal.clock import now
from portal.db import db
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent, purge_all
from tests.booking.steps import WIL, rows
from tests.callbacks.steps import FRIDAY, ask, at_work, attempts, call_backs, opens

pytestmark = pytest.mark.both

WARNED = datetime(2026, 12, 1, 11, 30, tzinfo=UTC)  # four opening hours before Tuesday 16.30
WIPED = ("data_key", "phone_hash", "name_sealed", "contact_sealed", "told_sealed")
PIET = "piet@wijkteam-dorp.example"


def deliver(app) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        while messaging.deliver_due():
            pass


def sent(mails) -> list[str]:  # type: ignore[no-untyped-def]
    return sorted(path.read_text() for path in mails.glob("*.eml"))


def queued(app) -> list[OutboxMessage]:  # type: ignore[no-untyped-def]
    return [m for m in rows(app, OutboxMessage) if m.kind == "call_back_soon"]


@pytest.fixture
def piet(app):  # type: ignore[no-untyped-def]
    """A second colleague at the startpunt."""
    with app.app_context(), tenancy.acting_for("dorp"):
        key = accounts.get_organisation("dorp:wijkteam").key
        accounts.add_person(PIET, "Piet Tweede", "medewerker", key)
        db.session.commit()
        found = select(accounts.Person.id).where(accounts.Person.email == PIET)
        return db.session.scalars(found).one()


def test_the_startpunt_is_warned_four_opening_hours_before(visit, app, clock, mails, piet) -> None:
    clock.move_to(FRIDAY)
    ask(visit(), naam="Anne-Marie")
    assert {m.due_at for m in queued(app)} == {WARNED} and len(queued(app)) == 2
    clock.move_to(WARNED - timedelta(seconds=1))
    deliver(app)
    assert not sent(mails)
    clock.move_to(WARNED)
    deliver(app)
    one, two = sent(mails)
    assert {WIL, PIET} == {
        line[4:] for text in (one, two) for line in text.splitlines() if line[:4] == "To: "
    }
    for text in (one, two):
        assert "Subject: 1 wijziging" in text and "Verzoeken die op u wachten: 1." in text
        assert "http://dorp.localhost/medewerker/terugbellen" in text
        assert "Anne" not in text and "12345678" not in text and call_backs(app)[0].reference not in text


def test_who_took_it_is_warned_alone(visit, app, clock, mails, piet) -> None:
    clock.move_to(FRIDAY)
    ask(visit())
    wil = at_work(visit())
    opens(wil, call_backs(app)[0])
    wil.submit(press="Ik doe dit")
    clock.move_to(WARNED)
    deliver(app)
    (text,) = sent(mails)
    assert f"To: {WIL}" in text


def test_when_who_took_it_is_gone_everybody_is_warned(visit, app, clock, mails, piet) -> None:
    clock.move_to(FRIDAY)
    ask(visit())
    opens(wil := at_work(visit()), call_backs(app)[0])
    wil.submit(press="Ik doe dit")
    with app.app_context(), tenancy.acting_for("dorp"):
        accounts.disable(WIL)
        db.session.commit()
    clock.move_to(WARNED)
    deliver(app)
    (text,) = sent(mails)
    assert f"To: {PIET}" in text


@pytest.mark.parametrize("button", ["Gesproken", "Niet opgenomen", "Ingetrokken"])
def test_who_was_called_in_time_needs_no_warning(visit, app, clock, mails, button) -> None:
    clock.move_to(FRIDAY)
    ask(visit())
    opens(wil := at_work(visit()), call_backs(app)[0])
    wil.submit(press=button)
    clock.move_to(WARNED)
    deliver(app)
    assert not sent(mails) and {m.state for m in queued(app)} == {"skipped"}


def test_two_requests_keep_their_own_warning(visit, app, clock) -> None:
    clock.move_to(FRIDAY)
    ask(visit())
    clock.shift(timedelta(days=3))
    ask(visit())
    assert len({m.due_at for m in queued(app)}) == 2


# Wiping -----------------------------------------------------------------------------------------------------------


def purge(app) -> dict[str, int]:  # type: ignore[no-untyped-def]
    with app.app_context():
        return purge_all(app.extensions["purges"], now())


def ended(visit, app, clock) -> datetime:  # type: ignore[no-untyped-def]
    clock.move_to(FRIDAY)
    ask(visit(), onderwerp=["geld"])
    opens(wil := at_work(visit()), call_backs(app)[0])
    wil.submit(press="Gesproken")
    return FRIDAY


@pytest.mark.parametrize(("days", "gone"), [(29, False), (31, True)])
def test_thirty_days_after_the_end_the_person_is_wiped(visit, app, clock, days, gone) -> None:
    at = ended(visit, app, clock)
    clock.move_to(at + timedelta(days=days))
    purge(app)
    (row,) = call_backs(app)
    assert [getattr(row, column) is None for column in WIPED] == [gone] * 5
    assert (row.wiped_at is not None) is gone and (row.typed == (None,) * 3) is gone
    assert row.attempts == len(attempts(app)) == 1 and row.state == "spoken"
    wiped = [line for line in rows(app, AuditEvent) if line.action == "call_back.wiped"]
    assert len(wiped) == gone
    if gone:
        page = opens(at_work(visit()), row)
        assert "gewist" in page.words and "Maak er een afspraak van" not in page.words
        assert not purge(app).get("callbacks")


@pytest.mark.parametrize(("days", "gone"), [(59, False), (61, True)])
def test_what_nobody_ended_is_wiped_sixty_days_after_the_promise(visit, app, clock, days, gone) -> None:
    clock.move_to(FRIDAY)
    ask(visit())
    clock.move_to(call_backs(app)[0].due_at + timedelta(days=days))
    purge(app)
    (row,) = call_backs(app)
    assert (row.data_key is None) is gone and row.state == (UNREACHED if gone else OPEN)


def test_after_two_years_the_counts_go_too(visit, app, clock) -> None:
    at = ended(visit, app, clock)
    clock.move_to(at + timedelta(days=729))
    purge(app)
    assert len(call_backs(app)) == len(attempts(app)) == 1
    clock.move_to(at + timedelta(days=731))
    purge(app)
    assert not call_backs(app) and not attempts(app)


def test_another_municipality_is_left_alone(visit, app, clock) -> None:
    ended(visit, app, clock)
    ask(visit("stad.localhost"))
    clock.move_to(FRIDAY + timedelta(days=31))
    purge(app)
    assert call_backs(app, "stad")[0].data_key is not None
