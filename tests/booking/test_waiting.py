"""The waiting list: a freed time is held for the first whom it suits, and nobody hears whose it was."""

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import agenda, booking, messaging
from portal.agenda.cli import audit_all
from portal.agenda.models import ClaimTick, Sitting
from portal.booking import Appointment, Participation, actions, offers, queries, waiting
from portal.booking.models import Invitation, Waiting
from portal.booking.open_work import count
from portal.booking.waiting_rules import Freed, OfferOver, Wishes, held_from
from portal.clock import instant, now
from portal.db import db
from portal.jobs import run_due_jobs
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.agenda.make import acting
from tests.booking.steps import (
    JUUL,
    SAM,
    WIL,
    book,
    by_mail,
    by_sms,
    faults,
    filled_in,
    free_times,
    rows,
    signed_in,
)
from tests.conftest import NOW
from tests.support.visitor import Page, Visitor
from tests.together.couple import a_couple

WEDNESDAY = date(2026, 12, 2)  # the day of the desk in Dorp, 09.00 to 12.00
NINE = instant(WEDNESDAY, time(9))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VISITOR = "f" * 64


def wait(
    app: Any, talk: str = "wijkteam", joint: bool = False, wishes: Wishes | None = None, **typed: Any
) -> str:
    """Somebody gets on the list, a second after the one before them; gives the id."""
    given, before = {"naam": "Wachter", "kanaal": "geen", **typed}, len(rows(app, Waiting))
    with acting(app):
        found = agenda.find_talk(talk)
        assert found is not None
        row = waiting.wait(found, joint, given, wishes or Wishes())
        row.asked_at = NOW - DAY + timedelta(seconds=before)
        db.session.commit()
        return row.id


def get(app: Any, waiting_id: str) -> Waiting:
    return next(row for row in rows(app, Waiting) if row.id == waiting_id)


def states(app: Any, *ids: str) -> list[str]:
    return [get(app, one).state for one in ids]


def cancel(app: Any, appointment: Appointment, actor: str = "resident") -> None:
    """The first person of an appointment cancels it, or leaves it."""
    with acting(app):
        row = queries.get_appointment(appointment.id)
        actions.cancel(queries.Own(queries.coming(row.id)[0], row), actor)
        db.session.commit()


def frees(visit: Any, app: Any, nth: int = 2, talk: str = "wijkteam") -> Appointment:
    """Somebody books the nth time and cancels; gives what it was."""
    before = {a.id for a in rows(app, Appointment)}
    book(visit(), nth=nth, talk=talk)
    (made,) = [a for a in rows(app, Appointment) if a.id not in before]
    cancel(app, made)
    return made


def do(app: Any, verb: Any, *args: Any) -> Any:
    with acting(app):
        found = verb(*args)
        db.session.commit()
        return found


def accepted(app: Any, waiting_id: str) -> Appointment:
    made: Appointment = do(app, waiting.accept, waiting_id, "person:x", VISITOR)
    return made


def queued(app: Any, subject: str) -> list[OutboxMessage]:
    with app.app_context():
        return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.subject == subject)))


def message(app: Any, waiting_id: str) -> Any:
    with acting(app):
        return booking.COMPOSERS["time_offered"](waiting_id)


def claims(app: Any) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(ClaimTick.claim_id)))


# Rules ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "suits"),
    [
        (Wishes(), True),
        (Wishes(frozenset({"wo"})), True),
        (Wishes(frozenset({"ma", "di"})), False),
        (Wishes(parts=frozenset({"ochtend"})), True),
        (Wishes(parts=frozenset({"middag", "avond"})), False),
        (Wishes(until_on=WEDNESDAY), True),
        (Wishes(until_on=WEDNESDAY - DAY), False),
    ],
)
def test_what_suits(wishes, suits) -> None:
    assert wishes.suit(NINE) is suits
    assert wishes.suit(NINE - HOUR) is suits, "early is the morning"


def test_a_longer_talk_may_use_what_is_free_beside_it() -> None:
    freed, half = Freed("s", NINE, NINE + HOUR / 2), timedelta(minutes=30)
    free = [NINE - half, NINE, NINE + half]
    assert freed.first_for(Wishes(), 30, free) == NINE
    assert freed.first_for(Wishes(), 60, free) == NINE - half
    assert freed.first_for(Wishes(), 30, [NINE - half, NINE + half]) is None


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (datetime(2026, 11, 24, 10, 0), datetime(2026, 11, 24, 10, 0)),
        (datetime(2026, 11, 24, 7, 0), datetime(2026, 11, 24, 9, 0)),
        (datetime(2026, 11, 24, 17, 0), datetime(2026, 11, 25, 9, 0)),
        (datetime(2026, 11, 27, 23, 0), datetime(2026, 11, 30, 9, 0)),  # Friday night
        (datetime(2026, 12, 24, 20, 0), datetime(2026, 12, 28, 9, 0)),  # over Christmas
    ],
)
def test_the_two_hours_are_hours_in_which_we_can_be_reached(at, begins) -> None:
    assert held_from(instant(at.date(), at.time()), agenda.is_working_day) == instant(
        begins.date(), begins.time()
    )


# Who gets it ----------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_freed_time_is_held_for_the_first_whom_it_suits(visit, app) -> None:
    mondays = wait(app, wishes=Wishes(frozenset({"ma"})))
    evenings = wait(app, wishes=Wishes(parts=frozenset({"avond"})))
    over = wait(app, wishes=Wishes(until_on=WEDNESDAY - DAY))
    first, second = wait(app), wait(app)
    freed = frees(visit, app)
    assert states(app, mondays, evenings, over, first, second) == ["waiting"] * 3 + ["offered", "waiting"]
    row = get(app, first)
    assert (row.sitting_id, row.starts_at, row.ends_at) == (freed.sitting_id, freed.starts_at, freed.ends_at)
    assert row.offered_until == NOW + 2 * HOUR and row.offers == 1 and row.claim_id in claims(app)
    wanted = f"{freed.starts_at + HOUR:%Y-%m-%dT%H:%M}"  # on the wall
    assert wanted not in [t for _, t in free_times(visit())], "nobody else sees it"


@pytest.mark.both
def test_of_another_kind_of_talk_only_what_needs_the_freed_people(visit, app) -> None:
    jurist, both = wait(app, "juridisch"), wait(app, "wijkteam-juridisch")
    frees(visit, app, nth=0)
    assert states(app, jurist, both) == ["waiting", "offered"]
    row = get(app, both)
    assert row.ends_at - row.starts_at == HOUR


@pytest.mark.both
def test_what_is_left_of_a_long_time_goes_to_the_next(visit, app) -> None:
    one, two, three = wait(app), wait(app), wait(app, "juridisch")
    frees(visit, app, talk="wijkteam-juridisch")
    assert states(app, one, two, three) == ["offered"] * 3
    assert get(app, one).ends_at == get(app, two).starts_at


@pytest.mark.both
def test_a_move_gives_the_old_time_and_a_refused_move_nothing(visit, app) -> None:
    book(visit(), nth=0), book(visit(), nth=0)
    mine, other = sorted(rows(app, Appointment), key=lambda a: a.starts_at)
    one = wait(app)
    with acting(app), pytest.raises(agenda.TimeTaken):
        row = queries.get_appointment(mine.id)
        actions.move(queries.Own(queries.coming(row.id)[0], row), other.sitting_id, other.starts_at)
    assert states(app, one) == ["waiting"]
    free = free_times(visit())[-1]
    with acting(app):
        row = queries.get_appointment(mine.id)
        at = datetime.fromisoformat(free[1]).astimezone(UTC) - HOUR
        actions.move(queries.Own(queries.coming(row.id)[0], row), free[0], instant(*_wall(free[1])))
        db.session.commit()
    assert at and get(app, one).starts_at == mine.starts_at and states(app, one) == ["offered"]


def _wall(text: str) -> tuple[date, time]:
    moment = datetime.fromisoformat(text)
    return moment.date(), moment.time()


@pytest.mark.both
def test_too_soon_on_a_closed_day_or_overbooked_is_no_offer(visit, app, clock) -> None:
    one = wait(app)
    book(visit(), nth=2), book(visit(), nth=2), book(visit(), nth=2)
    soon, closed, beside = rows(app, Appointment)
    with acting(app):
        queries.get_appointment(beside.id).unclaimed = "overbooked"
        db.session.commit()
    cancel(app, beside)
    assert states(app, one) == ["waiting"]
    with acting(app):
        row = db.session.scalars(select(Sitting).where(Sitting.id == closed.sitting_id)).one()
        row.state = "closed"
        db.session.commit()
    cancel(app, closed)
    assert states(app, one) == ["waiting"]
    with acting(app):
        row = db.session.scalars(select(Sitting).where(Sitting.id == closed.sitting_id)).one()
        row.state = "open"
        db.session.commit()
    clock.move_to(NINE - 3 * HOUR)  # inside the lead time of a day
    cancel(app, soon)
    assert states(app, one) == ["waiting"]


@pytest.mark.both
def test_two_times_freed_at_one_moment_go_to_two_people(visit, app) -> None:
    book(visit(), nth=0), book(visit(), nth=2)
    people = [wait(app), wait(app)]
    _at_once([lambda a=a: cancel(app, a) for a in rows(app, Appointment)])
    found = [get(app, one) for one in people]
    offered = [row for row in found if row.state == "offered"]
    assert offered and len({row.starts_at for row in offered}) == len(offered)
    assert len({row.claim_id for row in offered}) == len(offered)
    assert all(row.offers == 1 for row in offered)


@pytest.mark.both
def test_two_times_freed_at_one_moment_give_one_person_one_offer(visit, app) -> None:
    book(visit(), nth=0), book(visit(), nth=2), book(visit(), talk="juridisch", nth=4)
    one, both = wait(app), wait(app, "wijkteam-juridisch")
    _at_once([lambda a=a: cancel(app, a) for a in rows(app, Appointment)])
    assert get(app, one).offers <= 1 and get(app, both).offers <= 1
    held = claims(app)
    assert held == {row.claim_id for row in (get(app, one), get(app, both)) if row.claim_id}
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


def _at_once(deeds: list[Any]) -> None:
    gate, faults_found = threading.Barrier(len(deeds)), []

    def run(deed: Any) -> None:
        gate.wait()
        try:
            deed()
        except Exception as error:
            faults_found.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults_found


# Safety ---------------------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_who_of_a_couple_frees_it_makes_no_difference(visit, app, clock) -> None:
    """One of two who leaves frees nothing; what the last one frees looks like any time."""
    a_couple(visit)
    (talk,) = rows(app, Appointment)
    one = wait(app, **by_mail())
    cancel(app, talk)
    assert states(app, one) == ["waiting"] and not queued(app, one)
    cancel(app, talk)
    row = get(app, one)
    assert (row.state, row.starts_at) == ("offered", talk.starts_at)
    (event,) = [e for e in rows(app, AuditEvent) if e.subject == one and e.action == "waiting.offered"]
    assert event.actor == "system"
    text = message(app, one).body
    assert "Er is een tijd vrij" in text and "afgezegd" not in text


@pytest.mark.both
@pytest.mark.parametrize("actor", ["resident", "person:x"])
def test_the_words_are_the_same_whoever_cancels(visit, app, actor) -> None:
    one = wait(app, **by_mail())
    book(visit())
    cancel(app, rows(app, Appointment)[0], actor)
    found = message(app, one)
    assert found.to == "anne@voorbeeld.example"
    assert [line for line in found.body.splitlines() if line] == [
        "Er is een tijd vrij bij de gemeente Dorp.",
        "Wanneer: woensdag 2 december om 09.00 uur",
        "Wij houden deze tijd voor u vrij tot dinsdag 24 november om 12.00 uur.",
        "Wilt u deze tijd? Bel 085 000 90 01 en noem uw code.",
        "Wilt u deze tijd niet? Dan hoeft u niets te doen.",
        "Gemeente Dorp",
    ]


@pytest.mark.both
@pytest.mark.parametrize(
    ("typed", "sent", "dated"),
    [
        ({"kanaal": "geen"}, False, False),
        ({"kanaal": "telefoon", "telefoon": "06 12345678"}, False, False),
        (by_mail(veilig_bericht="ja"), True, False),
        (by_mail(veilig_bericht="onbekend"), True, False),
        (by_mail(veilig_bericht=None), True, False),
        (by_mail(), True, True),
        (by_sms(veilig_bericht="ja"), True, False),
        (by_sms(), True, True),
    ],
)
def test_nobody_is_told_over_a_way_that_is_not_safe(visit, app, typed, sent, dated) -> None:
    one = wait(app, **typed)
    frees(visit, app)
    assert bool(queued(app, one)) is sent and states(app, one) == ["offered"]
    found = message(app, one)
    assert (found is not None) is sent
    if found is not None:
        text = found.body
        assert ("2 december" in text) is dated and ("vrij" in text) is dated
        assert not isinstance(found, messaging.OutgoingSms) or len(text) <= 160


@pytest.mark.both
def test_at_night_it_waits_for_the_morning(visit, app, clock) -> None:
    one = wait(app, **by_mail())
    book(visit(), nth=-1)
    clock.move_to(datetime(2026, 11, 27, 22, 0, tzinfo=UTC))
    cancel(app, rows(app, Appointment)[0])
    monday = instant(date(2026, 11, 30), time(9))
    assert get(app, one).offered_until == monday + 2 * HOUR
    assert [m.due_at for m in queued(app, one)] == [monday]


@pytest.mark.both
def test_a_message_about_an_offer_that_is_over_is_not_sent(visit, app, clock) -> None:
    one = wait(app, **by_mail())
    frees(visit, app)
    assert message(app, one) is not None
    clock.shift(2 * HOUR)
    assert message(app, one) is None
    do(app, booking.expire_offers, now())
    assert message(app, one) is None


# What comes of it -----------------------------------------------------------------------------------------------------


@pytest.mark.both
def test_after_two_hours_it_goes_to_the_next_and_never_back(visit, app, clock) -> None:
    one, two = wait(app), wait(app)
    freed = frees(visit, app)
    clock.shift(2 * HOUR - timedelta(minutes=1))
    assert do(app, booking.expire_offers, now()) == 0
    clock.shift(timedelta(minutes=1))
    app.extensions.pop("calendars_read_at", None)
    with app.app_context():
        assert "booking.offers" in run_due_jobs()
    assert states(app, one, two) == ["waiting", "offered"]
    assert get(app, two).starts_at == freed.starts_at and get(app, one).claim_id is None
    clock.shift(2 * HOUR)
    assert do(app, booking.expire_offers, now()) == 1
    assert states(app, one, two) == ["waiting", "waiting"] and not claims(app)
    assert any(t == f"{freed.starts_at + HOUR:%Y-%m-%dT%H:%M}" for _, t in free_times(visit()))


@pytest.mark.both
@pytest.mark.parametrize("unreached", [False, True])
def test_who_does_not_want_it_waits_on_and_the_next_gets_it(visit, app, unreached) -> None:
    one, two = wait(app), wait(app)
    frees(visit, app)
    do(app, waiting.decline, one, "person:x", unreached)
    assert states(app, one, two) == ["waiting", "offered"]
    wanted = "waiting.unreached" if unreached else "waiting.declined"
    assert [e.subject for e in rows(app, AuditEvent) if e.action == wanted] == [one]
    with acting(app), pytest.raises(OfferOver):
        waiting.decline(one, "person:x")


@pytest.mark.both
def test_who_takes_it_has_an_appointment_with_the_code_they_know(visit, app) -> None:
    one = wait(app, **by_mail(naam="Zoë", toelichting="Iets", nodig=["tolk"]))
    freed, reference = frees(visit, app), get(app, one).reference
    made = accepted(app, one)
    row = get(app, one)
    assert (row.state, row.appointment_id) == ("booked", made.id)
    assert row.data_key is row.name_sealed is row.contact_sealed is row.told_sealed is None
    assert (made.starts_at, made.joint, made.created_via) == (freed.starts_at, False, "site")
    (person,) = [p for p in rows(app, Participation) if p.appointment_id == made.id]
    assert person.reference == reference
    with acting(app):
        again = queries.find_participation(person.id)
        assert again is not None and again.name == "Zoë"
        assert (again.told or {})["nodig"] == ["tolk"] and (again.contact or {})["kanaal"] == "email"
    assert {m.kind for m in queued(app, person.id)} == {"booked", "reminder"}
    assert accepted(app, one).id == made.id, "a double click"
    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


@pytest.mark.both
def test_together_the_first_gets_a_code_for_the_other(visit, app) -> None:
    one = wait(app, joint=True)
    frees(visit, app)
    made = accepted(app, one)
    assert made.joint and len(rows(app, Invitation)) == 1
    (person,) = [p for p in rows(app, Participation) if p.appointment_id == made.id]
    assert person.number == 1


@pytest.mark.both
def test_a_time_that_is_gone_after_all(visit, app, clock) -> None:
    one = wait(app)
    frees(visit, app)
    clock.shift(3 * HOUR)  # nobody passed it on yet, and somebody else takes it
    book(visit(), nth=2)
    with acting(app), pytest.raises(agenda.HoldLost):
        waiting.accept(one, "person:x", VISITOR)
    do(app, waiting.lose, one)
    row = get(app, one)
    assert (row.state, row.claim_id, row.starts_at) == ("waiting", None, None)
    assert len([a for a in rows(app, Appointment) if a.status == "confirmed"]) == 1


@pytest.mark.both
def test_off_the_list(visit, app) -> None:
    one, two = wait(app), wait(app)
    frees(visit, app)
    do(app, waiting.end, one, "person:x")
    assert states(app, one, two) == ["ended", "offered"] and get(app, one).ended_at == NOW
    with acting(app), pytest.raises(OfferOver):
        waiting.accept(one, "person:x", VISITOR)


@pytest.mark.both
def test_everything_is_forgotten_in_time(visit, app, clock) -> None:
    ended, booked, over, long = wait(app), wait(app), wait(app, wishes=Wishes(until_on=NOW.date())), wait(app)
    do(app, waiting.end, ended, "person:x")
    frees(visit, app)
    accepted(app, booked)
    do(app, booking.purge_waiting, now())
    assert states(app, over, long) == ["waiting", "waiting"]
    clock.shift(DAY)
    do(app, booking.purge_waiting, now())
    assert states(app, over, long) == ["ended", "waiting"]
    clock.shift(30 * DAY)
    do(app, booking.purge_waiting, now())
    assert {row.id for row in rows(app, Waiting)} == {over, long}, "exactly thirty days is not more"
    clock.shift(89 * DAY)
    do(app, booking.purge_waiting, now())
    assert states(app, long) == ["ended"]
    clock.shift(31 * DAY)
    do(app, booking.purge_waiting, now())
    assert not rows(app, Waiting)
    assert len([e for e in rows(app, AuditEvent) if e.action == "waiting.wiped"]) == 4


# The resident ---------------------------------------------------------------------------------------------------------


def ask(visitor: Visitor, status: int = 200, query: str = "gesprek=wijkteam&samen=nee", **typed: Any) -> Page:
    visitor.visit(f"/afspraak/wachtlijst?{query}")
    return visitor.submit({"naam": "Anne", **typed}, press="Zet mij op de wachtlijst", status=status)


@pytest.mark.both
def test_from_the_times_to_the_list(visit, app) -> None:
    visitor = visit()
    link = visitor.visit("/afspraak/tijden?gesprek=wijkteam&samen=nee").links()["Op de wachtlijst"]
    visitor.visit(link)
    typed = {"naam": "Anne", "dagen": ["wo", "vr"], "dagdelen": ["ochtend"], "tot": "2027-01-31", **by_mail()}
    page = visitor.submit(typed, press="Zet mij op de wachtlijst")
    (row,) = rows(app, Waiting)
    assert page.path == "/afspraak/wachtlijst/klaar" and row.reference in page.words
    assert (row.weekdays, row.parts, row.until_on, row.joint) == (
        "wo vr",
        "ochtend",
        date(2027, 1, 31),
        False,
    )
    assert "woensdag, vrijdag" in page.words and "zondag 31 januari" in page.words
    assert "met de dag en de tijd" in page.words and "Anne" not in page.words
    for word in ("plek", "plaats op", "eerste", "wachtenden", "mensen voor u"):
        assert word not in page.words
    with acting(app):
        again = db.session.scalars(select(Waiting)).one()
        assert again.name == "Anne" and (again.contact or {})["email"] == "anne@voorbeeld.example"


@pytest.mark.both
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Dus kunnen wij u niet zeggen dat er een tijd vrij is."),
        (
            {"kanaal": "telefoon", "telefoon": "06 12345678"},
            "Dan bellen wij u, op een tijd die u goed vindt.",
        ),
        (by_mail(veilig_bericht="ja"), "een bericht zonder dag en tijd"),
    ],
)
def test_what_happens_next(visit, typed, says) -> None:
    assert says in ask(visit(), **typed).words


@pytest.mark.both
def test_a_double_click_is_one_place(visit, app) -> None:
    visitor = visit()
    visitor.visit("/afspraak/wachtlijst?gesprek=wijkteam&samen=nee")
    form = visitor.page
    first = visitor.submit({"naam": "Anne"}, press="Zet mij op de wachtlijst").words
    visitor.page = form
    assert visitor.submit({"naam": "Anne"}, press="Zet mij op de wachtlijst").words == first
    assert len(rows(app, Waiting)) == 1


def test_bad_input_keeps_everything(visit, app) -> None:
    visitor = visit()
    typed = {
        "dagen": ["ma"],
        "dagdelen": ["avond"],
        "tot": "2020-01-01",
        "naam": "",
        "kanaal": "email",
        "email": "x",
    }
    page = ask(visitor, 400, "gesprek=wijkteam&samen=ja", **typed)
    assert faults(page) == ["email", "naam", "tot"] and not rows(app, Waiting)
    found = filled_in(page)
    assert found["dagen"] == ["ma"] and found["dagdelen"] == ["avond"] and found["kanaal"] == ["email"]
    assert found["tot"] == "2020-01-01" and found["email"] == "x" and found["samen"] == "ja"
    for bad in ({"tot": "morgen"}, {"tot": "2031-01-01"}, {"dagen": ["nooit"]}, {"dagdelen": ["nacht"]}):
        assert faults(ask(visitor, 400, **bad)) == list(bad)


def test_no_such_talk_goes_back_to_the_beginning(visit) -> None:
    visitor = visit()
    assert visitor.visit("/afspraak/wachtlijst?gesprek=nooit").path == "/afspraak/"
    visitor.visit("/afspraak/wachtlijst?gesprek=wijkteam")
    assert visitor.submit({"gesprek": "x"}, press="Zet mij op de wachtlijst").path == "/afspraak/"


@pytest.mark.both
def test_after_an_hour_or_for_somebody_else_it_shows_nothing(visit, clock) -> None:
    visitor = visit()
    ask(visitor)
    assert visit().visit("/afspraak/wachtlijst/klaar").path == "/afspraak/"
    clock.shift(HOUR)
    assert visitor.visit("/afspraak/wachtlijst/klaar").path == "/afspraak/"
    clock.shift(-HOUR)
    visitor.visit("/afspraak/begin?gesprek=wijkteam")
    assert visitor.visit("/afspraak/wachtlijst/klaar").path == "/afspraak/"


def test_after_leaving_it_shows_nothing(visit, app) -> None:
    visitor = visit()
    ask(visitor)
    visitor.client.get("/weg", base_url="http://dorp.localhost")
    (row,) = rows(app, Waiting)
    assert row.reference not in visitor.visit("/afspraak/wachtlijst/klaar").words


# Staff ----------------------------------------------------------------------------------------------------------------


def at_work(visit: Any, email: str = WIL, host: str = "dorp.localhost") -> Visitor:
    visitor: Visitor = visit(host)
    signed_in(visitor, email, "/medewerker/mijn-agenda")
    return visitor


def looks(app: Any, action: str) -> list[str]:
    return [line.subject for line in rows(app, AuditEvent) if line.action == action]


@pytest.mark.both
def test_names_only_behind_a_look_that_is_recorded(visit, app) -> None:
    one = wait(app, naam="Zoë", kanaal="telefoon", telefoon="06 12345678", wishes=Wishes(frozenset({"wo"})))
    wil = at_work(visit)
    page = wil.visit("/medewerker/wachtlijst")
    assert get(app, one).reference in page.words and "Woensdag" in page.words
    assert "Zoë" not in page.words and "06 12345678" not in page.words and not looks(app, "waiting.seen")
    page = wil.visit(f"/medewerker/wachtlijst/{one}")
    assert page.words.index("Spreek niets in.") < page.words.index("06 12345678")
    assert "Zoë" in page.words and looks(app, "waiting.seen") == [one]
    assert "Zoë" not in page.one("title").text


@pytest.mark.both
def test_another_desk_and_another_municipality(visit, app) -> None:
    one, jurist = wait(app), wait(app, "juridisch")
    frees(visit, app)
    juul, sam, wil = at_work(visit, JUUL), at_work(visit, SAM, "stad.localhost"), at_work(visit)
    assert get(app, one).reference not in juul.visit("/medewerker/wachtlijst").words
    assert get(app, jurist).reference in juul.visit("/medewerker/wachtlijst").words
    assert get(app, one).reference not in juul.visit("/medewerker/werklijst").words
    assert "Niemand wacht" in sam.visit("/medewerker/wachtlijst").words
    for visitor in (juul, sam):
        visitor.visit(f"/medewerker/wachtlijst/{one}", 404)
        for what in ("neemt", "wil-niet", "niet-bereikt", "weg"):
            visitor.visit("/medewerker/wachtlijst")
            visitor.post(f"/medewerker/wachtlijst/{one}/{what}", {}, 404)
    assert states(app, one, jurist) == ["offered", "waiting"] and not looks(app, "waiting.seen")
    assert wil.visit(f"/medewerker/wachtlijst/{jurist}").status == 200, "who answers the telephone sees all"


@pytest.mark.both
def test_the_work_list_shows_whom_to_call_and_until_when(visit, app) -> None:
    one = wait(app, kanaal="telefoon", telefoon="06 12345678")
    wil = at_work(visit)
    assert "Er is niets te doen" in wil.visit("/medewerker/werklijst").words
    frees(visit, app)
    page = wil.visit("/medewerker/werklijst")
    assert page.words.index("Spreek niets in.") < page.words.index(get(app, one).reference)
    assert "Vast tot dinsdag 24 november om 12.00 uur." in page.words and looks(app, "contact.seen") == [one]
    with acting(app):
        (organisation,) = {
            d.organisation
            for d in agenda.get_sitting(get(app, one).sitting_id or "").desks
            if d.role == "wijkteam"
        }
        assert count({organisation}) == 1


@pytest.mark.both
def test_staff_press_that_somebody_takes_it(visit, app) -> None:
    one = wait(app, joint=True)
    frees(visit, app)
    wil = at_work(visit)
    wil.visit("/medewerker/werklijst")
    wil.submit(press=f"Neemt deze tijd {get(app, one).reference}")
    assert wil.page.path.startswith("/medewerker/boeken/klaar/") and states(app, one) == ["booked"]
    wil.visit(f"/medewerker/wachtlijst/{one}", 404)
    assert not get(app, one).name_sealed


@pytest.mark.both
@pytest.mark.parametrize(
    ("label", "left"),
    [("Wil deze tijd niet", "waiting"), ("Niet bereikt", "waiting"), ("Van de lijst af", "ended")],
)
def test_staff_press_that_somebody_does_not(visit, app, label, left) -> None:
    one, two = wait(app), wait(app)
    frees(visit, app)
    wil = at_work(visit)
    wil.visit(f"/medewerker/wachtlijst/{one}")
    page = wil.submit(press=f"{label} {get(app, one).reference}")
    assert page.path == "/medewerker/wachtlijst" and states(app, one, two) == [left, "offered"]
    wil.post(f"/medewerker/wachtlijst/{one}/wil-niet", {}, 409 if left == "waiting" else 200)


@pytest.mark.both
def test_staff_see_that_the_time_is_gone(visit, app, clock) -> None:
    one = wait(app)
    frees(visit, app)
    wil = at_work(visit)
    wil.visit("/medewerker/wachtlijst")
    clock.shift(2 * HOUR)
    book(visit(), nth=2)
    signed_in(wil, WIL, "/medewerker/wachtlijst")
    page = wil.post(f"/medewerker/wachtlijst/{one}/neemt", {}, 409)
    assert "Deze persoon blijft op de lijst." in page.words and states(app, one) == ["waiting"]


@pytest.mark.both
def test_staff_put_a_caller_on_the_list_and_find_them_by_code(visit, app) -> None:
    wil = at_work(visit)
    link = wil.visit("/medewerker/boeken?gesprek=wijkteam&samen=nee").links()["Zet iemand op de wachtlijst"]
    wil.visit(link)
    assert faults(wil.submit({}, press="Zet op de wachtlijst", status=400)) == ["naam"]
    page = wil.submit({"naam": "Beller", "dagen": ["vr"]}, press="Zet op de wachtlijst")
    (row,) = rows(app, Waiting)
    assert row.created_via == "phone" and f"{row.reference[:4]} {row.reference[4:]}" in page.words
    (asked,) = [e for e in rows(app, AuditEvent) if e.action == "waiting.asked"]
    assert asked.actor.startswith("person:")
    wil.visit("/medewerker/telefoon")
    assert (
        wil.submit({"code": row.reference.lower()}, press="Open de afspraak").path
        == f"/medewerker/wachtlijst/{row.id}"
    )
    juul = at_work(visit, JUUL)
    juul.visit("/medewerker/telefoon")
    assert (
        "kennen wij niet" in juul.submit({"code": row.reference}, press="Open de afspraak", status=404).words
    )


@pytest.mark.both
def test_nobody_waits_costs_one_statement(visit, app) -> None:
    """A cancellation where nobody waits asks one thing more, and locks nothing more."""
    book(visit())
    (made,) = rows(app, Appointment)
    with acting(app):
        assert offers.freeing(queries.get_appointment(made.id)) is None
        assert offers.offer(None) == 0
