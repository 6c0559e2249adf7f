"""Somebody chooses an sms: offered only where we can send one, asked safely, shown to staff with its limits."""

import pytest

from portal.booking import Participation
from portal.booking.models import StaffMessage
from portal.messaging import OutboxMessage
from tests.booking.steps import (
    book,
    by_mail,
    by_sms,
    confirm,
    faults,
    fill_in,
    filled_in,
    hold,
    own_path,
    rows,
)
from tests.booking.test_staff_pages import TUESDAY_BEFORE, at_desk
from tests.booking.test_staff_writing import NEUTRAL, deliver_everything_before, path, writes

CHANNELS = ["geen", "telefoon", "email"]


@pytest.fixture
def sms(app):  # type: ignore[no-untyped-def]
    """As in the demo: sms goes into the folder of the mail."""
    app.extensions["sms"] = app.extensions["mail"]
    yield
    app.extensions["sms"] = None


def offered(page) -> list[str]:  # type: ignore[no-untyped-def]
    return [field.get("value") for field in page.all("input") if field.get("name") == "kanaal"]


def told(mails) -> list[str]:  # type: ignore[no-untyped-def]
    return sorted(file.read_text() for file in mails.glob("*.txt"))


# --- the form ----------------------------------------------------------------------------------------------


def test_without_a_gateway_nobody_is_offered_an_sms(visit, app) -> None:
    visitor = visit()
    hold(visitor)
    assert offered(visitor.page) == CHANNELS and "Sms" not in visitor.page.words
    page = visitor.post(visitor.page.path, filled_in(visitor.page) | {"naam": "Anne"} | by_sms(), 400)
    assert faults(page) == ["kanaal"] and rows(app, Participation) == []


def test_with_one_it_is_the_last_choice_and_nothing_is_chosen(visit, sms) -> None:
    visitor = visit()
    hold(visitor)
    fields = filled_in(visitor.page)
    assert offered(visitor.page) == [*CHANNELS, "sms"]
    assert not {"kanaal", "veilig_bericht", "herinnering"} & set(fields)
    names = [field.get("name") for field in visitor.page.all("input")]
    assert names.count("telefoon") == names.count("email") == names.count("herinnering") == 1


@pytest.mark.parametrize(
    "number", ["", "0223 123 456", "085 000 90 01", "0800 1234", "12", "+32 2 123 45 67"]
)
def test_a_number_that_can_get_no_sms_is_told_at_the_field(visit, app, sms, number) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, status=400, **by_sms(telefoon=number, herinnering="ja"))
    assert faults(page) == ["telefoon"]
    assert filled_in(page)["telefoon"] == number and filled_in(page)["herinnering"] == ["ja"]


@pytest.mark.parametrize("number", ["06 12345678", "0031612345678", "+32 470 12 34 56", "+49 1512 3456789"])
def test_a_mobile_number_however_written_is_taken(visit, app, sms, number) -> None:
    book(visit(), **by_sms(telefoon=number))
    assert rows(app, Participation)[0].contact["telefoon"] == number


def test_only_what_belongs_to_an_sms_is_kept(visit, app, sms) -> None:
    book(
        visit(),
        **by_sms(email="a@b.example", veilig_inspreken="ja", veilig_nummer="ja", herinnering="ja"),
    )
    assert rows(app, Participation)[0].contact == {
        "kanaal": "sms",
        "telefoon": "06 12345678",
        "email": None,
        "veilig_bericht": "nee",
        "veilig_inspreken": None,
        "veilig_nummer": None,
        "veilig_tijden": [],
        "herinnering": True,
    }


def test_the_check_page_shows_it_and_the_last_page_says_what_comes(visit, sms) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, **by_sms(veilig_bericht="onbekend", herinnering="ja"))
    for line in (
        "Wij mogen u een sms sturen",
        "06 12345678",
        "Dat weet u niet",
        "Nog een bericht op de dag zelf Ja",
    ):
        assert line in page.words
    assert "Rustig praten" not in page.words
    page = confirm(visitor)
    assert own_path(page) and "U krijgt een sms." in page.words and "Wij sturen u niets" not in page.words


def test_what_was_typed_is_still_there_after_going_back(visit, sms) -> None:
    visitor = visit()
    hold(visitor)
    fill_in(visitor, **by_sms(herinnering="ja"))
    fields = filled_in(visitor.visit("/afspraak/gegevens"))
    assert (fields["kanaal"], fields["telefoon"], fields["herinnering"]) == (["sms"], "06 12345678", ["ja"])


@pytest.mark.parametrize("answers", [{"herinnering": "ja"}, {}], ids=["ticked", "not"])
def test_the_tick_for_a_second_reminder_is_there_for_mail_too(visit, app, answers) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, **by_mail(**answers))
    assert f"Nog een bericht op de dag zelf {'Ja' if answers else 'Nee'}" in page.words
    confirm(visitor)
    assert rows(app, Participation)[0].contact["herinnering"] is bool(answers)


# --- staff -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reads", ["nee", "ja", "onbekend", ""])
def test_staff_see_how_this_person_may_be_reached(visit, app, clock, sms, reads) -> None:
    book(visit(), **by_sms(veilig_bericht=reads))
    (person,) = rows(app, Participation)
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit(f"/medewerker/afspraak/{person.appointment_id}")
    assert "Sms mag, bellen niet" in page.words and "06 12345678" in page.words
    assert ("Een ander kan meelezen" in page.words) == (reads != "nee")


@pytest.mark.both
def test_staff_write_an_sms_of_120_signs_at_most(visit, app, clock, mails, sms) -> None:
    book(visit(), **by_sms())
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    deliver_everything_before(app)
    before = told(mails)
    page = writes(wil, app, "Neem een pen mee. " * 7, 400)
    assert faults(page) == ["bericht"] and "120 tekens" in page.words and rows(app, StaffMessage) == []
    writes(wil, app, NEUTRAL)
    deliver_everything_before(app)
    (new,) = [text for text in told(mails) if text not in before]
    assert new == f"+31612345678\n{NEUTRAL} Bel 085 000 90 01.\n" and len(new) < 174


@pytest.mark.parametrize("reads", ["ja", "onbekend", ""])
def test_who_may_be_read_along_with_gets_the_words_that_staff_saw(
    visit, app, clock, mails, sms, reads
) -> None:
    book(visit(), **by_sms(veilig_bericht=reads))
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    deliver_everything_before(app)
    before = told(mails)
    page = wil.visit(path(app))
    assert not page.all("textarea")
    wil.post(path(app), {"bericht": "De jurist belt over uw scheiding"})
    deliver_everything_before(app)
    (new,) = [text for text in told(mails) if text not in before]
    assert new.partition("\n")[2].strip() in page.words and "jurist" not in new and "2 december" not in new


def test_who_chose_an_sms_is_not_written_to_when_there_is_no_gateway_any_more(visit, app, clock, sms) -> None:
    book(visit(), **by_sms())
    app.extensions["sms"] = None
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit(path(app))
    assert "Deze persoon koos niet voor mail of sms." in page.words or not page.all("textarea")
    deliver_everything_before(app)
    (booked,) = [row for row in rows(app, OutboxMessage) if row.kind == "booked"]
    assert (booked.state, booked.reason) == ("failed", "refused no sms here")
