"""English, and a made-up language from right to left with long words (tests/support/languages.py)."""

from tests.pages.scene import Scene
from tests.pages.states.state import state


@state("web/home.html", lang="en")
def home_in_english(scene: Scene) -> None:
    scene.goes("/en/")


@state("content/page.html", lang="en")
def page_in_english(scene: Scene) -> None:
    scene.goes("/en/themas/geld/toeslagen")


@state("content/page.html", lang="en")
def page_only_in_dutch(scene: Scene) -> None:
    scene.goes("/en/themas/wonen/koophuis")


@state("web/safety.html", lang="en")
def safety_only_in_dutch(scene: Scene) -> None:
    scene.goes("/en/veilig/")


@state("content/help.html", lang="en")
def help_in_english(scene: Scene) -> None:
    scene.goes("/en/hulp/")


@state("booking/resident/choose_time.html", lang="en")
def times_in_english(scene: Scene) -> None:
    scene.goes("/en/afspraak/tijden?gesprek=wijkteam&samen=nee")


@state("web/home.html", lang="fa")
def home_mirrored(scene: Scene) -> None:
    scene.goes("/fa/")


@state("content/themes.html", lang="fa")
def themes_mirrored(scene: Scene) -> None:
    scene.goes("/fa/themas/")


@state("content/page.html", lang="fa")
def page_mirrored(scene: Scene) -> None:
    scene.goes("/fa/themas/geld/kinderalimentatie")


@state("content/search.html", lang="fa")
def search_mirrored(scene: Scene) -> None:
    scene.goes("/fa/zoeken?q=advocaat")


@state("content/help.html", lang="fa")
def help_mirrored(scene: Scene) -> None:
    scene.goes("/fa/hulp/")


@state("content/map.html", lang="fa")
def map_mirrored(scene: Scene) -> None:
    scene.goes("/fa/routekaart/")


@state("content/situation.html", lang="fa")
def questions_mirrored(scene: Scene) -> None:
    scene.goes("/fa/lijst/")


@state("content/money_sheet.html", lang="fa")
def money_mirrored(scene: Scene) -> None:
    scene.goes("/fa/geldblad/")


@state("booking/resident/choose_time.html", lang="fa")
def times_mirrored(scene: Scene) -> None:
    scene.goes("/fa/afspraak/tijden?gesprek=wijkteam&samen=nee")


@state("booking/resident/details.html", lang="fa")
def details_mirrored(scene: Scene) -> None:
    scene.goes("/fa/afspraak/tijden?gesprek=wijkteam&samen=nee")
    scene.takes_a_time()


@state("web/error.html", 404, lang="fa")
def no_such_page_mirrored(scene: Scene) -> None:
    scene.goes("/fa/bestaat-niet")
