"""Their own link, alone or together, and what the other person of a talk of two sees."""

from tests.pages.scene import QUIET_DAY, TODAY, Booked, Scene
from tests.pages.states.booking import too_late_by_a_moment
from tests.pages.states.state import state

BY_MAIL = {"kanaal": "email", "email": "anne@voorbeeld.example", "veilig_bericht": "nee"}


def own(scene: Scene, at: str = "09:00") -> Booked:
    return scene.book("wijkteam", QUIET_DAY, at, **BY_MAIL)


@state("booking/message/see.html")
def own_appointment(scene: Scene) -> None:
    scene.opens_link(own(scene))


@state("booking/message/see.html")
def own_appointment_lost_its_day(scene: Scene) -> None:
    booked = own(scene, "09:20")
    scene.changes(booked, attention="sitting_closed")
    scene.opens_link(booked)


@state("booking/message/see.html")
def own_appointment_moved(scene: Scene) -> None:
    scene.opens_link(own(scene, "09:40"), "/verzetten")
    scene.tab.locator("button[name=tijd]").last.click()


@state("booking/message/see.html")
def own_appointment_cancelled(scene: Scene) -> None:
    scene.opens_link(own(scene, "10:00"), "/annuleren")
    scene.presses("Ja, zeg de afspraak af")


@state("booking/message/see.html", 409)
def own_appointment_cancelled_twice(scene: Scene) -> None:
    booked = own(scene, "10:20")
    scene.opens_link(booked, "/annuleren")
    scene.changes(booked, status="cancelled")
    scene.presses("Ja, zeg de afspraak af")


@state("booking/message/see.html")
def own_appointment_has_begun(scene: Scene) -> None:
    scene.opens_link(scene.book("allebei", TODAY, "10:00"))


@state("booking/message/move.html")
def move(scene: Scene) -> None:
    scene.opens_link(own(scene, "10:40"), "/verzetten")


@state("booking/message/move.html", 409)
def move_to_a_taken_time(scene: Scene) -> None:
    scene.opens_link(own(scene, "11:00"), "/verzetten")
    form = scene.tab.locator("form.sp-day").last
    button = form.locator("button[name=tijd]").first
    scene.somebody_takes(
        str(form.locator("[name=spreekuurdag]").get_attribute("value")), str(button.get_attribute("value"))
    )
    button.click()


@state("booking/message/move.html", 400)
def move_to_no_time(scene: Scene) -> None:
    scene.opens_link(own(scene, "11:20"), "/verzetten")
    scene.tab.locator("button[name=tijd]").first.evaluate("button => button.value = 'morgen'")
    scene.takes_a_time()


@state("booking/message/move.html")
def move_nothing_free(scene: Scene) -> None:
    booked = own(scene, "11:40")
    scene.changes(booked, roles="niemand")
    scene.opens_link(booked, "/verzetten")


@state("booking/message/cancel.html")
def cancel(scene: Scene) -> None:
    scene.opens_link(own(scene, "12:00"), "/annuleren")


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
    too_late_by_a_moment(scene, "geld")


@state("booking/message/see.html")
def went_alone(scene: Scene) -> None:
    scene.opens_link(scene.book_together(), "/alleen")
    scene.presses("Houd deze tijd, ik kom alleen")


@state("booking/message/cancel.html")
def cancel_one_of_two(scene: Scene) -> None:
    booked = scene.book_together()
    scene.says_yes(booked)
    scene.opens_link(booked, "/annuleren")


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
