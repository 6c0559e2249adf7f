"""Signing in: one answer for every refusal, a session that ends at once, guesses that only get slower."""

import threading
from datetime import timedelta

import pytest
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select, update

from portal import accounts, tenancy
from portal.accounts.actions import _hasher, hash_of
from portal.accounts.models import Membership, Person, SignInFailure, StaffSession
from portal.clock import now
from portal.db import db
from tests.booking.steps import JUUL, SAM, WIL, sign_in, signed_in
from tests.conftest import IN_PRODUCTION
from tests.support.world import PASSWORD

pytestmark = pytest.mark.both
ADDRESS = "http://dorp.localhost"


def change(app, statement) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        db.session.execute(statement)
        db.session.commit()


def sessions(app) -> list[StaffSession]:  # type: ignore[no-untyped-def]
    with app.app_context():
        return list(db.session.scalars(select(StaffSession).order_by(StaffSession.created_at)))


def cookie_of(visitor) -> str:  # type: ignore[no-untyped-def]
    return visitor.client.get_cookie("sessie", domain=visitor.host).value


def with_cookie(visit, value: str, host: str = "dorp.localhost"):  # type: ignore[no-untyped-def]
    visitor = visit(host)
    visitor.client.set_cookie("sessie", value, domain=host)
    return visitor


# --- who gets in -------------------------------------------------------------------------------------------


def test_the_right_password_opens_the_day(visit) -> None:
    visitor = visit()
    assert sign_in(visitor, f"  {WIL.upper()} ").path == "/medewerker/"
    assert "Wil Dorpsmens" in visitor.page.text
    assert visitor.visit("/inloggen").path == "/medewerker/"


def test_every_refusal_is_the_same_page(visit, app) -> None:
    with app.app_context():
        accounts.disable(JUUL)
        db.session.commit()
    seen = set()
    for email, password in (
        (WIL, "verkeerd"),
        ("niemand@x.example", PASSWORD),
        (SAM, PASSWORD),
        (JUUL, PASSWORD),
    ):
        visitor = visit()
        page = sign_in(visitor, email, password, status=400)
        seen.add(page.text.replace(email, "…").replace(visitor.csrf_token(), "…"))
        assert password not in page.text
    assert len(seen) == 1 and sessions(app) == []


def test_a_person_without_a_password_yet_cannot_sign_in(visit, app) -> None:
    change(app, update(Person).where(Person.email == WIL).values(password_hash=None))
    sign_in(visit(), WIL, "", status=400)
    sign_in(visit(), WIL, "None", status=400)


def test_in_production_a_password_is_hashed_as_rfc_9106_asks() -> None:
    asked = RFC_9106_LOW_MEMORY
    assert (IN_PRODUCTION.type, IN_PRODUCTION.parallelism) == (asked.type, asked.parallelism)
    assert IN_PRODUCTION.time_cost >= asked.time_cost and IN_PRODUCTION.memory_cost >= asked.memory_cost


def test_an_endless_password_is_refused_before_it_is_hashed(visit, app) -> None:
    endless = "x" * 300
    change(app, update(Person).where(Person.email == WIL).values(password_hash=_hasher.hash(endless)))
    page = sign_in(visit(), WIL, endless, status=400)  # it fits, so whoever hashed it would let it in
    assert "horen niet bij elkaar" in page.words
    assert "te lang" in sign_in(visit(), WIL, "x" * 1001, status=400).words


def test_a_password_may_begin_and_end_with_a_space(visit, app) -> None:
    with app.app_context():
        accounts.reset_password(WIL, " een zin met ruimte eromheen ")
        db.session.commit()
    assert sign_in(visit(), WIL, " een zin met ruimte eromheen ").path == "/medewerker/"


def test_a_role_without_the_agenda_sees_no_agenda(visit, app) -> None:
    change(app, update(Membership).where(Membership.tenant == "stad").values(role="ketenpartner"))
    visitor = visit("stad.localhost")
    sign_in(visitor, SAM, status=404)
    visitor.visit("/medewerker/mijn-agenda", 404)


# --- a session ---------------------------------------------------------------------------------------------


def test_disabling_ends_an_open_session_at_once(visit, app) -> None:
    visitor = visit()
    signed_in(visitor)
    with app.app_context():
        accounts.disable(WIL)
        db.session.commit()
    assert visitor.visit("/medewerker/").path == "/inloggen"


def test_the_end_of_a_membership_ends_an_open_session_at_once(visit, app) -> None:
    visitor = visit()
    signed_in(visitor)
    change(app, update(Membership).where(Membership.tenant == "dorp").values(ended_at=now()))
    assert visitor.visit("/medewerker/").path == "/inloggen"


def test_a_new_password_ends_open_sessions(visit, app) -> None:
    visitor = visit()
    signed_in(visitor)
    with app.app_context():
        accounts.reset_password(WIL, "een-ander-lang-wachtwoord")
        db.session.commit()
    assert visitor.visit("/medewerker/").path == "/inloggen"


def test_a_session_of_one_municipality_is_nothing_at_another(visit) -> None:
    visitor = visit()
    signed_in(visitor, JUUL)
    assert with_cookie(visit, cookie_of(visitor), "stad.localhost").visit("/medewerker/").path == "/inloggen"
    assert visitor.visit("/medewerker/").path == "/inloggen", "there is a copy of it: over here too"


def test_signing_in_gives_a_new_id_and_drops_what_was_planted(visit, app) -> None:
    visitor = visit()
    visitor.visit("/inloggen")
    with visitor.client.session_transaction(base_url=ADDRESS) as session:
        session["geplant"], session["_user_id"] = "x", "gekozen-door-een-ander"
    planted = cookie_of(visitor)
    sign_in(visitor)
    with visitor.client.session_transaction(base_url=ADDRESS) as session:
        assert "geplant" not in session and session["_user_id"] != "gekozen-door-een-ander"
    assert with_cookie(visit, planted).visit("/medewerker/").path == "/inloggen"


def test_signing_in_again_leaves_no_open_session_behind(visit, app) -> None:
    visitor = visit()
    signed_in(visitor)
    earlier = cookie_of(visitor)
    fields = {"csrf_token": visitor.csrf_token(), "email": JUUL, "wachtwoord": PASSWORD}
    assert visitor.post("/inloggen", fields).path == "/medewerker/"
    assert with_cookie(visit, earlier).visit("/medewerker/").path == "/inloggen"
    assert [s.ended_at is None for s in sessions(app)].count(True) == 1


def test_signing_out_kills_a_copied_cookie(visit) -> None:
    visitor = visit()
    signed_in(visitor)
    copied = cookie_of(visitor)
    assert visitor.submit(press="Uitloggen").path == "/inloggen"
    assert with_cookie(visit, copied).visit("/medewerker/").path == "/inloggen"


def test_a_session_ends_after_half_an_hour_without_use(visit, clock) -> None:
    visitor = visit()
    signed_in(visitor)
    clock.shift(timedelta(minutes=29))
    assert visitor.visit("/medewerker/").path == "/medewerker/"
    clock.shift(timedelta(minutes=30))
    assert visitor.visit("/medewerker/").path == "/inloggen"


def test_a_session_ends_after_ten_hours_however_busy(visit, clock) -> None:
    visitor = visit()
    signed_in(visitor)
    for _ in range(29):
        clock.shift(timedelta(minutes=20))
        assert visitor.visit("/medewerker/mijn-agenda").path == "/medewerker/mijn-agenda"
    clock.shift(timedelta(minutes=20))
    assert visitor.visit("/medewerker/mijn-agenda").path == "/inloggen"


def test_the_last_use_is_written_at_most_once_a_minute(visit, app, clock) -> None:
    visitor = visit()
    signed_in(visitor)
    written = []
    for seconds in (30, 30, 30, 30):
        clock.shift(timedelta(seconds=seconds))
        visitor.visit("/medewerker/")
        written.append(sessions(app)[0].last_used_at)
    assert len(set(written)) == 2


def test_a_form_sent_after_some_minutes_is_a_use_too(visit, app, clock) -> None:
    visitor = visit()
    signed_in(visitor)
    clock.shift(timedelta(minutes=2))
    visitor.submit(press="Uitloggen")
    (only,) = sessions(app)
    assert only.last_used_at == only.ended_at == only.created_at + timedelta(minutes=2)


def test_the_database_knows_a_session_only_by_its_hash(visit, app) -> None:
    visitor = visit()
    sign_in(visitor)
    with visitor.client.session_transaction(base_url=ADDRESS) as session:
        secret = session["_user_id"]
    (only,) = sessions(app)
    assert only.id_hash == hash_of(secret) and len(secret) >= 43
    assert all(secret not in str(value) for value in vars(only).values())


def test_the_cookie_is_for_this_host_and_not_for_scripts(visit) -> None:
    visitor = visit()
    visitor.visit("/inloggen")
    answer = visitor.client.post(
        "/inloggen",
        data={"csrf_token": visitor.csrf_token(), "email": WIL, "wachtwoord": PASSWORD},
        base_url=ADDRESS,
    )
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie


def guessed_four_times(visitor, app, email: str = WIL) -> None:  # type: ignore[no-untyped-def]
    sign_in(visitor, email, "verkeerd", status=400)
    change(app, update(SignInFailure).values(failures=4))


# --- guesses -----------------------------------------------------------------------------------------------


def test_after_four_wrong_guesses_the_next_must_wait(visit, app) -> None:
    visitor = visit()
    for _ in range(4):
        sign_in(visitor, password="verkeerd", status=400)
    page = sign_in(visitor, status=429)  # the right password, too soon
    assert "Wacht een minuut" in page.words and sessions(app) == []


def test_the_right_password_after_waiting_works_and_begins_anew(visit, app, clock) -> None:
    visitor = visit()
    guessed_four_times(visitor, app)
    clock.shift(timedelta(seconds=2))
    assert sign_in(visitor).path == "/medewerker/"
    assert rows_of_failures(app) == []


def test_guesses_at_one_place_hold_up_nobody_elsewhere(visit, app) -> None:
    guesser = visit()
    guessed_four_times(guesser, app)
    sign_in(guesser, status=429)
    owner = visit()
    owner.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(owner).path == "/medewerker/"


def test_nobody_is_kept_out_longer_than_a_minute(visit, app, clock) -> None:
    visitor = visit()
    sign_in(visitor, password="verkeerd", status=400)
    change(app, update(SignInFailure).values(failures=1000))
    sign_in(visitor, status=429)
    clock.shift(timedelta(seconds=60))
    assert sign_in(visitor).path == "/medewerker/"


def test_an_unknown_address_slows_down_just_the_same(visit, app) -> None:
    visitor = visit()
    guessed_four_times(visitor, app, "niemand@x.example")
    sign_in(visitor, "niemand@x.example", "verkeerd", status=429)


def test_guesses_at_the_same_moment_are_all_counted(visit, app) -> None:
    visitor = visit()
    visitor.visit("/inloggen")
    fields = {"csrf_token": visitor.csrf_token(), "email": WIL, "wachtwoord": "verkeerd"}
    cookie, gate, answers = cookie_of(visitor), threading.Barrier(3), []

    def guess() -> None:
        client = app.test_client()
        client.set_cookie("sessie", cookie, domain="dorp.localhost")
        gate.wait()
        answers.append(client.post("/inloggen", data=fields, base_url=ADDRESS).status_code)

    threads = [threading.Thread(target=guess) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [400] * 3 and [row.failures for row in rows_of_failures(app)] == [3]


def test_the_table_of_guesses_names_nobody(visit, app) -> None:
    sign_in(visit(), password="verkeerd", status=400)
    (row,) = rows_of_failures(app)
    assert len(row.id_hash) == 64 and set(vars(row)) - {"_sa_instance_state"} == {
        "id_hash",
        "failures",
        "last_at",
    }


def rows_of_failures(app) -> list[SignInFailure]:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for("dorp"):
        return list(db.session.scalars(select(SignInFailure)))
