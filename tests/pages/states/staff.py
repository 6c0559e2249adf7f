"""Staff: their days, a person, the telephone."""

from datetime import date
from typing import Any

from tests.pages.scene import FULL_DAY, LONG_NAME, LOT, QUIET_DAY, TODAY, Booked, Scene
from tests.pages.states.own_link import BY_MAIL, own
from tests.pages.states.state import state


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


@state("booking/staff/worklist.html")
def worklist_message_seen(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/werklijst")
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
    scene.types("De code of het telefoonnummer", "K7MP 3XWD")
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


CROWDED = date(2027, 2, 16)


@state("booking/staff/day.html")
def day_in_chaos(scene: Scene) -> None:
    """Sixty people, most of them on top of the others: long names, needs, every mark, two who must not meet."""
    scene.crowds(CROWDED, 56)
    for at, went in (("09:00", "arrived"), ("09:20", "done"), ("09:40", "no_show")):
        scene.changes(
            scene.book("wijkteam", CROWDED, at, naam=LONG_NAME, nodig=["tolk", "apart"]), outcome=went
        )
    scene.changes(scene.book("wijkteam", CROWDED, "10:00"), attention="nobody_free")
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(CROWDED)}")


@state("booking/staff/print_day.html")
def print_chaos(scene: Scene) -> None:
    scene.crowds(CROWDED, 4)
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(CROWDED)}/print")


@state("booking/staff/day.html", 409)
def day_done_too_soon(scene: Scene) -> None:
    """A colleague takes "gekomen" back while this page is open."""
    booked = scene.book("wijkteam", CROWDED.replace(day=9), "09:00")
    scene.changes(booked, outcome="arrived")
    scene.signs_in()
    scene.goes(f"/medewerker/dag/{scene.sitting(CROWDED.replace(day=9))}")
    scene.changes(booked, outcome=None)
    scene.presses("Klaar")


@state("booking/staff/week.html")
def week(scene: Scene) -> None:
    scene.book("wijkteam", CROWDED.replace(day=9), "09:20")
    scene.signs_in()
    scene.goes("/medewerker/week?vanaf=2027-02-09")


@state("booking/staff/week.html")
def week_with_holidays(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/week?vanaf=2026-12-25")


@state("booking/staff/month.html")
def month(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/maand?maand=2026-12")


@state("booking/staff/month.html")
def month_nothing(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/maand?maand=2028-07")


@state("booking/staff/keys.html")
def keys(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/toetsen")


@state("booking/staff/keys.html")
def keys_off(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/toetsen")
    scene.presses("Zet de toetsen uit")


@state("booking/staff/phone.html")
def phone_two_with_one_number(scene: Scene) -> None:
    for at in ("09:40", "10:00"):
        scene.book("wijkteam", CROWDED.replace(day=9), at, kanaal="telefoon", telefoon="06 55512345")
    scene.signs_in()
    scene.goes("/medewerker/telefoon")
    scene.types("De code of het telefoonnummer", "0655512345")
    scene.presses("Open de afspraak")


CALENDAR = "/medewerker/mijn-agenda/eigen-agenda"


@state("booking/staff/feed.html")
def feed_none(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes("/medewerker/mijn-agenda/feed", "leegdorp")


@state("booking/staff/feed.html")
def feed_made(scene: Scene) -> None:
    scene.signs_in()
    scene.goes("/medewerker/mijn-agenda/feed")
    scene.tab.get_by_role("button", name="adres").first.click()


@state("booking/staff/feed.html")
def feed_known(scene: Scene) -> None:
    feed_made(scene)
    scene.goes("/medewerker/mijn-agenda/feed")


@state("booking/staff/import.html")
def import_none(scene: Scene) -> None:
    scene.signs_in(LOT, "leegdorp")
    scene.goes(CALENDAR, "leegdorp")


@state("booking/staff/import.html", 400)
def import_no_address(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(CALENDAR)
    scene.types("Het adres van uw agenda", "mijn agenda")
    scene.tab.get_by_role("button", name="agenda").last.click()


@state("booking/staff/import.html")
def import_followed(scene: Scene) -> None:
    scene.signs_in()
    scene.goes(CALENDAR)
    scene.types("Het adres van uw agenda", "https://agenda.voorbeeld.example/wil.ics")
    scene.tab.get_by_role("button", name="agenda").last.click()


@state("messaging/demo/outgoing.html")
def outgoing_mail(scene: Scene) -> None:
    own(scene, "12:40")
    scene.site.deliver()
    scene.goes("/post/")


@state("messaging/demo/outgoing.html")
def outgoing_mail_nothing(scene: Scene) -> None:
    scene.goes("/post/", "belgemeente")
