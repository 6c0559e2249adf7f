"""The recipes of the municipality's own desk; of the other addresses: cells.py."""

from base64 import b64encode
from io import BytesIO
from typing import Any
from zlib import compress

from portal import tenancy
from portal.administration import importing
from portal.db import db
from portal.web import fingerprint
from tests.booking.steps import WIL
from tests.isolation.recipe import (
    ENTRANCE,
    GONE,
    LINK,
    OK,
    ON,
    OTHER,
    OWN_THING,
    REFUSED,
    Answers,
    Fill,
    Recipe,
    nothing,
)
from tests.isolation.twins import Side
from tests.support.world import PASSWORD

RECIPES: dict[str, Recipe] = {}


# --- local help, at the municipality's own desk: only its beheerders (and for help its redactie) --------------------


def _offer_typed(_dorp: Side) -> dict[str, Any]:
    typed = dict.fromkeys(("wat", "voor_wie", "kosten", "betaalt", "onafhankelijk", "bereiken"), "Praten.")
    more = {"soort": "overig", "naam": "Praathuis", "beheerder": "Redactie", "nakijken": "2027-05-01"}
    return typed | more


def _offer(dorp: Side) -> dict[str, Any]:
    return {"offer_id": dorp.planned["offer"]}


def _place(dorp: Side) -> dict[str, Any]:
    return {"place_id": dorp.planned["unused place"]}


def _talk(dorp: Side) -> dict[str, Any]:
    return {"talk_id": dorp.planned["talk"]}


def _own_organisation(dorp: Side) -> dict[str, Any]:
    return {"organisation_id": dorp.planned["organisation"]}


def _place_typed(_dorp: Side) -> dict[str, Any]:
    return {"naam": "Buurthuis", "straat": "Brug 2", "stad": "Dorp"}


def _seen(of: str, form: Fill = nothing) -> Fill:
    """What a page that was opened on Dorp's thing sends."""
    return lambda dorp: form(dorp) | {"versie": dorp.planned[f"{of} seen"]}


def _talk_typed(_dorp: Side) -> dict[str, Any]:
    sits = {"stoelen": ["wijkteam"], "wie": "Iemand.", "betaalt": "De gemeente."}
    return sits | {"naam": "Gesprek", "minuten": "30", "verantwoordelijk": "Gemeente Dorp"}


def _reached(_dorp: Side) -> dict[str, Any]:
    hours = {"open-0-dag": "ma", "open-0-van": "09:00", "open-0-tot": "17:00"}
    return hours | {"telefoon": "085 000 00 00", "dagen": "2"}


OFFICE: Answers = (OK, ENTRANCE, GONE, GONE, ENTRANCE)  # each municipality has its own
OFFICE_ON: Answers = (ON, ENTRANCE, GONE, GONE, ENTRANCE)
OFFICE_LATE: Answers = (
    OTHER,
    ENTRANCE,
    GONE,
    GONE,
    ENTRANCE,
)  # with what stands at Dorp in hand: 409 elsewhere

RECIPES |= {
    "partners_office.offers": Recipe("staff", OFFICE, WIL),
    "partners_office.new": Recipe("staff", OFFICE, WIL),
    "partners_office.create": Recipe("staff", OFFICE_ON, WIL, form=_offer_typed),
    "partners_office.edit": Recipe("staff", OWN_THING, WIL, url=_offer),
    "partners_office.save": Recipe("staff", OWN_THING, WIL, url=_offer, form=_seen("offer", _offer_typed)),
    "partners_office.remove_form": Recipe("staff", OWN_THING, WIL, url=_offer),
    "partners_office.remove": Recipe("staff", OWN_THING, WIL, url=_offer),
    "partners_office.up": Recipe("staff", OWN_THING, WIL, url=_offer),
    "partners_office.down": Recipe("staff", OWN_THING, WIL, url=_offer),
    "partners_office.still_holds": Recipe("staff", OWN_THING, WIL, url=_offer, form=_seen("offer")),
    "partners_office.listing": Recipe("staff", OFFICE, WIL),
    "partners_office.save_listing": Recipe("staff", OFFICE_ON, WIL, form=_seen("listing")),
    "partners_contact.person": Recipe("staff", OFFICE, WIL),
    "partners_contact.save": Recipe(
        "staff",
        OFFICE_LATE,
        WIL,
        form=_seen("contact", lambda dorp: {"naam": "Bo", "functie": "Team", "over": "Rustig.", "goed": "y"}),
    ),
    "partners_contact.remove": Recipe("staff", OFFICE_ON, WIL),
    "administration_organisations.organisations": Recipe("staff", OFFICE, WIL),
    "administration_organisations.take_on": Recipe(
        "staff", OFFICE_ON, WIL, form=lambda dorp: {"organisatie": dorp.planned["shared"]}
    ),
    "administration_organisations.let_go": Recipe(
        "staff", OWN_THING, WIL, url=lambda dorp: {"organisation_id": dorp.planned["taken on"]}
    ),
    "administration_organisations.new": Recipe("staff", OFFICE, WIL),
    "administration_organisations.create": Recipe(
        "staff", OFFICE_ON, WIL, form=lambda dorp: {"naam": "Team", "soort": "other"}
    ),
    "administration_organisations.edit": Recipe("staff", OWN_THING, WIL, url=_own_organisation),
    "administration_organisations.save": Recipe(
        "staff",
        OWN_THING,
        WIL,
        url=_own_organisation,
        form=_seen("organisation", lambda dorp: {"naam": "Team"}),
    ),
    "administration_places.places": Recipe("staff", OFFICE, WIL),
    "administration_places.new": Recipe("staff", OFFICE, WIL),
    "administration_places.create": Recipe("staff", OFFICE_ON, WIL, form=_place_typed),
    "administration_places.edit": Recipe("staff", OWN_THING, WIL, url=_place),
    "administration_places.save": Recipe(
        "staff", OWN_THING, WIL, url=_place, form=_seen("place", _place_typed)
    ),
    "administration_places.remove_form": Recipe("staff", OWN_THING, WIL, url=_place),
    "administration_places.remove": Recipe("staff", OWN_THING, WIL, url=_place),
    "administration_talks.talks": Recipe("staff", OFFICE, WIL),
    "administration_talks.new": Recipe("staff", OFFICE, WIL),
    "administration_talks.create": Recipe("staff", OFFICE_ON, WIL, form=_talk_typed),
    "administration_talks.edit": Recipe("staff", OWN_THING, WIL, url=_talk),
    "administration_talks.save": Recipe("staff", OWN_THING, WIL, url=_talk, form=_seen("talk", _talk_typed)),
    "administration_talks.remove_form": Recipe("staff", OWN_THING, WIL, url=_talk),
    "administration_talks.remove": Recipe("staff", OWN_THING, WIL, url=_talk),
    "administration_talks.restore": Recipe("staff", OWN_THING, WIL, url=_talk),
    "administration_talks.up": Recipe("staff", OWN_THING, WIL, url=_talk),
    "administration_talks.down": Recipe("staff", OWN_THING, WIL, url=_talk),
    "administration_municipality.municipality": Recipe("staff", OFFICE, WIL),
    "administration_municipality.save": Recipe(
        "staff", OFFICE_LATE, WIL, form=_seen("contact setting", _reached)
    ),
}

# --- texts: of the municipality, and those of all municipalities (there is no regioredacteur at Stad) -------------


def _text(table: str, state: str = "draft", **more: Any) -> Fill:
    """An own page in this state; the central ones are written at Dorp."""
    return lambda dorp: {"theme": "wonen", "slug": f"{table}-{state}-{dorp.slug}"} | more


def _mark(mark: str, **more: Any) -> Fill:
    return lambda dorp: {"versie": mark} | more


_WHOLE_TEXT = {"titel": "Een tekst", "samenvatting": "Een samenvatting.", "tekst": "Een tekst."} | {
    "doelgroepen": ["ouders"],
    "momenten": ["scheiden"],
    "relaties": ["getrouwd"],
    "gecontroleerd_op": "2026-11-24",
    "controleren_voor": "2027-06-01",
    "bronnen": "Een bron | https://bron.example/",
}


def _texts(name: str, table: str, lists: Answers, makes: Answers) -> dict[str, Recipe]:
    draft, ready, live = (_text(table, state) for state in ("draft", "ready", "published"))
    new = {"thema": "geld", "naam": "nieuw", "titel": "Een nieuwe tekst"}
    recipes = {
        "overview": Recipe("staff", lists, WIL),
        "new": Recipe("staff", lists, WIL),
        "create": Recipe("staff", makes, WIL, form=lambda dorp: new),
        "edit": Recipe("staff", OWN_THING, WIL, url=draft),
        "save": Recipe("staff", OWN_THING, WIL, url=draft, form=_mark("1.1", **_WHOLE_TEXT)),
        "read": Recipe("staff", OWN_THING, WIL, url=draft),
        "share": Recipe("staff", OWN_THING, WIL, url=draft, form=_mark("1.1")),
        "hand_over": Recipe("staff", OWN_THING, WIL, url=draft, form=_mark("1.1")),
        "take_back": Recipe("staff", OWN_THING, WIL, url=ready, form=_mark("1.2")),
        "publish": Recipe("staff", OWN_THING, WIL, url=ready, form=_mark("1.2", wanneer="nu")),
        "discard": Recipe("staff", OWN_THING, WIL, url=draft, form=_mark("1.1")),
        "withdraw": Recipe("staff", OWN_THING, WIL, url=live),
        "history": Recipe("staff", OWN_THING, WIL, url=live),
        "version": Recipe("staff", OWN_THING, WIL, url=_text(table, "published", number=1)),
        "restore": Recipe("staff", OWN_THING, WIL, url=_text(table, "published", number=1)),
    }
    return {f"{name}.{endpoint}": recipe for endpoint, recipe in recipes.items()}


NOT_AT_STAD: Answers = (GONE, ENTRANCE, GONE, GONE, ENTRANCE)
RECIPES |= _texts("content_texts", "text-version", OFFICE, OFFICE_ON)
RECIPES |= _texts("content_central", "central-text", NOT_AT_STAD, NOT_AT_STAD)
RECIPES |= {
    "content_texts.central": Recipe(
        "staff", OFFICE, WIL, url=lambda dorp: {"theme": "wonen", "slug": "huurhuis"}
    ),
    "content_preview.preview": Recipe(
        "resident", (GONE, GONE, OK, OK, GONE), "booker", url=lambda dorp: {"token": dorp.planned["text"]}
    ),
}


# --- house style, statements, what is printed for outside ------------------------------------------------------------


def _style_typed(_dorp: Side) -> dict[str, Any]:
    return {"hoofdkleur": "#154273", "lettertype": "public-sans", "hoeken": "soft"}


NOTHING = fingerprint({})  # of a statement that nobody wrote yet
ONE_PLACE = b"sleutel;naam;straat;plaats\r\nloods;De Loods;Kade 1;Dorp\r\n"


def _one_place(dorp: Side) -> dict[str, Any]:
    """What Dorp's own trial of the file would send along; at Stad it is no trial of theirs."""
    with dorp.drafter.browser.app.app_context(), tenancy.acting_for("dorp"):
        seen = importing.try_file("plekken", ONE_PLACE).seen
        db.session.rollback()
    return {"soort": "plekken", "meegenomen": b64encode(compress(ONE_PLACE)).decode(), "gezien": seen}


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def _statement(_dorp: Side) -> dict[str, Any]:
    return {"name": "privacy"}


RECIPES |= {
    "web_public.logo": Recipe(
        "resident",
        (GONE, GONE, OK, OK, OK),
        url=lambda dorp: {"slug": "dorp", "fingerprint": dorp.planned["logo"]},
    ),
    "administration_style.style": Recipe("staff", OFFICE, WIL),
    "administration_style.example_sheet": Recipe("staff", OFFICE, WIL, query={"primary": "#154273"}),
    "administration_style.save": Recipe("staff", OFFICE_LATE, WIL, form=_seen("style", _style_typed)),
    "administration_style.reset": Recipe("staff", OFFICE_ON, WIL),
    "administration_style.save_logo": Recipe("staff", OFFICE_ON, WIL, form=lambda dorp: {"tekst": LOGO}),
    "administration_style.remove_logo": Recipe("staff", OFFICE_ON, WIL),
    "administration_statements.overview": Recipe("staff", OFFICE, WIL),
    "administration_statements.statement": Recipe("staff", OFFICE, WIL, url=_statement),
    "administration_statements.save": Recipe(
        "staff",
        OFFICE_ON,
        WIL,
        url=_statement,
        form=lambda dorp: {"tekst": "Wij zijn zuinig.", "versie": NOTHING},
    ),
    "administration_statements.remove": Recipe(
        "staff", OFFICE_ON, WIL, url=_statement, form=lambda dorp: {"versie": NOTHING}
    ),
    "administration_poster.choose": Recipe("staff", OFFICE, WIL),
    "administration_poster.poster": Recipe("staff", OFFICE, WIL),
    "administration_poster.card": Recipe("staff", OFFICE, WIL),
    "administration_poster.code": Recipe("staff", OFFICE, WIL),
    "administration_home.home": Recipe("staff", OFFICE, WIL),
    "administration_files.files": Recipe("staff", OFFICE, WIL),
    "administration_files.csv_out": Recipe("staff", OFFICE, WIL, url=lambda dorp: {"name": "plekken"}),
    "administration_files.whole_out": Recipe("staff", OFFICE, WIL),
    "administration_files.look": Recipe(
        "staff",
        (OK, ENTRANCE, GONE, GONE, ENTRANCE),
        WIL,
        form=lambda dorp: {"soort": "plekken", "bestand": (BytesIO(ONE_PLACE), "plekken.csv")},
    ),
    "administration_files.bring_in": Recipe(
        "staff",
        (OTHER, ENTRANCE, GONE, GONE, ENTRANCE),
        WIL,
        form=_one_place,
    ),
    "administration_changes.changes": Recipe("staff", OFFICE, WIL),
    "administration_changes.search": Recipe("staff", OFFICE, WIL, form=lambda dorp: {"q": "Dorp"}),
}


# --- people, and the second step of signing in --------------------------------------------------------------------
# Without the second step (as here) nobody is half signed in; tests/accounts/test_second_factor.py is about who is.


def _colleague(dorp: Side) -> dict[str, Any]:
    return {"person_id": dorp.planned["juul"]}


def _job(dorp: Side) -> dict[str, Any]:
    return _colleague(dorp) | {"organisation_id": dorp.planned["loket"]}


def _asked_to_work_here(dorp: Side) -> dict[str, Any]:
    return {"invitation_id": dorp.planned["staff invitation"]}


def _work_token(dorp: Side) -> dict[str, Any]:
    return {"token": dorp.planned["staff token"]}


def _new_colleague(dorp: Side) -> dict[str, Any]:
    where = {"organisatie": dorp.planned["organisation"], "rollen": ["medewerker"]}
    return {"naam": "Nieuw", "email": "nieuw@wijkteam-dorp.example"} | where


RECIPES |= {
    **{
        f"accounts_second.{name}": Recipe("resident", (ENTRANCE,) * 5, form=lambda dorp: {"code": "123456"})
        for name in ("code_form", "code", "recovery_form", "recover", "enrol_form", "enrol")
    },
    "accounts_invited.invited": Recipe("resident", LINK, url=_work_token),
    "accounts_invited.accept": Recipe(
        "resident",
        (GONE, GONE, ENTRANCE, ENTRANCE, GONE),  # on to the entrance, as somebody who works here now
        url=_work_token,
        form=lambda dorp: {"wachtwoord": "vier gewone woorden"},
    ),
    "accounts_own.account": Recipe("staff", (OK, ENTRANCE, OK, OK, ENTRANCE), WIL),
    "accounts_own.change_password": Recipe(
        "staff",
        (ON, ENTRANCE, ON, REFUSED, ENTRANCE),
        WIL,
        form=lambda dorp: {"oud": PASSWORD, "wachtwoord": "vier gewone woorden"},
        colleagues_too=True,
    ),
    "accounts_own.new_codes": Recipe("staff", (OK, ENTRANCE, GONE, GONE, ENTRANCE), WIL),
    "accounts_people.people_here": Recipe("staff", OFFICE, WIL),
    "accounts_people.invite_form": Recipe("staff", OFFICE, WIL),
    "accounts_people.invite": Recipe(
        "staff", (REFUSED, ENTRANCE, GONE, GONE, ENTRANCE), WIL, form=_new_colleague
    ),
    "accounts_people.withdraw": Recipe("staff", OWN_THING, WIL, url=_asked_to_work_here),
    "accounts_people.send_again": Recipe("staff", OWN_THING, WIL, url=_asked_to_work_here),
    "accounts_people.person": Recipe("staff", OFFICE, WIL, url=_colleague),
    "accounts_people.stop": Recipe(
        "staff", OWN_THING, WIL, url=lambda dorp: {"person_id": dorp.planned["kees"]}
    ),
    "accounts_people.reset_factor": Recipe(
        "staff", OWN_THING, WIL, url=lambda dorp: {"person_id": dorp.planned["kees"]}
    ),
    "accounts_people.roles_form": Recipe("staff", OFFICE, WIL, url=_job),
    "accounts_people.save_roles": Recipe(
        "staff",
        (ON, ENTRANCE, GONE, GONE, ENTRANCE),
        WIL,
        url=_job,
        form=lambda dorp: {"rollen": ["medewerker", "planner"], "was": "medewerker"},
    ),
    "accounts_people.review_form": Recipe("staff", OFFICE, WIL),
    "accounts_people.review": Recipe(
        "staff", OWN_THING, WIL, form=lambda dorp: {"lidmaatschap": dorp.planned["job"], "doe": "klopt"}
    ),
}
