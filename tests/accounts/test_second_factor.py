"""The second step: no way around it, each code once, one municipality, and a way back that needs the password."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import accounts, tenancy
from portal.accounts import cli
from portal.accounts.invitation_models import RecoveryCode, SecondFactor
from portal.accounts.models import SignInFailure, StaffSession
from portal.app import create_app
from portal.clock import now
from portal.db import db
from portal.privacy import Change
from tests.accounts.office import change, code_now, delivered, enrols, key_of, rows, types_password
from tests.booking.steps import JUUL, WIL, signed_in
from tests.support.visitor import Visitor


@pytest.fixture
def app(world, clock):  # type: ignore[no-untyped-def]
    """The same portal, with the second step."""
    strict = create_app(world.settings.model_copy(update={"second_factor": True}))
    yield strict
    with strict.app_context():
        db.engine.dispose()


def enrolled(visit, email: str = WIL, host: str = "dorp.localhost") -> tuple[Visitor, str, list[str]]:  # type: ignore[no-untyped-def]
    visitor = visit(host)
    assert types_password(visitor, email).path == "/inloggen/instellen"
    return visitor, *enrols(visitor)


def at_the_code(visit, clock, email: str = WIL, host: str = "dorp.localhost") -> Visitor:  # type: ignore[no-untyped-def]
    """The password was right, a minute later; the code is asked."""
    clock.shift(timedelta(minutes=1))
    visitor = visit(host)
    assert types_password(visitor, email).path == "/inloggen/code"
    return visitor


def gives(visitor: Visitor, code: str, status: int = 200):  # type: ignore[no-untyped-def]
    return visitor.submit({"code": code}, press="Verder", status=status)


@pytest.mark.both
def test_the_app_is_linked_once_and_asked_ever_after(visit, clock) -> None:
    visitor, secret, codes = enrolled(visit)
    assert len(secret) == 32 and len(codes) == 8 and visitor.page.h1 == "Bewaar uw herstelcodes"
    assert visitor.visit(visitor.page.links()["Ik heb ze bewaard"]).path == "/medewerker/"
    later = at_the_code(visit, clock)
    assert gives(later, code_now(secret)).path == "/medewerker/"


@pytest.mark.parametrize("enrolled_before", [False, True])
def test_mfa_cannot_be_skipped(visit, app, clock, enrolled_before) -> None:
    """Every address of staff, by GET and by POST, with only the password."""
    if enrolled_before:
        enrolled(visit)
        half = at_the_code(visit, clock)
    else:
        half = visit()
        types_password(half, WIL)
    routes = app.extensions["routes"]
    looked = 0
    with half.client.session_transaction(base_url="http://dorp.localhost") as session:
        session["_user_id"] = session["half"]  # whoever puts it where a whole session's id belongs
    token = half.csrf_token()
    for rule in app.url_map.iter_rules():
        if routes[rule.endpoint].audience != "staff":
            continue
        path = app.url_map.bind("dorp.localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, "1"))
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = half.client.open(
                path, method=method, base_url="http://dorp.localhost", data={"csrf_token": token}
            )
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/inloggen"), (method, path)
            looked += 1
    assert looked > 60


def test_the_codes_for_paper_are_not_shown_to_who_only_knows_the_password(visit, clock) -> None:
    enrolled(visit)
    half = at_the_code(visit, clock)
    assert half.visit("/inloggen/instellen").path == "/inloggen/code"
    half.post("/inloggen/instellen", {"code": "123456"})
    assert half.page.path == "/inloggen/code"


def test_without_the_password_there_is_no_second_step(visit) -> None:
    visitor = visit()
    for path in ("/inloggen/code", "/inloggen/instellen", "/inloggen/herstel"):
        assert visitor.visit(path).path == "/inloggen"
        assert visitor.post(path, {"code": "123456"}).path == "/inloggen"


@pytest.mark.both
def test_a_code_works_once(visit, app, clock) -> None:
    _, secret, _ = enrolled(visit)
    first = at_the_code(visit, clock)
    used = code_now(secret)
    gives(first, used)
    second = visit()
    types_password(second, WIL)
    assert "klopt niet" in gives(second, used, 400).words
    assert "klopt niet" in gives(second, code_now(secret, -1), 400).words  # nor an older one
    gives(second, code_now(secret, 1))


@pytest.mark.parametrize(("steps", "status"), [(-2, 400), (-1, 200), (1, 200), (2, 400)])
def test_a_clock_may_be_one_step_off(visit, clock, steps, status) -> None:
    _, secret, _ = enrolled(visit)
    gives(at_the_code(visit, clock), code_now(secret, steps), status)


@pytest.mark.both
def test_a_factor_of_one_municipality_is_nothing_at_another(visit, clock) -> None:
    _, dorp, _ = enrolled(visit, JUUL)
    visitor = visit("stad.localhost")
    assert types_password(visitor, JUUL).path == "/inloggen/instellen"  # none there yet
    stad, codes = enrols(visitor)
    assert stad != dorp
    there = at_the_code(visit, clock, JUUL, "stad.localhost")
    gives(there, code_now(dorp), 400)
    gives(there, code_now(stad))
    here = at_the_code(visit, clock, JUUL)
    here.visit("/inloggen/herstel")
    gives(here, codes[0], 400)


def test_a_half_open_session_is_nothing_at_another_host_and_ends_after_ten_minutes(visit, clock) -> None:
    half = visit()
    types_password(half, JUUL)
    cookie = half.client.get_cookie("sessie", domain="dorp.localhost").value
    stranger = visit("stad.localhost")
    stranger.client.set_cookie("sessie", cookie, domain="stad.localhost")
    assert stranger.visit("/inloggen/instellen").path == "/inloggen"
    clock.shift(timedelta(minutes=10))
    assert half.visit("/inloggen/instellen").path == "/inloggen"


def test_the_session_has_another_id_after_the_second_step(visit, app, clock) -> None:
    _, secret, _ = enrolled(visit)
    half = at_the_code(visit, clock)
    before = half.client.get_cookie("sessie", domain="dorp.localhost").value
    gives(half, code_now(secret))
    copied = visit()
    copied.client.set_cookie("sessie", before, domain="dorp.localhost")
    assert copied.visit("/inloggen/code").path == "/inloggen"
    assert copied.visit("/medewerker/").path == "/inloggen"


@pytest.mark.both
def test_guesses_at_the_code_must_wait_wherever_they_come_from(visit, app, clock) -> None:
    _, secret, codes = enrolled(visit)
    half = at_the_code(visit, clock)
    for number in range(4):
        half.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        gives(half, "000000", 400)
    gives(half, code_now(secret), 429)
    half.visit("/inloggen/herstel")
    gives(half, codes[0], 429)  # the same counter
    clock.shift(timedelta(seconds=2))
    half.visit("/inloggen/code")
    gives(half, code_now(secret))
    assert rows(app, select(SignInFailure)) == []


# --- the way back ------------------------------------------------------------------------------------------


@pytest.mark.both
def test_a_code_on_paper_leads_to_another_app_and_works_once(visit, clock) -> None:
    _, old, codes = enrolled(visit)
    half = at_the_code(visit, clock)
    half.visit("/inloggen/herstel")
    assert gives(half, codes[3].upper().replace("-", " ")).path == "/inloggen/instellen"
    assert half.visit("/medewerker/").path == "/inloggen"  # not signed in by it
    half.visit("/inloggen/instellen")
    new, fresh = enrols(half)
    assert new != old and not set(fresh) & set(codes)
    later = at_the_code(visit, clock)
    gives(later, code_now(old), 400)
    for spent in (codes[3], codes[0]):
        later.visit("/inloggen/herstel")
        gives(later, spent, 400)
    later.visit("/inloggen/code")
    gives(later, code_now(new))


def test_who_stops_halfway_keeps_the_old_app_and_has_spent_the_code(visit, clock) -> None:
    _, secret, codes = enrolled(visit)
    half = at_the_code(visit, clock)
    half.visit("/inloggen/herstel")
    gives(half, codes[0])
    again = at_the_code(visit, clock)
    again.visit("/inloggen/herstel")
    gives(again, codes[0], 400)
    again.visit("/inloggen/code")
    gives(again, code_now(secret))


def test_who_knew_only_the_password_cannot_enrol_after_the_owner_did(visit) -> None:
    waiting = visit()
    types_password(waiting, WIL)
    (secret,) = ["".join(e.itertext()).replace(" ", "") for e in waiting.page.all("code")]
    enrolled(visit)
    waiting.post("/inloggen/instellen", {"code": code_now(secret)})
    assert waiting.page.path == "/inloggen"


def test_a_manager_lets_somebody_begin_anew_and_it_is_told(visit, app, mails, clock) -> None:
    juul, *_ = enrolled(visit, JUUL)
    wil, *_ = enrolled(visit)
    wil.visit(f"/beheer/mensen/{key_of(app, JUUL)}")
    wil.submit(press="Tweede stap opnieuw")
    assert juul.visit("/medewerker/").path == "/inloggen"
    (line,) = rows(app, select(Change).where(Change.kind == "person"))
    assert (line.name, line.actor) == ("Juul Jurist", f"person:{key_of(app, WIL)}")
    assert any("veranderd in hoe u inlogt" in text for text in delivered(app, mails, JUUL))
    assert types_password(visit(), JUUL).path == "/inloggen/instellen"
    wil.visit("/beheer/mensen")
    wil.post(f"/beheer/mensen/{key_of(app, WIL)}/tweede-stap", {}, 400)
    assert rows(app, select(SecondFactor.person_id)) == [key_of(app, WIL)]


def test_the_command_removes_it_and_a_new_password_does_not(visit, app, clock) -> None:
    enrolled(visit)
    with app.app_context():
        accounts.reset_password(WIL, "een-ander-lang-wachtwoord")
        db.session.commit()
    visitor = visit()
    assert types_password(visitor, WIL, "een-ander-lang-wachtwoord").path == "/inloggen/code"
    told = app.test_cli_runner().invoke(cli.commands, ["reset-factor", "dorp", WIL])
    assert told.exit_code == 0 and "wachtwoord blijft" in told.output
    assert types_password(visit(), WIL, "een-ander-lang-wachtwoord").path == "/inloggen/instellen"


# --- what is kept ------------------------------------------------------------------------------------------


def test_no_secret_and_no_code_can_be_read_in_the_tables(visit, app, clock) -> None:
    _, secret, codes = enrolled(visit)
    (factor,) = rows(app, select(SecondFactor))
    kept = [row.code_hash for row in rows(app, select(RecoveryCode))]
    assert secret.encode() not in factor.secret_sealed and factor.last_step == int(now().timestamp()) // 30
    assert len(kept) == 8 and not any(code.replace("-", "") in "".join(kept) for code in codes)


def test_own_codes_are_counted_and_made_anew(visit, app, clock) -> None:
    visitor, _, codes = enrolled(visit)
    change(
        app,
        update(RecoveryCode)
        .where(RecoveryCode.id.in_(select(RecoveryCode.id).limit(3)))
        .values(used_at=now()),
    )
    assert "nog 5 herstelcodes" in visitor.visit("/account/").words
    page = visitor.submit(press="Maak nieuwe herstelcodes")
    assert not {"".join(e.itertext()) for e in page.all("code")} & set(codes)
    assert "nog 8 herstelcodes" in visitor.visit("/account/").words


def test_a_factor_goes_when_somebody_works_here_no_more(visit, app, clock) -> None:
    enrolled(visit, JUUL)
    with app.app_context(), tenancy.acting_for("dorp"):
        accounts.end_membership(key_of_juul := db.session.scalars(select(SecondFactor.person_id)).one())
        accounts.purge(now())
        db.session.commit()
    assert key_of_juul and rows(app, select(SecondFactor)) == rows(app, select(RecoveryCode)) == []


def test_a_session_from_before_stays_half_open_for_no_page(visit, app) -> None:
    """The column decides, whatever the cookie says."""
    visitor = visit()
    signed_in(visitor)
    change(app, update(StaffSession).values(step="code"))
    assert visitor.visit("/medewerker/").path == "/inloggen"
