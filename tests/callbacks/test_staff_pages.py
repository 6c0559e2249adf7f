"""The queue of the startpunt: who may see it, what stands first, and how a request ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import accounts, tenancy
from portal.accounts.models import Membership
from portal.callbacks.models import BOOKED, OPEN, SPOKEN, UNREACHED, WITHDRAWN
from portal.db import db
from portal.privacy import AuditEvent
from tests.booking.steps import JUUL, SAM, WIL, faults, filled_in, rows
from tests.callbacks.steps import ANNE, FRIDAY, ask, at_work, attempts, call_backs, opens

DAY = timedelta(days=1)


def looks(app, action="call_back.seen"):  # type: ignore[no-untyped-def]
    return [line for line in rows(app, AuditEvent) if line.action == action]


def press(visitor, label, status=200):  # type: ignore[no-untyped-def]
    return visitor.submit(press=label, status=status)


@pytest.fixture
def asked(visit, app, clock):  # type: ignore[no-untyped-def]
    """Anne asked on Friday at 16.30."""
    clock.move_to(FRIDAY)
    ask(visit(), veilig_tijden=["middag"], onderwerp=["geld"])
    (call_back,) = call_backs(app)
    return call_back


# Rights -----------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_only_the_startpunt_sees_it(visit, app, asked) -> None:
    wil, juul, sam = at_work(visit()), at_work(visit(), JUUL), at_work(visit("stad.localhost"), SAM)
    assert wil.visit("/medewerker/").links()["Terugbellen"] == "/medewerker/terugbellen"
    assert asked.reference in wil.visit("/medewerker/terugbellen").words
    assert "Terugbellen" not in juul.visit("/medewerker/").links()
    for path in ("", "/nieuw", f"/{asked.id}"):
        juul.visit(f"/medewerker/terugbellen{path}", 404)
    assert asked.reference not in sam.visit("/medewerker/terugbellen").words
    opens(sam, asked, 404)
    for do in ("eigenaar", "resultaat", "intrekken", "afspraak"):
        for visitor in (juul, sam):
            visitor.visit("/medewerker/")
            visitor.post(f"/medewerker/terugbellen/{asked.id}/{do}", {"keuze": "ik"}, 404)
    assert visit().visit("/medewerker/terugbellen").path == "/inloggen"
    (same,) = call_backs(app)
    assert (same.state, same.owner_id, same.attempts) == (OPEN, None, 0) and not looks(app)


@pytest.mark.parametrize(
    ("role", "kind", "callbacks", "plan"),
    [
        ("medewerker", "wijkteam", True, True),
        ("planner", "wijkteam", True, True),
        ("beheerder", "wijkteam", True, True),
        ("redacteur", "wijkteam", False, False),
        ("ketenpartner", "wijkteam", False, False),
        ("medewerker", "juridisch_loket", False, False),
        ("planner", "juridisch_loket", False, True),
        ("beheerder", "other", False, True),
    ],
)
def test_what_a_role_may_depends_on_where_one_works(role, kind, callbacks, plan) -> None:
    may = accounts.permissions_of({role}, {kind})
    assert ("callbacks" in may, "plan" in may) == (callbacks, plan)


def test_two_jobs_are_not_added_up(visit, app, asked) -> None:
    """An editor of the wijkteam who is a jurist elsewhere may not answer call-backs."""
    with app.app_context(), tenancy.acting_for("dorp"):
        juul = db.session.scalars(select(accounts.Person).where(accounts.Person.email == JUUL)).one()
        wijkteam = accounts.get_organisation("dorp:wijkteam")
        db.session.add(
            Membership(person_id=juul.id, tenant="dorp", role="redacteur", organisation_id=wijkteam.id)
        )
        db.session.commit()
        assert juul.id not in accounts.people_who_may("callbacks")
        assert len(accounts.people_who_may("callbacks")) == 1
        db.session.rollback()
    at_work(visit(), JUUL).visit("/medewerker/terugbellen", 404)


@pytest.mark.both
def test_who_leaves_loses_it_in_an_open_session(visit, app, asked) -> None:
    wil = at_work(visit())
    opens(wil, asked)
    with app.app_context():
        db.session.execute(update(Membership).values(ended_at=FRIDAY))
        db.session.commit()
    assert opens(wil, asked).path == "/inloggen"


# What stands where ------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_limits_stand_before_the_number_and_every_look_is_recorded(visit, app, asked) -> None:
    wil = at_work(visit())
    page = opens(wil, asked)
    places = [
        page.words.index(text)
        for text in (
            "Bel alleen op deze tijden: middag (12 tot 17 uur).",
            "Spreek niets in.",
            "Bel met een afgeschermd nummer.",
            "06 12345678",
        )
    ]
    assert places == sorted(places)
    assert "Bel nu niet." not in page.words and "Geld" in page.words and "Anne" in page.words
    assert "Ingesproken" not in page.words, "only for who allowed it"
    assert "06 12345678" not in page.one("title").text
    opens(wil, asked)
    seen = looks(app)
    assert [line.subject for line in seen] == [asked.id] * 2 and seen[0].actor.startswith("person:")
    wil.visit("/medewerker/terugbellen")
    assert "Anne" not in wil.page.words and len(looks(app)) == 2


def test_at_another_hour_the_page_says_do_not_call(visit, clock, asked) -> None:
    wil = at_work(visit())
    clock.move_to(FRIDAY + timedelta(days=2, hours=17))  # Monday 09.30
    at_work(wil)
    assert "Bel nu niet. Dit is geen veilige tijd." in opens(wil, asked).words


@pytest.mark.both
def test_broken_promises_stand_on_top_then_whose_promise_ends_first(visit, app, clock, asked) -> None:
    clock.shift(3 * DAY - timedelta(hours=2))  # Monday 14.30
    ask(visit(), naam="Bo")
    ask(visit(), naam="Cas", telefoon="06 87654321")
    clock.move_to(FRIDAY + timedelta(days=4, minutes=1))  # a minute too late for the first
    wil = at_work(visit())
    page = wil.visit("/medewerker/terugbellen")
    first, *others = call_backs(app)
    assert page.words.index("Belofte niet gehaald") < page.words.index(first.reference)
    assert page.words.index(first.reference) < page.words.index("Nog te bellen")
    assert page.words.count("Te laat") == 1
    assert all(page.words.index(o.reference) > page.words.index("Nog te bellen") for o in others)
    clock.move_to(FRIDAY + timedelta(days=4, hours=21))  # Wednesday 13.30, one hour left
    at_work(wil)
    assert wil.visit("/medewerker/terugbellen").words.count("Bijna te laat") == 2


# Taking and trying ------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_somebody_takes_it_and_lets_it_go(visit, app, asked) -> None:
    wil = at_work(visit())
    opens(wil, asked)
    assert "U doet dit." in press(wil, "Ik doe dit").words
    assert call_backs(app)[0].owner_id
    assert " U 0" in wil.visit("/medewerker/terugbellen").words
    opens(wil, asked)
    assert "Nog niemand." in press(wil, "Laat los").words
    assert call_backs(app)[0].owner_id is None


@pytest.mark.both
def test_who_presses_second_sees_who_was_first(visit, app, asked) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        key = accounts.get_organisation("dorp:wijkteam").key
        accounts.add_person("piet@wijkteam-dorp.example", "Piet Tweede", "medewerker", key)
        db.session.commit()
    wil, piet = at_work(visit()), at_work(visit(), "piet@wijkteam-dorp.example")
    opens(wil, asked), opens(piet, asked)
    press(wil, "Ik doe dit")
    page = press(piet, "Ik doe dit", 409)
    assert "net veranderd" in page.words and "Wil Dorpsmens doet dit." in page.words
    assert "U doet dit." in press(piet, "Neem over").words


@pytest.mark.both
def test_three_attempts_on_two_days_and_it_ends(visit, app, clock, asked) -> None:
    wil = at_work(visit())
    for hour in (0, 1, 2):  # three on one day are not enough
        clock.move_to(FRIDAY + timedelta(minutes=hour))
        opens(wil, asked)
        page = press(wil, "Niet opgenomen")
        assert "op een andere dag of tijd" in page.words
    clock.move_to(FRIDAY + 3 * DAY)
    at_work(wil)
    opens(wil, asked)
    assert "Dit verzoek is klaar." in press(wil, "Niet opgenomen").words
    (ended,) = call_backs(app)
    assert (ended.state, ended.attempts) == (UNREACHED, 4) and ended.ended_at == FRIDAY + 3 * DAY
    assert [a.result for a in attempts(app)] == ["no_answer"] * 4
    page = wil.visit("/medewerker/terugbellen")
    assert f"{ended.reference}: Niet bereikt" in page.words and "Niemand wacht" in page.words
    wil.visit(f"/medewerker/terugbellen/{ended.id}")
    assert "Hoe ging het?" not in wil.page.words


@pytest.mark.both
def test_a_double_click_counts_once(visit, app, asked) -> None:
    wil = at_work(visit())
    opens(wil, asked)
    fields = {"csrf_token": wil.csrf_token(), "gezien": "0", "keuze": "no_answer"}
    path = f"/medewerker/terugbellen/{asked.id}/resultaat"
    wil.post(path, fields)
    assert "net veranderd" in wil.post(path, fields, 409).words
    assert call_backs(app)[0].attempts == len(attempts(app)) == 1


@pytest.mark.both
@pytest.mark.parametrize(
    ("button", "state"), [("Gesproken", SPOKEN), ("Nummer klopt niet", UNREACHED), ("Ingetrokken", WITHDRAWN)]
)
def test_one_press_ends_it(visit, app, asked, button, state) -> None:
    wil = at_work(visit())
    opens(wil, asked)
    page = press(wil, button)
    (ended,) = call_backs(app)
    assert ended.state == state and ended.ended_at is not None
    assert "Hoe ging het?" not in page.words
    assert looks(app, f"call_back.{state}")


def test_a_message_is_left_only_for_who_allowed_it(visit, app, clock) -> None:
    wil = at_work(visit())
    ask(visit(), veilig_inspreken="nee")
    ask(visit(), naam="Bo", veilig_inspreken="ja")
    no, yes = sorted(call_backs(app), key=lambda c: c.typed[0])
    opens(wil, no)
    wil.post(
        f"/medewerker/terugbellen/{no.id}/resultaat",
        {"gezien": "0", "keuze": "message"},
        400,
    )
    assert "wil niet dat wij iets inspreken" in wil.page.words and not attempts(app)
    opens(wil, yes)
    assert "Ingesproken" in press(wil, "Ingesproken").words
    assert attempts(app)[0].call_back_id == yes.id


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("resultaat", {"gezien": "0", "keuze": "x"}),
        ("resultaat", {"gezien": "x", "keuze": "spoken"}),
        ("resultaat", {"gezien": "9" * 30, "keuze": "spoken"}),
        ("eigenaar", {"keuze": "x"}),
    ],
)
def test_what_is_no_button_of_ours_is_refused(visit, app, asked, do, fields) -> None:
    wil = at_work(visit())
    opens(wil, asked)
    wil.post(f"/medewerker/terugbellen/{asked.id}/{do}", fields, 400)
    assert not attempts(app) and call_backs(app)[0].state == OPEN


# On the telephone -------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_colleague_writes_it_down_for_who_phones(visit, app, clock) -> None:
    clock.move_to(FRIDAY)
    wil = at_work(visit())
    wil.visit("/medewerker/terugbellen/nieuw")
    page = wil.submit({"naam": "", "telefoon": "06"}, press="Bewaar het verzoek", status=400)
    assert faults(page) == ["naam", "telefoon"] and filled_in(page)["telefoon"] == "06"
    page = wil.submit(ANNE, press="Bewaar het verzoek")
    (mine,) = call_backs(app)
    assert page.path == f"/medewerker/terugbellen/{mine.id}" and mine.created_via == "phone"
    assert mine.reference in page.words and "Uiterlijk dinsdag 1 december om 16.30 uur." in page.words
    assert looks(app, "call_back.asked")[0].actor.startswith("person:")


@pytest.mark.both
def test_it_becomes_an_appointment_without_typing_twice(visit, app, asked) -> None:
    wil = at_work(visit(), WIL)
    opens(wil, asked)
    assert press(wil, "Maak er een afspraak van").path == "/medewerker/boeken"
    (ended,) = call_backs(app)
    assert (ended.state, ended.attempts) == (BOOKED, 1)
    sitting, time = wil.visit("/medewerker/boeken?gesprek=wijkteam").times()[0]
    chosen = {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": sitting, "tijd": time}
    page = wil.post("/medewerker/boeken/vasthouden", chosen)
    given = filled_in(page)
    assert (given["naam"], given["telefoon"]) == ("Anne", "06 12345678")
    assert (given["kanaal"], given["veilig_tijden"]) == (["telefoon"], ["middag"])
    assert "Maak er een afspraak van" in opens(wil, asked).words, "whoever loses the way can begin again"


def test_a_list_costs_a_fixed_number_of_statements(visit, app, clock) -> None:
    from tests.agenda.make import counted_statements

    wil, counts = at_work(visit()), []
    for more in (1, 6):
        for n in range(more):
            ask(visit(), naam=f"Anne {n}")
        with app.app_context(), counted_statements() as seen:
            wil.visit("/medewerker/terugbellen")
        counts.append(len(seen))
    assert counts[0] == counts[1], counts
