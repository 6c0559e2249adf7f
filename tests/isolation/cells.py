"""For every address a recipe: how its own user opens it with Dorp's things, and what everybody else gets.

The answers stand here by hand. They are not computed from the routes' own declarations, which they check.
"""

from typing import Any

from tests.booking.steps import WIL
from tests.isolation import office_cells
from tests.isolation.recipe import (
    ENTRANCE,
    EVERYBODY,
    EVERYBODY_ON,
    GONE,
    LINK,
    LINK_ON,
    LISTS,
    LISTS_ON,
    OK,
    ON,
    OTHER,
    OWN_THING,
    REFUSED,
    STARTPUNT,
    STARTPUNT_ON,
    Recipe,
)
from tests.isolation.twins import Side
from tests.support.world import PASSWORD


def _draft_form(dorp: Side) -> dict[str, Any]:
    return {"claim": dorp.draft.claim_id, "naam": "Dani", "kanaal": "geen"}


def _claim(dorp: Side) -> dict[str, Any]:
    return {"claim": dorp.draft.claim_id}


def _time(dorp: Side) -> dict[str, Any]:
    return {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": dorp.free[0], "tijd": dorp.free[1]}


def _token(dorp: Side) -> dict[str, Any]:
    return {"token": dorp.people["anne"].token}


def _inviter(dorp: Side) -> dict[str, Any]:
    return {"token": dorp.people["ella"].token}


def _joined(dorp: Side) -> dict[str, Any]:
    return {"token": dorp.people["henk"].token}


def _invitation(dorp: Side) -> dict[str, Any]:
    return {"token": dorp.people["ella"].invited["invitation"]}


def _sitting(dorp: Side) -> dict[str, Any]:
    return {"sitting_id": dorp.people["anne"].appointment.sitting_id}


def _appointment(dorp: Side) -> dict[str, Any]:
    return {"appointment_id": dorp.people["anne"].appointment.id}


def _participation(dorp: Side) -> dict[str, Any]:
    return {"participation_id": dorp.people["anne"].participation.id}


def _other_time(dorp: Side) -> dict[str, Any]:
    return {"weet": "zelf", "spreekuurdag": dorp.free[0], "tijd": dorp.free[1]}


def _call_back(dorp: Side) -> dict[str, Any]:
    return {"callback_id": dorp.call_back.id}


def _waiting(dorp: Side) -> dict[str, Any]:
    return {"waiting_id": dorp.waiting_id}


def _wants_a_time(_dorp: Side) -> dict[str, Any]:
    return {"naam": "Gijs", "gesprek": "wijkteam", "samen": "nee"}


def _for_whom(dorp: Side) -> dict[str, Any]:
    return {"claim": dorp.held_for, "naam": "Gast", "via": "telefoon"}


def _series(dorp: Side) -> dict[str, Any]:
    return {"series_id": dorp.planned["series"]}


def _full() -> dict[str, Any]:
    how = {"gesprek": "wijkteam", "samen": "nee", "waarom": "spoed", "zeker": "y"}
    return how | {"tijd": "2026-12-02T09:00"}


def _message(dorp: Side) -> dict[str, Any]:
    return {"message_id": dorp.people["anne"].message.id}


def _sign_in(_dorp: Side) -> dict[str, Any]:
    return {"email": WIL, "wachtwoord": PASSWORD}


def _person(dorp: Side) -> str:
    """Wil's id: at this municipality only."""
    return dorp.planned["wil"]


def _whole_series(dorp: Side) -> dict[str, Any]:
    """The series as it is, at Dorp's place and with Dorp's people."""
    return {
        "titel": "Spreekuur",
        "plek": dorp.planned["place"],
        "herhaling": "weken",
        "elke": "2",
        "vanaf": "2021-07-07",
        "van": "09:00",
        "tot": "12:00",
        "raster": "30",
        "pauze": "0",
        "vooraf": "24",
        "ver": "91",
        "samen_tot": "2",
        "hoeveelste": "1",
        "weekdag": "wo",
        "stoelen-0-rol": "wijkteam",
        "stoelen-0-wie": f"{dorp.planned['organisation']}:{dorp.planned['wil']}",
    }


TYPED = ("dani.naam", "dani.telefoon", "dani.toelichting")
AT_WIJKTEAM = ("anne.naam", "chris.naam")

RECIPES: dict[str, Recipe] = office_cells.RECIPES | {
    # --- the site -------------------------------------------------------------------------------------------
    "web_front.home": Recipe("front", EVERYBODY),
    "web_public.privacy": Recipe("resident", EVERYBODY),
    "web_public.accessibility": Recipe("resident", EVERYBODY),
    "web_public.safety": Recipe("resident", EVERYBODY),
    "content_public.themes": Recipe("resident", EVERYBODY),
    "content_public.help_nearby": Recipe("resident", EVERYBODY),
    "content_public.sitemap": Recipe("resident", EVERYBODY),
    "content_public.robots": Recipe("resident", EVERYBODY),
    "content_public.reading_list": Recipe("resident", EVERYBODY),
    "content_public.make_list": Recipe("resident", EVERYBODY_ON, form=lambda dorp: {"relatie": "getrouwd"}),
    "content_public.keep_list": Recipe("resident", EVERYBODY_ON),
    "content_public.wipe_list": Recipe("resident", EVERYBODY_ON),
    "content_public.money_sheet": Recipe("resident", EVERYBODY),
    "content_public.who_helps": Recipe("resident", EVERYBODY),
    "content_public.who_helps_professionals": Recipe("resident", EVERYBODY),
    "content_public.find": Recipe("resident", EVERYBODY, query={"q": "alimentatie"}),
    "content_public.theme": Recipe("resident", EVERYBODY, url=lambda dorp: {"theme": "geld"}),
    "content_public.page": Recipe(
        "resident", EVERYBODY, url=lambda dorp: {"theme": "geld", "slug": "kinderalimentatie"}
    ),
    "content_public.audience": Recipe("resident", EVERYBODY, url=lambda dorp: {"audience": "ouders"}),
    "web_leaving.leave": Recipe("everywhere", EVERYBODY_ON, "drafter"),
    "web_leaving.go_on": Recipe("everywhere", EVERYBODY_ON, "drafter"),
    "web_styles.theme": Recipe(
        "message", (GONE, GONE, OK, OK, OK), url=lambda dorp: {"slug": "dorp", "fingerprint": "0" * 12}
    ),
    "web_components.components": Recipe("demo", EVERYBODY),
    "messaging_demo.outgoing": Recipe(
        "demo", EVERYBODY, shows=("anne.email", "anne.token"), open_to_all=True
    ),
    "web_operations.live": Recipe("operations", EVERYBODY),
    "web_operations.ready": Recipe("operations", EVERYBODY),
    "web_operations.started": Recipe("operations", EVERYBODY),
    # --- a resident books -----------------------------------------------------------------------------------
    "booking_resident.choose_topic": Recipe("resident", EVERYBODY, "drafter"),
    "booking_resident.choose_topic_posted": Recipe(
        "resident", EVERYBODY_ON, "drafter", form=lambda dorp: {"onderwerp": ["kinderen"], "samen": "nee"}
    ),
    "booking_resident.choose_time": Recipe(
        "resident", EVERYBODY, "drafter", query={"gesprek": "wijkteam", "samen": "nee"}
    ),
    "booking_resident.begin": Recipe(
        "resident", EVERYBODY_ON, "drafter", query={"gesprek": "wijkteam", "samen": "nee"}
    ),
    "booking_resident.safety": Recipe("resident", EVERYBODY, query={"gesprek": "wijkteam"}),
    "booking_resident.safety_posted": Recipe(
        "resident", EVERYBODY_ON, form=lambda dorp: {"gesprek": "wijkteam", "antwoord": "nee"}
    ),
    "booking_resident.rather_alone": Recipe("resident", EVERYBODY, query={"gesprek": "wijkteam"}),
    "booking_resident.hold": Recipe("resident", (REFUSED, REFUSED, ON, ON, ON), "drafter", form=_time),
    "booking_resident.details": Recipe("resident", (OK, ON, ON, ON, ON), "drafter", shows=TYPED),
    "booking_resident.details_posted": Recipe(
        "resident", (OTHER, ON, ON, ON, ON), "drafter", form=_draft_form
    ),
    "booking_resident.check": Recipe("resident", (OK, ON, ON, ON, ON), "drafter", shows=TYPED),
    "booking_resident.confirm": Recipe("resident", (OTHER, ON, ON, ON, ON), "drafter", form=_claim),
    "booking_resident.extend": Recipe("resident", EVERYBODY_ON, "drafter"),
    "booking_resident.let_go": Recipe("resident", EVERYBODY_ON, "drafter"),
    "booking_resident.done": Recipe(
        "resident", (OK, ON, ON, ON, ON), "booker", shows=("anne.token", "anne.kenmerk")
    ),
    # --- the own link ---------------------------------------------------------------------------------------
    "booking_message.see": Recipe("message", LINK, "booker", url=_token),
    "booking_message.move_form": Recipe("message", LINK, "booker", url=_token),
    "booking_message.move": Recipe("message", LINK_ON, "booker", url=_token, form=_time),
    "booking_message.cancel_form": Recipe("message", LINK, "booker", url=_token),
    "booking_message.cancel": Recipe("message", LINK_ON, "booker", url=_token),
    "booking_message.calendar": Recipe("message", LINK, "booker", url=_token),
    # --- alone or together ----------------------------------------------------------------------------------
    "booking_together.alone_or_together": Recipe("message", LINK, "inviter", url=_inviter),
    "booking_together.choose": Recipe(
        "message", LINK_ON, "inviter", url=_joined, form=lambda dorp: {"keuze": "ja"}
    ),
    "booking_together.go_alone_form": Recipe("message", LINK, "inviter", url=_inviter),
    "booking_together.go_alone": Recipe(
        "message", LINK_ON, "inviter", url=_inviter, form=lambda dorp: {"keuze": "houden"}
    ),
    "booking_invited.type_code": Recipe("message", EVERYBODY),
    "booking_invited.code_typed": Recipe(
        "message", (GONE, GONE, ON, ON, ON), form=lambda dorp: {"code": dorp.people["ella"].invited["code"]}
    ),
    "booking_invited.invited": Recipe("message", LINK, "inviter", url=_invitation),
    "booking_invited.later": Recipe("message", LINK, "inviter", url=_invitation),
    "booking_invited.answer": Recipe(
        "message", LINK, "inviter", url=_invitation, form=lambda dorp: {"antwoord": "nee"}
    ),
    "booking_invited.contact": Recipe("message", LINK, "inviter", url=_joined),
    "booking_invited.contact_posted": Recipe("message", LINK_ON, "inviter", url=_joined),
    # --- colleagues -----------------------------------------------------------------------------------------
    "accounts_entrance.sign_in_form": Recipe("resident", (ON, OK, ON, ON, OK)),
    "accounts_entrance.sign_in": Recipe("resident", (REFUSED, REFUSED, ON, ON, ON), form=_sign_in),
    # Neither municipality has a provider of its own here; tests/accounts/test_oidc.py has two that do (B10).
    "accounts_oidc.begin": Recipe("resident", (GONE,) * 5),
    "accounts_oidc.come_back": Recipe("resident", (GONE,) * 5),
    "accounts_invited.accept_at_provider": Recipe("resident", (GONE,) * 5, url=lambda dorp: {"token": "x"}),
    "accounts_staff.sign_out": Recipe("staff", (ENTRANCE,) * 5, WIL),
    "booking_staff.today_and_coming": Recipe("staff", LISTS, WIL, shows=(*AT_WIJKTEAM, "anne.kenmerk")),
    "booking_staff.own_agenda": Recipe("staff", LISTS, WIL),
    "booking_week.week": Recipe("staff", LISTS, WIL),
    "booking_week.month": Recipe("staff", LISTS, WIL),
    "booking_keys.keys": Recipe("staff", LISTS, WIL),
    "booking_keys.switch": Recipe(
        "staff", (ON, ENTRANCE, ON, GONE, ENTRANCE), WIL, form=lambda dorp: {"stand": "uit"}
    ),
    "booking_staff.day": Recipe(
        "staff", (GONE, ENTRANCE, OK, GONE, ENTRANCE), WIL, url=_sitting, shows=AT_WIJKTEAM
    ),
    "booking_staff.print_day": Recipe(
        "staff", (GONE, ENTRANCE, OK, GONE, ENTRANCE), WIL, url=_sitting, shows=AT_WIJKTEAM
    ),
    "booking_staff.appointment": Recipe(
        "staff",
        OWN_THING,
        WIL,
        url=_appointment,
        shows=("anne.naam", "anne.email", "anne.toelichting", "anne.kenmerk", "ella.kenmerk"),
    ),
    "booking_staff.outcome": Recipe(
        "staff", OWN_THING, WIL, url=_participation, form=lambda dorp: {"uitkomst": "arrived"}
    ),
    "booking_staff.message_seen": Recipe("staff", OWN_THING, WIL, url=_message),
    "booking_calendars.feed": Recipe("staff", LISTS, WIL),
    "booking_calendars.make_feed": Recipe("staff", LISTS, WIL),
    "booking_calendars.stop_feed": Recipe("staff", LISTS_ON, WIL),
    "booking_calendars.own_calendar": Recipe("staff", LISTS, WIL),
    "booking_calendars.follow": Recipe(
        "staff",
        LISTS_ON,
        WIL,
        form=lambda dorp: {"adres": "https://agenda.example/a.ics"},
        colleagues_too=True,  # their own calendar
    ),
    "booking_calendars.unfollow": Recipe("staff", LISTS_ON, WIL),
    "booking_feed.calendar": Recipe("message", LINK, url=lambda dorp: {"token": dorp.feed}),
    "booking_feed.appointment": Recipe("message", (GONE, GONE, ON, ON, ON), url=_appointment),
    "booking_person.keep": Recipe(
        "staff",
        OWN_THING,
        WIL,
        url=_participation,
        form=lambda dorp: {"code": dorp.people["chris"].participation.reference},
    ),
    "booking_person.let_meet": Recipe(
        "staff",
        OWN_THING,
        WIL,
        url=_participation,
        form=lambda dorp: {"code": dorp.people["ella"].participation.reference},
    ),
    "booking_person.contact_checked": Recipe("staff", OWN_THING, WIL, url=_participation),
    "booking_person.message_form": Recipe(
        "staff", OWN_THING, WIL, url=_participation, shows=("anne.kenmerk",)
    ),
    "booking_person.send": Recipe(
        "staff", OWN_THING, WIL, url=_participation, form=lambda dorp: {"bericht": "Tot morgen."}
    ),
    "booking_phone.answer": Recipe("staff", LISTS, WIL),
    "booking_phone.look_up": Recipe(
        "staff",
        OWN_THING,
        WIL,
        form=lambda dorp: {"code": dorp.people["anne"].participation.reference},
        colleagues_too=True,  # they search among their own, and that they did is written down
    ),
    "booking_phone.move_form": Recipe("staff", OWN_THING, WIL, url=_participation),
    "booking_phone.move": Recipe("staff", OWN_THING, WIL, url=_participation, form=_other_time),
    "booking_phone.cancel_form": Recipe("staff", OWN_THING, WIL, url=_participation),
    "booking_phone.cancel": Recipe(
        "staff", OWN_THING, WIL, url=_participation, form=lambda dorp: {"weet": "zelf"}
    ),
    # --- planning and the work list -------------------------------------------------------------------------
    "booking_planning.overview": Recipe("staff", STARTPUNT, WIL),
    "booking_planning.new": Recipe("staff", STARTPUNT, WIL),
    "booking_planning.create": Recipe(
        "staff", (REFUSED, ENTRANCE, GONE, GONE, ENTRANCE), WIL, form=_whole_series
    ),
    "booking_planning.edit": Recipe("staff", OWN_THING, WIL, url=_series),
    "booking_planning.save": Recipe("staff", OWN_THING, WIL, url=_series, form=_whole_series),
    "booking_planning.remove": Recipe("staff", OWN_THING, WIL, url=_series, shows=("gina.kenmerk",)),
    "booking_planning.restore": Recipe("staff", OWN_THING, WIL, url=_series),
    "booking_days.day": Recipe("staff", OWN_THING, WIL, url=_sitting),
    "booking_days.save_day": Recipe(
        "staff",
        OWN_THING,
        WIL,
        url=_sitting,
        form=lambda dorp: {"open": "nee", "van": "09:00", "tot": "12:00"},
    ),
    "booking_days.close_form": Recipe("staff", STARTPUNT, WIL),
    "booking_days.close": Recipe(
        "staff",
        STARTPUNT,
        WIL,
        form=lambda dorp: {"van": "2027-02-01", "tot": "2027-02-02", "wat": "alles"},
    ),
    "booking_days.reopen": Recipe(
        "staff", OWN_THING, WIL, url=lambda dorp: {"closure_id": dorp.planned["closure"]}
    ),
    "booking_days.open_holiday": Recipe("staff", STARTPUNT, WIL, form=lambda dorp: {"datum": "2026-12-25"}),
    "booking_days.replace_form": Recipe("staff", STARTPUNT, WIL),
    "booking_days.replace": Recipe(
        "staff",
        (REFUSED, ENTRANCE, GONE, GONE, ENTRANCE),
        WIL,
        form=lambda dorp: {"wie": _person(dorp), "door": "niemand", "van": "2027-02-01", "tot": "2027-02-02"},
    ),
    "booking_away.away": Recipe("staff", LISTS, WIL),
    "booking_away.go_away": Recipe(
        "staff",
        (REFUSED, ENTRANCE, REFUSED, GONE, ENTRANCE),
        WIL,
        form=lambda dorp: {"wie": _person(dorp), "van": "2027-02-01", "tot": "2027-02-02"},
    ),
    "booking_away.come_back": Recipe(
        "staff", OWN_THING, WIL, url=lambda dorp: {"busy_id": dorp.planned["away"]}
    ),
    "booking_worklist.worklist": Recipe("staff", LISTS, WIL, shows=("anne.kenmerk",)),
    "booking_worklist.solve": Recipe(
        "staff", OWN_THING, WIL, url=_appointment, shows=("anne.kenmerk", "anne.naam", "anne.email")
    ),
    "booking_worklist.move": Recipe("staff", OWN_THING, WIL, url=_appointment, form=_time),
    "booking_worklist.cancel": Recipe("staff", OWN_THING, WIL, url=_appointment),
    "booking_worklist.leave": Recipe("staff", OWN_THING, WIL, url=_appointment),
    "booking_worklist.tell": Recipe(
        "staff", OWN_THING, WIL, url=_participation, shows=("anne.kenmerk", "anne.naam", "anne.email")
    ),
    "booking_worklist.told": Recipe("staff", OWN_THING, WIL, url=_participation),
    # --- the waiting list -----------------------------------------------------------------------------------
    "booking_waiting.ask_form": Recipe("resident", EVERYBODY, "waiter", query={"gesprek": "wijkteam"}),
    "booking_waiting.ask": Recipe("resident", EVERYBODY_ON, form=_wants_a_time),
    "booking_waiting.asked": Recipe("resident", (OK, ON, ON, ON, ON), "waiter", shows=("jet.kenmerk",)),
    "booking_waiting_staff.people": Recipe("staff", LISTS, WIL, shows=("jet.kenmerk",)),
    "booking_waiting_staff.new_form": Recipe("staff", LISTS, WIL, query={"gesprek": "wijkteam"}),
    "booking_waiting_staff.new": Recipe("staff", LISTS_ON, WIL, form=_wants_a_time, colleagues_too=True),
    "booking_waiting_staff.see": Recipe(
        "staff", OWN_THING, WIL, url=_waiting, shows=("jet.naam", "jet.telefoon", "jet.toelichting")
    ),
    "booking_waiting_staff.accept": Recipe("staff", OWN_THING, WIL, url=_waiting),
    "booking_waiting_staff.decline": Recipe("staff", OWN_THING, WIL, url=_waiting),
    "booking_waiting_staff.unreached": Recipe("staff", OWN_THING, WIL, url=_waiting),
    "booking_waiting_staff.end": Recipe("staff", OWN_THING, WIL, url=_waiting),
    # --- call-backs -----------------------------------------------------------------------------------------
    "callbacks_resident.ask_form": Recipe("resident", EVERYBODY, "caller"),
    "callbacks_resident.ask": Recipe(
        "resident",
        EVERYBODY_ON,
        form=lambda dorp: {"naam": "Gijs", "telefoon": "06 87654321"},
    ),
    "callbacks_resident.asked": Recipe("resident", (OK, ON, ON, ON, ON), "caller", shows=("fien.kenmerk",)),
    "callbacks_staff.queue": Recipe("staff", STARTPUNT, WIL, shows=("fien.kenmerk",)),
    "callbacks_staff.see": Recipe(
        "staff", OWN_THING, WIL, url=_call_back, shows=("fien.naam", "fien.telefoon", "fien.kenmerk")
    ),
    "callbacks_staff.take": Recipe(
        "staff", OWN_THING, WIL, url=_call_back, form=lambda dorp: {"keuze": "ik"}
    ),
    "callbacks_staff.result": Recipe(
        "staff", OWN_THING, WIL, url=_call_back, form=lambda dorp: {"gezien": "0", "keuze": "spoken"}
    ),
    "callbacks_staff.withdraw": Recipe("staff", OWN_THING, WIL, url=_call_back),
    "callbacks_staff.become_appointment": Recipe("staff", OWN_THING, WIL, url=_call_back),
    "callbacks_staff.new_form": Recipe("staff", STARTPUNT, WIL),
    "callbacks_staff.new": Recipe(
        "staff", STARTPUNT_ON, WIL, form=lambda dorp: {"naam": "Gijs", "telefoon": "06 87654321"}
    ),
    # --- booked by staff for somebody: what is held belongs to one session -----------------------------------
    "booking_for.choose": Recipe("staff", LISTS, WIL),
    "booking_for.hold": Recipe(
        "staff", (REFUSED, ENTRANCE, ON, GONE, ENTRANCE), WIL, form=_time, colleagues_too=True
    ),
    "booking_for.let_go": Recipe("staff", (ON, ENTRANCE, ON, GONE, ENTRANCE), WIL),
    "booking_for.details": Recipe("staff", (OK, ENTRANCE, ON, GONE, ENTRANCE), WIL),
    "booking_for.details_posted": Recipe("staff", (OTHER, ENTRANCE, ON, GONE, ENTRANCE), WIL, form=_for_whom),
    "booking_for.done": Recipe("staff", OWN_THING, WIL, url=lambda dorp: {"appointment_id": dorp.booked_for}),
    "booking_for.letter": Recipe("staff", OWN_THING, WIL, url=_participation),
    "booking_for.full_days": Recipe("staff", LISTS, WIL, query={"gesprek": "wijkteam"}),
    "booking_for.full_form": Recipe(
        "staff", (GONE, ENTRANCE, OK, GONE, ENTRANCE), WIL, url=_sitting, query={"gesprek": "wijkteam"}
    ),
    "booking_for.full": Recipe(
        "staff",
        (GONE, ENTRANCE, REFUSED, GONE, ENTRANCE),
        WIL,
        url=_sitting,
        form=lambda dorp: _full(),
    ),
    "booking_for.walk_in_form": Recipe("staff", (GONE, ENTRANCE, OK, GONE, ENTRANCE), WIL, url=_sitting),
    "booking_for.walk_in": Recipe(
        "staff",
        (GONE, ENTRANCE, OTHER, GONE, ENTRANCE),
        WIL,
        url=_sitting,
        form=lambda dorp: {"gesprek": "wijkteam", "poging": "0" * 24},
    ),
}
