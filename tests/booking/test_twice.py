"""Two tabs, two clicks, the back button, steps left out: a page every time, never a second booking."""

import threading
from typing import Any

import pytest

from portal import tenancy
from portal.agenda import ClaimedTime, audit
from portal.agenda.cli import audit_all
from portal.booking import Appointment, Draft
from portal.clock import now
from portal.messaging import OutboxMessage
from tests.booking.steps import (
    book,
    by_mail,
    choose,
    confirm,
    counts,
    fill_in,
    filled_in,
    free_times,
    hold,
    own_path,
    rows,
)

pytestmark = pytest.mark.both

ONE_BOOKING = {"appointments": 1, "people": 1, "audit": 1, "messages": 3}  # booked, reminder, the desk


def at_once(app: Any, visitor: Any, *forms: tuple[str, dict[str, Any]]) -> list[tuple[int, str]]:
    """Send these forms from several browsers with the same cookie, at the same moment."""
    cookie = visitor.client.get_cookie("sessie", domain=visitor.host).value
    gate, answers = threading.Barrier(len(forms)), []

    def press(path: str, fields: dict[str, Any]) -> None:
        client = app.test_client()
        client.set_cookie("sessie", cookie, domain=visitor.host)
        gate.wait()
        answer = client.post(path, data=fields, base_url=f"http://{visitor.host}")
        answers.append((answer.status_code, answer.headers.get("Location", "")))

    threads = [threading.Thread(target=press, args=form) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def on_check_page(visit: Any) -> Any:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, **by_mail())
    return visitor


def test_a_double_click_makes_one_appointment(visit, app) -> None:
    visitor = on_check_page(visit)
    check = visitor.page
    first = own_path(confirm(visitor))
    visitor.page = check
    assert own_path(confirm(visitor)) == first
    assert counts(app) == ONE_BOOKING


def test_four_clicks_at_the_same_moment_make_one_appointment(visit, app) -> None:
    visitor = on_check_page(visit)
    answers = at_once(app, visitor, *[("/afspraak/bevestigen", filled_in(visitor.page))] * 4)
    assert answers == [(303, "/afspraak/klaar")] * 4
    assert counts(app) == ONE_BOOKING
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def test_two_appointments_on_one_claim_are_seen_by_the_audit(visit, app) -> None:
    book(visit())
    with app.app_context(), tenancy.acting_for("dorp"):
        made = rows(app, Appointment)[0]
        claimed = ClaimedTime(made.claim_id, made.ticks, made.starts_at, made.ends_at)
        assert audit([claimed, claimed], now()).missing == 1


def test_cancelling_twice_at_the_same_moment_tells_once(visit, app) -> None:
    visitor = visit()
    path = book(visitor, **by_mail())
    visitor.visit(f"{path}/annuleren")
    answers = at_once(app, visitor, *[(f"{path}/annuleren", filled_in(visitor.page))] * 4)
    assert sorted(status for status, _ in answers) == [303, 409, 409, 409]
    assert [m.kind for m in rows(app, OutboxMessage)].count("cancelled") == 1


def test_moving_and_cancelling_at_the_same_moment_leave_no_stray_time(visit, app) -> None:
    visitor = visit()
    path = book(visitor)
    sitting, time = visitor.visit(f"{path}/verzetten").times()[4]
    fields = {"csrf_token": visitor.csrf_token(), "spreekuurdag": sitting, "tijd": time}
    at_once(app, visitor, *[(f"{path}/verzetten", fields), (f"{path}/annuleren", fields)] * 2)
    assert rows(app, Appointment)[0].status == "cancelled"
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def test_three_times_pressed_at_the_same_moment_hold_one(visit, app) -> None:
    visitor = visit()
    free = free_times(visitor)
    token = {"csrf_token": visitor.csrf_token(), "gesprek": "wijkteam"}
    forms = [token | {"spreekuurdag": day, "tijd": time} for day, time in (free[0], free[3], free[7])]
    at_once(app, visitor, *[("/afspraak/vasthouden", form) for form in forms])
    assert len(rows(app, Draft)) == 1


def test_back_after_confirming_shows_what_was_booked(visit, app) -> None:
    visitor = on_check_page(visit)
    done = confirm(visitor)
    for path in ("/afspraak/gegevens", "/afspraak/controleren", "/afspraak/klaar"):
        assert own_path(visitor.visit(path)) == own_path(done)
    assert counts(app) == ONE_BOOKING


def test_sending_the_details_again_after_confirming_changes_nothing(visit, app) -> None:
    visitor = visit()
    hold(visitor)
    form = visitor.page
    fill_in(visitor, **by_mail())
    done = confirm(visitor)
    visitor.page = form
    assert own_path(fill_in(visitor, naam="Een ander")) == own_path(done)
    assert counts(app) == ONE_BOOKING


def test_the_older_of_two_tabs_gets_a_page_with_the_newer_time(visit, app) -> None:
    visitor = visit()
    hold(visitor, nth=0)
    older = visitor.page
    newer = hold(visitor, nth=5)
    visitor.page = older
    page = fill_in(visitor, 409, naam="Bo")
    assert newer[1][11:].replace(":", ".") in page.words and "/afspraak/gegevens" in page.links().values()
    assert rows(app, Draft)[0].sealed is None and counts(app)["appointments"] == 0


def test_confirming_in_the_older_tab_books_nothing(visit, app) -> None:
    visitor = on_check_page(visit)
    older = visitor.page
    hold(visitor, nth=5)
    visitor.page = older
    confirm(visitor, 409)
    assert counts(app)["appointments"] == 0 and len(rows(app, Draft)) == 1


def test_confirming_without_details_leads_to_the_details(visit, app) -> None:
    visitor = visit()
    hold(visitor)
    page = visitor.post("/afspraak/bevestigen", {"claim": filled_in(visitor.page)["claim"]})
    assert page.path == "/afspraak/gegevens" and counts(app)["appointments"] == 0
    assert visitor.visit("/afspraak/controleren").path == "/afspraak/gegevens"


@pytest.mark.parametrize("path", ["gegevens", "controleren", "klaar"])
def test_opening_a_later_page_first_leads_to_the_beginning(visit, path) -> None:
    assert visit().visit(f"/afspraak/{path}").path == "/afspraak/"


@pytest.mark.parametrize("path", ["gegevens", "bevestigen", "verlengen", "loslaten"])
def test_sending_a_later_form_first_leads_to_the_beginning(visit, app, path) -> None:
    visitor = visit()
    free_times(visitor)
    page = visitor.post(f"/afspraak/{path}", {"claim": "0" * 24, "naam": "Anne"})
    assert page.path == "/afspraak/"
    assert rows(app, Draft) == [] and counts(app)["appointments"] == 0


@pytest.mark.parametrize("claim", ["", "0" * 24, "\x00", "' or 1=1"], ids=ascii)
def test_a_form_of_another_claim_is_not_taken(visit, app, claim) -> None:
    visitor = on_check_page(visit)
    visitor.post("/afspraak/bevestigen", {"claim": claim}, status=409)
    assert counts(app)["appointments"] == 0
    assert visitor.visit("/afspraak/controleren").h1 == "Klopt dit?"


def test_a_second_booking_after_the_first_is_a_second_appointment(visit, app, clock) -> None:
    visitor = visit()
    first = book(visitor)
    clock.shift(60)
    second = book(visitor)
    assert first != second and counts(app)["appointments"] == 2


def test_the_same_time_again_renews_the_hold(visit, app) -> None:
    visitor = visit()
    held = hold(visitor)
    free_times(visitor)
    assert choose(visitor, *held).path == "/afspraak/gegevens"
    assert len(rows(app, Draft)) == 1
