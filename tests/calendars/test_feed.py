"""A professional's talks in their own calendar program, read by real clients: vdirsyncer and recurring-ical-events."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar
from sqlalchemy import select

from portal import tenancy
from portal.accounts.models import Membership
from portal.agenda.models import CalendarFeed
from portal.booking import Appointment, Participation
from portal.clock import ZONE
from portal.db import db
from tests.booking.steps import JUUL, WIL, book, by_mail, rows, sign_in, signed_in
from tests.calendars.real import Client, served
from tests.calendars.test_import import _leaves, at_work, busy_lines, follows, person_of, reads
from tests.canary.neutral import TELLING
from tests.support.visitor import Visitor
from tests.together.couple import accept, book_together

PAGE = "/medewerker/mijn-agenda/feed"
MESSAGES = "dorp.bericht.localhost"


def makes_feed(app: Any, email: str = WIL, host: str = "dorp.localhost") -> str:
    """The path of a new feed, as the page shows it once."""
    visitor = at_work(app, email, host)
    visitor.visit(PAGE)
    page = visitor.post(PAGE)
    found = re.search(r"http://([\w.]+)(/f/[\w-]{32}\.ics)", page.words)
    assert found and found[1] == host.replace(".localhost", ".bericht.localhost"), page.words
    assert found[2] not in visitor.visit(PAGE).text
    return found[2]


def asks(app: Any, path: str, host: str = MESSAGES) -> Any:
    return app.test_client().get(path, base_url=f"http://{host}")


def events(file: bytes) -> list[Any]:
    return sorted(Calendar.from_ical(file).walk("VEVENT"), key=lambda e: e["DTSTART"].dt)


def held(client: Client) -> list[tuple[datetime, str]]:
    """What the client keeps: starts and status. It names what it reads over http itself, so no UID."""
    found = [event for file in client.calendars() for event in events(file)]
    return [(e["DTSTART"].dt, str(e["STATUS"])) for e in found]


@pytest.mark.both
def test_a_real_client_follows_a_talk_that_moves_and_is_cancelled(app, tmp_path: Path, clock) -> None:
    resident, client = Visitor(app), Client(tmp_path)
    link = book(resident, **by_mail())
    (booked,) = rows(app, Appointment)
    uid = f"{booked.id}@{MESSAGES}"
    path = makes_feed(app)
    with served(app, MESSAGES) as address:
        client.with_feed(f"{address}{path}")
        assert held(client) == [(booked.starts_at, "CONFIRMED")]
        page = resident.visit(f"{link}/verzetten")
        sitting, time = page.times()[-1]
        resident.post(f"{link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
        (moved,) = rows(app, Appointment)
        assert moved.starts_at != booked.starts_at
        client.with_feed(f"{address}{path}")
        assert held(client) == [(moved.starts_at, "CONFIRMED")]
        resident.visit(f"{link}/annuleren")
        resident.submit(press="Ja, zeg de afspraak af")
        client.with_feed(f"{address}{path}")
        assert held(client) == [(moved.starts_at, "CANCELLED")]
        assert [str(e["UID"]) for e in events(asks(app, path).data)] == [uid]
    clock.shift(timedelta(days=62))
    assert events(asks(app, path).data) == []


def test_nine_o_clock_is_nine_o_clock_through_both_clock_changes(app, clock) -> None:
    path, seen = makes_feed(app), []
    book(Visitor(app))
    (row,) = rows(app, Appointment)
    for starts in (
        datetime(2027, 3, 26, 8, tzinfo=UTC),
        datetime(2027, 3, 29, 7, tzinfo=UTC),
        datetime(2027, 10, 29, 7, tzinfo=UTC),
        datetime(2027, 11, 1, 8, tzinfo=UTC),
    ):
        with app.app_context(), tenancy.acting_for("dorp"):
            kept = db.session.get(Appointment, ("dorp", row.id))
            kept.starts_at, kept.ends_at = starts, starts + timedelta(hours=1)
            db.session.commit()
        calendar = Calendar.from_ical(asks(app, path).data)
        day = starts.astimezone(ZONE).date()
        (found,) = recurring_ical_events.of(calendar).at(day)
        seen.append(f"{found['DTSTART'].dt.astimezone(ZONE):%d %H:%M}")
    assert seen == ["26 09:00", "29 09:00", "29 09:00", "01 09:00"]


@pytest.mark.both
def test_the_talks_of_all_own_municipalities_and_of_nobody_else(app, clock) -> None:
    for host, talk in (
        ("dorp.localhost", "juridisch"),
        ("dorp.localhost", "wijkteam"),
        ("stad.localhost", "juridisch"),
        ("stad.localhost", "wijkteam"),
    ):
        book(Visitor(app, host), talk=talk)
    found = asks(app, makes_feed(app, JUUL)).data
    hosts = sorted(str(e["UID"]).partition("@")[2] for e in events(found))
    assert hosts == [MESSAGES, "stad.bericht.localhost"]
    assert [str(e["UID"]).partition("@")[2] for e in events(asks(app, makes_feed(app, WIL)).data)] == [
        MESSAGES
    ]


@pytest.mark.both
def test_every_wrong_key_is_the_same_404(app, clock) -> None:
    path = makes_feed(app)
    assert asks(app, path).status_code == asks(app, path, "dorp.localhost").status_code == 200
    elsewhere = asks(app, path, "stad.bericht.localhost")
    unknown = asks(app, f"/f/{'x' * 32}.ics")
    newer = makes_feed(app)
    replaced = asks(app, path)
    visitor = at_work(app)
    visitor.visit(PAGE)
    assert "Het adres werkt niet meer." in visitor.submit(press="Laat het adres niet meer werken").words
    revoked = asks(app, newer)
    last = makes_feed(app)
    _leaves(app, WIL)
    left = asks(app, last)
    answers = (elsewhere, unknown, replaced, revoked, left)
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"dorp|stad|Dorp|Stad|/thema/\S+|\d{3,}", "", a.text) for a in answers[1:]}) == 1


def test_only_a_hash_of_the_key_is_kept_and_leaving_wipes_it(app, clock) -> None:
    from portal import jobs

    path = makes_feed(app)
    (row,) = rows(app, CalendarFeed)
    assert path[3:-4] not in str(vars(row))
    _leaves(app, WIL)
    with app.app_context():
        jobs.run_daily_jobs()
    assert rows(app, CalendarFeed) == []


def test_who_leaves_one_municipality_keeps_the_other(app, clock) -> None:
    book(Visitor(app), talk="juridisch")
    book(Visitor(app, "stad.localhost"), talk="juridisch")
    dorp, stad = makes_feed(app, JUUL), makes_feed(app, JUUL, "stad.localhost")
    person = person_of(app, JUUL)
    with app.app_context():
        which = select(Membership).where(Membership.person_id == person, Membership.tenant == "dorp")
        for membership in db.session.scalars(which):
            membership.ended_at = datetime(2026, 11, 1, tzinfo=UTC)
        db.session.commit()
    assert asks(app, dorp).status_code == 404
    found = events(asks(app, stad, "stad.bericht.localhost").data)
    assert [str(e["UID"]).partition("@")[2] for e in found] == ["stad.bericht.localhost"]


def test_a_feed_tells_when_and_nothing_else(app, clock) -> None:
    together = book_together(Visitor(app), **by_mail(naam="Geheimenaam"))
    accept(Visitor(app), together)
    book(Visitor(app), nth=3, naam="Anderenaam")
    answer = asks(app, makes_feed(app))
    found = events(answer.data)
    assert len(found) == 2, "a talk of two is one event"
    text = answer.text.replace("\r\n ", "")
    secrets = [
        word for p in rows(app, Participation) for word in (p.reference, p.calendar_uid, p.id, p.token)
    ]
    assert not [word for word in (*secrets, "naam", "voorbeeld.example") if word in text]
    assert not TELLING.search(text)
    assert {len(event.property_items()) for event in found} == {len(found[0].property_items())}
    assert {str(event["SUMMARY"]) for event in found} == {"Afspraak"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="afspraken.ics"'
    with app.app_context(), tenancy.acting_for("dorp"):
        assert "Set-Cookie" not in answer.headers


def test_the_link_leads_to_sign_in_and_then_to_the_appointment(app, clock) -> None:
    book(Visitor(app), naam="Anne")
    (event,) = events(asks(app, makes_feed(app)).data)
    link = str(event["URL"])
    assert str(event["DESCRIPTION"]) == link and link.startswith(f"http://{MESSAGES}/f/afspraak/")
    path = link.removeprefix(f"http://{MESSAGES}")
    answer = asks(app, path)
    assert answer.status_code == 303 and "Anne" not in answer.text
    goes_to = answer.headers["Location"]
    assert goes_to.startswith("http://dorp.localhost/medewerker/afspraak/")
    visitor = Visitor(app)
    assert visitor.visit(goes_to.removeprefix("http://dorp.localhost")).path == "/inloggen"
    assert "Anne" in sign_in_here(visitor).words
    assert visitor.page is not None and visitor.page.path == path.replace("/f/", "/medewerker/")
    assert asks(app, path, "stad.bericht.localhost").status_code == 404
    assert asks(app, f"/f/afspraak/{'0' * 24}").status_code == 404


def sign_in_here(visitor: Visitor) -> Any:
    from tests.support.world import PASSWORD

    return visitor.submit({"email": WIL, "wachtwoord": PASSWORD}, press="Inloggen")


def test_who_signs_in_by_themselves_sees_today(app, clock) -> None:
    assert sign_in(Visitor(app), WIL).path == "/medewerker/"


def test_a_calendar_in_which_our_feed_is_shown_makes_nobody_busy(app, clock, monkeypatch) -> None:
    """Feed → their calendar → import: without a rule everybody would be busy by their own talks."""
    book(Visitor(app))
    own = asks(app, makes_feed(app)).data
    monkeypatch.setattr("portal.agenda.calendars.fetch", lambda *_: own)
    visitor = Visitor(app)
    signed_in(visitor)
    follows(visitor, "https://agenda.example/a.ics")
    assert reads(app) == 0
    assert busy_lines(app) == []
