"""Who works here: roles that change at once, a manager that is always left, and a look every quarter."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal import accounts, agenda, tenancy
from portal.accounts import people, people_queries
from portal.accounts.models import Membership, StaffSession
from portal.accounts.people import LastManager
from portal.clock import now
from portal.db import db
from portal.privacy import Change
from tests.accounts.office import change, key_of, rows
from tests.booking.steps import JUUL, SAM, WIL, signed_in


@pytest.fixture
def wil(visit):  # type: ignore[no-untyped-def]
    visitor = visit()
    signed_in(visitor, WIL, "/beheer/mensen")
    return visitor


def job_path(app, email: str, organisation: str = "juridisch-loket") -> str:  # type: ignore[no-untyped-def]
    return f"/beheer/mensen/{key_of(app, email)}/{key_of(app, organisation)}"


def roles_of(app, email: str, slug: str = "dorp") -> set[str]:  # type: ignore[no-untyped-def]
    mine = (Membership.person_id == key_of(app, email), Membership.tenant == slug)
    with app.app_context():
        return set(db.session.scalars(select(Membership.role).where(*mine, Membership.ended_at.is_(None))))


def give(app, email: str, role: str, organisation: str = "juridisch-loket") -> None:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for("dorp"):
        accounts.add_person(email, "", role, organisation)
        db.session.commit()


def test_the_list_says_who_works_here_and_nobody_else(wil) -> None:
    words = wil.page.words
    assert "Wil Dorpsmens Wijkteam Dorp Beheerder, Medewerker" in words and "Juul Jurist" in words
    assert "Sam" not in words and "Nog niet" in words


@pytest.mark.parametrize("path", ["/beheer/mensen", "/beheer/mensen/uitnodigen", "/beheer/mensen/nakijken"])
def test_only_who_manages_sees_it(visit, path) -> None:
    visitor = visit()
    signed_in(visitor, JUUL)
    visitor.visit(path, 404)


def test_somebody_of_another_municipality_is_not_there(wil, app) -> None:
    sam = key_of(app, SAM)
    wil.visit(f"/beheer/mensen/{sam}", 404)
    wil.visit(f"/beheer/mensen/{key_of(app, JUUL)}/{key_of(app, 'stad:wijkteam')}", 404)
    wil.visit("/beheer/mensen")
    wil.post(f"/beheer/mensen/{sam}/stop", {}, 404)
    assert roles_of(app, SAM, "stad") == {"medewerker"}


def test_roles_change_at_the_next_request(wil, visit, app) -> None:
    juul = visit()
    signed_in(juul, JUUL)
    juul.visit("/beheer/", 404)
    wil.visit(job_path(app, JUUL))
    wil.post(job_path(app, JUUL), {"rollen": ["medewerker", "redacteur"], "was": "medewerker"})
    juul.visit("/beheer/")
    assert roles_of(app, JUUL, "stad") == {"medewerker"}
    (line,) = rows(app, select(Change).where(Change.kind == "person"))
    assert (line.name, line.after) == ("Juul Jurist", '{"rollen": "medewerker redacteur"}')


def test_who_saved_first_is_not_overwritten_without_a_word(wil, app) -> None:
    wil.visit(job_path(app, JUUL))
    give(app, JUUL, "planner")
    page = wil.post(job_path(app, JUUL), {"rollen": ["redacteur"], "was": "medewerker"}, 409)
    assert "Medewerker, Planner" in page.words and "Zo wilde u het Redacteur" in page.words
    assert roles_of(app, JUUL) == {"medewerker", "planner"}
    wil.post(job_path(app, JUUL), {"rollen": ["redacteur"], "was": "medewerker planner"})
    assert roles_of(app, JUUL) == {"redacteur"}


def test_nobody_gives_a_role_that_does_not_exist_or_is_not_theirs_to_give(wil, app) -> None:
    for role in ("regioredacteur", "admin"):
        wil.visit(job_path(app, JUUL))
        wil.post(job_path(app, JUUL), {"rollen": ["medewerker", role], "was": "medewerker"}, 400)
    assert roles_of(app, JUUL) == {"medewerker"}


def test_the_last_manager_stays_and_nobody_ends_themselves(wil, app) -> None:
    own = job_path(app, WIL, "dorp:wijkteam")
    wil.visit(own)
    page = wil.post(own, {"rollen": ["medewerker"], "was": "beheerder medewerker"}, 409)
    assert "laatste beheerder" in page.words
    wil.post(f"/beheer/mensen/{key_of(app, WIL)}/stop", {}, 409)
    give(app, JUUL, "beheerder")
    assert "niet bij uzelf" in wil.post(own, {"rollen": [], "was": "beheerder medewerker"}, 400).words
    wil.post(f"/beheer/mensen/{key_of(app, WIL)}/stop", {}, 400)
    assert roles_of(app, WIL) == {"beheerder", "medewerker"}


@pytest.mark.both
def test_two_managers_cannot_both_be_the_second_last(app) -> None:
    give(app, JUUL, "beheerder")
    ids, gate, told = {key_of(app, WIL), key_of(app, JUUL)}, threading.Barrier(2), []

    def stop(who: str, by: str) -> None:
        with app.app_context(), tenancy.acting_for("dorp"):
            gate.wait()
            person = people_queries.find_colleague(who)
            try:
                people.stop(person, f"person:{by}")
                db.session.commit()
                told.append("stopped")
            except LastManager:
                db.session.rollback()
                told.append("last")

    a, b = sorted(ids)
    threads = [threading.Thread(target=stop, args=pair) for pair in ((a, b), (b, a))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["last", "stopped"]


def test_stopping_ends_open_sessions_here_only_and_names_the_chairs(wil, visit, app) -> None:
    here, there = visit(), visit("stad.localhost")
    signed_in(here, JUUL)
    signed_in(there, JUUL)
    wil.visit(f"/beheer/mensen/{key_of(app, JUUL)}")
    page = wil.submit(press="Stop de toegang nu")
    assert "staat nog in de planning" in page.words and "dagen" in page.words
    assert here.visit("/medewerker/").path == "/inloggen"
    assert there.visit("/medewerker/").path == "/medewerker/"
    page = wil.visit(page.links()["Iemand vervangen"])
    assert "Juul Jurist" in [o.text for o in page.all("option")]


def test_who_left_can_be_replaced_by_a_colleague_of_the_same_organisation(wil, app) -> None:
    juul, wils = key_of(app, JUUL), key_of(app, WIL)
    with app.app_context(), tenancy.acting_for("dorp"):
        new, _ = accounts.add_person(
            "jo@juridisch-loket.example", "Jo Jurist", "medewerker", "juridisch-loket"
        )
        accounts.end_membership(juul)
        db.session.commit()
        chosen = {"wie": juul, "door": new.id, "van": "2026-11-24", "tot": "", "doe": "bewaar"}
    wil.visit("/medewerker/planning/vervangen")
    wil.post("/medewerker/planning/vervangen", chosen | {"door": wils}, 400)
    wil.post("/medewerker/planning/vervangen", chosen)
    with app.app_context(), tenancy.acting_for("dorp"):
        assert agenda.chairs_left(juul) == [] != agenda.chairs_left(new.id)


# --- every quarter -----------------------------------------------------------------------------------------


def test_after_a_quarter_somebody_looks_again(wil, visit, app, clock) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        assert accounts.reviews_due() == 0
    clock.shift(timedelta(days=92))
    signed_in(wil, WIL, "/beheer/mensen")
    assert "Kijk na of 2 mensen" in wil.page.words and wil.page.words.count("Nakijken") == 2
    wil.visit("/beheer/mensen/nakijken")
    wil.submit(press="Klopt nog Juul Jurist, Medewerker")
    assert "Juul" not in wil.page.words and "Wil Dorpsmens" in wil.page.words
    (row,) = rows(app, select(Membership).where(Membership.reviewed_by.is_not(None)))
    assert (row.reviewed_at, row.reviewed_by) == (now(), f"person:{key_of(app, WIL)}")
    with app.app_context(), tenancy.acting_for("dorp"):
        assert accounts.reviews_due() == 2


def test_what_is_not_right_any_more_stops(wil, visit, app, clock) -> None:
    juul = visit()
    clock.shift(timedelta(days=92))
    signed_in(juul, JUUL)
    signed_in(wil, WIL, "/beheer/mensen/nakijken")
    page = wil.submit(press="Toegang stoppen Juul Jurist, Medewerker")
    assert "staat nog in de planning" in page.words
    assert juul.visit("/medewerker/").path == "/inloggen"
    wil.visit("/beheer/mensen/nakijken")
    page = wil.submit(press="Toegang stoppen Wil Dorpsmens, Beheerder", status=409)
    assert "laatste beheerder" in page.words and roles_of(app, WIL) == {"beheerder", "medewerker"}


def test_what_was_never_looked_at_is_due(wil, app) -> None:
    change(app, update(Membership).values(reviewed_at=None))
    assert "Nog nooit" in wil.visit("/beheer/mensen/nakijken").words


def test_a_job_of_another_municipality_cannot_be_reviewed(wil, app) -> None:
    (sams,) = rows(app, select(Membership.id).where(Membership.person_id == key_of(app, SAM)))
    wil.visit("/beheer/mensen/nakijken")
    wil.post("/beheer/mensen/nakijken", {"lidmaatschap": sams, "doe": "stop"}, 404)
    assert roles_of(app, SAM, "stad") == {"medewerker"}


# --- one's own account -------------------------------------------------------------------------------------


def test_an_own_password_asks_the_old_one_and_ends_other_sessions(wil, visit, app) -> None:
    other = visit()
    signed_in(other, WIL)
    new = "nog vier gewone woorden"
    wil.visit("/account/")
    wil.submit({"oud": "verkeerd", "wachtwoord": new}, press="Bewaar dit wachtwoord", status=400)
    assert "niet uw wachtwoord" in wil.page.words
    wil.submit(
        {"oud": "een-lang-wachtwoord", "wachtwoord": "kort"}, press="Bewaar dit wachtwoord", status=400
    )
    assert "12 tot 256 tekens" in wil.page.words
    wil.submit({"oud": "een-lang-wachtwoord", "wachtwoord": new}, press="Bewaar dit wachtwoord")
    assert wil.visit("/medewerker/").path == "/medewerker/"
    assert other.visit("/medewerker/").path == "/inloggen"
    assert rows(app, select(func.count(StaffSession.id_hash)).where(StaffSession.ended_at.is_(None))) == [1]
