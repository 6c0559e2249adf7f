"""People and signing in: the list, inviting, roles, the quarterly look, an invitation, one's own account."""

from datetime import timedelta

from sqlalchemy import select

from portal import accounts
from portal.accounts.invitation_models import StaffInvitation
from portal.accounts.people import token_hash
from portal.db import db
from tests.conftest import NOW
from tests.pages.scene import Scene
from tests.pages.states.state import state

TOWN, BEA = "leegdorp", "bea@gemeente-leegdorp.example"
QUARTER_AGO = "UPDATE membership SET reviewed_at = NULL WHERE tenant = 'leegdorp'"


def _invites(scene: Scene, email: str) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen/uitnodigen", TOWN)
    scene.types("Naam", "Noor Nieuw")
    scene.types("E-mailadres", email)
    scene.tab.locator("select").select_option(index=1)
    scene.chooses("Redacteur")
    scene.presses("Verstuur de uitnodiging")


@state("accounts/office/people.html")
def people_list(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen", TOWN)


@state("accounts/office/invite.html")
def people_invite(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen/uitnodigen", TOWN)


@state("accounts/office/invite.html", 400)
def people_invite_nothing_typed(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen/uitnodigen", TOWN)
    scene.presses("Verstuur de uitnodiging")


@state("accounts/office/people.html")
def people_list_invited(scene: Scene) -> None:
    _invites(scene, "noor@nieuw.example")


@state("accounts/office/invite.html", 400)
def people_invited_already(scene: Scene) -> None:
    _invites(scene, "noor@nieuw.example")


@state("accounts/office/person.html")
def people_one_person(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen", TOWN)
    scene.tab.get_by_role("rowheader").get_by_role("link").first.click()


@state("accounts/office/person.html")
def people_a_colleague(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    with scene.site.inside(TOWN):
        me = accounts.person_ids_by_mail({BEA})[BEA]
        one = next(c for c in accounts.colleagues() if c.person_id != me)
    scene.goes(f"/beheer/mensen/{one.person_id}", TOWN)


@state("accounts/office/roles.html")
def people_roles(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    with scene.site.inside(TOWN):
        one = next(c for c in accounts.colleagues() if c.person_id != accounts.person_ids_by_mail({BEA})[BEA])
    scene.goes(f"/beheer/mensen/{one.person_id}/{one.organisation_id}", TOWN)


@state("accounts/invited/invited.html")
def invitation(scene: Scene) -> None:
    with scene.site.inside(TOWN):
        asked = StaffInvitation(
            email="jet@nieuw.example", name="Jet Nieuw", roles="redacteur", invited_by="system",
            organisation_id=accounts.colleagues()[0].organisation_id, token_hash=token_hash("een-kaartje-van-jet"),
            expires_at=NOW + timedelta(days=7),
        )  # fmt: skip
        if db.session.scalar(select(StaffInvitation.id).where(StaffInvitation.email == asked.email)) is None:
            db.session.add(asked)
            db.session.commit()
    scene.goes("/uitnodiging/een-kaartje-van-jet", TOWN)


@state("accounts/invited/invited.html", 400)
def invitation_nothing_typed(scene: Scene) -> None:
    scene.goes("/uitnodiging/een-kaartje-van-jet", TOWN)
    scene.presses("Doe mee")


@state("accounts/office/review.html")
def people_all_reviewed(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen/nakijken", TOWN)


@state("accounts/office/review.html")
def people_to_review(scene: Scene) -> None:
    scene.in_the_database(QUARTER_AGO)
    scene.signs_in(BEA, TOWN)
    scene.goes("/beheer/mensen/nakijken", TOWN)


@state("accounts/invited/over.html", 404)
def invitation_over(scene: Scene) -> None:
    scene.goes("/uitnodiging/bestaat-niet", TOWN)


@state("accounts/staff/account.html")
def own_account(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/account/", TOWN)


@state("accounts/staff/account.html", 400)
def own_account_nothing_typed(scene: Scene) -> None:
    scene.signs_in(BEA, TOWN)
    scene.goes("/account/", TOWN)
    scene.presses("Bewaar dit wachtwoord")
