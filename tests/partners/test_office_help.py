"""/beheer/hulp and /beheer/contactpersoon: what the redactie changes, a resident sees; nobody's change is lost."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.accounts.models import Membership, Person
from portal.db import db
from portal.jobs import run_daily_jobs
from portal.messaging import deliver_due
from portal.partners import rules
from portal.partners.models import ContactPerson, Offer
from portal.privacy.changes import Change
from tests.booking.steps import JUUL, SAM, WIL, faults, filled_in, rows, signed_in
from tests.partners.typed import later, typed

NEW = {
    "soort": "mediator-lokaal",
    "naam": "Mediator Bij de Brug",
    "wat": "Helpt u samen afspraken te maken.",
    "voor_wie": "Iedereen.",
    "kosten": "Vraag het vooraf.",
    "betaalt": "U betaalt zelf.",
    "onafhankelijk": "Werkt voor u allebei.",
    "bereiken": "Bel of mail.",
    "website": "https://brug.example",
    "open-0-dag": "ma",
    "open-0-tot_en_met": "do",
    "open-0-van": "9.00",
    "open-0-tot": "17:00",
    "beheerder": "Redactie Dorp",
    "nakijken": "2027-05-24",
}


@pytest.fixture
def office(visit):
    visitor = visit()
    signed_in(visitor, WIL, "/beheer/hulp")
    return visitor


def add(office, **given: str):
    page = office.visit("/beheer/hulp/nieuw")
    return office.post("/beheer/hulp/nieuw", typed(page) | NEW | given)


def edit(office, name: str = "Wijkteam Dorp"):
    return office.visit(office.visit("/beheer/hulp").links()[name])


@pytest.mark.both
def test_a_changed_offer_is_what_the_resident_reads_and_who_did_it_is_logged(office, visit, app) -> None:
    resident = visit()
    assert "9.00 tot 17.00" in resident.visit("/hulp/").words
    page = edit(office)
    office.post(page.path, typed(page) | {"kosten": "Gratis voor iedereen.", "open-0-van": "10:00"})
    later(app)
    seen = resident.visit("/hulp/").words
    assert "Gratis voor iedereen." in seen and "10.00 tot 17.00" in seen
    (line,) = rows(app, Change)
    assert line.kind == "offer" and line.name == "Wijkteam Dorp" and line.actor.startswith("person:")
    assert '"cost": "Gratis."' in line.before and '"cost": "Gratis voor iedereen."' in line.after
    assert "paid_by" not in line.after


@pytest.mark.both
def test_adding_moving_and_taking_away_in_two_steps(office, visit, app) -> None:
    add(office, soort="schuldhulp", naam="Hulp bij schulden Dorp")
    office.submit(press="Omhoog Hulp bij schulden Dorp")
    shown = visit().visit("/hulp/").text
    assert shown.index("Hulp bij schulden Dorp") < shown.index(">Wijkteam Dorp<")
    page = office.visit("/beheer/hulp")
    office.visit(page.links()["Haal weg Wijkteam Dorp"])
    assert len(rows(app, Offer)) == 2
    office.submit(press="Haal weg")
    (left,) = rows(app, Offer)
    assert (
        left.name == "Hulp bij schulden Dorp"
        and "hours" in rows(app, Change)[0].before + rows(app, Change)[1].before + rows(app, Change)[2].before
    )


def test_a_double_click_makes_one(office, app) -> None:
    page = office.visit("/beheer/hulp/nieuw")
    sent = typed(page) | NEW
    office.post("/beheer/hulp/nieuw", sent)
    office.visit("/beheer/hulp/nieuw")
    office.post("/beheer/hulp/nieuw", sent)
    assert len(rows(app, Offer)) == 2


def test_the_browser_refuses_what_the_file_refuses_and_keeps_what_was_typed(office, app) -> None:
    page = edit(office)
    wrong = {
        "naam": "",
        "telefoon": "bel maar",
        "email": "geen adres",
        "website": "http://brug.example",
        "nakijken": "morgen",
        "soort": "slager",
        "kosten": "x" * 2001,
        "open-0-tot": "08:00",
        "inloop-0-van": "half tien",
    }
    page = office.post(page.path, typed(page) | wrong, status=400)
    assert faults(page) == [
        "email",
        "inloop",
        "kosten",
        "naam",
        "nakijken",
        "open",
        "soort",
        "telefoon",
        "website",
    ]
    assert filled_in(page)["telefoon"] == "bel maar" and filled_in(page)["inloop-0-van"] == "half tien"
    assert "Regel 1: De eindtijd moet na de begintijd liggen." in page.words
    page = office.post(page.path, typed(page) | {"soort": ""}, status=400)
    assert "Wat voor hulp is het? Kies een van de antwoorden." in page.words
    assert rows(app, Change) == []


@pytest.mark.both
def test_who_was_second_reads_both_texts_and_can_still_save(office, visit, app) -> None:
    other = visit()
    signed_in(other, WIL, "/beheer/hulp")
    mine, theirs = edit(office), edit(other)
    other.post(theirs.path, typed(theirs) | {"wat": "Tekst van de collega."})
    page = office.post(mine.path, typed(mine) | {"wat": "Mijn tekst."}, status=409)
    assert "Tekst van de collega." in page.words and filled_in(page)["wat"] == "Mijn tekst."
    assert rows(app, Offer)[0].does == "Tekst van de collega."
    office.post(page.path, typed(page))
    assert rows(app, Offer)[0].does == "Mijn tekst."


@pytest.mark.both
def test_overdue_stands_on_top_is_mailed_once_a_month_and_still_holds_renews(
    office, app, clock, mails
) -> None:
    clock.move_to(datetime(2027, 6, 1, 7, tzinfo=UTC))
    run_jobs(app)
    assert sent(app, mails) == []  # the last day itself
    clock.move_to(datetime(2027, 6, 2, 7, tzinfo=UTC))
    run_jobs(app)
    (mail,) = sent(app, mails)
    assert "Vermeldingen nakijken: 1" in mail and "To: wil@wijkteam-dorp.example" in mail
    clock.move_to(datetime(2027, 6, 20, 7, tzinfo=UTC))
    run_jobs(app)
    assert len(sent(app, mails)) == 1
    signed_in(office, WIL, "/beheer/hulp")
    assert "Te laat" in office.page.words
    office.submit(press="Klopt nog Wijkteam Dorp")
    assert rows(app, Offer)[0].review_on == date(2027, 12, 20) and "Te laat" not in office.page.words
    clock.move_to(datetime(2027, 7, 20, 7, tzinfo=UTC))
    run_jobs(app)
    assert len(sent(app, mails)) == 1


def test_a_reminder_that_is_no_longer_needed_is_not_sent(office, app, clock, mails) -> None:
    clock.move_to(datetime(2027, 6, 2, 4, tzinfo=UTC))
    run_jobs(app)
    signed_in(office, WIL, "/beheer/hulp")
    office.submit(press="Klopt nog Wijkteam Dorp")
    clock.shift(3 * 3600)
    assert sent(app, mails) == []


def run_jobs(app) -> None:
    with app.app_context():
        run_daily_jobs()


def sent(app, mails) -> list[str]:
    with app.app_context():
        deliver_due()
    found = [path.read_text() for path in sorted(mails.glob("*.eml"))]
    return [mail for mail in found if "Vermeldingen" in mail]


def test_lawyers_and_mediators_stand_in_another_order_each_day_also_from_memory(
    office, visit, app, clock
) -> None:
    for number in range(4):
        add(office, naam=f"Mediator {number}")
    resident, orders = visit(), []
    for _day in range(6):
        text = resident.visit("/hulp/").text
        assert resident.visit("/hulp/").text == text
        names = sorted(range(4), key=lambda n: text.index(f">Mediator {n}<"))
        assert text.index(">Wijkteam Dorp<") < text.index(f">Mediator {names[0]}<")
        orders.append(tuple(names))
        clock.shift(24 * 3600)
        later(app)
    assert len(set(orders)) > 1


def test_over_the_days_everybody_is_first_equally_often() -> None:
    class One:
        kind = "advocaat-lokaal"

        def __init__(self, key: str) -> None:
            self.key = key

    every = [One("a"), One("b"), One("c")]
    firsts = [rules.in_turn(every, "dorp", date.fromordinal(740000 + day))[1][0].key for day in range(900)]
    assert all(240 < firsts.count(key) < 360 for key in "abc")
    other = [rules.in_turn(every, "stad", date.fromordinal(740000 + day))[1][0].key for day in range(900)]
    assert firsts != other
    assert rules.in_turn(every[::-1], "dorp", date(2026, 12, 2)) == rules.in_turn(
        every, "dorp", date(2026, 12, 2)
    )


def test_how_one_comes_on_the_list_is_public(office, visit, app) -> None:
    assert "Hoe komen advocaten" not in visit().visit("/hulp/").words
    add(office)
    later(app)
    assert "Hoe komen advocaten en mediators hier? Voorbeeldtekst." in visit().visit("/hulp/").words
    page = office.visit("/beheer/hulp/vermelding")
    office.post(page.path, typed(page) | {"tekst": "Wie ingeschreven staat,\r\nmag hier staan."})
    later(app)
    shown = visit().visit("/hulp/").words
    assert "Wie ingeschreven staat, mag hier staan." in shown and "Voorbeeldtekst" not in shown


@pytest.mark.both
def test_the_contact_person_has_agreed_and_can_go(office, visit, app) -> None:
    page = office.visit("/beheer/contactpersoon")
    asked = office.post(page.path, typed(page) | {"naam": "Bo Dorpsmens"}, status=400)
    assert faults(asked) == ["goed"] and filled_in(asked)["naam"] == "Bo Dorpsmens"
    office.post(page.path, typed(asked) | {"goed": "y"})
    later(app)
    assert "Bo Dorpsmens" in visit().visit("/hulp/").words
    office.visit("/beheer/contactpersoon")
    office.submit(press="Haal weg Bo Dorpsmens")
    later(app)
    assert rows(app, ContactPerson) == [] and "Bo Dorpsmens" not in visit().visit("/hulp/").words
    assert {(line.kind, line.name) for line in rows(app, Change)} == {("contact_person", "Bo Dorpsmens")}


def test_half_a_year_on() -> None:
    assert rules.next_review(date(2026, 8, 31)) == date(2027, 2, 28)
    assert rules.next_review(date(2026, 1, 15)) == date(2026, 7, 15)


def test_only_who_may_and_only_ones_own(office, visit, app) -> None:
    mine = rows(app, Offer)[0].id
    juul = visit()
    signed_in(juul, JUUL)
    juul.visit("/beheer/hulp", status=404)
    with app.app_context():
        db.session.execute(
            Membership.__table__.update()
            .where(Membership.person_id == db.session.scalar(select(Person.id).where(Person.email == SAM)))
            .values(role="beheerder")
        )
        db.session.commit()
    sam = visit("stad.localhost")
    signed_in(sam, SAM, "/beheer/hulp")
    sam.visit(f"/beheer/hulp/{mine}", status=404)
    sam.visit("/beheer/hulp/nieuw")
    for verb in ("", "/weg", "/omhoog", "/klopt"):
        sam.post(f"/beheer/hulp/{mine}{verb}", NEW, status=404)
        sam.visit("/beheer/hulp/nieuw")
    assert rows(app, Offer)[0].name == "Wijkteam Dorp"
