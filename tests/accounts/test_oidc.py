"""Signing in at the municipality's own provider: a real one from a package per municipality, and a hostile one.

SAFETY §5 B10: what a provider of one municipality says counts there, and matches on (municipality, issuer, subject).
"""

import base64
import dataclasses
import hashlib
import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from portal import accounts, tenancy
from portal.accounts import people, people_queries
from portal.accounts.models import Membership, OidcLink, Person, StaffSession
from portal.config import SettingsFaults
from portal.db import db
from portal.privacy import Change
from tests.accounts.providers import Hostile, Provider, hostile_provider, real_provider
from tests.booking.steps import JUUL, SAM, WIL, sign_in
from tests.conftest import NOW, leave_out
from tests.support import world as worlds
from tests.support.postgres import PostgresUnavailable
from tests.support.visitor import Page, Visitor
from tests.tenancy.test_tenant_files import DORP, assert_faults_are_as_marked, faults_of, write

BUTTON = "Inloggen bij de gemeente"
OIDC = """
[deploy.oidc]
issuer = "{issuer}"
client_id = "portaal-{slug}"

[deploy.oidc.roles]
sp-medewerkers = "medewerker"
sp-beheer = "beheerder"
"""


@pytest.fixture(scope="module")
def providers() -> Iterator[dict[str, Provider]]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with real_provider() as dorp, real_provider() as stad:
        yield {"dorp": dorp, "stad": stad}


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    with hostile_provider() as found:
        yield found


@pytest.fixture(scope="module")
def tenants(tmp_path_factory: pytest.TempPathFactory, providers: dict[str, Provider]) -> Iterator[Path]:
    """Dorp and stad as in the other tests, each with a provider of its own."""
    folder = tmp_path_factory.mktemp("oidc") / "tenants"
    shutil.copytree(worlds.TENANTS, folder)
    with pytest.MonkeyPatch.context() as patch:
        for slug, provider in providers.items():
            with (folder / slug / "tenant.toml").open("a", encoding="utf-8") as file:
                file.write(OIDC.format(issuer=provider.issuer, slug=slug))
            patch.setenv(f"OIDC_SECRET_{slug.upper()}", f"geheim-van-{slug}")
        yield folder


@pytest.fixture(scope="module")
def sqlite_world(tenants: Path) -> worlds.World:
    with time_machine.travel(NOW, tick=False):
        return worlds.sqlite_world(tenants_dir=tenants)


@pytest.fixture(scope="module")
def postgres_world(tenants: Path) -> worlds.World:
    try:
        with time_machine.travel(NOW, tick=False):
            return worlds.postgres_world(tenants_dir=tenants)
    except PostgresUnavailable as reason:
        leave_out(f"PostgreSQL: {reason}")
        raise


@pytest.fixture(autouse=True)
def begin_anew(app, providers, hostile) -> Iterator[None]:  # type: ignore[no-untyped-def]
    before = app.extensions["registry"], app.extensions["settings"]
    app.extensions["oidc"].known.clear()
    for provider in providers.values():
        provider.asked.clear()
        provider.knows("een", groups=["sp-medewerkers"], email=WIL)
    hostile.__dict__.update(signs_with=None, claims={}, header={}, document={}, status=200)
    yield
    app.extensions["registry"], app.extensions["settings"] = before


def configured(app, slug: str = "dorp", **given) -> None:  # type: ignore[no-untyped-def]
    """As if the tenant file said this instead."""
    known = app.extensions["registry"]
    other = known.by_slug[slug]
    mine = dataclasses.replace(other, oidc=other.oidc.model_copy(update=given))
    app.extensions["registry"] = dataclasses.replace(
        known,
        by_slug={**known.by_slug, slug: mine},
        by_host={host: mine if t.slug == slug else t for host, t in known.by_host.items()},
    )


def linked(app, providers, email: str = WIL, slug: str = "dorp", subject: str = "een", issuer=None) -> None:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        person = db.session.scalar(select(Person.id).where(Person.email == email))
        issuer = issuer or providers[slug].issuer
        db.session.add(OidcLink(tenant=slug, issuer=issuer, subject=subject, person_id=person))
        db.session.commit()


def goes(visitor: Visitor, path: str = "/inloggen/bij-gemeente", **fields: str) -> str:
    """Presses the button; gives the address of the provider that the browser is sent to."""
    if visitor.page is None or not visitor.page.all("form", action=path):
        visitor.visit("/inloggen")
    data = {"csrf_token": visitor.csrf_token(), **fields}
    answer = visitor.client.post(path, data=data, base_url=f"http://{visitor.host}")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def comes_back(visitor: Visitor, address: str, status: int = 200) -> Page:
    parts = urlsplit(address)
    return visitor.visit(f"{parts.path}?{parts.query}", status)


def signs_in(visitor: Visitor, provider: Provider, subject: str = "een", status: int = 200) -> Page:
    return comes_back(visitor, provider.sends_back(goes(visitor), subject), status)


def asked_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def sessions(app) -> int:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for("dorp"):
        return db.session.scalar(
            select(func.count(StaffSession.id_hash)).where(StaffSession.ended_at.is_(None))
        )


def roles(app, email: str, slug: str = "dorp") -> set[str]:  # type: ignore[no-untyped-def]
    with app.app_context(), tenancy.acting_for(slug):
        mine = (Person.email == email, Membership.tenant == slug, Membership.ended_at.is_(None))
        return set(db.session.scalars(select(Membership.role).join(Person).where(*mine)))


def invited(app, email: str, slug: str = "dorp") -> str:  # type: ignore[no-untyped-def]
    """The path of an invitation to work as a planner for the wijkteam."""
    with app.app_context(), tenancy.acting_for(slug):
        organisation = accounts.get_organisation(f"{slug}:wijkteam")
        row = people.invite(email, "Nieuw Mens", organisation.id, ["planner"], "system")
        found = people_queries.find_invitation(row.id)
        assert found is not None
        token = people.fresh_token(found)
        db.session.commit()
        return f"/uitnodiging/{token}"


# --- all is well -------------------------------------------------------------------------------------------


@pytest.mark.both
def test_who_is_linked_signs_in_and_has_the_roles_of_their_groups(visit, app, providers) -> None:
    linked(app, providers)
    assert roles(app, WIL) == {"medewerker", "beheerder"}
    visitor = visit()
    visitor.visit("/inloggen")
    assert signs_in(visitor, providers["dorp"]).path == "/medewerker/"
    assert "Wil Dorpsmens" in visitor.page.text
    assert roles(app, WIL) == {"medewerker"}
    visitor.visit("/beheer/", 404)
    with app.app_context(), tenancy.acting_for("dorp"):
        (line,) = db.session.scalars(select(Change).where(Change.kind == "person"))
        assert '"beheerder medewerker"' in line.before and '"medewerker"' in line.after
    providers["dorp"].knows("een", groups=["sp-beheer", "sp-medewerkers", "iets-anders"])
    again = visit()
    signs_in(again, providers["dorp"])
    assert roles(app, WIL) == {"medewerker", "beheerder"}
    again.visit("/beheer/")


def test_the_page_they_wanted_is_where_they_arrive(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    with visitor.client.session_transaction(base_url="http://dorp.localhost") as session:
        session["wanted"] = "/medewerker/mijn-agenda"
    assert signs_in(visitor, providers["dorp"]).path == "/medewerker/mijn-agenda"


@pytest.mark.both
def test_42_the_request_has_state_nonce_and_a_challenge_that_fits_the_verifier(visit, app, providers) -> None:
    linked(app, providers)
    visitor, provider = visit(), providers["dorp"]
    address = goes(visitor)
    asked = asked_of(address)
    assert asked["response_type"] == "code" and asked["client_id"] == "portaal-dorp"
    assert asked["redirect_uri"] == "http://dorp.localhost/inloggen/oidc/terug"
    assert asked["scope"] == "openid" and len(asked["state"]) >= 43 and len(asked["nonce"]) >= 43
    comes_back(visitor, provider.sends_back(address, "een"))
    (token,) = provider.token_requests()
    digest = hashlib.sha256(token["code_verifier"].encode()).digest()
    assert asked["code_challenge_method"] == "S256" and len(token["code_verifier"]) >= 43
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert token["redirect_uri"] == asked["redirect_uri"] and "client_secret" not in token
    (told,) = [a.authorization for a in provider.asked if a.path == "/oauth2/token"]
    assert (told.username, told.password) == ("portaal-dorp", "geheim-van-dorp")
    fresh = asked_of(goes(visit()))
    assert all(fresh[name] != asked[name] for name in ("state", "nonce", "code_challenge"))


def test_the_button_is_a_form_that_may_lead_to_this_provider_only(visit, app, providers) -> None:
    page = visit().visit("/inloggen")
    policy = page.headers["Content-Security-Policy"]
    assert f"form-action 'self' {providers['dorp'].issuer};" in policy
    assert providers["stad"].issuer not in policy
    assert "form-action 'self';" in visit().visit("/").headers["Content-Security-Policy"]
    visit().post("/inloggen/bij-gemeente", {"csrf_token": "x"}, 400)


def test_who_is_linked_has_no_password_here_any_more(visit, app, providers) -> None:
    assert sign_in(visit(), WIL).path == "/medewerker/"
    linked(app, providers)
    sign_in(visit(), WIL, status=400)
    assert sign_in(visit(), JUUL).path == "/medewerker/"
    visitor = visit()
    signs_in(visitor, providers["dorp"])
    page = visitor.visit("/account/")
    assert "geen wachtwoord om te veranderen" in page.words and not page.all("input", type="password")
    visitor.post("/account/", {"oud": worlds.PASSWORD, "wachtwoord": "vier gewone woorden"}, 404)


def test_where_only_the_provider_counts_there_is_no_password_form(visit, app, providers) -> None:
    configured(app, only=True)
    visitor = visit()
    assert not visitor.visit("/inloggen").all("input", type="password")
    visitor.post("/inloggen", {"email": JUUL, "wachtwoord": worlds.PASSWORD}, 404)
    path = invited(app, "nieuw@dorp.example")
    assert not visitor.visit(path).all("input", type="password")
    visitor.post(path, {"wachtwoord": "een-heel-nieuw-wachtwoord"}, 404)
    linked(app, providers)
    assert signs_in(visitor, providers["dorp"]).path == "/medewerker/"


@pytest.mark.parametrize(
    ("said", "step"), [({}, "/inloggen/instellen"), ({"amr": ["pwd", "mfa"]}, "/medewerker/")]
)
def test_the_second_step_is_asked_unless_the_provider_did(visit, app, providers, said, step) -> None:
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"second_factor": True})
    configured(app, second_factor=("mfa",))
    linked(app, providers)
    providers["dorp"].knows("een", groups=["sp-medewerkers"], **said)
    visitor = visit()
    assert signs_in(visitor, providers["dorp"]).path == step
    assert visitor.visit("/medewerker/").path == ("/medewerker/" if said else "/inloggen")


# --- an invitation -----------------------------------------------------------------------------------------


@pytest.mark.both
def test_b10_an_account_is_linked_through_an_invitation_only(visit, app, providers) -> None:
    signs_in(visit(), providers["dorp"], status=403)
    path, visitor = invited(app, "nieuw@dorp.example"), visit()
    page = visitor.visit(path)
    assert providers["dorp"].issuer in page.headers["Content-Security-Policy"] and BUTTON in page.text
    address = providers["dorp"].sends_back(_accepts(visitor, path), "een")
    assert comes_back(visitor, address).path == "/medewerker/"
    assert roles(app, "nieuw@dorp.example") == {
        "medewerker"
    }  # of the groups, not the planner of the invitation
    assert signs_in(visit(), providers["dorp"]).path == "/medewerker/"
    visit().visit(path, 404)


def _accepts(visitor: Visitor, path: str, **fields: str) -> str:
    visitor.visit(path)
    data = {"csrf_token": visitor.csrf_token(), **fields}
    answer = visitor.client.post(f"{path}/bij-gemeente", data=data, base_url=f"http://{visitor.host}")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_b10_an_invitation_of_somebody_with_a_password_asks_for_it(visit, app, providers) -> None:
    """Or the administrator of dorp could become Sam of stad with an invitation and an account of dorp."""
    path, visitor = invited(app, SAM), visit()
    visitor.visit(path)
    visitor.post(f"{path}/bij-gemeente", {"wachtwoord": "geraden-wachtwoord"}, 400)
    visitor.post(f"{path}/bij-gemeente", {}, 400)
    address = _accepts(visitor, path, wachtwoord=worlds.PASSWORD)
    assert comes_back(visitor, providers["dorp"].sends_back(address, "een")).path == "/medewerker/"
    assert "Sam" in visitor.page.text


def test_an_account_of_somebody_else_accepts_no_invitation(visit, app, providers) -> None:
    linked(app, providers)
    path, visitor = invited(app, "nieuw@dorp.example"), visit()
    comes_back(visitor, providers["dorp"].sends_back(_accepts(visitor, path), "een"), 403)
    visit().visit(path)  # still open
    assert roles(app, "nieuw@dorp.example") == set()


def test_an_invitation_withdrawn_meanwhile_is_over(visit, app, providers) -> None:
    path, visitor = invited(app, "nieuw@dorp.example"), visit()
    address = providers["dorp"].sends_back(_accepts(visitor, path), "een")
    with app.app_context(), tenancy.acting_for("dorp"):
        people.withdraw(people_queries.invitations()[0], "system")
        db.session.commit()
    comes_back(visitor, address, 403)
    assert roles(app, "nieuw@dorp.example") == set()


# --- no access ---------------------------------------------------------------------------------------------


@pytest.mark.both
def test_b10_the_mail_address_of_a_colleague_is_no_link(visit, app, providers) -> None:
    providers["dorp"].knows("een", groups=["sp-beheer"], email=WIL, email_verified=True)
    page = signs_in(visit(), providers["dorp"], status=403)
    assert page.h1 == "U hebt hier geen toegang" and sessions(app) == 0
    assert roles(app, WIL) == {"medewerker", "beheerder"}


def test_without_a_mapped_group_there_is_no_access_and_open_sessions_end(visit, app, providers) -> None:
    linked(app, providers)
    first, second = visit(), visit()
    signs_in(first, providers["dorp"])
    providers["dorp"].knows("een", groups=["iets-anders"], email=WIL)
    refused = signs_in(second, providers["dorp"], status=403)
    assert first.visit("/medewerker/").path == "/inloggen" and sessions(app) == 0
    configured(app, groups_claim="rollen")
    assert signs_in(visit(), providers["dorp"], status=403).words == refused.words


def test_disabling_ends_an_open_session_and_the_way_in(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    signs_in(visitor, providers["dorp"])
    with app.app_context():
        accounts.disable(WIL)
        db.session.commit()
    assert visitor.visit("/medewerker/").path == "/inloggen"
    signs_in(visitor, providers["dorp"], status=403)


def test_groups_do_not_bring_back_who_works_here_no_more(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    signs_in(visitor, providers["dorp"])
    with app.app_context(), tenancy.acting_for("dorp"):
        person = db.session.scalar(select(Person.id).where(Person.email == WIL))
        accounts.end_membership(person)
        db.session.commit()
    assert visitor.visit("/medewerker/").path == "/inloggen"
    signs_in(visitor, providers["dorp"], status=403)
    assert roles(app, WIL) == set()
    with app.app_context(), tenancy.acting_for("dorp"):
        assert accounts.purge_links(NOW) == 1


# --- two municipalities ------------------------------------------------------------------------------------


@pytest.mark.both
def test_b10_the_same_subject_and_mail_at_two_providers_are_two_people(visit, app, providers) -> None:
    linked(app, providers, WIL, "dorp")
    linked(app, providers, SAM, "stad")
    assert "Wil" in signs_in(visit("dorp.localhost"), providers["dorp"]).text
    assert "Sam" in signs_in(visit("stad.localhost"), providers["stad"]).text


@pytest.mark.both
def test_b10_a_link_counts_at_its_own_municipality(visit, app, providers) -> None:
    """Stad has the provider of dorp too: the link of dorp is worth nothing there."""
    linked(app, providers, JUUL, "dorp")
    configured(app, "stad", issuer=providers["dorp"].issuer)
    signs_in(visit("stad.localhost"), providers["dorp"], status=403)
    assert signs_in(visit("dorp.localhost"), providers["dorp"]).path == "/medewerker/"


@pytest.mark.both
def test_b10_a_callback_of_one_municipality_is_refused_at_another(visit, app, providers) -> None:
    linked(app, providers, JUUL, "dorp")
    linked(app, providers, JUUL, "stad")
    visitor = visit("dorp.localhost")
    address = providers["dorp"].sends_back(goes(visitor), "een")
    comes_back(visit("stad.localhost"), address, 400)  # a browser that began nothing there
    other = visit("stad.localhost")
    cookie = visitor.client.get_cookie("sessie", domain="dorp.localhost").value
    other.client.set_cookie("sessie", cookie, domain="stad.localhost")  # even with the cookie of dorp
    comes_back(other, address, 400)
    assert providers["dorp"].token_requests() == providers["stad"].token_requests() == []
    assert comes_back(visitor, address).path == "/medewerker/"


@pytest.mark.both
def test_b10_a_code_of_another_provider_is_refused(visit, app, providers) -> None:
    """Somebody signs in at stad's provider and puts its code in the answer to a login at dorp."""
    linked(app, providers)
    visitor, other = visit("dorp.localhost"), visit("stad.localhost")
    mine, theirs = goes(visitor), goes(other)
    code = asked_of(providers["stad"].sends_back(theirs, "een"))["code"]
    visitor.visit(f"/inloggen/oidc/terug?code={code}&state={asked_of(mine)['state']}", 400)
    assert sessions(app) == 0


@pytest.mark.both
def test_b10_a_link_of_an_earlier_provider_is_nothing_at_the_next(visit, app, providers) -> None:
    linked(app, providers, issuer=providers["stad"].issuer)
    signs_in(visit(), providers["dorp"], status=403)


def test_b10_a_provider_that_was_exchanged_meanwhile_is_refused(visit, app, providers) -> None:
    linked(app, providers)
    linked(app, providers, issuer=providers["stad"].issuer)
    visitor = visit()
    address = providers["dorp"].sends_back(goes(visitor), "een")
    configured(app, issuer=providers["stad"].issuer)
    comes_back(visitor, address, 400)


def test_b10_an_answer_that_names_another_issuer_is_refused(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    address = providers["dorp"].sends_back(goes(visitor), "een")
    comes_back(visitor, f"{address}&iss={providers['stad'].issuer}", 400)
    right = providers["dorp"].sends_back(goes(visitor), "een")
    comes_back(visitor, f"{right}&iss={providers['dorp'].issuer}")


# --- answers to nothing that was asked ---------------------------------------------------------------------


@pytest.mark.both
def test_b10_a_wrong_state_is_refused_and_uses_the_login_up(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    address = providers["dorp"].sends_back(goes(visitor), "een")
    state = asked_of(address)["state"]
    comes_back(visitor, address.replace(state, "x" + state[1:]), 400)
    comes_back(visitor, address, 400)
    comes_back(visit(), address, 400)  # another browser
    visit().visit("/inloggen/oidc/terug", 400)
    assert providers["dorp"].token_requests() == [] and sessions(app) == 0


def test_b10_a_second_answer_with_the_same_state_is_refused(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    address = providers["dorp"].sends_back(goes(visitor), "een")
    comes_back(visitor, address)
    comes_back(visitor, address, 400)
    assert len(providers["dorp"].token_requests()) == 1


def test_an_answer_after_ten_minutes_is_refused(visit, app, providers, clock) -> None:
    linked(app, providers)
    visitor = visit()
    address = providers["dorp"].sends_back(goes(visitor), "een")
    clock.shift(timedelta(minutes=10))
    comes_back(visitor, address, 400)


def test_who_says_no_at_the_provider_can_begin_again(visit, app, providers) -> None:
    linked(app, providers)
    visitor = visit()
    state = asked_of(goes(visitor))["state"]
    page = visitor.visit(f"/inloggen/oidc/terug?error=access_denied&state={state}", 400)
    assert page.links()["Naar inloggen"] == "/inloggen"
    assert signs_in(visitor, providers["dorp"]).path == "/medewerker/"


# --- a hostile provider ------------------------------------------------------------------------------------


def spoiled(visit, app, hostile: Hostile, status: int = 400, header=None, signs_with=None, **claims) -> None:  # type: ignore[no-untyped-def]
    """A token with these claims (None: left out) in answer to a login that was begun well."""
    visitor = visit()
    address = goes(visitor)
    hostile.good(address)
    hostile.claims |= claims
    hostile.header, hostile.signs_with = header or {}, signs_with
    visitor.visit(f"/inloggen/oidc/terug?code=c&state={asked_of(address)['state']}", status)


@pytest.fixture
def at_hostile(app, providers, hostile) -> Hostile:  # type: ignore[no-untyped-def]
    configured(app, issuer=hostile.issuer)
    linked(app, providers, issuer=hostile.issuer)
    return hostile


NOW_EPOCH = int(NOW.timestamp())
WRONG = {
    "nonce": {"nonce": "een-andere-nonce-van-goede-lengte-0123456789"},
    "no-nonce": {"nonce": None},
    "audience": {"aud": "een-ander"},
    "audience-of-stad": {"aud": ["portaal-stad"]},
    "azp": {"aud": ["portaal-dorp", "een-ander"], "azp": "een-ander"},
    "issuer": {"iss": "http://localhost:1"},
    "no-issuer": {"iss": None},
    "expired": {"exp": NOW_EPOCH - 61},
    "no-end": {"exp": None},
    "of-tomorrow": {"iat": NOW_EPOCH + 3600},
    "no-subject": {"sub": None},
    "long-subject": {"sub": "x" * 256},
}


@pytest.mark.both
@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_b10_a_token_with_a_wrong_claim_is_refused(visit, app, at_hostile, claims) -> None:
    spoiled(visit, app, at_hostile, **claims)
    assert sessions(app) == 0


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_b10_a_token_without_an_asymmetric_signature_is_refused(visit, app, at_hostile, alg) -> None:
    spoiled(visit, app, at_hostile, header={"alg": alg})
    assert sessions(app) == 0


def test_b10_a_token_of_another_key_is_refused(visit, app, at_hostile) -> None:
    other = RSAKey.generate_key(2048, {"kid": "one"})
    spoiled(visit, app, at_hostile, signs_with=other)
    spoiled(visit, app, at_hostile, header={"kid": "two"}, signs_with=other)
    assert sessions(app) == 0


def test_a_good_token_of_the_same_provider_is_let_in_also_with_a_new_key(visit, app, at_hostile) -> None:
    """So that the refusals above are of what was spoiled."""
    spoiled(visit, app, at_hostile, 200)
    at_hostile.key = RSAKey.generate_key(2048, {"kid": "one"})
    spoiled(visit, app, at_hostile, 200)
    assert sessions(app) == 2


def test_b10_a_provider_that_names_itself_must_do_so_in_every_answer(visit, app, at_hostile) -> None:
    at_hostile.document = {"authorization_response_iss_parameter_supported": True}
    spoiled(visit, app, at_hostile)
    assert sessions(app) == 0


# --- a provider that is down -------------------------------------------------------------------------------


WRONG_DOCUMENTS = {
    "status": {"status": 500},
    "redirect": {"status": 302},
    "issuer": {"document": {"issuer": "http://localhost:1"}},
    "elsewhere": {"document": {"authorization_endpoint": "https://kwaad.example/ga"}},
    "not-safe": {"document": {"token_endpoint": "http://kwaad.example/token"}},
    "no-keys": {"document": {"jwks_uri": None}},
}


@pytest.mark.parametrize("how", WRONG_DOCUMENTS.values(), ids=WRONG_DOCUMENTS)
def test_a_provider_that_is_down_or_no_provider_gives_a_calm_page(visit, app, at_hostile, how) -> None:
    at_hostile.__dict__.update(how)
    visitor = visit()
    visitor.visit("/inloggen")
    page = visitor.post("/inloggen/bij-gemeente", status=503)
    assert page.h1 == "De inlogdienst werkt nu niet"


def test_after_a_provider_was_down_somebody_still_arrives_where_they_wanted(visit, app, at_hostile) -> None:
    visitor = visit()
    with visitor.client.session_transaction(base_url="http://dorp.localhost") as session:
        session["wanted"] = "/medewerker/mijn-agenda"
    address = goes(visitor)
    at_hostile.status = 503
    visitor.visit(f"/inloggen/oidc/terug?code=c&state={asked_of(address)['state']}", 503)
    at_hostile.status = 200
    address = goes(visitor)
    at_hostile.good(address)
    page = visitor.visit(f"/inloggen/oidc/terug?code=c&state={asked_of(address)['state']}")
    assert page.path == "/medewerker/mijn-agenda"


# --- the tenant file ---------------------------------------------------------------------------------------


def test_the_groups_of_a_file_give_the_roles_of_one_municipality() -> None:
    from typing import get_args

    from portal.tenancy.values import GroupRole

    assert set(get_args(GroupRole)) == set(accounts.ROLES) - {"regioredacteur"}


def test_a_provider_without_a_secret_is_told_with_everything_else(
    tenants: Path, monkeypatch, tmp_path
) -> None:
    from portal.app import create_app

    monkeypatch.delenv("OIDC_SECRET_STAD")
    monkeypatch.setenv("OIDC_SECRET_STAD_FILE", str(tmp_path / "geen"))
    settings = worlds.settings_for("sqlite:///x", tenants_dir=tenants)
    with pytest.raises(tenancy.TenantFileFaults) as caught:
        create_app(settings)
    (fault,) = caught.value.faults
    assert (fault.file, fault.key) == ("tenants/stad/tenant.toml", "deploy.oidc")
    text = (tenants / "stad" / "tenant.toml").read_text("utf-8")
    assert text.splitlines()[fault.line - 1] == "[deploy.oidc]" and "OIDC_SECRET_STAD" in fault.reason
    with pytest.raises(SettingsFaults) as both:
        create_app(tenants_dir=tenants)
    assert any("OIDC_SECRET_STAD" in told for told in both.value.faults) and len(both.value.faults) > 1
    (tmp_path / "geen").write_text("uit-een-bestand\n")
    assert create_app(settings).extensions["oidc"].secrets["stad"] == "uit-een-bestand"


FAULTY = """
[deploy.oidc]                             #! ontbreekt
issuer = "http://login.example"           #! https://
name = ""                                 #! tekst
second_factor = "mfa"                     #! een lijst
origins = ["https://login.example/pad"]   #! zonder pad
scopes = ["twee woorden"]                 #! zonder spatie
secret = "geheim"                         #! kennen wij niet
only = "ja"                               #! true of false

[deploy.oidc.roles]
groep = "baas"                            #! Kies uit
"Andere groep" = "regioredacteur"         #! Kies uit
"""


def test_every_fault_of_a_provider_is_told_at_its_line(tmp_path) -> None:
    text = DORP + FAULTY
    assert_faults_are_as_marked(faults_of(write(tmp_path, dorp=text)), text)


def test_in_production_a_provider_is_https(tenants: Path) -> None:
    found = accounts.oidc_faults(tenancy.read_registry(tenants), production=True)
    assert [fault.key for fault in found] == ["deploy.oidc.issuer"] * 2
