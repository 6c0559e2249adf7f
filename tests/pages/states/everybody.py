"""The site itself, information, help, and the pages that answer a fault."""

from playwright.sync_api import Route

from tests.pages.scene import Scene
from tests.pages.states.state import state


@state("web/home.html")
def home(scene: Scene) -> None:
    scene.goes("/")


@state("web/home.html")
def home_without_talks(scene: Scene) -> None:
    scene.goes("/", "belgemeente")


@state("web/privacy.html")
def privacy(scene: Scene) -> None:
    scene.goes("/privacy/")


@state("web/safety.html")
def safety(scene: Scene) -> None:
    scene.goes("/veilig/")


@state("content/themes.html")
def information(scene: Scene) -> None:
    scene.goes("/themas/")


@state("content/search.html")
def search(scene: Scene) -> None:
    scene.goes("/zoeken?q=advocaat")


@state("content/search.html")
def search_without_anything_found(scene: Scene) -> None:
    scene.goes("/zoeken?q=qqqqq")


@state("content/list.html")
def theme_of_the_children(scene: Scene) -> None:
    scene.goes("/themas/kinderen/")


@state("content/help.html")
def help_nearby(scene: Scene) -> None:
    scene.goes("/hulp/")


@state("content/money_sheet.html")
def money_on_one_sheet(scene: Scene) -> None:
    scene.goes("/geldblad/")


@state("content/situation.html")
def questions_of_my_situation(scene: Scene) -> None:
    scene.goes("/lijst/")


@state("content/reading_list.html")
def my_list(scene: Scene) -> None:
    scene.goes("/lijst/")
    scene.presses("Laat mijn lijst zien")


@state("content/help_first.html")
def help_comes_first(scene: Scene) -> None:
    scene.goes("/lijst/")
    scene.tab.get_by_label("Nee, of niet altijd").check()
    scene.presses("Laat mijn lijst zien")


@state("content/map.html")
def who_helps_with_what(scene: Scene) -> None:
    scene.goes("/routekaart/")


@state("content/map_professionals.html")
def who_helps_for_professionals(scene: Scene) -> None:
    scene.goes("/voor/professionals/wie-helpt-waarmee")


@state("content/list.html")
def in_a_phase(scene: Scene) -> None:
    scene.goes("/voor/daarna")


@state("content/page.html")
def page_of_information(scene: Scene) -> None:
    scene.goes("/themas/geld/kinderalimentatie")


@state("content/page.html")
def page_for_children(scene: Scene) -> None:
    scene.goes("/themas/kinderen/mijn-ouders")


@state("web/accessibility.html")
def accessibility(scene: Scene) -> None:
    scene.goes("/toegankelijkheid/")


@state("web/components.html")
def components(scene: Scene) -> None:
    scene.goes("/componenten/")


@state("web/choose_municipality.html")
def choose_municipality(scene: Scene) -> None:
    scene.goes("/", "platform")


@state("web/choose_municipality.html")
def choose_municipality_several(scene: Scene) -> None:
    scene.goes("/", "platform")
    scene.types("Gemeente, plaats of vier cijfers van uw postcode", "Tweemaal")
    scene.presses("Zoeken")


@state("web/choose_municipality.html")
def choose_municipality_unknown(scene: Scene) -> None:
    scene.goes("/?naam=Nergenshuizen", "platform")


@state("web/choose_municipality.html")
def choose_municipality_not_connected(scene: Scene) -> None:
    scene.goes("/?naam=Hoorn", "platform")


@state("web/error.html", 404)
def no_such_page(scene: Scene) -> None:
    scene.goes("/bestaat-niet")


@state("web/error.html", 404)
def no_such_page_on_the_platform(scene: Scene) -> None:
    scene.goes("/bestaat-niet", "platform")


@state("web/error.html", 404)
def unknown_link_on_the_message_host(scene: Scene) -> None:
    scene.tab.goto(scene.site.message_address("marktstad", "/a/verzonnen-of-voorbij"))


@state("web/error.html", 405)
def opened_what_can_only_be_sent(scene: Scene) -> None:
    scene.goes("/afspraak/vasthouden")


@state("web/error.html", 400)
def page_was_too_old(scene: Scene) -> None:
    scene.holds()
    scene.tab.locator("form.sp-form input[name=csrf_token]").evaluate("field => field.value = 'oud'")
    scene.fills_in()
    scene.presses("Verder")


@state("web/error.html", 413)
def sent_too_much(scene: Scene) -> None:
    scene.holds()
    scene.fills_in()
    scene.unfolds()
    scene.types("Wilt u iets vertellen?", "veel " * 14_000)
    scene.presses("Verder")


def _fault(scene: Scene, status: int) -> None:
    def ask_for_it(route: Route) -> None:
        route.continue_(headers={**route.request.headers, "X-Test-Fault": str(status)})

    scene.tab.route("**/afspraak/", ask_for_it)
    scene.goes("/afspraak/")


@state("web/error.html", 429)
def too_many_questions(scene: Scene) -> None:
    _fault(scene, 429)


@state("web/error.html", 500)
def fault_of_ours(scene: Scene) -> None:
    scene.window.tolerated.add("status of 500")
    _fault(scene, 500)


@state("web/closed.html")
def closed_after_leaving(scene: Scene) -> None:
    scene.tab.context.add_cookies([{"name": "weg", "value": "1", "url": scene.site.address("marktstad")}])
    scene.goes("/afspraak/")
