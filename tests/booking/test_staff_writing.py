"""Staff write to a person: only over the chosen way, and never what tells something to who reads along."""

from email import message_from_bytes
from email.policy import default
from types import SimpleNamespace
from typing import Any

import pytest

from portal import messaging
from portal.booking import Participation
from portal.booking.models import StaffMessage
from portal.booking.writing import fault_in
from portal.db import db
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.booking.steps import book, by_mail, faults, rows
from tests.booking.test_keep_apart import keeps_apart
from tests.booking.test_keep_apart import person as named
from tests.booking.test_staff_pages import TUESDAY_BEFORE, at_desk, press
from tests.support.visitor import Page, Visitor, words

NEUTRAL = "Wij zien u graag op woensdag 2 december om 09.00 uur. Neem een pen mee."


def somebody(**answers: Any) -> Any:
    contact = {key: answers.get(key) for key in ("email", "telefoon")}
    told = {key: answers.get(key) for key in ("toelichting", "begeleider")}
    return SimpleNamespace(name=answers.get("naam"), contact=contact, told=told)


ANNE = somebody(
    naam="Anne-Zoë van der Wál",
    email="zus.eiland@voorbeeld.example",
    telefoon="+31 6 1234 5678",
    toelichting="De buren lezen soms mee op mijn telefoon.",
    begeleider="mijn zus Fatima",
)
BO = somebody(naam="Bo")


@pytest.mark.parametrize(
    "text",
    [
        "Beste Anne, tot morgen.",
        "beste ANNE",
        "A n n e",
        "anne zoe",
        "Zoë's afspraak",
        "Wal komt ook",
        "Tot morgen, Bo",
        "Fatima mag mee",
        "zus eiland voorbeeld example",
        "De buren lezen soms mee, zei u.",
        "de  buren\nlezen-soms MEE",
        "Bel 0 6 1 2 3 4 5 6 7 8",
        "Bel 0612345678",
        "Nummer 612345678",
    ],
)
def test_nothing_that_anybody_confided_may_stand_in_it(text: str) -> None:
    assert fault_in(text, [ANNE, BO])


@pytest.mark.parametrize(
    "text",
    [
        "Uw scheiding",
        "echtscheiding",
        "bent u gescheiden?",
        "uit  elkaar",
        "de jurist",
        "Juridisch Loket",
        "juridische vraag",
        "mediation",
        "het WIJKTEAM",
        "uw ex",
        "uw ex-man",
        "de kinderen",
        "Kínderen",
        "het huis",
        "over geld",
        "uw advocaat",
        "Veilig Thuis",
        "alimentatie",
        "de rechter",
        "uw partner",
    ],
)
def test_no_word_may_tell_what_it_is_about(text: str) -> None:
    assert (
        fault_in(text, []) == "Hier staat een woord in dat verraadt waar het over gaat. Schrijf het neutraal."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Kijk op https://dorp.example",
        "kijk op www.dorp.nl",
        "dorp.nl",
        "http://1.2.3.4/x",
        "mail naar iemand@dorp.nl",
        "bel 088 123 45 67",
        "bel 06-87654321",
        "+31 (0)6 87654321",
    ],
)
def test_no_link_and_no_way_to_somebody_else(text: str) -> None:
    assert fault_in(text, [])


@pytest.mark.parametrize(
    "text",
    [
        NEUTRAL,
        "Het is op 02-12-2026 om 09.00 uur. Kunt u dan?",
        "De afspraak verhuist van 09.00 naar 10.30 uur.",
        "Wij zijn a.u.b. op tijd. De ingang is links.",
        "Wilt u ons terugbellen? Liefst voor vrijdag.",
        "De annexatie van het bos duurt extra lang.",
    ],
)
def test_what_is_neutral_can_be_sent(text: str) -> None:
    assert fault_in(text, [ANNE, BO]) is None


# --- on the screen -----------------------------------------------------------------------------------------


def path(app) -> str:  # type: ignore[no-untyped-def]
    return f"/medewerker/deelname/{rows(app, Participation)[0].id}/bericht"


def writes(visitor: Visitor, app, text: str, status: int = 200) -> Page:  # type: ignore[no-untyped-def]
    visitor.visit(path(app))
    return visitor.submit({"bericht": text}, press="Verstuur nu", status=status)


def sent(app, mails) -> list[str]:  # type: ignore[no-untyped-def]
    """Bodies of the mails that went out because staff wrote."""
    for mail in mails.glob("*"):
        mail.unlink()
    with app.app_context():
        while messaging.deliver_due():
            pass
    found = [message_from_bytes(mail.read_bytes(), policy=default) for mail in mails.glob("*")]
    return [f"{m['Subject']}\n{m.get_content()}" for m in found if m["To"].startswith("anne@")]


def deliver_everything_before(app) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        while messaging.deliver_due():
            pass


@pytest.mark.both
def test_who_reads_alone_gets_the_words_at_once(visit, app, clock, mails) -> None:
    book(visit(), **by_mail())
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    deliver_everything_before(app)
    assert "Het bericht is onderweg." in writes(wil, app, NEUTRAL).words
    (mail,) = sent(app, mails)
    assert "Neem een pen mee." in mail and mail.startswith("Uw afspraak\n") and "http" not in mail
    (message,) = rows(app, StaffMessage)
    assert b"pen" not in (message.text_sealed or b"") and message.data_key
    queued = [m for m in rows(app, OutboxMessage) if m.kind == "from_staff"]
    assert [m.subject for m in queued] == [message.id]
    assert "participation.written_to" in [line.action for line in rows(app, AuditEvent)]


@pytest.mark.both
@pytest.mark.parametrize("reads", ["ja", "onbekend", ""])
def test_who_may_be_read_along_with_gets_no_words_whatever_is_sent(visit, app, clock, mails, reads) -> None:
    book(visit(), **by_mail(veilig_bericht=reads))
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    deliver_everything_before(app)
    page = wil.visit(path(app))
    assert not page.all("textarea")
    told = words(page.one("blockquote"))
    wil.post(path(app), {"bericht": "De jurist belt over uw scheiding"})
    (mail,) = sent(app, mails)
    assert told and told in " ".join(mail.split()) and "scheiding" not in mail and "2 december" not in mail
    assert rows(app, StaffMessage)[0].text_sealed is None


@pytest.mark.both
@pytest.mark.parametrize("answers", [{}, {"kanaal": "telefoon", "telefoon": "06 12345678"}])
def test_who_did_not_choose_mail_gets_none(visit, app, clock, answers) -> None:
    book(visit(), **answers)
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    page = wil.visit(path(app))
    assert "U kunt deze persoon niet schrijven." in page.words and not page.all("textarea")
    assert "Voor u belt of schrijft" in page.words
    wil.visit("/medewerker/")
    wil.post(path(app), {"bericht": NEUTRAL}, 409)
    assert rows(app, StaffMessage) == [] and not [
        m for m in rows(app, OutboxMessage) if m.kind == "from_staff"
    ]


@pytest.mark.both
def test_a_refused_text_stays_and_nothing_is_kept(visit, app, clock) -> None:
    book(visit(), **by_mail(), toelichting="Ik kom liever op de fiets")
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    for text in ("Dag Anne", "over de jurist", "x" * 401, "", "ik kom liever op", "kijk op dorp.nl"):
        page = writes(wil, app, text, 400)
        assert faults(page) == ["bericht"] and text in (page.one("textarea").text or "")
    assert rows(app, StaffMessage) == []
    assert writes(wil, app, "é" * 200 + "\r\n" + "e" * 199).status == 200


@pytest.mark.both
def test_the_words_of_who_is_kept_apart_are_refused_too(visit, app, clock) -> None:
    book(visit(), **by_mail())
    book(visit(), talk="juridisch", naam="Quinten", kanaal="telefoon", telefoon="06 12345678")
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    text = "Quinten komt later."
    where = f"/medewerker/deelname/{named(app, 'Anne').id}/bericht"
    keeps_apart(wil, app, "Anne", named(app, "Quinten").reference)
    wil.visit(where)
    page = wil.submit({"bericht": text}, press="Verstuur nu", status=400)
    assert "Hier staat iets in dat iemand ons vertelde" in page.words


@pytest.mark.both
def test_a_doubtful_message_of_staff_is_shown_by_reference_to_the_own_desk(visit, app, clock) -> None:
    book(visit(), **by_mail())
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    writes(wil, app, NEUTRAL)
    with app.app_context():
        for row in db.session.query(OutboxMessage).filter_by(kind="from_staff"):
            row.state = "failed"
        db.session.commit()
    reference = rows(app, Participation)[0].reference
    message = next(m for m in rows(app, OutboxMessage) if m.kind == "from_staff")
    juul = at_desk(visit, clock, "juul@juridisch-loket.example", TUESDAY_BEFORE)
    assert reference not in juul.page.text and reference not in juul.visit("/medewerker/werklijst").text
    juul.post(f"/medewerker/bericht/{message.id}/gezien", {}, 404)
    page = wil.visit("/medewerker/werklijst")
    assert "Dit bericht is niet aangekomen:" in page.words and reference in page.links()
    assert reference not in press(wil, "Gezien").text


# --- asked again -------------------------------------------------------------------------------------------


@pytest.mark.both
def test_one_tap_notes_that_the_contact_still_holds(visit, app, clock) -> None:
    book(visit(), **by_mail())
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    person = rows(app, Participation)[0]
    page = wil.visit(f"/medewerker/afspraak/{person.appointment_id}")
    assert "Nog niet nagevraagd." in page.words
    page = press(wil, "Contact klopt nog")
    assert "Nagevraagd op dinsdag 1 december om 10.00 uur." in page.words
    assert rows(app, Participation)[0].contact_checked_at == TUESDAY_BEFORE
    assert "participation.contact_checked" in [line.action for line in rows(app, AuditEvent)]


def test_signs_and_helpers_are_told_and_only_where_they_belong(visit, app, clock) -> None:
    book(
        visit(),
        naam="Anne",
        nodig=["apart", "begeleider"],
        begeleider="Fatima van de buren",
        begeleider_akkoord="y",
    )
    wil = at_desk(visit, clock, at=TUESDAY_BEFORE)
    appointment = rows(app, Participation)[0].appointment_id
    sitting = wil.visit(f"/medewerker/afspraak/{appointment}")
    assert "Bied een andere ingang, kamer of telefoon aan." in sitting.words
    assert "Fatima van de buren, met toestemming" in sitting.words
    day = wil.visit(next(url for url in sitting.links().values() if "/medewerker/dag/" in url))
    assert "Wil iemand niet tegenkomen" in day.words and "Fatima" not in day.text
    paper = wil.visit(f"{day.path}/print")
    assert "tegenkomen" not in paper.text and "Fatima" not in paper.text
