"""A resident books."""

from tests.pages.scene import LONG_NAME, Scene
from tests.pages.states.state import state


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
    too_late_by_a_moment(scene)


@state("booking/resident/taken.html", 409)
def taken_together(scene: Scene) -> None:
    scene.sees_times(joint=True)
    too_late_by_a_moment(scene)


def too_late_by_a_moment(scene: Scene, talk: str = "wijkteam") -> None:
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
def details_by_sms(scene: Scene) -> None:
    scene.holds()
    scene.chooses("Sms mij")


@state("booking/resident/details.html", 400)
def details_no_mobile_number(scene: Scene) -> None:
    scene.holds()
    scene.fills_in()
    scene.chooses("Sms mij")
    scene.types("Uw telefoonnummer", "085 000 90 01")
    scene.presses("Verder")


@state("booking/resident/check.html")
def check_sms(scene: Scene) -> None:
    scene.holds()
    scene.fills_in()
    scene.chooses("Sms mij", "Stuur mij nog een bericht op de dag zelf")
    scene.types("Uw telefoonnummer", "06 12345678")
    scene.presses("Verder")


@state("booking/resident/done.html")
def done_sms(scene: Scene) -> None:
    check_sms(scene)
    scene.presses("Maak de afspraak")


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
