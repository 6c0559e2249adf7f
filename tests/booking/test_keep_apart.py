"""Two people who must not meet: staff are warned, residents never see, hear or feel a difference."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from portal import messaging, tenancy
from portal.booking import Appointment, Participation, keep_apart
from portal.booking.models import KeepApart
from portal.db import db
from portal.privacy import AuditEvent
from tests.booking.steps import JUUL, SAM, WIL, book, by_mail, rows
from tests.booking.test_staff_pages import THE_DAY, TUESDAY_BEFORE, at_desk
from tests.house.test_bench import recorded
from tests.support.visitor import Page, Visitor
from tests.together.couple import a_couple

pytestmark = pytest.mark.both
UNKNOWN, SIGN = "Deze code kennen wij niet.", "Apart houden"
TITLE = "Twee mensen die elkaar niet mogen treffen"


def person(app, name: str, slug: str = "dorp"):  # type: ignore[no-untyped-def]
    """By the name they typed; opened inside the municipality."""
    with app.app_context(), tenancy.acting_for(slug):
        found = [p for p in db.session.query(Participation) if p.name == name]
        db.session.expunge_all()
    assert len(found) == 1, name
    return found[0]


def page_of(visitor: Visitor, app, name: str, status: int = 200) -> Page:  # type: ignore[no-untyped-def]
    return visitor.visit(f"/medewerker/afspraak/{person(app, name).appointment_id}", status)


def keeps_apart(visitor: Visitor, app, one: str, code: str, status: int = 200) -> Page:  # type: ignore[no-untyped-def]
    page_of(visitor, app, one)
    return visitor.post(f"/medewerker/deelname/{person(app, one).id}/apart", {"code": code}, status)


def undone(visitor: Visitor, other) -> Page:  # type: ignore[no-untyped-def]
    """On the page of somebody who is kept from this other."""
    return visitor.submit(press=f"Hef dit op {other.reference}")


@pytest.fixture
def two(visit, app, clock):  # type: ignore[no-untyped-def]
    """Anne at 09.00 and Bo at 09.30, at one place, each with a talk of their own; and staff at their desk."""
    book(visit(), nth=0, naam="Anne", **by_mail() | {"email": "anne@voorbeeld.example"})
    book(visit(), nth=0, naam="Bo", **by_mail() | {"email": "bo@voorbeeld.example"})
    return at_desk(visit, clock, at=TUESDAY_BEFORE)


# --- marking -----------------------------------------------------------------------------------------------


def test_both_pages_show_the_code_the_clash_and_a_term_and_nothing_else_of_the_other(two, app) -> None:
    anne, bo = person(app, "Anne"), person(app, "Bo")
    shown = keeps_apart(two, app, "Anne", f" {bo.reference[:4].lower()}-{bo.reference[4:]} ")
    for page, other, name in ((shown, bo, "Bo"), (page_of(two, app, "Bo"), anne, "Anne")):
        assert f"Niet samen met {other.reference}" in page.words and name not in page.words
        assert "dezelfde plek, op bijna dezelfde tijd" in page.words
        assert "Verzet een van de twee gesprekken." in page.words
        assert "Gesprek uiterlijk dinsdag 8 december: 10 werkdagen na de eigen boeking." in page.words
        assert other.appointment_id not in page.text and other.id not in page.text


def test_it_is_undone_from_either_side(two, app) -> None:
    anne, bo = person(app, "Anne"), person(app, "Bo")
    keeps_apart(two, app, "Anne", bo.reference)
    page_of(two, app, "Bo")
    page = undone(two, anne)
    assert "Dat is opgeheven." in page.words and anne.reference not in page.text
    assert rows(app, KeepApart) == []
    two.post(f"/medewerker/deelname/{bo.id}/apart/opheffen", {"code": anne.reference}, 404)


def test_a_second_time_changes_nothing(two, app) -> None:
    bo, anne = person(app, "Bo"), person(app, "Anne")
    keeps_apart(two, app, "Anne", bo.reference)
    keeps_apart(two, app, "Bo", anne.reference)
    assert len(rows(app, KeepApart)) == 1
    assert sum(line.action == "participation.kept_apart" for line in rows(app, AuditEvent)) == 2


def test_every_wrong_code_gets_one_answer(two, app, visit) -> None:
    stad = visit("stad.localhost")
    book(stad, naam="Cas")
    wiped = person(app, "Bo")
    with app.app_context(), tenancy.acting_for("dorp"):
        row = db.session.query(Participation).filter_by(id=wiped.id).one()
        row.wiped_at, row.data_key = datetime.now(UTC), None
        db.session.commit()
    answers = set()
    for code in (
        "AAAAAAAA",
        person(app, "Cas", "stad").reference,
        wiped.reference,
        person(app, "Anne").reference,
        "é" * 12,
    ):
        page = keeps_apart(two, app, "Anne", code, 404)
        assert UNKNOWN in page.words
        shown = re.sub(r'value="[^"]*"', "", page.text)
        answers.add(shown)
    assert len(answers) == 1 and rows(app, KeepApart) == []
    assert "Vul de code in." in keeps_apart(two, app, "Anne", " - ", 400).words


def test_the_other_may_be_at_another_desk(two, app, visit, clock) -> None:
    """The right to one appointment is enough, and gives no look at the other."""
    book(visit(), talk="juridisch", naam="Cas")
    cas = person(app, "Cas")
    page = keeps_apart(two, app, "Anne", cas.reference)
    assert cas.reference in page.words
    page_of(two, app, "Cas", 404)
    two.visit("/medewerker/")
    two.post(f"/medewerker/deelname/{cas.id}/apart", {"code": person(app, "Bo").reference}, 404)
    assert (
        person(app, "Anne").reference
        in page_of(at_desk(visit, clock, JUUL, TUESDAY_BEFORE), app, "Cas").words
    )


def test_one_line_in_the_log_for_each_and_neither_names_the_other(two, app) -> None:
    anne, bo = person(app, "Anne"), person(app, "Bo")
    keeps_apart(two, app, "Anne", bo.reference)
    undone(two, bo)
    lines = [line for line in rows(app, AuditEvent) if line.action.startswith("participation.")]
    assert sorted((line.action, line.subject) for line in lines) == sorted(
        (action, who.id)
        for action in ("participation.kept_apart", "participation.may_meet")
        for who in (anne, bo)
    )
    for line in lines:
        other = bo if line.subject == anne.id else anne
        assert other.id not in f"{line.actor} {line.action}" and other.reference not in line.action


# --- being warned ------------------------------------------------------------------------------------------


def sees_the_clash(visitor: Visitor) -> bool:
    return TITLE in visitor.visit("/medewerker/").words


def test_day_list_and_today_warn_until_one_is_moved(two, app, clock) -> None:
    bo = person(app, "Bo")
    keeps_apart(two, app, "Anne", bo.reference)
    page = two.visit("/medewerker/")
    assert TITLE in page.words and bo.reference in page.links()
    day = two.visit(f"/medewerker/dag/{rows(app, Appointment)[0].sitting_id}")
    assert day.words.count(SIGN) == 2
    two.visit(f"/medewerker/deelname/{bo.id}/verzetten")
    two.submit({"weet": "zelf"}, press="Bekijk de tijden")
    sitting, time = two.page.times()[-1]
    two.post(
        f"/medewerker/deelname/{bo.id}/verzetten", {"weet": "zelf", "spreekuurdag": sitting, "tijd": time}
    )
    assert not sees_the_clash(two)
    page = page_of(two, app, "Bo")
    assert "dezelfde plek" not in page.words and "Niet samen met" in page.words
    assert "Dit gesprek is later." in page.words  # 16 December, and the term was the 8th


def test_one_jurist_on_another_day_is_a_clash_too(visit, app, clock) -> None:
    book(visit(), talk="juridisch", naam="Anne")
    book(visit(), talk="wijkteam-juridisch", nth=-1, naam="Bo")
    book(visit(), talk="wijkteam", nth=-1, naam="Cas")
    juul = at_desk(visit, clock, JUUL, TUESDAY_BEFORE)
    page = keeps_apart(juul, app, "Anne", person(app, "Bo").reference)
    assert "Let op: dezelfde jurist." in page.words and sees_the_clash(juul)
    press_page = page_of(juul, app, "Bo")
    assert "dezelfde jurist" in press_page.words
    wil = at_desk(visit, clock, WIL, TUESDAY_BEFORE)
    keeps_apart(wil, app, "Cas", person(app, "Anne").reference)
    assert "dezelfde jurist" not in page_of(wil, app, "Cas").words


def test_a_jurist_who_advised_one_stays_that_jurist(visit, app, clock) -> None:
    book(visit(), talk="juridisch", naam="Anne")
    book(visit(), talk="juridisch", nth=-1, naam="Bo")
    juul = at_desk(visit, clock, JUUL, TUESDAY_BEFORE)
    keeps_apart(juul, app, "Anne", person(app, "Bo").reference)
    assert sees_the_clash(at_desk(visit, clock, JUUL, THE_DAY + timedelta(days=1)))


def test_who_does_not_come_any_more_clashes_with_nobody(two, app, visit, clock) -> None:
    keeps_apart(two, app, "Anne", person(app, "Bo").reference)
    assert sees_the_clash(two)
    two.visit(f"/medewerker/deelname/{person(app, 'Bo').id}/afzeggen")
    two.submit({"weet": "zelf"}, press="Zeg de afspraak af")
    assert not sees_the_clash(two)


def test_two_who_would_come_together_get_a_time_each(visit, app, clock) -> None:
    a_couple(visit, naam="Anne")
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    other = next(p for p in rows(app, Participation) if p.number == 2)
    page = keeps_apart(wil, app, "Anne", other.reference)
    assert "hetzelfde gesprek" in page.words and "Geef een van de twee een eigen tijd." in page.words


def test_a_clash_of_other_desks_or_municipalities_is_not_shown(visit, app, clock) -> None:
    for name in ("Anne", "Bo"):
        book(visit(), talk="juridisch", naam=name)
    juul = at_desk(visit, clock, JUUL, TUESDAY_BEFORE)
    keeps_apart(juul, app, "Anne", person(app, "Bo").reference)
    assert sees_the_clash(juul)
    assert not sees_the_clash(at_desk(visit, clock, WIL, TUESDAY_BEFORE))
    for email in (SAM, JUUL):
        assert not sees_the_clash(at_desk(visit, clock, email, TUESDAY_BEFORE, "stad.localhost"))


def test_the_term_is_ten_working_days_from_each_ones_own_booking(visit, app, clock) -> None:
    assert keep_apart.term(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == date(2026, 12, 9)  # the 25th here
    assert keep_apart.term(datetime(2026, 12, 18, 12, 0, tzinfo=UTC)) == date(2027, 1, 5)  # two holidays
    book(visit(), naam="Anne")
    clock.shift(timedelta(days=1))
    book(visit(), naam="Bo")
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    assert "uiterlijk dinsdag 8 december" in keeps_apart(wil, app, "Anne", person(app, "Bo").reference).words
    assert "uiterlijk woensdag 9 december" in page_of(wil, app, "Bo").words


def test_more_pairs_ask_no_more_statements(visit, app, clock) -> None:
    names = ("Anne", "Bo", "Cas", "Daan", "Eef")
    for name in names:
        book(visit(), naam=name)
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    sitting = rows(app, Appointment)[0].sitting_id
    paths = (
        "/medewerker/",
        f"/medewerker/dag/{sitting}",
        f"/medewerker/afspraak/{person(app, 'Anne').appointment_id}",
    )

    def asked() -> list[int]:
        counted = []
        for path in paths:
            with recorded() as statements:
                wil.visit(path)
            counted.append(len(statements))
        return counted

    keeps_apart(wil, app, "Anne", person(app, "Bo").reference)
    one = asked()
    for name in names[2:]:
        keeps_apart(wil, app, "Anne", person(app, name).reference)
        keeps_apart(wil, app, "Bo", person(app, name).reference)
    assert asked() == one


# --- nobody outside notices --------------------------------------------------------------------------------


def everything(app, browsers: dict[str, tuple[Visitor, str]], mails) -> list[str]:  # type: ignore[no-untyped-def]
    """Every byte that residents can get: times, own pages, calendar files, all mail."""
    with app.app_context():
        while messaging.deliver_due():
            pass
    seen = []
    for browser, link in browsers.values():
        for path in (
            "/afspraak/tijden?gesprek=wijkteam&samen=nee",
            "/afspraak/tijden?gesprek=juridisch&samen=ja",
            *(f"{link}{end}" for end in ("", "/meer", "/verzetten", "/annuleren", "/afspraak.ics")),
        ):
            answer = browser.client.get(path, base_url=f"http://{browser.host}")
            seen.append(f"{path}\n{answer.status}\n{answer.headers}\n{answer.get_data(as_text=True)}")
    return seen + sorted(mail.read_text() for mail in mails.glob("*"))


def test_no_byte_of_any_public_page_mail_or_calendar_changes(visit, app, clock, mails) -> None:
    browsers = {name: visit() for name in ("anne", "bo")}
    links = {
        name: book(browser, naam=name.title(), **by_mail(email=f"{name}@voorbeeld.example"))
        for name, browser in browsers.items()
    }
    nobody = visit()
    nobody.visit("/afspraak/")
    pages = {name: (browser, links[name]) for name, browser in browsers.items()} | {
        "nobody": (nobody, links["bo"])
    }
    wil = at_desk(visit, clock, at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    before = everything(app, pages, mails)
    assert before == everything(app, pages, mails)
    keeps_apart(wil, app, "Anne", person(app, "Bo").reference)
    assert len(rows(app, KeepApart)) == 1
    assert everything(app, pages, mails) == before
    undone(wil, person(app, "Bo"))
    assert everything(app, pages, mails) == before
