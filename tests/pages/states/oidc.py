"""Signing in at the municipality's own provider, when it is down and when nothing good comes back."""

from tests.pages.scene import Scene
from tests.pages.states.state import state

TOWN = "inlogdorp"


@state("accounts/staff/sign_in.html")
def sign_in_at_the_provider(scene: Scene) -> None:
    scene.goes("/inloggen", TOWN)


@state("accounts/staff/sign_in.html", 400)
def sign_in_at_the_provider_nothing_typed(scene: Scene) -> None:
    scene.goes("/inloggen", TOWN)
    scene.tab.get_by_role("button", name="Inloggen", exact=True).click()
    scene.tab.wait_for_load_state()


@state("accounts/staff/no_entry.html", 400)
def back_from_the_provider_too_late(scene: Scene) -> None:
    scene.goes("/inloggen/oidc/terug?code=x&state=y", TOWN)


@state("accounts/staff/no_entry.html", 503)
def the_provider_is_down(scene: Scene) -> None:
    scene.window.tolerated.add("responded with a status of 503")
    scene.goes("/inloggen", TOWN)
    scene.presses("Inloggen met uw account van de gemeente")
