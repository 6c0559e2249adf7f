"""A professional's own calendar on a real CalDAV server makes them busy, in every municipality where they work."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from portal import accounts, agenda, jobs, tenancy
from portal.accounts.models import Membership
from portal.agenda import busy, calendars
from portal.agenda.models import BusyTime, CalendarImport
from portal.agenda.rounds import read_calendars
from portal.booking import Appointment
from portal.clock import ZONE
from portal.db import db
from tests.booking.steps import JUUL, SAM, WIL, book, free_times, rows, signed_in
from tests.calendars.real import Client, Radicale, radicale
from tests.conftest import NOW
from tests.support.visitor import Visitor

PAGE = "/medewerker/mijn-agenda/eigen-agenda"
WEDNESDAY = "20261202"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def caldav(server: Radicale) -> Radicale:
    server.asks("DELETE", "/wil/werk/")
    body = (
        b'<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:set><D:prop><C:supported-calendar-'
        b'component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>'
    )
    assert server.asks("MKCALENDAR", "/wil/werk/", body, "application/xml") == 201
    return server


@pytest.fixture
def inside(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = app.extensions["settings"].model_copy(update={"calendar_inside": ("localhost",)})
    monkeypatch.setitem(app.extensions, "settings", allowed)


def at_work(app: Any, email: str = WIL, host: str = "dorp.localhost") -> Visitor:
    visitor = Visitor(app, host)
    signed_in(visitor, email)
    return visitor


def follows(visitor: Visitor, address: str, status: int = 200) -> Any:
    visitor.visit(PAGE)
    return visitor.post(PAGE, {"adres": address}, status)


def reads(app: Any) -> int:
    with app.app_context():
        return jobs.read_due_calendars()


def busy_lines(app: Any) -> list[str]:
    """ "02 09:00-10:30", in wall time."""
    with app.app_context():
        found = db.session.execute(
            select(BusyTime.starts_at, BusyTime.ends_at).order_by(BusyTime.starts_at)
        ).all()
        db.session.rollback()
    return [f"{s.astimezone(ZONE):%d %H:%M}-{e.astimezone(ZONE):%H:%M}" for s, e in found]


def person_of(app: Any, email: str) -> str:
    with app.app_context():
        found = accounts.person_ids_by_mail({email})[email]
        db.session.rollback()
    return found


@pytest.mark.both
def test_a_calendar_on_a_caldav_server_takes_times_away_and_gives_them_back(
    app, inside, caldav, tmp_path: Path, clock
) -> None:
    client, resident = Client(tmp_path), Visitor(app)
    before = free_times(resident)
    taken = [time for _, time in before if time.startswith("2026-12-02")]
    assert taken
    client.puts(
        "overleg",
        f"UID:overleg\nSUMMARY:Geheim overleg\nDTSTART;TZID=Europe/Amsterdam:{WEDNESDAY}T080000\nDURATION:PT5H",
    )
    client.puts("vrij", f"UID:vrij\nSUMMARY:Kan wel\nDTSTART;VALUE=DATE:{WEDNESDAY}\nTRANSP:TRANSPARENT")
    client.with_caldav(caldav)
    follows(at_work(app), caldav.address)
    assert reads(app) == 1
    assert busy_lines(app) == ["02 08:00-13:00"]
    assert not [time for _, time in free_times(resident) if time.startswith("2026-12-02")]
    client.puts("overleg", f"UID:overleg\nSTATUS:CANCELLED\nDTSTART:{WEDNESDAY}T080000\nDURATION:PT5H")
    client.with_caldav(caldav)
    clock.shift(timedelta(minutes=14))
    assert reads(app) == 0, "too soon"
    clock.shift(timedelta(minutes=1))
    assert reads(app) == 1
    assert busy_lines(app) == []
    assert free_times(resident) == before
    (row,) = rows(app, CalendarImport)
    assert b"localhost" not in row.address_sealed and row.fault is None


def test_a_series_with_exceptions_through_both_clock_changes(
    app, inside, caldav, tmp_path: Path, clock
) -> None:
    client, zone = Client(tmp_path), "TZID=Europe/Amsterdam"
    client.puts(
        "reeks",
        f"UID:reeks\nDTSTART;{zone}:20270315T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=MO\n"
        f"EXDATE;{zone}:20270405T090000\nEND:VEVENT\nBEGIN:VEVENT\nUID:reeks\n"
        f"RECURRENCE-ID;{zone}:20270329T090000\nDTSTART;{zone}:20270329T150000\nDURATION:PT1H",
    )
    client.puts(
        "utc", "UID:utc\nDTSTART:20270326T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=3;COUNT=2"
    )
    client.with_caldav(caldav)
    follows(at_work(app), caldav.address)
    clock.move_to(datetime(2027, 3, 22, 8, tzinfo=UTC))
    assert reads(app) == 1
    assert busy_lines(app)[:5] == [
        "22 09:00-10:00",
        "26 09:00-10:00",
        "29 10:00-11:00",
        "29 15:00-16:00",
        "12 09:00-10:00",
    ]
    clock.move_to(datetime(2027, 10, 25, 6, tzinfo=UTC))
    assert reads(app) == 1
    assert busy_lines(app)[:3] == ["25 09:00-10:00", "01 09:00-10:00", "08 09:00-10:00"]


def test_two_thousand_events_are_read_once_and_then_nothing_is_written(app, inside, caldav, clock) -> None:
    events = []
    for n in range(2000):
        starts = NOW + timedelta(days=n % 84, hours=n // 84, minutes=n % 7)
        events.append(
            f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:{starts:%Y%m%dT%H%M%SZ}\r\nDURATION:PT20M\r\nEND:VEVENT\r\n"
        )
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{''.join(events)}END:VCALENDAR\r\n"
    caldav.holds(whole.encode())
    follows(at_work(app), caldav.address)
    assert reads(app) == 1
    assert len(busy_lines(app)) == 2000
    clock.shift(timedelta(minutes=15))
    written: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "busy_time" in statement and not statement.lstrip().upper().startswith("SELECT"):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert reads(app) == 0
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert not written and len(busy_lines(app)) == 2000


@pytest.mark.both
def test_nobody_who_has_a_talk_is_sent_away_and_staff_are_told(app, inside, caldav, tmp_path, clock) -> None:
    resident = Visitor(app)
    book(resident)
    (booked,) = rows(app, Appointment)
    client = Client(tmp_path)
    client.puts(
        "x", f"UID:x\nDTSTART:{booked.starts_at:%Y%m%dT%H%M%SZ}\nDTEND:{booked.ends_at:%Y%m%dT%H%M%SZ}"
    )
    client.with_caldav(caldav)
    follows(at_work(app), caldav.address)
    assert reads(app) == 1
    (after,) = rows(app, Appointment)
    assert after.status == "confirmed" and after.starts_at == booked.starts_at
    assert after.attention is not None


@pytest.mark.both
def test_busy_in_one_municipality_is_busy_in_the_other_and_the_row_stays_there(
    app, inside, caldav, tmp_path, clock
) -> None:
    there = Visitor(app, "stad.localhost")
    before = free_times(there, "juridisch")
    client = Client(tmp_path)
    client.puts("x", f"UID:x\nDTSTART;VALUE=DATE:{before[0][1][:10].replace('-', '')}")
    client.with_caldav(caldav)
    follows(at_work(app, JUUL), caldav.address)
    assert reads(app) == 1
    day = before[0][1][:10]
    assert not [time for _, time in free_times(there, "juridisch") if time.startswith(day)]
    assert rows(app, CalendarImport, "stad") == []
    page = at_work(app, JUUL, "stad.localhost").visit(PAGE)
    assert "Wij lezen uw agenda op" not in page.words
    at_work(app, JUUL, "stad.localhost").post(f"{PAGE}/stoppen", status=400, csrf=False)
    other = at_work(app, JUUL, "stad.localhost")
    other.visit(PAGE)
    other.post(f"{PAGE}/stoppen")
    assert len(busy_lines(app)) == 1, "stopped in the other municipality: nothing to stop there"


@pytest.mark.both
def test_stopping_or_leaving_ends_it_and_makes_free(app, inside, caldav, tmp_path, clock) -> None:
    client = Client(tmp_path)
    client.puts("x", f"UID:x\nDTSTART;VALUE=DATE:{WEDNESDAY}")
    client.with_caldav(caldav)
    visitor = at_work(app)
    follows(visitor, caldav.address)
    reads(app)
    assert busy_lines(app)
    visitor.visit(PAGE)
    page = visitor.submit(press="Stop met lezen")
    assert "Wij lezen uw agenda niet meer." in page.words
    assert busy_lines(app) == [] and rows(app, CalendarImport) == []
    follows(visitor, caldav.address)
    reads(app)
    assert busy_lines(app)
    _leaves(app, WIL)
    clock.shift(timedelta(minutes=15))
    assert reads(app) == 1
    assert busy_lines(app) == [] and rows(app, CalendarImport) == []


def _leaves(app: Any, email: str) -> None:
    person = person_of(app, email)
    with app.app_context():
        for membership in db.session.scalars(select(Membership).where(Membership.person_id == person)):
            membership.ended_at = NOW
        db.session.commit()


def test_the_night_wipes_what_ended(app, clock) -> None:
    visitor = at_work(app)
    follows(visitor, "https://agenda.example/a.ics")
    with app.app_context():
        resource = agenda.resource_of(person_of(app, WIL))
        old = NOW - timedelta(days=3)
        busy.set_busy("x", resource, [(old, old + timedelta(hours=1)), (NOW, NOW + timedelta(hours=1))])
        db.session.commit()
    _leaves(app, WIL)
    with app.app_context():
        jobs.run_daily_jobs()
    assert rows(app, CalendarImport) == []
    assert len(busy_lines(app)) == 1


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (
            "http://localhost:{port}/wil/werk/",
            "Uw agenda laat ons niet toe. Klopt het wachtwoord in het adres?",
        ),
        ("http://wil:ge%20heim%401@localhost:{port}/wil/niets/", "Op dit adres staat geen agenda"),
        ("http://wil:ge%20heim%401@localhost:{port}/.web/", "Op dit adres staat geen agenda"),
        ("http://localhost:1/", "Wij kunnen uw agenda nu niet bereiken. Klopt het adres?"),
        ("https://127.0.0.1/", "Wij kunnen uw agenda nu niet bereiken. Klopt het adres?"),
    ],
)
def test_what_goes_wrong_is_told_and_what_was_known_stays(
    app, inside, caldav, tmp_path, clock, address: str, told: str
) -> None:
    client, visitor = Client(tmp_path), at_work(app)
    client.puts("x", f"UID:x\nDTSTART;VALUE=DATE:{WEDNESDAY}")
    client.with_caldav(caldav)
    follows(visitor, caldav.address)
    reads(app)
    known = busy_lines(app)
    follows(visitor, address.format(port=caldav.port))
    assert reads(app) == 0
    assert busy_lines(app) == known and known
    page = visitor.visit(PAGE)
    assert told in page.words
    assert "ge%20heim" not in page.text and "heim" not in page.text


def test_a_calendar_that_asks_for_ever_is_given_up(app, inside, caldav, monkeypatch, clock) -> None:
    never = "UID:{}\r\nDTSTART:20260101T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    events = "".join(f"BEGIN:VEVENT\r\n{never.format(n)}\r\nEND:VEVENT\r\n" for n in range(200))
    monkeypatch.setattr(
        calendars, "fetch", lambda *_: f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode()
    )
    follows(at_work(app), caldav.address)
    assert reads(app) == 0
    (row,) = rows(app, CalendarImport)
    assert row.fault == "too_big"


@pytest.mark.parametrize("typed", ["", "agenda", "http://agenda.example/a.ics", "https://a b", "x" * 1001])
def test_what_is_no_address_is_told(app, clock, typed: str) -> None:
    page = follows(at_work(app), typed, 400)
    assert page.one("input", name="adres").get("value") == typed
    assert page.one("input", name="adres").get("aria-invalid") == "true"
    assert rows(app, CalendarImport) == []


def test_a_slow_calendar_does_not_hold_up_the_worker(app, inside, monkeypatch, clock) -> None:
    """What was not read in this round comes first in the next one."""
    for email, host in ((WIL, "dorp.localhost"), (JUUL, "dorp.localhost"), (SAM, "stad.localhost")):
        follows(at_work(app, email, host), "https://agenda.example/a.ics")
    asked: list[str] = []

    def busy_now(address: str, *_: Any) -> calendars.Outcome:
        asked.append(address)
        return calendars.Outcome()

    monkeypatch.setattr(calendars, "busy_now", busy_now)
    monkeypatch.setattr("portal.agenda.rounds.ROUND_SECONDS", -1.0)
    with app.app_context():
        read_calendars()
        assert not asked
        monkeypatch.setattr("portal.agenda.rounds.ROUND_SECONDS", 20.0)
        read_calendars()
        assert len(asked) == 3
        read_calendars()
        assert len(asked) == 3


def _writes(app: Any) -> Callable[[], int]:
    return lambda: len(rows(app, CalendarImport))


def test_two_windows_of_one_person_make_one_import(app, clock) -> None:
    for visitor in (at_work(app), at_work(app)):
        follows(visitor, "https://agenda.example/a.ics")
    assert _writes(app)() == 1
    with app.app_context(), tenancy.acting_for("dorp"):
        assert calendars.take_due(NOW) and not calendars.take_due(NOW)
