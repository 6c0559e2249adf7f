"""Two people in one appointment, its whole life. Neither learns anything of the other but a yes."""

from datetime import UTC, datetime

import pytest

from portal import tenancy
from portal.booking import Appointment, Draft, Participation, settle
from portal.booking.models import Invitation, Proposal
from portal.clock import now
from portal.db import db
from portal.privacy import AuditEvent
from tests.booking.steps import by_mail, choose, counts, free_times, hold, rows
from tests.together.couple import a_couple, accept, answer, book_together, joint_times, more

pytestmark = pytest.mark.both
# The sitting is on Wednesday 2 December; two working days before, at 17:00, is Monday 30 November.
FIXED = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
OFF = "Het gesprek samen gaat niet door"


# --- the question before -----------------------------------------------------------------------------------


def test_together_begins_with_a_question_on_its_own_page(visit) -> None:
    visitor = visit()
    visitor.visit("/afspraak/")
    page = visitor.submit({"onderwerp": ["kinderen"], "samen": "ja"}, press="Bekijk de tijden")
    assert page.path == "/afspraak/vooraf?gesprek=wijkteam" and "Lees dit als u alleen bent" in page.words
    page = visitor.submit({"antwoord": "ja"}, press="Verder")
    assert page.path == "/afspraak/tijden?gesprek=wijkteam&samen=ja" and "U wilt samen komen" in page.words


@pytest.mark.parametrize("answered", ["nee", "onbekend"])
def test_no_and_dont_know_lead_to_a_person_in_one_tap(visit, answered) -> None:
    visitor = visit()
    visitor.visit("/afspraak/vooraf?gesprek=wijkteam")
    page = visitor.submit({"antwoord": answered}, press="Verder")
    assert page.h1 == "U kunt beter alleen komen" and "tel:+31850009001" in page.links().values()
    assert "/afspraak/tijden?gesprek=wijkteam&samen=nee" in page.links().values()


def test_the_answer_is_forgotten(visit, app) -> None:
    """No row, no session: the cookie before and after differs in nothing."""
    told = {}
    for answered in ("ja", "nee", "onbekend"):
        visitor = visit()
        visitor.visit("/afspraak/vooraf?gesprek=wijkteam")
        with visitor.client.session_transaction(base_url="http://dorp.localhost") as before:
            kept = dict(before)
        visitor.client.post(
            "/afspraak/vooraf",
            data={"csrf_token": visitor.csrf_token(), "gesprek": "wijkteam", "antwoord": answered},
            base_url="http://dorp.localhost",
        )
        with visitor.client.session_transaction(base_url="http://dorp.localhost") as after:
            assert dict(after) == kept
        told[answered] = counts(app)
    assert rows(app, Draft) == [] and all(sum(found.values()) == 0 for found in told.values())


def test_the_question_wants_an_answer_and_says_it_is_not_kept(visit) -> None:
    visitor = visit()
    visitor.visit("/afspraak/vooraf?gesprek=wijkteam")
    page = visitor.submit({}, press="Verder", status=400)
    assert "Kies een antwoord. Wij bewaren het niet." in page.words


def test_a_deep_link_without_a_choice_asks(visit) -> None:
    page = visit().visit("/afspraak/tijden?gesprek=wijkteam")
    assert page.h1 == "Hoe komt u?"
    assert list(page.links())[:1] != [] and "Ik kom alleen" in page.links()


# --- inviting and accepting --------------------------------------------------------------------------------


def test_the_first_gets_a_code_and_the_portal_writes_to_nobody(visit, app, deliver, inbox) -> None:
    couple = book_together(visit(), **by_mail())
    assert "Ik heb een gesprek gepland. Kom je ook? Je mag zelf kiezen: ja of nee." in couple.done.words
    assert "http://dorp.bericht.localhost/u/" in couple.done.words
    deliver()
    assert {str(m["To"]) for m in inbox.mails} == {"anne@voorbeeld.example", "wil@wijkteam-dorp.example"}
    (appointment,), (person,) = rows(app, Appointment), rows(app, Participation)
    assert appointment.joint and appointment.joint_at_start and person.number == 1


def test_the_other_reads_what_it_is_and_that_nothing_must(visit) -> None:
    couple = book_together(visit())
    other = visit("dorp.bericht.localhost")
    other.visit("/u/")
    page = other.submit({"code": f" {couple.code[:5].lower()}-{couple.code[5:].lower()} "}, press="Verder")
    assert page.path == couple.invitation
    for told in (
        "woensdag 2 december",
        "Iemand van het wijkteam.",
        "De gemeente betaalt",
        "U hoeft niet te komen",
    ):
        assert told in page.words
    assert "De persoon van wie u deze code kreeg" in page.words and "Anne" not in page.text


def test_yes_shows_to_the_first_and_gives_the_other_an_own_link(visit, app) -> None:
    couple = book_together(visit(), **by_mail(naam="Anne", toelichting="geheim"))
    before = more(couple.one, couple.link).words
    accepted = accept(visit("dorp.bericht.localhost"), couple)
    assert "De ander ziet nu dat u komt. Meer niet." in accepted.words
    assert before != (after := more(couple.one, couple.link).words) and "De ander komt ook." in after
    page = couple.other.visit(couple.other_link)
    assert (
        "Anne" not in page.text and "geheim" not in page.text and "woensdag 2 december" in page.words.lower()
    )
    one, two = sorted(rows(app, Participation), key=lambda p: p.number)
    assert one.reference != two.reference and one.calendar_uid != two.calendar_uid
    assert two.contact is None and two.name is None, "nothing is asked of who says yes"


def test_the_other_may_leave_a_safe_contact_once(visit, app, deliver, inbox) -> None:
    couple = a_couple(visit)
    couple.other.visit(f"{couple.other_link}/contact")
    page = couple.other.submit(
        {"kanaal": "email", "email": "bo@voorbeeld.example", "veilig_bericht": "nee"}, press="Bewaar dit"
    )
    assert page.path == couple.other_link and "bo@" not in page.text
    deliver()
    assert [str(m["To"]) for m in inbox.mails if "bo@" in str(m["To"])] == ["bo@voorbeeld.example"]
    assert couple.other.visit(f"{couple.other_link}/contact").path == couple.other_link
    assert couple.one.visit(f"{couple.link}/contact").path == couple.link


def test_a_double_yes_is_one_yes(visit, app) -> None:
    couple = book_together(visit())
    other = visit()
    other.visit(couple.invitation)
    form = {i.get("name"): i.get("value") for i in other.page.all("input")} | {"antwoord": "ja"}
    pages = [other.post(f"{couple.invitation}/antwoord", form) for _ in range(2)]
    assert pages[0].words == pages[1].words and len(rows(app, Participation)) == 2
    stranger = visit()
    assert stranger.visit(couple.invitation).h1 == "Deze code is al gebruikt"
    stranger.post(
        f"{couple.invitation}/antwoord", form | {"poging": "0" * 32, "csrf_token": "x"}, 400, csrf=False
    )


def test_who_passed_the_code_on_cannot_make_the_link_of_the_other(visit) -> None:
    couple = a_couple(visit)
    assert couple.one.visit(couple.invitation).h1 == "Deze code is al gebruikt"
    assert couple.other_link not in couple.one.page.text


@pytest.mark.parametrize("press", ["Nee", "Ik praat liever alleen"])
def test_no_and_rather_alone_write_nothing(visit, app, press) -> None:
    couple = book_together(visit())
    before = counts(app), len(rows(app, AuditEvent))
    page = answer(visit(), couple.invitation, press)
    assert "De ander hoort hier niets van" in page.words
    assert (counts(app), len(rows(app, AuditEvent))) == before
    assert rows(app, Invitation)[0].used is False


def test_rather_alone_leads_to_times_of_ones_own(visit, app) -> None:
    couple = book_together(visit())
    other = visit("dorp.localhost")
    page = answer(other, couple.invitation, "Ik praat liever alleen")
    link = page.links()["Kies een tijd voor uzelf"]
    page = other.visit(link.removeprefix("http://dorp.localhost"))
    assert page.path == "/afspraak/tijden?gesprek=wijkteam&samen=nee" and page.times()


def test_unknown_foreign_and_ended_codes_look_the_same(visit, clock) -> None:
    couple = book_together(visit())
    pages = []
    for typed, host in (("ABCDEFGHJK", "dorp.localhost"), (couple.code, "stad.localhost")):
        other = visit(host)
        other.visit("/u/")
        pages.append(other.submit({"code": typed}, press="Verder", status=404))
        other.visit(couple.invitation if host.startswith("stad") else "/u/" + "x" * 32, 404)
    clock.move_to(FIXED)
    other = visit()
    other.visit("/u/")
    pages.append(other.submit({"code": couple.code}, press="Verder", status=404))
    other.visit(couple.invitation, 404)
    assert all("Deze code werkt niet." in page.words for page in pages)


# --- the fixed moment --------------------------------------------------------------------------------------


def test_joint_talks_can_be_booked_until_the_day_before_the_fixed_moment(visit, clock) -> None:
    clock.move_to(datetime(2026, 11, 29, 22, 59, tzinfo=UTC))  # Sunday, a minute to midnight
    visitor = visit()
    times = joint_times(visitor)
    assert times[0][1].startswith("2026-12-02")
    clock.move_to(datetime(2026, 11, 29, 23, 0, tzinfo=UTC))
    assert joint_times(visitor)[0][1].startswith("2026-12-16")
    choose(visitor, *times[0], samen="ja", status=400)
    assert "niet meer samen komen" in visitor.page.words
    assert free_times(visitor)[0][1].startswith("2026-12-02"), "alone still goes"


def test_silence_becomes_a_talk_alone_in_neutral_words(visit, app, clock, deliver, inbox) -> None:
    couple = book_together(visit(), **by_mail())
    deliver()
    clock.move_to(FIXED)
    assert (
        OFF in more(couple.one, couple.link).words
        and "Uw eigen gesprek gaat wel door" in more(couple.one, couple.link).words
    )
    before = more(couple.one, couple.link).text
    deliver()
    mails = [m for m in inbox.mails if m["To"] == "anne@voorbeeld.example"]
    assert len(mails) == 2 and "gaat niet door" in mails[1].get_content()
    assert "Uw eigen gesprek op woensdag 2 december" in mails[1].get_content()
    settled(app)
    assert more(couple.one, couple.link).text.replace("\n", "") == before.replace("\n", "")
    (appointment,) = rows(app, Appointment)
    assert not appointment.joint and appointment.joint_at_start and appointment.status == "confirmed"
    assert rows(app, Invitation) == []


def test_moving_after_the_fixed_moment_does_not_open_the_code_again(visit, app, clock) -> None:
    """Also before the hourly job wrote it down."""
    couple = book_together(visit())
    clock.move_to(FIXED)
    page = couple.one.visit(f"{couple.link}/verzetten")
    sitting, time = page.times()[-1]
    page = couple.one.post(f"{couple.link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    assert "Uw afspraak is verzet" in page.words
    visit().visit(couple.invitation, 404)
    assert OFF in more(couple.one, couple.link).words and rows(app, Invitation) == []


def test_one_of_two_finds_a_near_time_after_the_fixed_moment_too(visit, clock) -> None:
    couple = a_couple(visit)
    clock.move_to(FIXED)
    page = couple.one.visit(f"{couple.link}/alleen")
    sitting, time = next(t for t in page.times() if t[1].startswith("2026-12-02"))
    page = couple.one.post(f"{couple.link}/alleen", {"spreekuurdag": sitting, "tijd": time})
    assert "U komt nu alleen" in page.words


def test_who_both_come_hear_nothing_at_the_fixed_moment(visit, app, clock, deliver, inbox) -> None:
    couple = a_couple(visit, **by_mail())
    deliver()
    clock.move_to(FIXED)
    settled(app)
    deliver()
    mails = [m for m in inbox.mails if m["To"] == "anne@voorbeeld.example"]
    assert len(mails) == 2 and any("De ander komt ook" in m.get_content() for m in mails)
    assert "De ander komt ook." in more(couple.one, couple.link).words


def settled(app) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        settle(now())
        db.session.commit()


# --- back to alone -----------------------------------------------------------------------------------------


def test_the_only_one_can_keep_the_time_and_come_alone(visit, app) -> None:
    couple = book_together(visit())
    couple.one.visit(f"{couple.link}/alleen")
    page = couple.one.submit(press="Houd deze tijd, ik kom alleen")
    assert "U komt nu alleen" in page.words
    (appointment,) = rows(app, Appointment)
    assert not appointment.joint and rows(app, Invitation) == []
    visit().visit(couple.invitation, 404)
    assert "U komt alleen." in more(couple.one, couple.link).words


@pytest.mark.parametrize("who", ["one", "other"])
@pytest.mark.parametrize("how", ["alone", "cancel"])
def test_who_goes_leaves_the_time_and_the_other_hears_it_at_a_telling_hour(
    visit, app, clock, deliver, inbox, who, how
) -> None:
    couple = a_couple(visit, **by_mail(email="een@voorbeeld.example"))
    couple.other.visit(f"{couple.other_link}/contact")
    couple.other.submit(by_mail(email="twee@voorbeeld.example"), press="Bewaar dit")
    deliver()
    stays, left = ("other", "one") if who == "one" else ("one", "other")
    leaver, link = (couple.one, couple.link) if who == "one" else (couple.other, couple.other_link)
    stayer, stay_link = (couple.other, couple.other_link) if who == "one" else (couple.one, couple.link)
    seen_before = [stayer.visit(stay_link).text, more(stayer, stay_link).text, used(visit, couple)]
    heard = len(inbox.mails)
    clock.shift(60 * 7)  # 10:07
    if how == "cancel":
        leaver.visit(f"{link}/annuleren")
        assert "Deze afspraak gaat niet door" in leaver.submit(press="Ja, zeg de afspraak af").words
    else:
        page = leaver.visit(f"{link}/alleen")
        sitting, time = page.times()[3]
        page = leaver.post(f"{link}/alleen", {"spreekuurdag": sitting, "tijd": time})
        assert "U komt nu alleen" in page.words and time[-5:].replace(":", ".") in page.words
    seen_after = [stayer.visit(stay_link).text, more(stayer, stay_link).text, used(visit, couple)]
    assert [plain(t) for t in seen_after] == [plain(t) for t in seen_before], "nothing shows at that moment"
    deliver()
    addresses = {"one": "een@voorbeeld.example", "other": "twee@voorbeeld.example"}
    assert [str(m["To"]) for m in inbox.mails[heard:] if "voorbeeld" in str(m["To"])] == [addresses[left]]
    clock.move_to(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))  # 13:00
    deliver()
    last = inbox.mails[-1]
    assert (
        str(last["To"]) == addresses[stays]
        and "Het gesprek samen op woensdag 2 december" in last.get_content()
    )
    assert "Uw eigen gesprek op woensdag 2 december" in last.get_content()
    assert OFF in more(stayer, stay_link).words
    visit().visit(couple.invitation, 404)
    appointments = [a for a in rows(app, Appointment) if a.status == "confirmed"]
    assert len(appointments) == (1 if how == "cancel" else 2) and not any(a.joint for a in appointments)


def used(visit, couple) -> str:
    return visit().visit(couple.invitation).text


def plain(text: str) -> str:
    import re

    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


def test_when_both_leave_the_time_is_free_again(visit, app) -> None:
    couple = a_couple(visit)
    for leaver, link in ((couple.one, couple.link), (couple.other, couple.other_link)):
        leaver.visit(f"{link}/annuleren")
        leaver.submit(press="Ja, zeg de afspraak af")
    (appointment,) = rows(app, Appointment)
    assert appointment.status == "cancelled"
    assert (couple.sitting, couple.time) in free_times(visit())


# --- moving ------------------------------------------------------------------------------------------------


def test_the_only_one_moves_a_joint_talk_and_the_code_goes_along(visit, app) -> None:
    couple = book_together(visit())
    page = couple.one.visit(f"{couple.link}/verzetten")
    sitting, time = page.times()[-1]
    assert (
        "Uw afspraak is verzet"
        in couple.one.post(f"{couple.link}/verzetten", {"spreekuurdag": sitting, "tijd": time}).words
    )
    assert time[-5:].replace(":", ".") in visit().visit(couple.invitation).words


def propose(couple, nth: int = 2) -> str:
    page = couple.one.visit(f"{couple.link}/verzetten")
    assert "U vraagt om een andere tijd" in page.words
    sitting, time = page.times()[nth]
    page = couple.one.post(f"{couple.link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    assert "Wij vragen het aan de ander" in page.words and "Uw voorstel" in page.words
    return time[-5:].replace(":", ".")


def test_another_time_needs_both(visit, app, clock) -> None:
    couple = a_couple(visit)
    wanted = propose(couple)
    assert "Er is een vraag voor u" not in couple.other.visit(couple.other_link).words, "not at that moment"
    clock.move_to(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert "Er is een vraag voor u" in couple.other.visit(couple.other_link).words
    page = more(couple.other, couple.other_link)
    assert wanted in page.words and "U kunt ja zeggen tot maandag 30 november" in page.words
    assert "De nieuwe tijd staat vast" in couple.other.submit(press="Ja, die tijd is goed").words
    assert wanted in couple.one.visit(couple.link).words and rows(app, Proposal) == []
    audited(app)


def test_without_a_yes_the_proposal_lapses_and_the_old_time_stays(visit, app, clock) -> None:
    couple = a_couple(visit)
    wanted = propose(couple)
    clock.move_to(FIXED)
    assert "Er is een vraag" not in couple.other.visit(couple.other_link).words
    couple.other.visit(f"{couple.other_link}/annuleren")  # a page with a token
    couple.other.post(f"{couple.other_link}/meer", {"keuze": "ja"}, 409)
    settled(app)
    assert rows(app, Proposal) == [] and wanted not in couple.one.visit(couple.link).words
    assert "09.00" in couple.one.visit(couple.link).words
    audited(app)


def test_a_proposal_never_outlives_the_time_it_is_about(visit, app, clock) -> None:
    """The old talk is on 30 December, the proposed one on 16 December: the question ends before that one."""
    couple = a_couple(visit, nth=-1)
    page = couple.one.visit(f"{couple.link}/verzetten")
    sitting, time = next(t for t in page.times() if t[1].startswith("2026-12-16"))
    couple.one.post(f"{couple.link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    clock.move_to(datetime(2026, 12, 14, 16, 0, tzinfo=UTC))  # the fixed moment of 16 December
    assert "Er is een vraag" not in couple.other.visit(couple.other_link).words
    couple.other.visit(f"{couple.other_link}/annuleren")
    page = couple.other.post(f"{couple.other_link}/meer", {"keuze": "ja"}, 409)
    assert "Deze vraag is er niet meer. De oude tijd blijft." in page.words
    assert "30 december" in couple.one.visit(couple.link).words


def test_a_proposal_can_be_taken_back_by_who_made_it_only(visit, app, clock) -> None:
    couple = a_couple(visit)
    propose(couple)
    couple.other.visit(f"{couple.other_link}/annuleren")  # a page with a token
    couple.other.post(f"{couple.other_link}/meer", {"keuze": "intrekken"}, 409)
    more(couple.one, couple.link)
    assert "De oude tijd blijft" in couple.one.submit(press="Trek mijn voorstel in").words
    assert rows(app, Proposal) == []


def test_a_proposal_that_the_other_can_read_stays_until_it_lapses(visit, app, clock) -> None:
    """A question that disappears would tell when it was taken back."""
    couple = a_couple(visit)
    propose(couple)
    clock.move_to(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    page = more(couple.one, couple.link)
    assert "De ander kan dit nu lezen" in page.words and "Trek mijn voorstel in" not in page.words
    couple.one.visit(f"{couple.link}/annuleren")  # a page with a token
    couple.one.post(f"{couple.link}/meer", {"keuze": "intrekken"}, 409)
    sitting, time = couple.one.visit(f"{couple.link}/verzetten").times()[-1]
    couple.one.post(f"{couple.link}/verzetten", {"spreekuurdag": sitting, "tijd": time}, 409)
    assert len(rows(app, Proposal)) == 1


def test_both_may_propose_and_neither_learns_of_the_other_too_early(visit, app, clock) -> None:
    couple = a_couple(visit)
    first = propose(couple, nth=2)
    before = more(couple.other, couple.other_link).words
    page = couple.other.visit(f"{couple.other_link}/verzetten")
    sitting, time = page.times()[3]
    couple.other.post(f"{couple.other_link}/verzetten", {"spreekuurdag": sitting, "tijd": time})
    assert "Kan het ook op een andere tijd?" not in before + more(couple.other, couple.other_link).words
    clock.move_to(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert first in more(couple.other, couple.other_link).words
    couple.other.submit(press="Ja, die tijd is goed")
    assert first in couple.one.visit(couple.link).words and rows(app, Proposal) == []
    audited(app)


def test_a_proposal_works_the_same_for_a_talk_that_the_other_left_a_moment_ago(visit, app) -> None:
    couple = a_couple(visit)
    couple.other.visit(f"{couple.other_link}/annuleren")
    couple.other.submit(press="Ja, zeg de afspraak af")
    propose(couple)


def test_after_the_fixed_moment_two_people_choose_another_time_by_telephone(visit, clock) -> None:
    couple = a_couple(visit)
    clock.move_to(FIXED)
    page = couple.one.visit(f"{couple.link}/verzetten")
    assert "Bel ons" in page.words and page.times() == []


def audited(app) -> None:
    from portal.agenda.cli import audit_all

    with app.app_context():
        assert str(audit_all()) == "0, 0, 0"


# --- the same device ---------------------------------------------------------------------------------------


def test_who_begins_here_finds_nothing_of_the_one_before(visit, app) -> None:
    phone = visit()
    hold(phone)
    phone.submit({"naam": "Anne", "kanaal": "telefoon", "telefoon": "0612345678"}, press="Verder")
    phone.visit("/afspraak/")
    phone.submit({"onderwerp": ["geld"], "samen": "nee"}, press="Bekijk de tijden")
    assert rows(app, Draft) == []
    page = choose(phone, *phone.page.times()[0])
    assert "Anne" not in page.text and "0612345678" not in page.text


def test_the_done_page_is_gone_when_somebody_else_begins(visit) -> None:
    phone = visit()
    couple = book_together(phone)
    phone.visit("/afspraak/begin?gesprek=wijkteam&samen=nee")
    assert phone.visit("/afspraak/klaar").path == "/afspraak/"
    assert couple.code not in phone.page.text


def test_what_was_just_done_is_told_to_that_person_only(visit) -> None:
    phone = visit()
    couple = book_together(phone)
    accept(visit(), couple)
    token = phone.csrf_token()
    phone.client.post(
        f"{couple.link}/annuleren", data={"csrf_token": token}, base_url="http://dorp.localhost"
    )
    assert "afgezegd" not in phone.visit(couple.other_link).words
    assert "Uw afspraak is afgezegd" not in phone.visit(couple.link).words
