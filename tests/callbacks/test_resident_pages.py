"""Bel mij: the promise in words, the number, nothing preselected, one request per click, nothing looked up."""

import re
import threading

import pytest

from portal import privacy, tenancy
from portal.callbacks.models import OPEN
from portal.clock import wall
from portal.db import db
from tests.booking.steps import faults, filled_in
from tests.callbacks.steps import ANNE, FRIDAY, ask, call_backs
from tests.support.visitor import Visitor

PROMISED = "Wij bellen u uiterlijk dinsdag 1 december om 16.30 uur."


@pytest.mark.both
def test_asked_on_friday_at_half_past_four_somebody_is_called_by_tuesday(visit, app, clock) -> None:
    clock.move_to(FRIDAY)
    visitor = visit()
    page = visitor.visit("/bel-mij/")
    assert "Dan bellen wij u uiterlijk dinsdag 1 december om 16.30 uur." in page.words
    assert not [i for i in page.all("input") if i.get("checked") is not None]
    page = ask(visitor, onderwerp=["geld", "huis"], veilig_tijden=["ochtend"], veilig_nummer="ja")
    assert page.path == "/bel-mij/klaar" and PROMISED in page.words
    assert "Wij bellen met nummer 085 000 90 01." in page.words
    assert "Soms ziet u toch een ander nummer" in page.words
    assert "Wij spreken niets in." in page.words
    (mine,) = call_backs(app)
    assert mine.reference in page.words and "noem uw code" in page.words
    assert f"{wall(mine.due_at):%Y-%m-%d %H:%M}" == "2026-12-01 16:30"
    assert (mine.state, mine.attempts, mine.created_via) == (OPEN, 0, "site")
    assert mine.typed == (
        "Anne",
        {
            "telefoon": "06 12345678",
            "veilig_tijden": ["ochtend"],
            "veilig_inspreken": None,
            "veilig_nummer": "ja",
        },
        {"onderwerp": ["geld", "huis"]},
    )
    assert b"Anne" not in mine.name_sealed and b"12345678" not in mine.contact_sealed


@pytest.mark.both
def test_the_number_can_be_found_by_a_keyed_hash_only(visit, app) -> None:
    ask(visit(), telefoon="06-1234 5678")
    ask(visit("stad.localhost"), telefoon="+31612345678")
    (mine,), (other,) = call_backs(app), call_backs(app, "stad")
    with app.app_context(), tenancy.acting_for("dorp"):
        number = privacy.e164("0031 6 12 34 56 78")
        assert number == "+31612345678"
        assert privacy.phone_hash(number) == mine.phone_hash
        assert privacy.phone_hash("+31612345679") != mine.phone_hash
        db.session.rollback()
    assert len(mine.phone_hash) == 64 and mine.phone_hash != other.phone_hash


def test_without_anything_chosen_silence_is_no(visit) -> None:
    page = ask(visit())
    assert "U ziet geen nummer als wij bellen." in page.words
    assert "Wij spreken niets in." in page.words


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"naam": ""}, ["naam"]),
        ({"naam": "x" * 81}, ["naam"]),
        ({"telefoon": ""}, ["telefoon"]),
        ({"telefoon": "12"}, ["telefoon"]),
        ({"telefoon": "bel maar"}, ["telefoon"]),
        ({"naam": "Anne\x07"}, ["naam"]),
        ({"veilig_tijden": ["nacht"]}, ["veilig_tijden"]),
        ({"veilig_inspreken": "soms"}, ["veilig_inspreken"]),
        ({"onderwerp": ["geheim"]}, ["onderwerp"]),
        ({"naam": "", "telefoon": ""}, ["naam", "telefoon"]),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(visit, app, typed, wrong) -> None:
    visitor = visit()
    page = ask(visitor, 400, **{"veilig_tijden": ["ochtend"], "onderwerp": ["geld"], **typed})
    assert faults(page) == wrong
    still = filled_in(page)
    given = {**ANNE, "veilig_tijden": ["ochtend"], "onderwerp": ["geld"]}
    assert {k: still[k] for k in given if k not in typed} == {
        k: v for k, v in given.items() if k not in typed
    }
    assert not call_backs(app)


def test_who_can_only_talk_when_we_are_not_there_hears_it_before_sending(visit, app) -> None:
    page = ask(visit(), 400, veilig_tijden=["avond"])
    assert faults(page) == ["veilig_tijden"]
    assert (
        "Dan zijn wij er niet. Dit zijn onze tijden. Maandag tot en met vrijdag van 8.30 tot 17.00 uur."
        in page.words
    )
    assert "bel ons: 085 000 90 01" in page.words
    assert filled_in(page)["veilig_tijden"] == ["avond"] and not call_backs(app)
    assert (
        "Wij bellen alleen op deze tijden: middag (12 tot 17 uur), avond (17 tot 19 uur)."
        in ask(visit(), veilig_tijden=["avond", "middag"]).words
    )


@pytest.mark.both
def test_a_double_click_is_one_request_and_another_number_is_another(visit, app) -> None:
    visitor = visit()
    visitor.visit("/bel-mij/")
    fields = filled_in(visitor.page) | ANNE
    first = visitor.post("/bel-mij/", fields).words
    assert visitor.post("/bel-mij/", fields).words == first
    assert len(call_backs(app)) == 1
    visitor.post("/bel-mij/", fields | {"telefoon": "06 87654321"})
    assert len(call_backs(app)) == 2
    ask(visitor)  # the page anew: somebody asks again
    assert len(call_backs(app)) == 3


@pytest.mark.both
def test_two_clicks_at_the_same_moment_are_one_request(visit, app) -> None:
    visitor = visit()
    visitor.visit("/bel-mij/")
    fields = filled_in(visitor.page) | ANNE
    answers: list[int] = []
    together = threading.Barrier(2)
    with visitor.client.session_transaction(base_url=f"http://{visitor.host}") as cookie:
        known = dict(cookie)

    def click() -> None:
        other = Visitor(app)
        with other.client.session_transaction(base_url=f"http://{other.host}") as cookie:
            cookie.update(known)
        together.wait()
        answer = other.client.post("/bel-mij/", data=fields, base_url=f"http://{other.host}")
        answers.append(answer.status_code)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    [thread.start() for thread in clicks]
    [thread.join() for thread in clicks]
    assert answers == [303, 303] and len(call_backs(app)) == 1


@pytest.mark.both
def test_a_number_that_is_known_gives_the_same_page(visit, app) -> None:
    """Whoever types the other one's number learns nothing: not that it waits, not that it was called."""
    pages = []
    for telefoon in ("06 12345678", "06 12345678", "06 87654321"):
        visitor = visit()
        visitor.visit("/bel-mij/")
        form = re.sub(r'value="[^"]+"', "", visitor.page.text)
        page = ask(visitor, naam="Bo", telefoon=telefoon)
        pages.append((form, re.sub(r"\b[A-Z0-9]{8}\b|claim\" value=\"\w+\"", "", page.words)))
    assert len(set(pages)) == 1
    assert len(call_backs(app)) == 3


def test_the_promise_is_shown_for_an_hour_and_only_here(visit, clock) -> None:
    visitor = visit()
    page = ask(visitor)
    assert visitor.visit("/bel-mij/klaar").words == page.words
    assert visit().visit("/bel-mij/klaar").path == "/bel-mij/"
    clock.shift(3599)
    assert visitor.visit("/bel-mij/klaar").path == "/bel-mij/klaar"
    clock.shift(2)
    assert visitor.visit("/bel-mij/klaar").path == "/bel-mij/"


@pytest.mark.parametrize("leave", ["/weg", "/afspraak/begin?gesprek=wijkteam&samen=nee"])
def test_after_leaving_or_beginning_anew_it_is_gone(visit, leave) -> None:
    visitor = visit()
    ask(visitor)
    visitor.client.get(leave, base_url=f"http://{visitor.host}")
    visitor.client.delete_cookie("weg", domain=visitor.host)
    assert visitor.visit("/bel-mij/klaar").path == "/bel-mij/"


def test_it_is_found_under_liever_bellen_but_not_on_the_neutral_host(visit) -> None:
    for path in ("/", "/afspraak/", "/bestaat-niet"):
        page = visit().visit(path, 404 if "niet" in path else 200)
        assert page.links()["Of laat ons u bellen"] == "/bel-mij/"
    assert "Of laat ons u bellen" not in visit().visit("/bel-mij/").links()
    neutral = visit("dorp.bericht.localhost")
    assert "Of laat ons u bellen" not in neutral.visit("/u/").links()
    neutral.visit("/bel-mij/", 404)


def test_a_form_from_elsewhere_is_refused(visit, app) -> None:
    visitor = visit()
    visitor.visit("/bel-mij/")
    visitor.post("/bel-mij/", ANNE, 400, csrf=False)
    assert not call_backs(app)
