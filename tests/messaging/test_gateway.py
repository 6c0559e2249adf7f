"""Mail and sms over the gateway: what each failure means, how it ended, and what staff hear of it."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import accounts, messaging, tenancy
from portal.db import db
from portal.messaging import OutboxMessage, OutgoingSms
from portal.messaging.channels import notify
from portal.messaging.delivery import TRIES
from tests.booking.steps import WIL
from tests.messaging.notify_peer import Gateway, open_gateway
from tests.messaging.peers import Inbox, listening

pytestmark = pytest.mark.both

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NUMBER = "+31612345678"


@pytest.fixture
def queued(app):  # type: ignore[no-untyped-def]
    """queued("sms:a") puts a message in the outbox whose text is "a"; "mail" is one to somebody of the staff."""
    kept = dict(app.extensions["composers"])

    def queue(*kinds: str) -> None:
        with app.app_context(), tenancy.acting_for("dorp"):
            wil = accounts.person_ids_by_mail({WIL})[WIL]
            for kind in kinds:
                if kind != "mail":
                    app.extensions["composers"][kind] = lambda _, kind=kind: OutgoingSms(
                        NUMBER, kind.partition(":")[2]
                    )
                messaging.queue("desk_changed" if kind == "mail" else kind, wil)
            db.session.commit()

    yield queue
    app.extensions["composers"] = kept


def state(outbox) -> tuple[str, str | None]:  # type: ignore[no-untyped-def]
    (row,) = outbox()
    return row.state, row.reason


def flags(app) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for("dorp"):
        return [(flag.kind, flag.state) for flag in messaging.flagged()]


# --- handing over ------------------------------------------------------------------------------------------


def test_an_sms_goes_to_the_gateway_under_the_name_of_its_row(gateway, queued, work, outbox) -> None:
    queued("sms:hallo")
    work()
    (row,) = outbox()
    (taken,) = gateway.taken
    assert (row.state, row.gateway_id) == ("sent", taken["id"])
    assert (taken["phone_number"], taken["reference"], gateway.texts()) == (NUMBER, row.id, ["hallo"])


def test_mail_may_go_over_the_gateway_too(gateway, app, use, queued, work, outbox) -> None:
    use("notify:")
    app.extensions["mail"] = gateway.channel
    queued("mail")
    work()
    (taken,) = gateway.taken
    assert taken["email_address"] == WIL and taken["personalisation"]["subject"] == "1 wijziging"
    assert "/medewerker/" in gateway.texts()[0] and state(outbox) == ("sent", None)


def test_where_no_sms_is_offered_staff_see_what_could_not_be_sent(app, queued, work, outbox) -> None:
    queued("sms:a")
    work()
    assert state(outbox) == ("failed", "refused no sms here") and flags(app) == [("sms:a", "failed")]


@pytest.mark.parametrize("code", [401, 403, 404, 429, 500, 503, 302, 307])
def test_a_refusal_for_now_is_tried_again(gateway, clock, queued, work, outbox, code) -> None:
    gateway.refuse = code
    queued("sms:a")
    work()
    assert state(outbox) == ("queued", str(code))
    gateway.refuse = 0
    clock.shift(MINUTE)
    work()
    assert state(outbox) == ("sent", None) and gateway.texts() == ["a"]


@pytest.mark.parametrize("code", [400, 413])
def test_a_refusal_for_good_is_flagged_and_not_repeated(
    gateway, app, clock, queued, work, outbox, code
) -> None:
    gateway.refuse = code
    queued("sms:a")
    work()
    gateway.refuse = 0
    clock.shift(DAY)
    work()
    assert state(outbox) == ("failed", f"refused {code}") and gateway.taken == []
    assert flags(app) == [("sms:a", "failed")]


def test_a_clock_that_is_wrong_may_be_put_right(gateway, clock, queued, work, outbox) -> None:
    gateway.clock = lambda: time.time() + 60
    queued("sms:a")
    work()
    assert state(outbox) == ("queued", "403")
    gateway.clock = time.time
    clock.shift(MINUTE)
    work()
    assert state(outbox) == ("sent", None)


def test_after_two_days_it_counts_as_failed(connect, app, queued, work, outbox) -> None:
    connect(Gateway())  # nobody there
    queued("sms:a")
    with app.app_context():
        db.session.execute(update(OutboxMessage).values(attempts=TRIES - 1))
        db.session.commit()
    work()
    assert state(outbox) == ("failed", "ConnectionError") and flags(app) == [("sms:a", "failed")]


# --- a line that breaks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [{"broken": "before"}, {"refuse": 502}, {"refuse": 504}], ids=["before", "502", "504"]
)
def test_what_it_certainly_has_not_is_sent_again(gateway, app, clock, queued, work, outbox, fault) -> None:
    for name, value in fault.items():
        setattr(gateway, name, value)
    queued("sms:a")
    work()
    assert state(outbox)[0] == "uncertain" and flags(app) == []
    gateway.broken, gateway.refuse = "", 0
    clock.shift(4 * MINUTE)
    work()
    assert gateway.taken == [] and gateway.asked == []  # too early to be sure of a no
    clock.shift(2 * MINUTE)
    work()
    assert state(outbox) == ("sent", None) and gateway.texts() == ["a"]


@pytest.mark.parametrize(
    "fault", [{"broken": "after"}, {"broken": "half"}, {"nonsense": True}], ids=["after", "half", "nonsense"]
)
def test_what_it_has_is_not_sent_again(gateway, clock, queued, work, outbox, fault) -> None:
    for name, value in fault.items():
        setattr(gateway, name, value)
    queued("sms:a")
    work()
    assert state(outbox)[0] == "uncertain"
    gateway.broken, gateway.nonsense = "", False
    for _ in range(8):
        clock.shift(6 * MINUTE)
        work()
    (row,) = outbox()
    assert (row.state, row.gateway_id, len(gateway.taken)) == ("sent", gateway.taken[0]["id"], 1)


def test_an_answer_that_comes_too_late_is_doubtful(gateway, monkeypatch, clock, queued, work, outbox) -> None:
    monkeypatch.setattr(notify, "SECONDS", (1, 0.3))
    go = threading.Event()
    gateway.at["taken"] = lambda: go.wait(10)
    queued("sms:a")
    work()
    assert state(outbox)[0] == "uncertain"
    go.set()
    clock.shift(6 * MINUTE)
    work()
    assert state(outbox) == ("sent", None) and len(gateway.taken) == 1


@pytest.mark.parametrize("code", [403, 429, 500])
def test_as_long_as_it_does_not_say_nothing_is_repeated(
    gateway, app, clock, queued, work, outbox, code
) -> None:
    gateway.broken, gateway.refuse_questions = "before", code
    queued("sms:a")
    work()
    gateway.broken = ""
    for _ in range(10):
        clock.shift(6 * MINUTE)
        work()
    assert state(outbox)[0] == "uncertain" and gateway.taken == [] and flags(app) == []
    clock.shift(6 * MINUTE)
    assert flags(app) == [("sms:a", "uncertain")]  # an hour is long enough to wait for an answer
    gateway.refuse_questions = 0
    clock.shift(MINUTE)
    work()
    assert state(outbox) == ("sent", None) and gateway.texts() == ["a"] and flags(app) == []


def test_what_staff_settled_themselves_is_not_sent_after_all(
    gateway, app, clock, queued, work, outbox
) -> None:
    gateway.broken, gateway.refuse_questions = "before", 500
    queued("sms:a")
    work()
    clock.shift(2 * HOUR)
    work()
    with app.app_context(), tenancy.acting_for("dorp"):
        assert messaging.mark_seen(messaging.flagged()[0].id)
        db.session.commit()
    gateway.broken, gateway.refuse_questions = "", 0
    clock.shift(HOUR)
    work()
    assert state(outbox) == ("failed", "gateway has it not") and gateway.taken == [] and flags(app) == []


def test_after_three_days_nobody_asks_any_more(gateway, app, clock, queued, work, outbox) -> None:
    gateway.broken, gateway.refuse_questions = "after", 500
    queued("sms:a")
    work()
    clock.shift(3 * DAY + MINUTE)
    work()
    gateway.asked.clear()
    clock.shift(DAY)
    work()
    assert state(outbox)[0] == "uncertain" and gateway.asked == [] and flags(app) == [("sms:a", "uncertain")]


# --- how it ended ------------------------------------------------------------------------------------------


def test_it_is_asked_after_five_minutes_then_every_hour_for_three_days(
    gateway, clock, queued, work, outbox
) -> None:
    queued("sms:a")
    work()
    moments, at = [], 5
    clock.shift(5 * MINUTE)
    while at < 4 * 24 * 60:
        work()
        moments += [at] * len(gateway.asked)
        gateway.asked.clear()
        clock.shift(30 * MINUTE)
        at += 30
    assert moments == [5 + 60 * n for n in range(72)] and state(outbox) == ("sent", None)


@pytest.mark.parametrize("status", ["delivered", "sent"])
def test_what_arrived_is_asked_about_no_more(gateway, app, clock, queued, work, outbox, status) -> None:
    queued("sms:a")
    work()
    gateway.says(status)
    for _ in range(4):
        clock.shift(HOUR)
        work()
    assert len(gateway.asked) == 1 and state(outbox) == ("sent", None) and flags(app) == []


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_what_bounced_is_told_to_staff(gateway, app, clock, queued, work, outbox, status) -> None:
    queued("sms:a")
    work()
    clock.shift(6 * MINUTE)
    work()
    gateway.says(status)
    clock.shift(HOUR)
    work()
    assert state(outbox) == ("failed", status) and flags(app) == [("sms:a", "failed")]
    clock.shift(DAY)
    work()
    assert len(gateway.asked) == 2 and len(gateway.taken) == 1


def test_a_gateway_that_forgot_a_message_changes_nothing(gateway, app, clock, queued, work, outbox) -> None:
    queued("sms:a")
    work()
    gateway.taken.clear()
    clock.shift(HOUR)
    work()
    assert state(outbox) == ("sent", None) and flags(app) == [] and gateway.taken == []


def test_of_many_at_most_twenty_are_asked_in_a_round(gateway, app, clock, queued, work) -> None:
    queued(*[f"sms:{n}" for n in range(23)])
    work()
    clock.shift(6 * MINUTE)
    with app.app_context():
        assert [messaging.ask_due() for _ in range(3)] == [20, 3, 0]
    assert len(set(gateway.asked)) == len(gateway.asked) == 23


def test_a_gateway_that_is_away_is_asked_once_in_a_round(gateway, app, clock, queued, work) -> None:
    queued(*[f"sms:{n}" for n in range(5)])
    work()
    gateway.refuse_questions = 500
    clock.shift(6 * MINUTE)
    work()
    assert len(gateway.asked) == 1


# --- everything down at once -------------------------------------------------------------------------------


def test_gateway_and_mail_server_away_nothing_lost_nothing_twice_in_order(
    app, clock, connect, use, queued, work, outbox
) -> None:
    gateway, server = connect(Gateway()), Inbox()
    use(server.url)
    for n in range(6):
        queued(f"sms:{n}", "mail")
        work()
        clock.shift(7 * MINUTE)
    for _ in range(6):
        work()
        clock.shift(7 * MINUTE)
    assert {row.state for row in outbox()} == {"queued"} and gateway.taken == [] and server.envelopes == []
    with open_gateway(gateway), listening(server):
        for _ in range(20):
            clock.shift(7 * MINUTE)
            work()
    assert [row.state for row in outbox()] == ["sent"] * 12
    assert gateway.texts() == [str(n) for n in range(6)] and len(server.envelopes) == 6
    assert len({row["reference"] for row in gateway.taken}) == 6


def test_a_gateway_that_is_away_holds_up_no_mail(app, clock, connect, inbox, queued, work, outbox) -> None:
    connect(Gateway())
    queued("sms:a", "mail")
    work()
    assert len(inbox.envelopes) == 1 and sorted(row.state for row in outbox()) == ["queued", "sent"]


def test_what_can_not_be_made_holds_up_later_ones_for_two_hours_at_most(
    app, clock, gateway, queued, work, outbox
) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        messaging.queue("from-a-newer-version", accounts.person_ids_by_mail({WIL})[WIL])
        db.session.commit()
    work()
    clock.shift(1)
    queued("sms:a")
    for _ in range(26):
        work()
        clock.shift(6 * MINUTE)
    assert [row.state for row in outbox("sms:a")] == ["sent"]
