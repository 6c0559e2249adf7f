"""What the other partner might try (SAFETY §5 A), row by row; docs/veiligheid.md says which test guards which row.

They know names, birthdays and addresses, and may share the phone, the mailbox and the calendar.
"""

import re
import threading
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest

from portal.booking import Appointment, Draft, Participation
from portal.privacy import AuditEvent
from tests.booking.steps import (
    book,
    by_mail,
    counts,
    fill_in,
    free_times,
    hold,
    rows,
    sign_in,
    signed_in,
)
from tests.support import world as worlds
from tests.support.visitor import Visitor
from tests.together.couple import a_couple, accept, answer, book_together, more

pytestmark = pytest.mark.both
BO = by_mail(naam="Bo", email="bo@voorbeeld.example")


# --- A1, A2: is the other known here? ----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["details", "sign-in"])
def test_a01_no_form_tells_whether_an_address_is_known(visit, app, form) -> None:
    book(visit(), **BO)
    seen = []
    for address in ("bo@voorbeeld.example", "nooit@voorbeeld.example"):
        browser = visit()
        if form == "sign-in":
            page = sign_in(browser, address, "een-verkeerd-wachtwoord", status=400)
        else:
            hold(browser, nth=2)
            page = fill_in(browser, **by_mail(email=address))
        words = re.sub(r"\d\d\.\d\d", "tijd", page.words.replace(address, "…"))
        seen.append((page.status, page.h1, words, page.path))
    assert seen[0] == seen[1]


def test_a02_a_joint_talk_does_not_look_at_what_the_other_has(visit, app) -> None:
    """A double appointment of one person is allowed; staff settle it."""
    book(visit(), **BO)
    couple = book_together(visit(), **by_mail())
    assert accept(visit(), couple).h1 == "U komt ook"
    assert len(rows(app, Appointment)) == 2


# --- A4: doing something for the other ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/verzetten", "/annuleren", "/meer", "/alleen", "/contact"])
def test_a04_ones_own_link_opens_nothing_of_the_other(visit, path) -> None:
    couple = a_couple(visit, naam="Anne", toelichting="alleen voor u")
    page = couple.one.visit(f"{couple.link}{path}")
    assert couple.other_link.removeprefix("/a/") not in page.text
    page = couple.other.visit(f"{couple.other_link}{path}")
    assert couple.link.removeprefix("/a/") not in page.text and "Anne" not in page.text


def test_a04_cancelling_ends_only_ones_own_part(visit, app) -> None:
    couple = a_couple(visit)
    couple.one.visit(f"{couple.link}/annuleren")
    couple.one.submit(press="Ja, zeg de afspraak af")
    assert "gaat niet door" not in couple.other.visit(couple.other_link).words
    assert sorted((p.number, p.state) for p in rows(app, Participation)) == [(1, "left"), (2, "accepted")]


def test_a04_contact_data_cannot_be_changed_behind_a_link(visit, app) -> None:
    couple = a_couple(visit, **by_mail())
    before = [(p.id, p.contact_sealed, p.name_sealed) for p in rows(app, Participation) if p.number == 1]
    couple.one.visit(f"{couple.link}/annuleren")  # a page with a token
    page = couple.one.post(f"{couple.link}/contact", by_mail(naam="Ex", email="ex@voorbeeld.example"))
    assert page.path == couple.link
    assert [
        (p.id, p.contact_sealed, p.name_sealed) for p in rows(app, Participation) if p.number == 1
    ] == before


# --- A6, A15: what files and numbers tell ------------------------------------------------------------------


def test_a06_the_calendar_files_of_two_people_have_nothing_in_common_but_the_time(visit) -> None:
    couple = a_couple(visit, naam="Anne")
    events = []
    for browser, link in ((couple.one, couple.link), (couple.other, couple.other_link)):
        calendar = icalendar.Calendar.from_ical(browser.visit(f"{link}/afspraak.ics").text)
        (event,) = calendar.walk("VEVENT")
        assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "STATUS"}
        assert (event["SUMMARY"], event["CLASS"]) == ("Afspraak", "PRIVATE")
        events.append(event)
    assert events[0]["UID"] != events[1]["UID"] and "Anne" not in str(events)


def test_a15_references_have_no_order_and_pages_no_counter(visit, app) -> None:
    for nth in range(4):
        book(visit(), nth=nth)
    found = [p.reference for p in sorted(rows(app, Participation), key=lambda p: p.wiped_at or p.id)]
    assert len(set(found)) == 4 and len({len(set(a) & set(b)) for a in found for b in found}) > 1
    words = visit().visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").words
    assert not re.search(r"\bnog \d+ (plek|plaats|tijd)|\d+ (vrij|wachtend)", words)


# --- A7, A9, A10: the same device --------------------------------------------------------------------------


def test_a07_nothing_that_is_typed_or_answered_comes_into_an_address(visit) -> None:
    browser = visit()
    addresses = []
    browser.visit("/afspraak/")
    addresses.append(browser.submit({"onderwerp": ["huis"], "samen": "ja"}, press="Bekijk de tijden").path)
    addresses.append(browser.submit({"antwoord": "ja"}, press="Verder").path)
    couple = book_together(browser, naam="Anne", toelichting="geheim")
    addresses += [couple.done.path, more(browser, couple.link).path]
    for word in ("anne", "geheim", "huis", "antwoord", "scheid"):
        assert not [a for a in addresses if word in a.lower()], addresses


def test_a09_another_person_on_the_same_device_never_meets_the_first(visit) -> None:
    """The first one books together and walks off; the other opens the link on the same phone."""
    phone = visit()
    couple = book_together(phone, naam="Anne", toelichting="geheim", kanaal="telefoon", telefoon="0612345678")
    secret = ("Anne", "geheim", "0612345678", couple.link, couple.code)
    pages = [answer(phone, couple.invitation, "Ik praat liever alleen")]
    pages.append(
        phone.visit(pages[0].links()["Kies een tijd voor uzelf"].removeprefix("http://dorp.localhost"))
    )
    sitting, time = phone.page.times()[0]
    fields = {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": sitting, "tijd": time}
    pages.append(phone.post("/afspraak/vasthouden", fields))
    pages += [phone.visit("/afspraak/klaar"), phone.visit("/afspraak/gegevens")]
    pages.append(fill_in(phone, naam="Bo"))
    pages.append(phone.submit(press="Maak de afspraak"))
    for page in pages:
        assert not [word for word in secret if word in page.text], page.path
    assert pages[-1].h1 == "Uw afspraak is gemaakt" and couple.link not in pages[-1].text


def test_a10_a_draft_ends_and_a_reopened_page_is_empty(visit, app, clock) -> None:
    browser = visit()
    hold(browser)
    fill_in(browser, naam="Anne", kanaal="telefoon", telefoon="0612345678")
    clock.shift(timedelta(hours=1, minutes=16))
    page = browser.visit("/afspraak/gegevens")
    assert page.path == "/afspraak/" and "Anne" not in page.text


def test_a10_after_leaving_nothing_of_the_draft_is_left(visit, app) -> None:
    browser = visit()
    hold(browser)
    fill_in(browser, naam="Anne")
    browser.client.get("/weg", base_url="http://dorp.localhost")
    assert rows(app, Draft) == []
    assert "Anne" not in browser.client.get("/afspraak/gegevens", base_url="http://dorp.localhost").text


# --- A12, A14: lists, paper and the log --------------------------------------------------------------------


def test_a12_what_goes_on_paper_holds_no_contact_and_no_note(visit, clock) -> None:
    couple = a_couple(visit, **by_mail(toelichting="geheim"))
    clock.move_to(datetime.fromisoformat("2026-12-02T07:30:00+00:00"))
    staff = visit()
    signed_in(staff)
    page = staff.visit(f"/medewerker/dag/{couple.sitting}/print")
    assert "anne@" not in page.text and "geheim" not in page.text and couple.link not in page.text


def test_a14_a_line_in_the_log_is_about_one_person_and_names_no_other(visit, app) -> None:
    couple = a_couple(visit)
    couple.other.visit(f"{couple.other_link}/annuleren")
    couple.other.submit(press="Ja, zeg de afspraak af")
    people = {p.id: p for p in rows(app, Participation)}
    lines = rows(app, AuditEvent)
    assert lines and all(line.subject in people for line in lines)
    for line in lines:
        others = [p for p in people.values() if p.id != line.subject]
        assert not [p for p in others if p.id in line.actor + line.action or p.reference in line.action]


# --- A16, A17: harassing, and locking out ------------------------------------------------------------------


def test_a16_an_invitation_is_never_sent_by_the_portal(visit, app, deliver, inbox) -> None:
    """There is no field for the other's address: nobody can be flooded by us."""
    browser = visit()
    page = browser.visit("/afspraak/tijden?gesprek=wijkteam&samen=ja")
    book_together(browser, **by_mail())
    deliver()
    assert "Wij vragen de ander niets" in page.words
    assert {str(m["To"]) for m in inbox.mails} <= {"anne@voorbeeld.example", "wil@wijkteam-dorp.example"}


@pytest.mark.parametrize("engine_world", ["sqlite"])
def test_a17_wrong_codes_slow_down_one_network_and_lock_nobody_out(engine_world, clock) -> None:
    world = worlds.sqlite_world(rate_limits=True)
    couple = book_together(Visitor(world.app))
    wrong = Visitor(world.app)
    wrong.visit("/u/")
    form = {"csrf_token": wrong.csrf_token(), "code": "ABCDEFGHJK"}
    where: dict[str, Any] = {
        "base_url": "http://dorp.localhost",
        "environ_base": {"REMOTE_ADDR": "192.0.2.7"},
    }
    answers = [wrong.client.post("/u/", data=form, **where).status_code for _ in range(25)]
    assert answers[0] == 404 and answers[-1] == 429
    other = Visitor(world.app)
    other.visit("/u/")
    assert other.submit({"code": couple.code}, press="Verder").path == couple.invitation


# --- A18: whoever gets hold of a link first ----------------------------------------------------------------


def test_a18_looking_uses_nothing_up(visit, app) -> None:
    """Mail scanners open every link, with GET and HEAD, and press no button."""
    couple = a_couple(visit)
    before = counts(app)
    scanner = app.test_client()
    for link in (couple.link, couple.other_link, couple.invitation):
        for path in (
            "",
            "/meer",
            "/verzetten",
            "/alleen",
            "/annuleren",
            "/later",
            "/afspraak.ics",
            "/contact",
        ):
            for method in (scanner.get, scanner.head):
                assert method(f"{link}{path}", base_url="http://dorp.localhost").status_code in (
                    200,
                    302,
                    404,
                )
    assert counts(app) == before
    assert "De ander komt ook." in more(couple.one, couple.link).words


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: t.upper(), lambda t: t + "x"]
)
def test_a18_an_altered_link_opens_nothing(visit, change) -> None:
    couple = book_together(visit())
    for link in (couple.link, couple.invitation):
        visit().visit(link[:3] + change(link[3:]), 404)


def test_a18_a_link_works_in_its_own_municipality_only(visit) -> None:
    couple = a_couple(visit)
    for link in (couple.link, couple.other_link, couple.invitation):
        visit("stad.localhost").visit(link, 404)


def test_a18_of_two_who_say_yes_at_once_one_gets_in(world, app) -> None:
    couple = book_together(Visitor(app))
    browsers = [Visitor(app) for _ in range(4)]
    forms = []
    for browser in browsers:
        browser.visit(couple.invitation)
        forms.append({i.get("name"): i.get("value") for i in browser.page.all("input")} | {"antwoord": "ja"})
    found: list[int] = []

    def say_yes(browser: Visitor, form: dict[str, Any]) -> None:
        answered = browser.client.post(
            f"{couple.invitation}/antwoord", data=form, base_url="http://dorp.localhost"
        )
        found.append(answered.status_code)

    threads = [threading.Thread(target=say_yes, args=pair) for pair in zip(browsers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200, 409, 409, 409]
    assert len(rows(app, Participation)) == 2


# --- A20, A22 ----------------------------------------------------------------------------------------------


def test_a20_what_somebody_told_is_never_shown_back_behind_a_link(visit) -> None:
    couple = book_together(visit(), **by_mail(naam="Anne", toelichting="mijn verhaal"))
    for path in ("", "/meer", "/verzetten", "/alleen", "/annuleren"):
        page = couple.one.visit(f"{couple.link}{path}")
        assert not [word for word in ("Anne", "mijn verhaal", "anne@voorbeeld") if word in page.text]


def test_a22_pages_ask_nobody_else_for_anything_and_send_no_referrer(visit) -> None:
    couple = book_together(visit())
    for path in (couple.link, couple.invitation, "/u/", "/afspraak/"):
        page = couple.one.visit(path)
        assert page.headers["Referrer-Policy"] == "no-referrer"
        loaded = [
            e.get("src") or e.get("href") for e in page.tree.iter() if e.tag in ("script", "img", "link")
        ]
        assert all(str(address).startswith("/") for address in loaded), loaded


def test_the_other_at_the_times_page_learns_only_that_a_time_is_taken(visit) -> None:
    before = free_times(visit())
    couple = book_together(visit())
    after = free_times(visit())
    assert set(before) - set(after) == {(couple.sitting, couple.time)}
