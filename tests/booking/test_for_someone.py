"""Somebody calls or stands at the desk: staff book with the same rules, and what they hold stays theirs alone."""

import threading
from datetime import timedelta

import pytest

from portal import agenda, booking, tenancy
from portal.agenda.cli import audit_all
from portal.booking import Appointment, Draft, Participation
from portal.clock import now
from portal.db import db
from portal.messaging import OutboxMessage
from portal.privacy import AuditEvent
from tests.booking.by_staff import at_work, book_for, take, times_for, write_down
from tests.booking.steps import JUUL, SAM, book, by_mail, choose, faults, filled_in, free_times, rows
from tests.booking.test_twice import at_once
from tests.canary.neutral import telling
from tests.support.visitor import words

pytestmark = pytest.mark.both


def audited(app) -> str:  # type: ignore[no-untyped-def]
    with app.app_context():
        return str(audit_all())


def messages(app) -> set[str]:  # type: ignore[no-untyped-def]
    return {m.kind for m in rows(app, OutboxMessage)}


def session_of(app, visitor) -> str:  # type: ignore[no-untyped-def]
    """The hash of who is signed in there."""
    from portal.accounts.actions import hash_of

    with visitor.client.session_transaction(base_url=f"http://{visitor.host}") as cookie:
        return hash_of(cookie["_user_id"])


# --- a caller without e-mail -------------------------------------------------------------------------------


def test_a_caller_is_booked_moved_and_cancelled_by_phone(visit, app) -> None:
    wil = at_work(visit)
    page = book_for(wil, kanaal="geen")
    (talk,), (person,) = rows(app, Appointment), rows(app, Participation)
    assert page.path == f"/medewerker/boeken/klaar/{talk.id}" and page.h1 == "De afspraak is gemaakt"
    code = person.reference
    assert f"{code[:4]} {code[4:]}" in page.words and "Wij sturen u niets." in page.words
    assert (talk.created_via, talk.channel, talk.unclaimed) == ("phone", "geen", None)
    assert messages(app) == {"desk_changed"}
    (made,) = [line for line in rows(app, AuditEvent) if line.action == "appointment.made"]
    assert made.actor.startswith("person:") and made.subject == person.id

    wil.visit("/medewerker/telefoon")
    wil.submit({"code": code}, press="Open de afspraak")
    path = f"/medewerker/deelname/{person.id}"
    wil.visit(f"{path}/verzetten")
    typed = {"weet": "code", "code": code}
    sitting, time = wil.submit(typed, press="Bekijk de tijden").times()[-1]
    wil.post(f"{path}/verzetten", {**typed, "spreekuurdag": sitting, "tijd": time})
    assert rows(app, Appointment)[0].starts_at > talk.starts_at and audited(app) == "0, 0, 0"
    wil.visit(f"{path}/afzeggen")
    wil.submit(typed, press="Zeg de afspraak af")
    assert rows(app, Appointment)[0].status == "cancelled" and audited(app) == "0, 0, 0"
    assert messages(app) == {"desk_changed"}


def test_only_over_the_chosen_channel_and_at_the_desk(visit, app) -> None:
    page = book_for(at_work(visit), via="balie", **by_mail())
    assert "U krijgt een bericht per e-mail." in page.words
    assert {"booked", "reminder"} < messages(app)
    assert rows(app, Appointment)[0].created_via == "desk"


def test_the_same_times_as_for_a_resident(visit, clock) -> None:
    wil, anybody = at_work(visit), visit()
    for talk in ("wijkteam", "juridisch", "wijkteam-juridisch"):
        assert times_for(wil, talk) == free_times(anybody, talk)
    together = anybody.visit("/afspraak/tijden?gesprek=wijkteam&samen=ja").times()
    assert times_for(wil, together=True) == together
    clock.shift(timedelta(days=6))  # the fixed moment of the first day is near, and its lead time
    wil = at_work(visit)
    assert times_for(wil) == free_times(anybody)
    later = anybody.visit("/afspraak/tijden?gesprek=wijkteam&samen=ja").times()
    assert times_for(wil, together=True) == later != together


def test_lead_horizon_grid_and_nonsense_are_refused_with_times(visit, clock, app) -> None:
    wil = at_work(visit)
    sitting, time = times_for(wil)[0]
    for wrong in (f"{time[:-2]}07", "morgen", "1999-01-01T09:00", "2026-12-02T23:00"):
        page = take(wil, (sitting, wrong), status=400)
        assert page.times() and not rows(app, Draft)
    clock.shift(timedelta(days=7, hours=12))
    wil = at_work(visit)
    page = take(wil, (sitting, time), status=400)
    assert "te snel" in page.words
    assert wil.visit("/medewerker/boeken?gesprek=wijkteam&vanaf=gisteren", 400).times()


def test_faults_stay_on_the_page_and_keep_what_was_typed(visit, app) -> None:
    wil = at_work(visit)
    take(wil, times_for(wil)[0])
    page = write_down(wil, 400, naam="", kanaal="telefoon", telefoon="12", toelichting="Graag rustig")
    assert {"naam", "telefoon"} <= set(faults(page))
    assert filled_in(page)["toelichting"] == "Graag rustig" and not rows(app, Appointment)
    assert "Vraag: Mogen wij iets inspreken?" in page.words


def test_together_gets_a_code_to_pass_on_and_the_page_tells_how(visit, app) -> None:
    wil = at_work(visit)
    assert "Durft u te zeggen" in wil.visit("/medewerker/boeken?gesprek=wijkteam&samen=ja").words
    page = book_for(wil, together=True)
    assert "De code voor de ander is:" in page.words and rows(app, Appointment)[0].joint
    assert "dorp.bericht.localhost/u/" in page.words


# --- twice, lost, taken ------------------------------------------------------------------------------------


def test_a_double_click_is_one_appointment_and_one_page(visit, app) -> None:
    wil = at_work(visit)
    take(wil, times_for(wil)[0])
    form = {**filled_in(wil.page), "naam": "Anne", "kanaal": "geen", "via": "telefoon"}
    answers = at_once(app, wil, *[("/medewerker/boeken/gegevens", form)] * 4)
    (talk,) = rows(app, Appointment)
    assert answers == [(303, f"/medewerker/boeken/klaar/{talk.id}")] * 4
    assert len(rows(app, Participation)) == 1 and audited(app) == "0, 0, 0"
    assert wil.visit("/medewerker/boeken/gegevens").path == "/medewerker/boeken"


def test_a_lost_hold_keeps_what_was_typed(visit, app, clock) -> None:
    wil = at_work(visit)
    sitting, time = times_for(wil)[0]
    take(wil, (sitting, time))
    details = wil.page
    clock.shift(timedelta(minutes=16))
    thief = visit()
    free_times(thief)
    choose(thief, sitting, time)
    wil.page = details
    page = write_down(wil, 409, naam="Zoë", toelichting="Over mijn huis")
    assert "Wat u hebt ingevuld, blijft staan." in page.words and page.times()
    take(wil, page.times()[0])
    assert filled_in(wil.page)["naam"] == "Zoë" and filled_in(wil.page)["toelichting"] == "Over mijn huis"
    write_down(wil, naam="Zoë")
    assert len(rows(app, Appointment)) == 1 and audited(app) == "0, 0, 0"


def test_a_taken_time_is_a_friendly_page(visit) -> None:
    wil, anybody = at_work(visit), visit()
    wanted = times_for(wil)[0]
    free_times(anybody)
    choose(anybody, *wanted)
    page = take(wil, wanted, status=409)
    assert page.h1 == "Deze tijd is niet meer vrij" and wanted not in page.times() and page.times()


def test_another_window_is_told(visit, app) -> None:
    wil = at_work(visit)
    first, second = times_for(wil)[:2]
    take(wil, first)
    old = wil.page
    times_for(wil)
    take(wil, second)
    wil.page = old
    assert write_down(wil, 409).h1 == "U koos al een andere tijd" and not rows(app, Appointment)


def test_of_staff_and_residents_at_one_moment_only_one_gets_the_time(visit, app) -> None:
    people = [at_work(visit), at_work(visit, JUUL), visit(), at_work(visit)]
    wanted = times_for(people[0])[0]
    forms = []
    for visitor in people:
        path = "/medewerker/boeken/vasthouden" if visitor is not people[2] else "/afspraak/vasthouden"
        if visitor is people[2]:
            free_times(visitor)
        else:
            times_for(visitor)
        fields = {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": wanted[0], "tijd": wanted[1]}
        forms.append((visitor, path, {**fields, "csrf_token": visitor.csrf_token()}))
    gate, answers = threading.Barrier(len(forms)), []

    def press(visitor, path, fields):  # type: ignore[no-untyped-def]
        gate.wait()
        answers.append(visitor.client.post(path, data=fields, base_url=f"http://{visitor.host}").status_code)

    threads = [threading.Thread(target=press, args=form) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [303, 409, 409, 409]
    assert len({d.claim_id for d in rows(app, Draft)}) == 1


# --- for whom ----------------------------------------------------------------------------------------------


def test_private_browsing_in_the_same_browser_never_mixes(visit, app) -> None:
    wil = at_work(visit)
    free = free_times(wil)
    choose(wil, *free[0])
    assert wil.page.path == "/afspraak/gegevens"
    take(wil, times_for(wil)[1])
    assert len({d.visitor_hash for d in rows(app, Draft)}) == 2
    write_down(wil)
    assert wil.visit("/afspraak/klaar").path == "/afspraak/"
    assert wil.visit("/afspraak/gegevens").path == "/afspraak/gegevens"
    assert rows(app, Appointment)[0].created_via == "phone"


def test_what_is_known_already_waits_sealed_and_can_be_wiped(visit, app) -> None:
    wil = at_work(visit)
    visitor = session_of(app, wil)
    with app.app_context(), tenancy.acting_for("dorp"):
        booking.prefill(visitor, {"naam": "Zoë", "kanaal": "telefoon", "telefoon": "06 12345678"})
        db.session.commit()
    (draft,) = rows(app, Draft)
    assert draft.claim_id == "" and b"Zo" not in draft.sealed
    assert wil.visit("/medewerker/boeken/gegevens").path == "/medewerker/boeken"
    assert "Zoë" in wil.page.words and "06 12345678" not in wil.page.words
    juul = at_work(visit, JUUL)
    assert "Zoë" not in juul.visit("/medewerker/boeken").text
    page = take(wil, times_for(wil)[0])
    assert filled_in(page)["naam"] == "Zoë" and filled_in(page)["kanaal"] == ["telefoon"]
    assert len(rows(app, Draft)) == 1
    wil.visit("/medewerker/boeken")
    wil.submit(press="Wis en begin opnieuw")
    assert not rows(app, Draft) and "Zoë" not in wil.page.words and audited(app) == "0, 0, 0"
    assert filled_in(take(wil, times_for(wil)[0]))["naam"] == ""


def test_what_is_known_of_the_next_one_takes_the_place_of_the_last(visit, app) -> None:
    wil = at_work(visit)
    take(wil, times_for(wil)[0])
    write_down(wil, 400, naam="", toelichting="Van de eerste")
    with app.app_context(), tenancy.acting_for("dorp"):
        booking.prefill(session_of(app, wil), {"naam": "Bo"})
        db.session.commit()
        assert not agenda.audit([], now()).orphans
    page = take(wil, times_for(wil)[0])
    assert filled_in(page)["naam"] == "Bo" and filled_in(page)["toelichting"] == ""


def test_a_talk_of_the_other_desk_can_be_booked_and_is_shown_once(visit, app, clock) -> None:
    juul = at_work(visit, JUUL)
    page = book_for(juul, talk="wijkteam")
    (talk,), (person,) = rows(app, Appointment), rows(app, Participation)
    assert person.reference[:4] in page.words and "Open de afspraak" not in page.links()
    assert "Brief" in juul.visit(f"/medewerker/deelname/{person.id}/brief").h1
    juul.visit(f"/medewerker/afspraak/{talk.id}", 404)
    juul.visit(f"/medewerker/deelname/{person.id}/afzeggen", 404)
    wil = at_work(visit)
    assert wil.visit(f"/medewerker/boeken/klaar/{talk.id}").path == f"/medewerker/afspraak/{talk.id}"
    at_work(visit, JUUL).visit(f"/medewerker/boeken/klaar/{talk.id}", 404)
    clock.shift(timedelta(hours=2))
    juul = at_work(visit, JUUL)
    for path in (f"/medewerker/boeken/klaar/{talk.id}", f"/medewerker/deelname/{person.id}/brief"):
        juul.visit(path, 404)


def test_another_municipality_is_404(visit, app) -> None:
    book(visit(), naam="Anne")
    (talk,), (person,) = rows(app, Appointment), rows(app, Participation)
    sam = at_work(visit, SAM, "stad.localhost")
    for path in (
        f"/medewerker/boeken/klaar/{talk.id}",
        f"/medewerker/deelname/{person.id}/brief",
        f"/medewerker/boeken/vol/{talk.sitting_id}?gesprek=wijkteam",
        f"/medewerker/dag/{talk.sitting_id}/aan-de-balie",
    ):
        sam.visit(path, 404)
    chosen = {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": talk.sitting_id}
    sam.visit("/medewerker/boeken")
    sam.post("/medewerker/boeken/vasthouden", {**chosen, "tijd": "2026-12-02T09:30"}, 400)
    assert not rows(app, Draft, "stad")


# --- the letter --------------------------------------------------------------------------------------------


def test_the_letter_tells_when_and_where_and_nothing_else(visit, app) -> None:
    wil = at_work(visit)
    told = {"naam": "Zoë", "toelichting": "Over mijn huis", "nodig": ["apart"], **by_mail()}
    page = book_for(wil, talk="wijkteam-juridisch", **told)
    (person,) = rows(app, Participation)
    page = wil.visit(f"/medewerker/deelname/{person.id}/brief")
    (paper,) = [words(e) for e in page.all("div") if "sp-paper" in (e.get("class") or "")]
    code = person.reference
    for shown in ("Gemeente Dorp", "2 december", "Dorpshuis", f"{code[:4]} {code[4:]}", "085 000 90 01"):
        assert shown in paper, shown
    assert not telling(paper) and not telling(page.h1)
    for hidden in ("Zoë", "huis en", "anne@", "Scheidingsplein", "Wil Dorpsmens", "jurist"):
        assert hidden not in paper
    assert "is post veilig?" in page.words.replace(paper, "")


def test_a_letter_for_what_is_off_is_404(visit, app) -> None:
    wil = at_work(visit)
    book_for(wil)
    (person,) = rows(app, Participation)
    wil.visit(f"/medewerker/deelname/{person.id}/afzeggen")
    wil.submit({"weet": "zelf"}, press="Zeg de afspraak af")
    wil.visit(f"/medewerker/deelname/{person.id}/brief", 404)


def test_who_is_not_signed_in_books_for_nobody(visit) -> None:
    for path in ("boeken", "boeken/gegevens", "boeken/vol"):
        assert visit().visit(f"/medewerker/{path}").path.startswith("/inloggen")
