"""What residents see: the fitting talk, who sits and pays, the phone, nearby; and that looking changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, text

from portal import tenancy
from portal.agenda.models import ClaimTick, TalkType
from portal.booking import Draft
from portal.db import Base, db
from portal.jobs import JobRun
from tests.booking.steps import (
    JUUL,
    book,
    by_mail,
    choose,
    confirm,
    fill_in,
    filled_in,
    free_times,
    hold,
    rows,
    signed_in,
)
from tests.support.visitor import words

ALLOWED_IN_A_CALENDAR_FILE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "STATUS"}
NOT_ON_THE_OWN_PAGE = [
    "Anne",
    "Bezoek",
    "wijkteam",
    "jurist",
    "Loket",
    "samen",
    "Gesprek",
    "scheid",
]


# --- topic and talk ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topics", "talk"),
    [
        (["kinderen"], "Gesprek met het wijkteam"),
        (["huis", "regels"], "Gesprek met een jurist"),
        (["geld", "huis"], "Gesprek met allebei"),
        (["weet-niet"], "Gesprek met allebei"),
    ],
)
def test_the_topics_lead_to_the_times_of_the_fitting_talk(visit, topics, talk) -> None:
    visitor = visit()
    visitor.visit("/afspraak/")
    page = visitor.submit({"onderwerp": topics, "samen": "nee"}, press="Bekijk de tijden")
    assert talk in page.words and page.times()
    assert "onderwerp" not in page.path and not any(
        topic in page.path for topic in ("kinderen", "geld", "regels")
    )


def test_choosing_no_topic_is_told_at_the_question(visit) -> None:
    visitor = visit()
    visitor.visit("/afspraak/")
    page = visitor.submit({}, press="Bekijk de tijden", status=400)
    assert "#onderwerp" in page.links().values()


def test_another_talk_is_one_tap_away(visit) -> None:
    visitor = visit()
    links = visitor.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").links()
    page = visitor.visit(links["Gesprek met een jurist"])
    assert "Een jurist van Het Juridisch Loket" in page.words


def test_who_sits_who_pays_and_the_condition_stand_before_the_times(visit) -> None:
    page = visit().visit("/afspraak/tijden?gesprek=juridisch&samen=nee")
    first_time = page.words.index("woensdag 2 december")
    for line in (
        "Een jurist van Het Juridisch Loket.",
        "De overheid betaalt",
        "als uw inkomen onder een grens ligt",
    ):
        assert 0 <= page.words.index(line) < first_time


def test_each_flow_page_offers_the_phone(visit) -> None:
    visitor = visit()
    pages = [visitor.visit("/afspraak/"), visitor.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee")]
    hold(visitor)
    pages += [visitor.page, fill_in(visitor), confirm(visitor)]
    for page in pages:
        assert "Liever bellen?" in page.words and "085 000 90 01" in page.words, page.path


def test_the_shortest_way_is_six_pages_and_one_typed_field(visit) -> None:
    visitor = visit()
    seen = [
        visitor.visit("/"),
        visitor.visit("/afspraak/"),
        visitor.submit({"onderwerp": ["geld"], "samen": "nee"}, press="Bekijk de tijden"),
    ]
    seen.append(choose(visitor, *visitor.page.times()[0]))
    seen.append(fill_in(visitor))
    seen.append(confirm(visitor))
    assert len(seen) == 6 and seen[-1].h1 == "Uw afspraak is gemaakt"


@pytest.mark.parametrize(("day", "first"), [(24, True), (25, False)])
def test_the_phone_comes_first_when_the_first_time_is_far_away(visit, clock, day, first) -> None:
    clock.move_to(datetime(2026, 11, day, 9, tzinfo=UTC))  # six, or five, working days before 2 December
    page = visit().visit("/afspraak/tijden?gesprek=wijkteam&samen=nee")
    assert ("Wilt u eerder iemand spreken?" in page.words) is first


def test_nearby_leads_to_the_times_page_of_the_owner(visit) -> None:
    page = visit("stad.localhost").visit("/afspraak/tijden?gesprek=juridisch&samen=nee")
    assert (
        page.links()["Dorp, woensdag 2 december"] == "http://dorp.localhost/afspraak/tijden?gesprek=juridisch"
    )
    assert "Daar maakt u de afspraak met die gemeente" in page.words
    assert "Gesprek met een jurist" in visit().visit("/afspraak/tijden?gesprek=juridisch&samen=nee").words


def test_nothing_nearby_says_nothing_about_nearby(visit) -> None:
    assert "in de buurt" not in visit().visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").words


def test_without_any_talk_people_call(visit, app) -> None:
    with app.app_context(), tenancy.acting_for("stad"):
        for talk in db.session.scalars(select(TalkType)):
            db.session.delete(talk)
        db.session.commit()
    visitor = visit("stad.localhost")
    page = visitor.visit("/afspraak/")
    assert "085 000 90 02" in page.words and page.times() == []
    assert visitor.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").path == "/afspraak/"


# --- holding -----------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_hold_is_renewed_ten_times_and_no_more(visit, app, clock) -> None:
    visitor = visit()
    hold(visitor)
    ends = []
    for _ in range(12):
        clock.shift(timedelta(minutes=2))
        visitor.visit("/afspraak/gegevens")
        ends.append(rows(app, Draft)[0].expires_at)
    assert len(set(ends)) == 10 and ends[-1] == ends[9] and rows(app, Draft)[0].renewals == 10


@pytest.mark.both
def test_one_visitor_holds_one_time(visit, app) -> None:
    visitor, other = visit(), visit()
    first = hold(visitor, nth=0)
    second = hold(visitor, nth=4)
    free = free_times(other)
    assert first in free and second not in free
    assert len(rows(app, Draft)) == 1


def test_letting_go_forgets_what_was_typed_and_frees_the_time(visit, app) -> None:
    visitor = visit()
    held = hold(visitor)
    fill_in(visitor)
    visitor.submit(press="Stoppen en alles wissen")
    assert rows(app, Draft) == [] and held in free_times(visit())


@pytest.mark.both
def test_leaving_ends_the_hold_the_draft_and_the_staff_session(visit, app) -> None:
    visitor = visit()
    signed_in(visitor, JUUL)
    held = hold(visitor)
    fill_in(visitor)
    cookie = visitor.client.get_cookie("sessie", domain="dorp.localhost").value
    answer = visitor.client.get("/weg", base_url="http://dorp.localhost")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("https://www.knmi.nl/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    visitor.client.set_cookie("sessie", cookie, domain="dorp.localhost")  # a copy that was kept
    visitor.client.delete_cookie("weg", domain="dorp.localhost")  # fifteen minutes later
    assert visitor.visit("/medewerker/").path == "/inloggen"
    assert visitor.visit("/afspraak/gegevens").path == "/afspraak/"
    assert rows(app, Draft) == [] and held in free_times(visit())


def test_leaving_after_booking_keeps_the_appointment_and_hides_it_here(visit) -> None:
    visitor = visit()
    path = book(visitor)
    cookie = visitor.client.get_cookie("sessie", domain="dorp.localhost").value
    visitor.client.get("/weg", base_url="http://dorp.localhost")
    visitor.client.set_cookie("sessie", cookie, domain="dorp.localhost")  # a copy that was kept
    visitor.client.delete_cookie("weg", domain="dorp.localhost")  # fifteen minutes later
    assert visitor.visit("/afspraak/klaar").path == "/afspraak/"
    assert visit().visit(path).h1 == "Uw afspraak"


@pytest.mark.parametrize("path", ["/afspraak/gegevens", "/afspraak/klaar"])
def test_an_hour_after_the_hold_the_browser_shows_nothing_any_more(visit, clock, path) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, naam="Zoë")
    if path.endswith("klaar"):
        confirm(visitor)
    clock.shift(timedelta(minutes=80))
    page = visitor.visit(path)
    assert page.path == "/afspraak/" and "Zoë" not in page.text


# --- the own page ------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_own_page_shows_when_and_where_and_nothing_else(visit) -> None:
    path = book(visit(), **by_mail(toelichting="Bezoek", nodig=["tolk"]))
    visitor = visit("dorp.bericht.localhost")
    for page in ("", "/verzetten", "/annuleren"):
        seen = visitor.visit(path + page)
        assert "woensdag 2 december" in seen.words and "09.00 tot 09.30 uur" in seen.words
        for word in NOT_ON_THE_OWN_PAGE:
            assert word.lower() not in seen.text.lower(), (word, page)
    assert "Dorpshuis" in visitor.visit(path).words and "Gemeente Dorp" in visitor.page.text


def test_a_cancelled_appointment_says_so_and_offers_no_change(visit) -> None:
    path = book(visit())
    visitor = visit("dorp.bericht.localhost")
    visitor.visit(f"{path}/annuleren")
    page = visitor.submit(press="Ja, zeg de afspraak af")
    assert "gaat niet door" in page.words and not any("verzetten" in url for url in page.links().values())
    assert visitor.visit(f"{path}/verzetten").h1 == "Uw afspraak"


def test_once_it_began_the_page_offers_the_phone_instead(visit, clock) -> None:
    path = book(visit())
    clock.move_to(datetime(2026, 12, 2, 8, 10, tzinfo=UTC))
    page = visit("dorp.bericht.localhost").visit(path)
    assert "Bel ons" in page.words and not any("annuleren" in url for url in page.links().values())


def test_the_calendar_file_holds_a_title_and_times_only(visit) -> None:
    paths = [book(visit(), nth=0), book(visit(), nth=3)]
    uids = set()
    for path in paths:
        answer = visit("dorp.bericht.localhost").visit(f"{path}/afspraak.ics")
        (event,) = Calendar.from_ical(answer.text).walk("VEVENT")
        assert set(event) <= ALLOWED_IN_A_CALENDAR_FILE and event["SUMMARY"] == "Afspraak"
        assert (
            not event.subcomponents and "scheid" not in answer.text.lower() and "Dorpshuis" not in answer.text
        )
        assert event["UID"].endswith("@dorp.bericht.localhost") and path[3:] not in answer.text
        uids.add(event["UID"])
    assert len(uids) == 2 and 'filename="afspraak.ics"' in answer.headers["Content-Disposition"]


# --- looking changes nothing -------------------------------------------------------------------------------


def contents(app) -> dict[str, list]:  # type: ignore[no-untyped-def]
    """Every row of every table but what only this browser can notice: its own draft and when its hold ends."""
    own = {Draft.__tablename__, JobRun.__tablename__}
    with app.app_context(), db.engine.connect().execution_options(schema_work=True) as connection:
        tables = [t for t in Base.metadata.sorted_tables if t.name not in own]
        found = {
            t.name: sorted(map(tuple, connection.execute(text(f"select * from {t.name}"))), key=repr)
            for t in tables
        }
    found[ClaimTick.__tablename__] = [row[:3] for row in found[ClaimTick.__tablename__]]
    return found


def test_opening_every_page_changes_nothing_that_another_can_see(visit, app, clock) -> None:
    visitor = visit()
    path = book(visitor, **by_mail())
    hold(visitor, nth=3)
    before = contents(app)
    clock.shift(timedelta(minutes=3))
    for page in (
        "/",
        "/afspraak/",
        "/afspraak/?onderwerp=geld",
        "/afspraak/tijden?gesprek=wijkteam&samen=ja",
    ):
        visitor.visit(page)
    for page in ("gegevens", "controleren", "klaar"):
        visitor.visit(f"/afspraak/{page}")
    for page in ("", "/verzetten", "/annuleren", "/afspraak.ics"):
        visitor.visit(path + page)
    for page in ("/privacy/", "/veilig/", "/toegankelijkheid/", "/inloggen"):
        visitor.visit(page)
    assert contents(app) == before


def test_the_list_of_times_is_the_same_for_everybody(visit) -> None:
    booked, stranger = visit(), visit()
    book(booked, **by_mail())
    pages = [words(v.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").tree) for v in (booked, stranger)]
    assert pages[0] == pages[1]


def test_titles_and_addresses_of_the_flow_are_neutral(visit) -> None:
    visitor = visit()
    hold(visitor)
    for page in (visitor.page, fill_in(visitor), confirm(visitor)):
        shown = (page.path + words(page.one("title"))).lower()
        assert not any(word in shown for word in ("scheid", "wijkteam", "jurist", "kinderen", "anne"))


def test_what_was_typed_is_still_there_after_going_back(visit) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, naam="Zoë", toelichting="Hoi", **by_mail())
    typed = filled_in(visitor.visit("/afspraak/gegevens"))
    assert (typed["naam"], typed["toelichting"], typed["email"]) == ("Zoë", "Hoi", "anne@voorbeeld.example")
    assert (typed["kanaal"], typed["veilig_bericht"]) == (["email"], ["nee"])


def test_nothing_is_chosen_beforehand(visit) -> None:
    visitor = visit()
    page = visitor.visit("/afspraak/")
    assert not [box for box in page.all("input") if box.get("checked") is not None]
    hold(visitor)
    assert not [box for box in visitor.page.all("input") if box.get("checked") is not None]
