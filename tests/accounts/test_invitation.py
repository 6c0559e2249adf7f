"""An invitation: once, for a week, for one municipality, and never a way to somebody's password."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from portal import accounts, tenancy
from portal.accounts.invitation_models import StaffInvitation
from portal.accounts.models import Membership, Person
from portal.accounts.people import token_hash
from portal.clock import now
from portal.db import db
from portal.privacy import Change
from tests.accounts.office import NEW_PASSWORD, change, delivered, invite, key_of, link_in, rows
from tests.booking.steps import JUUL, SAM, WIL, sign_in, signed_in
from tests.support.world import PASSWORD

NOOR = "noor@nieuw.example"


@pytest.fixture
def wil(visit):  # type: ignore[no-untyped-def]
    visitor = visit()
    signed_in(visitor, WIL, "/beheer/mensen")
    return visitor


def path_for(app, mails, wil, address: str = NOOR, **given: object) -> str:  # type: ignore[no-untyped-def]
    invite(wil, email=address, **given)
    return link_in(delivered(app, mails, address)[-1])


@pytest.mark.both
def test_somebody_new_chooses_a_password_and_works_here(wil, visit, app, mails) -> None:
    path = path_for(app, mails, wil, rollen=["redacteur", "planner"])
    guest = visit()
    assert "Wijkteam Dorp" in guest.visit(path).words and "Dorp" in guest.page.words
    assert guest.submit({"wachtwoord": NEW_PASSWORD}, press="Doe mee").path == "/inloggen"
    assert sign_in(guest, NOOR, NEW_PASSWORD).path == "/medewerker/"
    with app.app_context():
        roles = db.session.scalars(
            select(Membership.role).where(
                Membership.person_id == key_of(app, NOOR), Membership.tenant == "dorp"
            )
        )
        assert set(roles) == {"redacteur", "planner"}
    assert "Noor Nieuw" in wil.visit("/beheer/mensen").words and "Uitgenodigd" not in wil.page.words


def test_the_token_is_in_no_table_and_not_in_the_outbox(wil, app, mails) -> None:
    token = path_for(app, mails, wil).rpartition("/")[2]
    with app.app_context(), tenancy.acting_for("dorp"):
        for name in (
            "staff_invitation WHERE tenant_id = 'dorp'",
            "outbox",
            "change WHERE tenant_id = 'dorp'",
        ):
            assert token not in str(db.session.execute(text(f"SELECT * FROM {name}")).all())
        assert db.session.scalars(select(StaffInvitation.token_hash)).one() == token_hash(token)


@pytest.mark.both
def test_a_token_of_one_municipality_is_nothing_at_another(wil, visit, app, mails) -> None:
    path = path_for(app, mails, wil)
    stranger = visit("stad.localhost")
    elsewhere = stranger.visit(path, 404).words
    assert elsewhere == stranger.visit("/uitnodiging/verzonnen", 404).words
    stranger.visit("/inloggen")
    stranger.post(path, {"wachtwoord": NEW_PASSWORD}, 404)
    with app.app_context():
        assert db.session.scalar(select(Person).where(Person.email == NOOR)) is None


def over(visit, path: str) -> str:  # type: ignore[no-untyped-def]
    return visit().visit(path, 404).words


def test_used_withdrawn_too_old_and_unknown_look_the_same(wil, visit, app, mails, clock) -> None:
    used = path_for(app, mails, wil)
    guest = visit()
    guest.visit(used)
    guest.submit({"wachtwoord": NEW_PASSWORD}, press="Doe mee")
    withdrawn = path_for(app, mails, wil, "een@nieuw.example")
    wil.visit("/beheer/mensen")
    wil.submit(press="Trek in Noor Nieuw")
    again = path_for(app, mails, wil, "twee@nieuw.example")
    wil.visit("/beheer/mensen")
    wil.submit(press="Stuur opnieuw Noor Nieuw")
    newest = link_in(delivered(app, mails, "twee@nieuw.example")[-1])
    assert newest != again
    visit().visit(newest)
    pages = {over(visit, path) for path in (used, withdrawn, again, "/uitnodiging/x")}
    clock.shift(timedelta(days=7))
    pages.add(over(visit, newest))
    assert len(pages) == 1 and "werkt niet meer" in pages.pop()


@pytest.mark.both
def test_b07_inviting_who_works_elsewhere_answers_as_inviting_nobody_known(wil, app) -> None:
    seen = []
    for address in (NOOR, SAM, SAM):
        if len(seen) == 2:  # and to whom something happened there
            with app.app_context():
                accounts.disable(SAM)
                db.session.commit()
        pages = (invite(wil, email=address), wil.visit("/beheer/mensen"))
        seen.append([page.words.replace(address, "…") for page in pages])
        wil.submit(press="Trek in Noor Nieuw")
    assert "De uitnodiging is verstuurd." in seen[0][0] and "Noor Nieuw" in seen[0][1]
    assert seen[0] == seen[1] == seen[2]
    logged = sorted((c.kind, c.name, str(c.before), str(c.after)) for c in rows(app, select(Change)))
    assert len(logged) == 6 and logged[::3] == logged[1::3] == logged[2::3]


def test_who_exists_elsewhere_is_linked_and_keeps_their_password(wil, visit, app, mails) -> None:
    path = path_for(app, mails, wil, SAM)
    guest = visit()
    assert "U hebt al een account" in guest.visit(path).text
    guest.submit({"wachtwoord": NEW_PASSWORD}, press="Doe mee", status=400)
    assert "horen niet bij elkaar" in guest.page.words
    assert rows(app, select(StaffInvitation.accepted_at)) == [None]
    sign_in(visit("stad.localhost"), SAM)  # what was typed there changed nothing
    guest.visit(path)
    guest.submit({"wachtwoord": PASSWORD}, press="Doe mee")
    assert sign_in(guest, SAM).path == "/medewerker/"
    with app.app_context():
        assert len(db.session.scalars(select(Person).where(Person.email == SAM)).all()) == 1


def test_guesses_at_an_existing_password_must_wait(wil, visit, app, mails) -> None:
    path = path_for(app, mails, wil, SAM)
    guest = visit()
    for _ in range(4):
        guest.visit(path)
        guest.submit({"wachtwoord": "verkeerd wachtwoord"}, press="Doe mee", status=400)
    guest.visit(path)
    guest.submit({"wachtwoord": PASSWORD}, press="Doe mee", status=429)


def test_who_was_disabled_gets_in_by_no_invitation(wil, visit, app, mails) -> None:
    path = path_for(app, mails, wil, SAM)
    with app.app_context():
        accounts.disable(SAM)
        db.session.commit()
    assert "werkt niet meer" in over(visit, path)
    with app.app_context():
        accounts.disable(JUUL)  # worked here
        db.session.commit()
    assert "uitgeschakeld" in invite(wil, 400, email=JUUL).words


def _invited(app: Any, address: str, by: str) -> None:
    """One that can be accepted; `by` is whose mail address."""
    row = StaffInvitation(
        email=address,
        name="Iemand",
        roles="beheerder",
        organisation_id=key_of(app, "dorp:wijkteam"),
        invited_by=f"person:{key_of(app, by)}",
        expires_at=now() + timedelta(days=7),
    )
    with app.app_context(), tenancy.acting_for("dorp"):
        db.session.add(row)
        db.session.commit()


def _open(app: Any) -> list[str]:
    waiting = (StaffInvitation.accepted_at.is_(None), StaffInvitation.withdrawn_at.is_(None))
    return sorted(one.email for one in rows(app, select(StaffInvitation).where(*waiting)))


@pytest.mark.both
def test_b11_who_is_stopped_leaves_no_invitation_that_opens_a_way_back(wil, app) -> None:
    for address, by in ((JUUL, WIL), ("thuis@juul.example", JUUL), (NOOR, WIL)):
        _invited(app, address, by)
    wil.visit(f"/beheer/mensen/{key_of(app, JUUL)}")
    wil.submit(press="Stop de toegang nu")
    assert _open(app) == [NOOR]


def test_whoever_accepts_one_of_two_invitations_has_used_both(wil, visit, app, mails) -> None:
    path = path_for(app, mails, wil)
    _invited(app, NOOR, WIL)
    guest = visit()
    guest.visit(path)
    guest.submit({"wachtwoord": NEW_PASSWORD}, press="Doe mee")
    assert _open(app) == []


@pytest.mark.parametrize("password", ["kort", "x" * 257, "aaaaaaaaaaaaaaaa", NOOR])
def test_a_poor_password_is_refused_in_dutch_and_can_be_tried_again(wil, visit, app, mails, password) -> None:
    path = path_for(app, mails, wil)
    guest = visit()
    guest.visit(path)
    page = guest.submit({"wachtwoord": password}, press="Doe mee", status=400)
    assert "12 tot 256 tekens" in page.words and password not in page.text.replace(
        NOOR, "" if password == NOOR else NOOR
    )
    guest.submit({"wachtwoord": NEW_PASSWORD}, press="Doe mee")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"email": "geen adres"}, "geen e-mailadres"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "niet kunnen lezen"),
        ({"naam": ""}, "Vul een naam in"),
        ({"organisatie": "bestaat-niet"}, "Kies een organisatie"),
        ({"rollen": []}, "minstens één rol"),
        ({"rollen": ["regioredacteur"]}, "Kies uit deze rollen"),
        ({"email": WIL.upper()}, "werkt hier al"),
        ({"email": JUUL}, "werkt hier al"),
    ],
)
def test_a_wrong_invitation_says_what_is_wrong(wil, app, given, told) -> None:
    assert told in invite(wil, 400, **given).words
    assert rows(app, select(StaffInvitation)) == []


def test_an_organisation_of_another_municipality_cannot_be_chosen(wil, app) -> None:
    invite(wil, 400, organisatie=key_of(app, "stad:wijkteam"))


def test_nobody_has_two_open_invitations(wil, app) -> None:
    invite(wil)
    assert "heeft al een uitnodiging" in invite(wil, 400).words


def test_only_a_regional_editor_makes_another(wil, visit, app) -> None:
    change(
        app,
        update(Membership)
        .where(Membership.person_id == key_of(app, WIL), Membership.role == "medewerker")
        .values(role="regioredacteur"),
    )
    invite(wil, rollen=["regioredacteur"])
    assert [row.roles for row in rows(app, select(StaffInvitation))] == ["regioredacteur"]


def test_inviting_and_withdrawing_are_in_the_log(wil, app) -> None:
    invite(wil)
    wil.visit("/beheer/mensen")
    wil.submit(press="Trek in Noor Nieuw")
    log = rows(app, select(Change).order_by(Change.at))
    assert [(c.kind, c.name) for c in log] == [("invitation", "Noor Nieuw")] * 2
    assert all(c.actor == f"person:{key_of(app, WIL)}" for c in log)


def test_invitations_are_forgotten_thirty_days_after_they_ended(wil, app, clock) -> None:
    invite(wil)
    with app.app_context(), tenancy.acting_for("dorp"):
        accounts.purge(now() + timedelta(days=36))
        assert db.session.scalars(select(StaffInvitation)).all() != []
        accounts.purge(now() + timedelta(days=38))
        assert db.session.scalars(select(StaffInvitation)).all() == []
