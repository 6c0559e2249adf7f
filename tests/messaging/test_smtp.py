"""Mail by SMTP (Done-means 9): nothing lost, nothing twice, and what is doubtful is told to staff."""

from datetime import timedelta
from email.utils import parseaddr
from itertools import pairwise

import pytest
from sqlalchemy import update

from portal.booking import Participation
from portal.db import db
from portal.messaging import OutboxMessage
from portal.messaging.delivery import TRIES
from tests.booking.steps import book, by_mail, rows
from tests.booking.test_staff_pages import TUESDAY_BEFORE, at_desk, press
from tests.messaging.peers import Inbox, free_port, hanging_up, listening


def states(outbox, *kinds: str) -> list[str]:  # type: ignore[no-untyped-def]
    return [row.state for row in outbox(*(kinds or ("booked", "desk_changed")))]


# --- a server that is away or busy -------------------------------------------------------------------------


@pytest.mark.both
def test_a_server_away_for_an_hour_loses_and_repeats_nothing(visit, clock, use, deliver, outbox) -> None:
    server = Inbox()
    use(server.url)
    book(visit(), **by_mail())
    book(visit(), nth=3, **by_mail(email="bo@voorbeeld.example"))
    for _ in range(12):
        deliver()
        clock.shift(timedelta(minutes=5))
    assert states(outbox) == ["queued"] * 4 and server.envelopes == []
    with listening(server):
        for _ in range(14):
            clock.shift(timedelta(minutes=5))
            deliver()
    assert states(outbox) == ["sent"] * 4
    told = sorted(str(m["To"]) for m in server.mails if m["Subject"] == "Uw afspraak")
    assert told == ["anne@voorbeeld.example", "bo@voorbeeld.example"]
    assert len(server.envelopes) == 4 == len({m["Message-ID"] for m in server.mails})


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_for_now_is_tried_again_after_a_growing_wait(
    visit, clock, inbox, deliver, outbox, step
) -> None:
    inbox.answers[step] = "451 4.3.0 later"
    book(visit(), **by_mail())
    waits = []
    for _ in range(9):
        deliver()
        row = outbox("booked")[0]
        waits.append(row.due_at)
        assert (row.state, row.reason) == ("queued", "451")
        clock.move_to(row.due_at)
    between = [later - earlier for earlier, later in pairwise(waits)]
    assert between == [timedelta(minutes=m) for m in (2, 4, 8, 16, 32, 60, 60, 60)]
    del inbox.answers[step]
    deliver()
    assert states(outbox, "booked") == ["sent"]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_for_good_is_flagged_and_not_repeated(
    visit, app, clock, inbox, deliver, outbox, step
) -> None:
    inbox.answers[step] = "550 5.1.1 no such user anne@voorbeeld.example"
    book(visit(), **by_mail())
    deliver()
    assert states(outbox) == ["failed"] * 2 and {r.reason for r in outbox("booked")} == {"refused 550"}
    inbox.answers.clear()
    clock.shift(timedelta(days=1))
    deliver()
    assert inbox.envelopes == []
    page = at_desk(visit, clock, at=TUESDAY_BEFORE).visit("/medewerker/werklijst")
    assert "niet aangekomen" in page.words and rows(app, Participation)[0].reference in page.words


def test_after_two_days_it_counts_as_failed(visit, app, use, deliver, outbox) -> None:
    use(f"smtp://127.0.0.1:{free_port()}")
    book(visit(), **by_mail())
    waits = [min(60, 2**n) for n in range(TRIES - 1)]
    assert timedelta(hours=46) < timedelta(minutes=sum(waits)) < timedelta(hours=50)
    with app.app_context():
        db.session.execute(update(OutboxMessage).values(attempts=TRIES - 1))
        db.session.commit()
    deliver()
    assert states(outbox) == ["failed"] * 2 and {row.reason for row in outbox("booked")} == {
        "ConnectionRefusedError"
    }


def test_a_reminder_booked_long_ahead_may_be_tried_again_too(visit, clock, use, deliver, outbox) -> None:
    use(f"smtp://127.0.0.1:{free_port()}")
    book(visit(), **by_mail())
    clock.move_to(outbox("reminder")[0].due_at)
    deliver()
    assert states(outbox, "reminder") == ["queued"]


# --- a line that breaks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["greeting", "EHLO", "MAIL", "RCPT"])
def test_a_line_cut_before_the_text_is_tried_again(visit, clock, use, deliver, outbox, when) -> None:
    with hanging_up(when) as url:
        use(url)
        book(visit(), **by_mail())
        deliver()
    assert states(outbox) == ["queued"] * 2
    with listening(Inbox()) as server:
        use(server.url)
        clock.shift(timedelta(minutes=5))
        deliver()
    assert states(outbox) == ["sent"] * 2 and len(server.envelopes) == 2


@pytest.mark.both
@pytest.mark.parametrize("when", ["DATA", "text"])
def test_a_line_cut_during_the_text_is_doubtful_and_never_repeated(
    visit, app, clock, use, deliver, outbox, when
) -> None:
    with hanging_up(when) as url:
        use(url)
        book(visit(), **by_mail())
        deliver()
    assert states(outbox) == ["uncertain"] * 2
    with listening(Inbox()) as server:
        use(server.url)
        for _ in range(5):
            clock.shift(timedelta(hours=13))
            deliver()
        assert server.envelopes == []
    visitor = at_desk(visit, clock, at=TUESDAY_BEFORE)
    visitor.visit("/medewerker/werklijst")
    reference = rows(app, Participation)[0].reference
    assert (
        "Wij weten niet of dit bericht is aangekomen" in visitor.page.words
        and reference in visitor.page.words
    )
    while "Berichten om naar te kijken" in visitor.page.words:
        press(visitor, "Gezien")
    assert reference not in visitor.page.text and states(outbox) == ["uncertain"] * 2


def test_an_answer_that_is_none_is_doubtful(visit, inbox, deliver, outbox) -> None:
    inbox.answers["DATA"] = "399 what now"
    book(visit(), **by_mail())
    deliver()
    assert states(outbox) == ["uncertain"] * 2


# --- the mail itself ---------------------------------------------------------------------------------------


def test_the_message_id_is_the_same_at_every_try(visit, clock, inbox, deliver, outbox) -> None:
    seen = []
    inbox.answers["DATA"] = "451 later"
    inbox.at["DATA"] = lambda: seen.append(1)
    book(visit(), **by_mail())
    deliver()
    clock.shift(timedelta(minutes=5))
    inbox.answers.clear()
    deliver()
    assert len(seen) == 4
    ids = {m["Message-ID"] for m in inbox.mails}
    assert ids == {f"<{row.id}@dorp.bericht.localhost>" for row in outbox("booked", "desk_changed")}


def test_sender_envelope_and_greeting_are_the_message_host(visit, inbox, deliver) -> None:
    book(visit(), **by_mail())
    deliver()
    assert {e.mail_from for e in inbox.envelopes} == {"afspraak@dorp.bericht.localhost"}
    assert {parseaddr(str(m["From"])) for m in inbox.mails} == {
        ("Gemeente Dorp", "afspraak@dorp.bericht.localhost")
    }
    assert set(inbox.greetings) == {"dorp.bericht.localhost"}
    assert {m["Auto-Submitted"] for m in inbox.mails} == {"auto-generated"}


def test_every_line_ends_as_mail_servers_ask(visit, inbox, deliver) -> None:
    book(visit(), **by_mail())
    deliver()
    for envelope in inbox.envelopes:
        content = envelope.original_content or envelope.content
        assert b"\r\n" in content and content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
        assert max(map(len, content.split(b"\r\n"))) < 998


def test_a_password_never_goes_over_an_open_line(visit, use, deliver, outbox) -> None:
    with listening(Inbox()) as server:  # it offers no TLS
        use(server.url.replace("smtp://", "smtp://post:geheim@"))
        book(visit(), **by_mail())
        deliver()
    assert {row.reason for row in outbox("booked")} == {"SMTPNotSupportedError"}
    assert states(outbox) == ["queued"] * 2 and server.envelopes == [] and len(server.greetings) == 2
