"""People and signing in: the list, inviting, roles, the quarterly look, an invitation, one's own account."""

from tests.pages.scene import Scene
from tests.pages.states.state import state

QUARTER_AGO = "UPDATE membership SET reviewed_at = NULL WHERE tenant = 'marktstad'"


def _invites(scene: Scene, email: str) -> None:
    scene.signs_in()
    scene.goes("/beheer/mensen/uitnodigen")
    scene.types("Naam", "Noor Nieuw")
    scene.types("E-mailadres", email)
    scene.tab.locator("select").select_option(index=1)
    scene.chooses("Redacteur")
    scene.presses("Verstuur de uitnodiging")


@state("accounts/office/people.html")
def people_list(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/beheer/mensen")


@state("accounts/office/invite.html")
def people_invite(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/beheer/mensen/uitnodigen")


@state("accounts/office/invite.html", 400)
def people_invite_nothing_typed(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/beheer/mensen/uitnodigen")
    scene.presses("Verstuur de uitnodiging")


@state("accounts/office/people.html")
def people_list_invited(scene: Scene) -> None:
    _invites(scene, "noor@nieuw.example")


@state("accounts/office/invite.html", 400)
def people_invited_already(scene: Scene) -> None:
    _invites(scene, "noor@nieuw.example")


@state("accounts/office/person.html")
def people_one_person(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/beheer/mensen")
    scene.tab.get_by_role("rowheader").get_by_role("link").first.click()


@state("accounts/office/review.html")
def people_all_reviewed(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/beheer/mensen/nakijken")


@state("accounts/office/review.html")
def people_to_review(scene: Scene) -> None:
    scene.in_the_database(QUARTER_AGO)
    scene.signs_in()
    scene.goes("/beheer/mensen/nakijken")


@state("accounts/invited/over.html", 404)
def invitation_over(scene: Scene) -> None:
    scene.goes("/uitnodiging/bestaat-niet")


@state("accounts/staff/account.html")
def own_account(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/account/")


@state("accounts/staff/account.html", 400)
def own_account_nothing_typed(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/account/")
    scene.presses("Bewaar dit wachtwoord")
