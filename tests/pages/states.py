"""Every state of every page: how somebody gets there. The tests beside this file look at each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Route

from tests.pages.scene import FULL_DAY, LONG_NAME, LOT, QUIET_DAY, TODAY, Booked, Scene


@dataclass(frozen=True)
class State:
    """`template` is the page's file; `status` what the server answers with."""

    name: str
    template: str
    status: int
    reach: Callable[[Scene], None]
    lang: str = "nl"


STATES: list[State] = []


Reach = Callable[[Scene], None]


def state(template: str, status: int = 200, lang: str = "nl") -> Callable[[Reach], Reach]:
    def keep(reach: Callable[[Scene], None]) -> Callable[[Scene], None]:
        STATES.append(State(reach.__name__, template, status, reach, lang))
        return reach

    return keep


# --- everybody ---------------------------------------------------------------------------------------------


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


# --- other languages: English, and a made-up one from right to left with long words (tests/support/languages.py) --


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


# --- a resident books --------------------------------------------------------------------------------------


@state("booking/resident/choose_topic.html")
def topic(scene: Scene) -> None:
    scene.goes("/afspraak/")


@state("booking/resident/choose_topic.html", 400)
def topic_nothing_chosen(scene: Scene) -> None:
    scene.goes("/afspraak/")
    scene.presses("Bekijk de tijden")


@state("booking/resident/choose_topic.html", 400)
def topic_alone_or_together_not_chosen(scene: Scene) -> None:
    scene.goes("/afspraak/")
    scene.chooses("De kinderen", "Het huis")
    scene.presses("Bekijk de tijden")


@state("booking/resident/choose_how.html")
def how_do_you_come(scene: Scene) -> None:
    scene.goes("/afspraak/tijden?gesprek=wijkteam")


@state("booking/resident/safety.html")
def before_together(scene: Scene) -> None:
    scene.goes("/afspraak/")
    scene.chooses("Het huis", "Wij komen samen")
    scene.presses("Bekijk de tijden")


@state("booking/resident/safety.html", 400)
def before_together_nothing_chosen(scene: Scene) -> None:
    scene.goes("/afspraak/vooraf?gesprek=wijkteam")
    scene.presses("Verder")


@state("booking/resident/rather_alone.html")
def rather_alone(scene: Scene) -> None:
    scene.goes("/afspraak/vooraf?gesprek=wijkteam")
    scene.chooses("Weet ik niet")
    scene.presses("Verder")


@state("booking/resident/no_talks.html")
def no_talks(scene: Scene) -> None:
    scene.goes("/afspraak/", "belgemeente")


@state("booking/resident/choose_time.html")
def times(scene: Scene) -> None:
    scene.sees_times("juridisch")


@state("booking/resident/choose_time.html")
def times_later(scene: Scene) -> None:
    scene.sees_times()
    scene.tab.get_by_role("link", name="Toon meer dagen").click()


@state("booking/resident/choose_time.html", 400)
def times_impossible_date(scene: Scene) -> None:
    scene.sees_times(more="&vanaf=2026-02-30")


@state("booking/resident/choose_time.html", 400)
def times_off_the_grid(scene: Scene) -> None:
    scene.sees_times()
    scene.tab.locator("button[name=tijd]").first.evaluate("button => button.value = '2026-12-01T09:07'")
    scene.takes_a_time()


@state("booking/resident/choose_time.html")
def times_together(scene: Scene) -> None:
    scene.sees_times("allebei", joint=True)


@state("booking/resident/choose_time.html", 400)
def times_together_too_late(scene: Scene) -> None:
    """While somebody looks at the times, the last moment to come together goes by."""
    scene.sees_times(joint=True)
    scene.in_the_database("UPDATE spreekuur SET joint_deadline_days = 10 WHERE owner = 'marktstad'")
    scene.takes_a_time()
    scene.in_the_database("UPDATE spreekuur SET joint_deadline_days = 2 WHERE owner = 'marktstad'")


@state("booking/resident/choose_time.html")
def times_together_none(scene: Scene) -> None:
    scene.sees_times(slug="leegdorp", joint=True)


@state("booking/resident/choose_time.html")
def times_phone_first_and_nearby(scene: Scene) -> None:
    scene.sees_times(slug="verweg")


@state("booking/resident/choose_time.html")
def times_none(scene: Scene) -> None:
    scene.sees_times(slug="leegdorp")


@state("booking/resident/taken.html", 409)
def taken(scene: Scene) -> None:
    scene.sees_times()
    _too_late_by_a_moment(scene)


@state("booking/resident/taken.html", 409)
def taken_together(scene: Scene) -> None:
    scene.sees_times(joint=True)
    _too_late_by_a_moment(scene)


def _too_late_by_a_moment(scene: Scene, talk: str = "wijkteam") -> None:
    form = scene.tab.locator("form.sp-day").first
    scene.somebody_takes(
        str(form.locator("[name=spreekuurdag]").get_attribute("value")),
        str(form.locator("button[name=tijd]").first.get_attribute("value")),
        talk,
    )
    scene.takes_a_time()


@state("booking/resident/taken.html", 409)
def taken_after_the_hold_ended(scene: Scene) -> None:
    scene.sees_times("geld")
    form = scene.tab.locator("form.sp-day").first
    sitting = str(form.locator("[name=spreekuurdag]").get_attribute("value"))
    value = str(form.locator("button[name=tijd]").first.get_attribute("value"))
    scene.takes_a_time()
    scene.fills_in("Lang Weg")
    scene.presses("Verder")
    scene.in_the_database("UPDATE claim_tick SET expires_at = 1 WHERE expires_at IS NOT NULL")
    scene.somebody_takes(sitting, value, "geld")
    scene.presses("Maak de afspraak")


@state("booking/resident/details.html")
def details(scene: Scene) -> None:
    scene.holds("allebei")


@state("booking/resident/details.html")
def details_by_phone(scene: Scene) -> None:
    scene.holds("juridisch")
    scene.chooses("Bel mij")


@state("booking/resident/details.html")
def details_by_mail(scene: Scene) -> None:
    scene.holds()
    scene.chooses("Mail mij")


@state("booking/resident/details.html")
def details_unfolded(scene: Scene) -> None:
    scene.holds()
    scene.unfolds()


@state("booking/resident/details.html", 400)
def details_faults(scene: Scene) -> None:
    scene.holds()
    scene.chooses("Bel mij")
    scene.types("Uw telefoonnummer", "geen nummer")
    scene.unfolds()
    scene.types("Wilt u iets vertellen?", "Dit is te lang. " * 20)
    scene.presses("Verder")


@state("booking/resident/details.html", 400)
def details_fault_and_another_channel(scene: Scene) -> None:
    """After a fault at "Mail mij" somebody chooses to be called: the fault stays to be seen."""
    scene.holds()
    scene.fills_in()
    scene.chooses("Mail mij")
    scene.presses("Verder")
    scene.chooses("Bel mij")


@state("booking/resident/details.html", 400)
def details_helper_without_consent(scene: Scene) -> None:
    scene.holds()
    scene.fills_in()
    scene.unfolds()
    scene.types("Helpt iemand u met deze afspraak?", "Samira van het buurthuis")
    scene.presses("Verder")


@state("booking/resident/details.html")
def details_together(scene: Scene) -> None:
    scene.holds("allebei", joint=True)


@state("booking/resident/details.html")
def details_answered(scene: Scene) -> None:
    scene.holds()
    scene.fills_in(LONG_NAME)
    scene.may_be_called()
    scene.tells_more()
    scene.presses("Verder")
    scene.tab.get_by_role("link", name="Wijzig Naam").click()


@state("booking/resident/other_tab.html", 409)
def chose_another_time_in_another_tab(scene: Scene) -> None:
    scene.holds()
    other = scene.tab.context.new_page()
    other.goto(scene.site.address("marktstad", "/afspraak/tijden?gesprek=juridisch&samen=nee"))
    other.locator("button[name=tijd]").last.click()
    other.close()
    scene.fills_in()
    scene.presses("Verder")


@state("booking/resident/check.html")
def check_shortest(scene: Scene) -> None:
    scene.holds()
    scene.fills_in()
    scene.presses("Verder")


@state("booking/resident/check.html")
def check_everything_told(scene: Scene) -> None:
    scene.holds("allebei")
    scene.fills_in(LONG_NAME)
    scene.may_be_called()
    scene.tells_more()
    scene.presses("Verder")


@state("booking/resident/check.html")
def check_together(scene: Scene) -> None:
    scene.holds("allebei", joint=True)
    scene.fills_in()
    scene.unfolds()
    scene.chooses("Ik wil iemand niet tegenkomen")
    scene.types("Helpt iemand u met deze afspraak?", "Samira van het buurthuis")
    scene.tab.locator("[name=begeleider_akkoord]").check()
    scene.presses("Verder")


@state("booking/resident/refused.html", 400)
def talk_is_no_longer_offered(scene: Scene) -> None:
    scene.holds()
    scene.fills_in("Te Laat")
    scene.presses("Verder")
    scene.in_the_database("UPDATE draft SET talk_type_id = 'weg' WHERE appointment_id IS NULL")
    scene.presses("Maak de afspraak")


@state("booking/resident/done.html")
def done_without_contact(scene: Scene) -> None:
    scene.holds("juridisch")
    scene.fills_in()
    scene.books()


@state("booking/resident/done.html")
def done_with_mail(scene: Scene) -> None:
    scene.holds("allebei")
    scene.fills_in()
    scene.may_be_mailed()
    scene.books()


@state("booking/resident/done.html")
def done_together(scene: Scene) -> None:
    scene.holds("allebei", joint=True)
    scene.fills_in()
    scene.books()


# --- their own link ----------------------------------------------------------------------------------------


BY_MAIL = {"kanaal": "email", "email": "anne@voorbeeld.example", "veilig_bericht": "nee"}


def _own(scene: Scene, at: str = "09:00") -> Booked:
    return scene.book("wijkteam", QUIET_DAY, at, **BY_MAIL)


@state("booking/message/see.html")
def own_appointment(scene: Scene) -> None:
    scene.opens_link(_own(scene))


@state("booking/message/see.html")
def own_appointment_lost_its_day(scene: Scene) -> None:
    booked = _own(scene, "09:20")
    scene.changes(booked, attention="sitting_closed")
    scene.opens_link(booked)


@state("booking/message/see.html")
def own_appointment_moved(scene: Scene) -> None:
    scene.opens_link(_own(scene, "09:40"), "/verzetten")
    scene.tab.locator("button[name=tijd]").last.click()


@state("booking/message/see.html")
def own_appointment_cancelled(scene: Scene) -> None:
    scene.opens_link(_own(scene, "10:00"), "/annuleren")
    scene.presses("Ja, zeg de afspraak af")


@state("booking/message/see.html", 409)
def own_appointment_cancelled_twice(scene: Scene) -> None:
    booked = _own(scene, "10:20")
    scene.opens_link(booked, "/annuleren")
    scene.changes(booked, status="cancelled")
    scene.presses("Ja, zeg de afspraak af")


@state("booking/message/see.html")
def own_appointment_has_begun(scene: Scene) -> None:
    scene.opens_link(scene.book("allebei", TODAY, "10:00"))


@state("booking/message/move.html")
def move(scene: Scene) -> None:
    scene.opens_link(_own(scene, "10:40"), "/verzetten")


@state("booking/message/move.html", 409)
def move_to_a_taken_time(scene: Scene) -> None:
    scene.opens_link(_own(scene, "11:00"), "/verzetten")
    form = scene.tab.locator("form.sp-day").last
    button = form.locator("button[name=tijd]").first
    scene.somebody_takes(
        str(form.locator("[name=spreekuurdag]").get_attribute("value")), str(button.get_attribute("value"))
    )
    button.click()


@state("booking/message/move.html", 400)
def move_to_no_time(scene: Scene) -> None:
    scene.opens_link(_own(scene, "11:20"), "/verzetten")
    scene.tab.locator("button[name=tijd]").first.evaluate("button => button.value = 'morgen'")
    scene.takes_a_time()


@state("booking/message/move.html")
def move_nothing_free(scene: Scene) -> None:
    booked = _own(scene, "11:40")
    scene.changes(booked, roles="niemand")
    scene.opens_link(booked, "/verzetten")


@state("booking/message/cancel.html")
def cancel(scene: Scene) -> None:
    scene.opens_link(_own(scene, "12:00"), "/annuleren")


# --- alone or together, behind their own link ----------------------------------------------------------------


@state("booking/message/see.html")
def own_appointment_with_a_question(scene: Scene) -> None:
    scene.opens_link(scene.is_asked_for_another_time(scene.book_together()))


@state("booking/message/together.html")
def more_alone(scene: Scene) -> None:
    scene.opens_link(scene.book("geld", QUIET_DAY, "09:00"), "/meer")


@state("booking/message/together.html")
def more_open(scene: Scene) -> None:
    scene.opens_link(scene.book_together(), "/meer")


@state("booking/message/together.html")
def more_together(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.opens_link(booked, "/meer")


@state("booking/message/together.html")
def more_off(scene: Scene) -> None:
    """Today's talk: the moment to say yes is over."""
    scene.opens_link(scene.book("geld", TODAY, "12:00", days_ago=7, joint=True), "/meer")


@state("booking/message/together.html")
def more_asked(scene: Scene) -> None:
    scene.opens_link(scene.is_asked_for_another_time(scene.book_together()), "/meer")


@state("booking/message/together.html", 409)
def more_asked_and_answered_in_another_window(scene: Scene) -> None:
    booked = scene.book_together()
    scene.opens_link(scene.is_asked_for_another_time(booked), "/meer")
    scene.the_question_ends(booked)
    scene.presses("Ja, die tijd is goed")


@state("booking/message/together.html")
def more_own_proposal(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.opens_link(booked, "/verzetten")
    scene.tab.locator("button[name=tijd]").last.click()


@state("booking/message/move.html")
def move_of_two(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.opens_link(booked, "/verzetten")


@state("booking/message/move.html")
def move_of_two_too_late(scene: Scene) -> None:
    booked = scene.book("geld", TODAY, "12:20", days_ago=7, joint=True)
    scene.says_yes(booked, days_ago=6)
    scene.opens_link(booked, "/verzetten")


@state("booking/message/go_alone.html")
def go_alone_as_the_only_one(scene: Scene) -> None:
    scene.opens_link(scene.book_together(), "/alleen")


@state("booking/message/go_alone.html")
def go_alone_of_two(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.opens_link(booked, "/alleen")


@state("booking/message/go_alone.html", 409)
def go_alone_to_a_taken_time(scene: Scene) -> None:
    scene.opens_link(scene.book_together(), "/alleen")
    _too_late_by_a_moment(scene, "geld")


@state("booking/message/see.html")
def went_alone(scene: Scene) -> None:
    scene.opens_link(scene.book_together(), "/alleen")
    scene.presses("Houd deze tijd, ik kom alleen")


@state("booking/message/cancel.html")
def cancel_one_of_two(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.opens_link(booked, "/annuleren")


# --- the other person ----------------------------------------------------------------------------------------


@state("booking/invited/type_code.html")
def code(scene: Scene) -> None:
    scene.goes_to_message_host("/u/")


@state("booking/invited/type_code.html", 400)
def code_nothing_typed(scene: Scene) -> None:
    scene.goes_to_message_host("/u/")
    scene.presses("Verder")


@state("booking/invited/type_code.html", 404)
def code_unknown(scene: Scene) -> None:
    scene.goes_to_message_host("/u/")
    scene.types("Uw code", "ABCDE FGHJK")
    scene.presses("Verder")


@state("booking/invited/invited.html")
def invited(scene: Scene) -> None:
    scene.is_invited(scene.book_together())


@state("booking/invited/invited.html", 400)
def invited_and_no_answer(scene: Scene) -> None:
    scene.is_invited(scene.book_together())
    scene.tab.get_by_role("button", name="Nee").evaluate("button => button.value = ''")
    scene.presses("Nee")


@state("booking/invited/later.html")
def invited_and_later(scene: Scene) -> None:
    scene.is_invited(scene.book_together())
    scene.tab.get_by_role("link", name="Ik kies later").click()


@state("booking/invited/later.html")
def invited_and_no(scene: Scene) -> None:
    scene.is_invited(scene.book_together())
    scene.presses("Nee")


@state("booking/invited/rather_alone.html")
def invited_and_rather_alone(scene: Scene) -> None:
    scene.is_invited(scene.book_together())
    scene.presses("Ik praat liever alleen")


@state("booking/invited/accepted.html")
def invited_and_yes(scene: Scene) -> None:
    scene.is_invited(scene.book_together())
    scene.presses("Ja, ik kom")


@state("booking/invited/used.html")
def code_is_used(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.is_invited(booked)


@state("booking/invited/used.html", 409)
def code_was_used_a_moment_ago(scene: Scene) -> None:
    booked = scene.book_together()
    scene.is_invited(booked)
    scene.says_yes(booked)
    scene.presses("Ja, ik kom")


@state("booking/invited/contact.html")
def contact_of_the_other(scene: Scene) -> None:
    scene.opens_link(scene.says_yes(scene.book_together()), "/contact")


@state("booking/invited/contact.html", 400)
def contact_of_the_other_faults(scene: Scene) -> None:
    scene.opens_link(scene.says_yes(scene.book_together()), "/contact")
    scene.chooses("Mail mij")
    scene.presses("Bewaar dit")


# --- staff -------------------------------------------------------------------------------------------------


@state("accounts/staff/sign_in.html")
def sign_in(scene: Scene) -> None:
    scene.goes("/inloggen")


@state("accounts/staff/sign_in.html", 400)
def sign_in_nothing_typed(scene: Scene) -> None:
    scene.goes("/inloggen")
    scene.presses("Inloggen")


@state("accounts/staff/sign_in.html", 400)
def sign_in_wrong_password(scene: Scene) -> None:
    scene.goes("/inloggen")
    scene.types("E-mailadres", "niemand@voorbeeld.example")
    scene.types("Wachtwoord", "fout")
    scene.presses("Inloggen")


@state("booking/staff/today.html")
def today_nothing(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/", "leegdorp")


@state("booking/staff/today.html")
def today_full_with_flags(scene: Scene) -> None:
    scene.changes(scene.book("wijkteam", TODAY, "09:00"), outcome="arrived")
    scene.changes(scene.book("wijkteam", TODAY, "09:20", naam=LONG_NAME), outcome="no_show")
    scene.book("wijkteam", TODAY, "09:40", nodig=["rolstoel", "tolk", "begeleider"])
    scene.book("juridisch", TODAY, "09:20")
    scene.changes(scene.book("wijkteam", TODAY, "12:40"), attention="outside_sitting")
    for at, went in (("11:20", "uncertain"), ("11:40", "failed")):
        mailed = scene.book("wijkteam", TODAY, at, kanaal="email", email="a@voorbeeld.example")
        scene.mail_went_wrong(mailed, went)
    scene.signs_in()
    scene.goes("/medewerker/")


@state("booking/staff/today.html")
def today_message_seen(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/")
    scene.presses("Gezien")


@state("booking/staff/day.html")
def day_nothing(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(FULL_DAY)}")


@state("booking/staff/day.html")
def day_full(scene: Scene) -> None:
    """Three desks, twelve times each: thirty-six lines, of which two thirds are only "Bezet"."""
    for step in range(12):
        at = f"{9 + step // 3:02}:{step % 3 * 20:02}"
        for talk in ("wijkteam", "juridisch", "geld"):
            name, needs = (LONG_NAME, ["tolk"]) if step == 3 else ("Bram", [])
            scene.book(talk, FULL_DAY, at, naam=name, nodig=needs)
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(FULL_DAY)}")


@state("booking/staff/day.html")
def day_marked(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(FULL_DAY)}")
    scene.presses("Gekomen")
    scene.presses("Niet gekomen")


@state("booking/staff/print_day.html")
def print_full(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(FULL_DAY)}/print")


@state("booking/staff/print_day.html")
def print_nothing(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(QUIET_DAY.replace(day=15))}/print")


@state("booking/staff/appointment.html")
def appointment_of_who_calls_themselves(scene: Scene) -> None:
    booked = scene.book("wijkteam", QUIET_DAY, "12:20")
    scene.signs_in()
    scene.goes(f"/medewerker/afspraak/{booked.appointment}")


@state("booking/staff/appointment.html")
def appointment_by_phone(scene: Scene) -> None:
    booked = scene.book(
        "allebei", QUIET_DAY.replace(day=15), "09:00", naam=LONG_NAME, kanaal="telefoon", telefoon="06 12345678",
        nodig=["tolk"], toelichting="Ik kom met mijn zus.\nZij vertaalt voor mij.",
    )  # fmt: skip
    scene.signs_in()
    scene.goes(f"/medewerker/afspraak/{booked.appointment}")


@state("booking/staff/appointment.html")
def appointment_by_mail_that_lost_its_day(scene: Scene) -> None:
    booked = scene.book(
        "wijkteam", QUIET_DAY.replace(day=15), "10:00", kanaal="email", email="anne@voorbeeld.example"
    )
    scene.changes(booked, attention="sitting_closed")
    scene.signs_in()
    scene.goes(f"/medewerker/afspraak/{booked.appointment}")


@state("booking/staff/appointment.html")
def appointment_of_somebody_wiped(scene: Scene) -> None:
    booked = scene.book("wijkteam", QUIET_DAY.replace(day=15), "10:20")
    sealed = ("data_key", "token_hash", "token_sealed", "name_sealed", "contact_sealed", "told_sealed")
    scene.changes(booked, **dict.fromkeys(sealed))
    scene.signs_in()
    scene.goes(f"/medewerker/afspraak/{booked.appointment}")


DESK_DAY = date(2027, 1, 5)
CALLED = {"kanaal": "telefoon", "telefoon": "06 12345678"}


def _at_desk(scene: Scene, booked: Booked, end: str = "") -> None:
    """On the page of an appointment, or of what staff do for its first person."""
    scene.signs_in()
    scene.goes(
        f"/medewerker/deelname/{booked.participation}/{end}"
        if end
        else f"/medewerker/afspraak/{booked.appointment}"
    )


def _of_two(scene: Scene, at: str, **answers: Any) -> Booked:
    booked = scene.book("wijkteam", DESK_DAY, at, joint=True, **answers)
    scene.says_yes(booked)
    return booked


@state("booking/staff/appointment.html")
def appointment_of_two(scene: Scene) -> None:
    booked = _of_two(
        scene, "09:00", naam=LONG_NAME, nodig=["apart", "begeleider"], begeleider="Fatima", **CALLED
    )
    _at_desk(scene, booked)


@state("booking/staff/appointment.html")
def appointment_for_two_nobody_said_yes(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY, "09:20", joint=True))


@state("booking/staff/appointment.html")
def appointment_one_of_two_was_taken_out(scene: Scene) -> None:
    """The other does not know yet; staff must not tell before the hour."""
    booked = _of_two(scene, "09:40")
    _at_desk(scene, booked, "verzetten?wie=een")
    scene.chooses("De gemeente wil dit zelf")
    scene.presses("Bekijk de tijden")
    scene.presses("Nog geen nieuwe tijd")


@state("booking/staff/appointment.html")
def appointment_contact_asked_again(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY, "10:00", **BY_MAIL))
    scene.presses("Contact klopt nog")


def _kept_apart(scene: Scene, one: Booked, code: str) -> None:
    _at_desk(scene, one)
    scene.tab.get_by_text("Houd apart van iemand").first.click()
    scene.tab.get_by_label("De code").first.fill(code)
    scene.presses("Houd apart")


@state("booking/staff/appointment.html")
def appointment_kept_apart(scene: Scene) -> None:
    one, other = (scene.book("wijkteam", DESK_DAY, at) for at in ("10:20", "10:40"))
    _kept_apart(scene, one, scene.reference(other))


@state("booking/staff/appointment.html", 404)
def appointment_kept_apart_from_nobody(scene: Scene) -> None:
    _kept_apart(scene, scene.book("wijkteam", DESK_DAY, "11:00"), "AAAAAAAA")


@state("booking/staff/today.html")
def today_two_who_must_not_meet(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/")


@state("booking/staff/day.html")
def day_two_who_must_not_meet(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(DESK_DAY)}")


@state("booking/staff/message.html")
def message_to_somebody(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY, "11:20", **BY_MAIL), "bericht")


@state("booking/staff/message.html", 400)
def message_that_tells_too_much(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY, "11:40", **BY_MAIL), "bericht")
    scene.types("Uw bericht", "Anne, de jurist belt u morgen.")
    scene.presses("Verstuur nu")


@state("booking/staff/message.html")
def message_that_others_may_read(scene: Scene) -> None:
    booked = scene.book("wijkteam", DESK_DAY, "12:00", **BY_MAIL | {"veilig_bericht": "onbekend"})
    _at_desk(scene, booked, "bericht")


@state("booking/staff/message.html")
def message_is_not_wanted(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY, "12:20"), "bericht")


@state("booking/staff/phone.html")
def telephone(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/telefoon")


@state("booking/staff/phone.html", 400)
def telephone_nothing_typed(scene: Scene) -> None:
    telephone(scene)
    scene.presses("Open de afspraak")


@state("booking/staff/phone.html", 404)
def telephone_unknown_code(scene: Scene) -> None:
    telephone(scene)
    scene.types("De code", "K7MP 3XWD")
    scene.presses("Open de afspraak")


DESK_DAY_TOO = date(2027, 1, 19)


@state("booking/staff/move_known.html")
def staff_move(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY_TOO, "09:00", **CALLED), "verzetten")


@state("booking/staff/move_known.html", 400)
def staff_move_wrong_code(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY_TOO, "09:20", **CALLED), "verzetten")
    scene.chooses("De code klopt")
    scene.types("Welke code noemt deze persoon?", "AAAAAAAA")
    scene.presses("Bekijk de tijden")


@state("booking/staff/move_known.html", 400)
def staff_move_of_two_nothing_chosen(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY_TOO, "09:40", joint=True), "verzetten")
    scene.presses("Bekijk de tijden")


def _times_for(scene: Scene, booked: Booked, *wie: str) -> None:
    _at_desk(scene, booked, "verzetten")
    scene.chooses("De gemeente wil dit zelf", *wie)
    scene.presses("Bekijk de tijden")


@state("booking/staff/move_times.html")
def staff_move_times(scene: Scene) -> None:
    _times_for(scene, scene.book("wijkteam", DESK_DAY_TOO, "10:00"))


@state("booking/staff/move_times.html")
def staff_move_times_of_one(scene: Scene) -> None:
    booked = scene.book("wijkteam", DESK_DAY_TOO, "10:20", joint=True)
    scene.says_yes(booked)
    _times_for(scene, booked, "Alleen deze persoon")


@state("booking/staff/move_times.html")
def staff_move_times_keep_this_one(scene: Scene) -> None:
    _times_for(
        scene, scene.book("wijkteam", DESK_DAY_TOO, "10:40", joint=True), "Het wordt een gesprek alleen"
    )


@state("booking/staff/move_times.html", 409)
def staff_move_to_a_taken_time(scene: Scene) -> None:
    _times_for(scene, scene.book("wijkteam", DESK_DAY_TOO, "11:00"))
    form = scene.tab.locator("form.sp-day").last
    button = form.locator("button[name=tijd]").first
    scene.somebody_takes(
        str(form.locator("[name=spreekuurdag]").get_attribute("value")), str(button.get_attribute("value"))
    )
    button.click()


@state("booking/staff/move_times.html", 400)
def staff_move_to_no_time(scene: Scene) -> None:
    _times_for(scene, scene.book("wijkteam", DESK_DAY_TOO, "11:20"))
    scene.tab.locator("button[name=tijd]").first.evaluate("button => button.value = 'morgen'")
    scene.takes_a_time()


@state("booking/staff/move_times.html")
def staff_move_nothing_free(scene: Scene) -> None:
    booked = scene.book("wijkteam", DESK_DAY_TOO, "11:40")
    scene.changes(booked, roles="wijkteam niemand")
    _times_for(scene, booked)


@state("booking/staff/cancel.html")
def staff_cancel(scene: Scene) -> None:
    _at_desk(scene, scene.book("wijkteam", DESK_DAY_TOO, "12:00", **CALLED), "afzeggen")


@state("booking/staff/cancel.html", 400)
def staff_cancel_nothing_chosen(scene: Scene) -> None:
    booked = scene.book("wijkteam", DESK_DAY_TOO, "12:20", joint=True)
    scene.says_yes(booked)
    _at_desk(scene, booked, "afzeggen")
    scene.presses("Zeg de afspraak af")


@state("booking/staff/own_agenda.html")
def own_agenda(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/mijn-agenda")


@state("booking/staff/own_agenda.html")
def own_agenda_nothing(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/mijn-agenda", "leegdorp")


@state("messaging/demo/outgoing.html")
def outgoing_mail(scene: Scene) -> None:
    _own(scene, "12:40")
    scene.site.deliver()
    scene.goes("/post/")


@state("messaging/demo/outgoing.html")
def outgoing_mail_nothing(scene: Scene) -> None:
    scene.goes("/post/", "belgemeente")
