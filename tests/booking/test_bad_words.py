"""Wrong words in the form: a sentence at the field, and what was typed stays."""

import html5lib
import pytest

from portal import tenancy
from portal.booking import Draft, Participation
from tests.booking.steps import book, by_mail, confirm, faults, fill_in, filled_in, hold, rows
from tests.support.visitor import Page

UNREADABLE = ["\x00", "\x07", "\x1b[2J", "\x7f", "\u0085", "\u2028", "\u202e"]
IN_ONE_LINE = [*UNREADABLE, "\n", "\r\nBcc: x@y.example"]
GOOD = {
    "naam": "Zoë",
    "email": "a@b.example",
    "telefoon": "0612345678",
    "toelichting": "Hoi",
}
CHOICES = ["kanaal", "veilig_tijden", "veilig_inspreken", "veilig_nummer", "veilig_bericht", "nodig"]
NO_MAIL = ["", "anne", "anne@", "anne@@b.nl", "an ne@b.nl", "anne@voorbeeld", "zoë@b.nl", "a" * 250 + "@b.nl"]
NO_PHONE = ["", "12", "geen", "06-1234", "+31 6 1", "06 1234567890123"]


def send_raw(visitor, **answers):  # type: ignore[no-untyped-def]
    """Send the details form and read the answer leniently, as browsers do."""
    fields = {"csrf_token": visitor.csrf_token(), "claim": filled_in(visitor.page)["claim"], **answers}
    answer = visitor.client.post("/afspraak/gegevens", data=fields, base_url=f"http://{visitor.host}")
    tree = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    return Page(answer.status_code, "/afspraak/gegevens", "", tree, answer.headers)


@pytest.mark.both
@pytest.mark.parametrize("field", GOOD)
def test_a_control_character_is_a_fault_of_its_field(visit, app, field) -> None:
    visitor = visit()
    hold(visitor)
    for unreadable in UNREADABLE if field == "toelichting" else IN_ONE_LINE:
        page = send_raw(visitor, **GOOD | {field: f"ab{unreadable}cd"})
        assert (page.status, faults(page)) == (400, [field]), ascii(unreadable)
        typed = filled_in(page)
        assert all(typed[name] == value for name, value in GOOD.items() if name != field)
    assert rows(app, Draft)[0].sealed is None


def test_the_page_after_a_control_character_is_valid(visit) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, 400, naam="An\x00ne")
    assert filled_in(page)["naam"] == "Anne"


@pytest.mark.parametrize("field", CHOICES)
def test_an_answer_that_is_not_on_the_page_is_a_fault(visit, app, field) -> None:
    visitor = visit()
    hold(visitor)
    for answer in ("misschien", "ja\x00", "\x00"):
        page = fill_in(visitor, 400, **{"toelichting": "Hoi", field: answer})
        assert faults(page) == [field] and filled_in(page)["toelichting"] == "Hoi"
    assert rows(app, Draft)[0].sealed is None


def test_a_name_of_nothing_but_spaces_is_no_name(visit) -> None:
    visitor = visit()
    hold(visitor)
    for name in ("", "   ", "\u00a0", "\u2003\t"):
        page = fill_in(visitor, 400, naam=name, toelichting="Hoi")
        assert faults(page) == ["naam"] and filled_in(page)["toelichting"] == "Hoi", ascii(name)


def test_a_name_may_be_eighty_signs_and_no_more(visit) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, 400, naam="é" * 81)
    assert faults(page) == ["naam"] and filled_in(page)["naam"] == "é" * 81
    assert fill_in(visitor, naam="é" * 80).h1 == "Klopt dit?"


def test_a_note_may_be_three_hundred_signs_and_no_more(visit) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, 400, toelichting="x" * 301)
    assert faults(page) == ["toelichting"] and filled_in(page)["toelichting"] == "x" * 301
    lines = "\r\n".join(["x" * 49] * 6)  # 294 letters and 5 new lines, as a browser sends them
    assert fill_in(visitor, toelichting=lines + "x").h1 == "Klopt dit?"


def test_a_wrong_mail_address_is_told_and_stays(visit) -> None:
    visitor = visit()
    hold(visitor)
    for address in NO_MAIL:
        page = fill_in(visitor, 400, **by_mail(email=address))
        assert faults(page) == ["email"] and "e-mailadres" in page.words, address
        typed = filled_in(page)
        assert (typed["email"], typed["naam"], typed["veilig_bericht"]) == (address, "Anne", ["nee"])


def test_a_wrong_number_is_told_and_stays(visit) -> None:
    visitor = visit()
    hold(visitor)
    for number in NO_PHONE:
        page = fill_in(visitor, 400, kanaal="telefoon", telefoon=number, veilig_tijden=["middag"])
        assert faults(page) == ["telefoon"] and "nummer" in page.words, number
        typed = filled_in(page)
        assert (typed["telefoon"], typed["naam"], typed["veilig_tijden"]) == (number, "Anne", ["middag"])


def test_every_fault_is_told_at_once_with_a_link_to_its_field(visit) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, 400, naam="", toelichting="x" * 301, **by_mail(email="anne"))
    assert faults(page) == ["email", "naam", "toelichting"]
    assert {"#naam", "#email", "#toelichting"} <= set(page.links().values())


def test_only_the_contact_data_of_the_chosen_way_are_kept(visit, app) -> None:
    visitor = visit()
    book(visitor, kanaal="geen", telefoon="wat een nummer", email="geen adres", veilig_bericht="nee")
    with app.app_context(), tenancy.acting_for("dorp"):
        contact = rows(app, Participation)[0].contact
    assert (contact["telefoon"], contact["email"], contact["veilig_bericht"]) == (None, None, None)


def test_a_domain_with_an_accent_is_kept_as_mail_servers_write_it(visit, app) -> None:
    book(visit(), **by_mail(email="anne@bücher.example"))
    assert rows(app, Participation)[0].contact["email"] == "anne@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "name",
    ["Zoë", "Ağa", "李", "ليلى", "O'Brien", "<b>Bo</b> & co", "{{ 7*7 }}", "\N{SLIGHTLY SMILING FACE}"],
)
def test_any_name_works_from_form_to_staff(visit, app, name) -> None:
    visitor = visit()
    hold(visitor)
    page = fill_in(visitor, naam=name)
    assert name in page.words and page.all("b") == []
    confirm(visitor)
    assert rows(app, Participation)[0].name == name


def test_a_name_of_joined_signs_is_refused_at_its_field(visit) -> None:
    visitor = visit()
    hold(visitor)
    family = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    page = fill_in(visitor, 400, naam=family)
    assert faults(page) == ["naam"] and "teken" in page.words
