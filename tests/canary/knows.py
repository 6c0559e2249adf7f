"""How to open every address: what stands in its place-holders, and what is typed in its forms. By hand.

An address, a place-holder or a form that is not here fails the suite: nothing is forgotten by being new.
"""

from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zlib import compress

from werkzeug.routing import Rule

from portal import tenancy
from portal.administration import importing
from portal.db import db
from tests.canary.confided import answers, staff_email
from tests.canary.scene import TEXT, Scene, Side
from tests.support.world import PASSWORD

STAFF = ("wijkteam", "jurist", "partner", "beheer", "elsewhere")
AT_WORK = ("/medewerker/", "/beheer/", "/account/")
FORGED = "x" * 32
Forms = dict[str, dict[str, Any]]
# A GET that undoes something of the browser or the database: asked where everything is brought back afterwards.
UNDOES = {"web_leaving.leave", "booking_resident.begin"}
# Information that is the same for everybody; which pages there are, their links tell.
PUBLIC: dict[str, dict[str, list[str]]] = {
    "content_public.theme": {"theme": ["geld"]},
    "content_public.page": {"theme": ["geld"], "slug": ["bestaat-niet"]},
    "content_public.audience": {"audience": ["ouders"]},
}
QUERIES = {
    "web_front.home": ("", "naam=Dorp", "naam=9001"),
    "booking_week.week": ("", "vanaf=2026-12-02", "vanaf=ooit"),
    "booking_week.month": ("", "maand=2026-12"),
    "booking_resident.choose_topic": ("", "onderwerp=geld&samen=nee", "onderwerp=geld&samen=ja"),
    "booking_resident.choose_time": (
        "gesprek=wijkteam",
        "gesprek=wijkteam&samen=nee",
        "gesprek=juridisch&samen=ja",
        "gesprek=wijkteam&samen=nee&vanaf=gisteren",
    ),
    "booking_for.choose": ("", "gesprek=wijkteam&samen=ja", "gesprek=wijkteam&vanaf=gisteren"),
    "booking_waiting.ask_form": ("gesprek=wijkteam&samen=nee", "gesprek=juridisch&samen=ja", "gesprek=x"),
    "booking_waiting_staff.new_form": ("gesprek=wijkteam&samen=ja", "gesprek=x"),
    "booking_for.full_days": ("gesprek=wijkteam&samen=nee",),
    "booking_for.full_form": ("gesprek=wijkteam&samen=nee",),
    "content_public.find": ("", "q=pensioen"),
    "administration_style.example_sheet": ("", "primary=%23154273"),
    "booking_resident.begin": ("gesprek=wijkteam&samen=nee",),
    "booking_resident.safety": ("gesprek=wijkteam",),
    "booking_resident.rather_alone": ("gesprek=wijkteam",),
}


def values_of(rule: Rule, side: Side, actor: str) -> list[dict[str, str]]:
    """Every way in which this actor can fill in an address; staff try the ids of the other desk as well."""
    found: list[dict[str, str]] = [{}]
    for name in sorted(rule.arguments):
        found = [{**given, name: value} for given in found for value in _values(rule, name, side, actor)]
    return found


def _values(rule: Rule, name: str, side: Side, actor: str) -> list[str]:
    who = "a" if actor == "scanner" else actor
    if name == "token" and rule.rule.startswith("/a/"):
        return [*side.tokens.get(who, ()), FORGED]
    if name == "token" and rule.rule.startswith("/u/"):
        return [*(side.invitations if actor in ("a", "b") else ()), FORGED]
    if name == "token" and rule.rule.startswith("/f/"):
        return [*side.feeds.get(actor, ()), FORGED]
    if rule.endpoint.startswith("content_public."):  # public reading; one page stands for all
        return [{"theme": "geld", "slug": "kinderalimentatie", "audience": "ouders"}[name]]
    if rule.endpoint.startswith(
        ("content_texts.", "content_central.")
    ):  # what is public, once it is published
        return [{"theme": "geld", "slug": TEXT, "number": "1"}[name]]
    if rule.endpoint == "content_preview.preview":
        return [*(side.previews if actor == "gevraagd" else ()), FORGED]
    if name == "token" and rule.rule.startswith("/uitnodiging/"):
        return [*(side.asked_to_work if actor == "gevraagd" else ()), FORGED]
    if rule.endpoint == "administration_files.csv_out":
        return ["organisaties", "plekken", "hulp", "bestaat-niet"]
    if rule.endpoint.startswith("administration_statements."):
        return ["toegankelijkheid", "bestaat-niet"]
    if rule.endpoint == "web_public.logo":
        return [{"slug": side.slug, "fingerprint": side.logo}[name]]
    if name in side.ids:
        return side.ids[name] if actor in STAFF else side.ids[name][:1]
    if rule.endpoint in PUBLIC:
        return PUBLIC[rule.endpoint][name]
    if rule.endpoint == "web_styles.theme":
        return [side.slug] if name == "slug" else ["0" * 12]
    raise AssertionError(
        f"{rule.rule} ({rule.endpoint}) has a place-holder <{name}> that the canary suite cannot fill in: "
        f"say in tests/canary/knows.py which values there are, and who knows them"
    )


# --- forms --------------------------------------------------------------------------------------------------


class Typed:
    """What one actor types at one address."""

    def __init__(self, scene: Scene, side: Side, actor: str, values: dict[str, str]) -> None:
        self.scene, self.side, self.actor, self.values = scene, side, actor, values

    def word(self, key: str) -> str:
        return self.scene.words[f"{self.side.slug}.{key}"]

    def details(self) -> dict[str, Any]:
        if self.actor not in ("a", "b"):
            return {"naam": "Iemand", "kanaal": "geen"}
        channel = "email" if self.actor == "a" else "telefoon"
        return answers(self.scene, self.side, f"{self.actor}.concept", channel)

    def time(self) -> dict[str, str]:
        sitting, time = self.side.free[-1]
        return {"gesprek": "wijkteam", "samen": "nee", "spreekuurdag": sitting, "tijd": time}

    def full_time(self) -> dict[str, str]:
        """Today: nobody can choose it any more."""
        return {"gesprek": "wijkteam", "samen": "nee", "tijd": "2026-12-02T11:00"}

    def taken(self) -> dict[str, str]:
        """The time that A's draft holds."""
        return {**self.time(), "spreekuurdag": self.side.held[0], "tijd": self.side.held[1]}

    def to_be_called(self) -> dict[str, str]:
        """A asks again, on the same number."""
        if self.actor != "a":
            return {"naam": "Iemand", "telefoon": "06 99999999"}
        return {what: self.word(f"a.bel.{what}") for what in ("naam", "telefoon")}

    def claim(self) -> str:
        return self.side.claims.get(self.actor, "0" * 24)

    def reference(self) -> str:
        """The code of the person whose id stands in the address."""
        persons = {word: key for key, word in self.scene.words.by_key.items() if key.endswith(".persoon")}
        key = persons[self.values["participation_id"]]
        return self.scene.words[key.removesuffix("persoon") + "kenmerk"]

    def kept_from(self) -> str:
        """The code of whom that person is kept from; of the two who come alone each other's."""
        one, other = self.word("a.alleen.kenmerk"), self.word("b.alleen.kenmerk")
        return one if self.reference() == other else other

    def post(self) -> str:
        return staff_email(self.scene, self.side, self.actor) if self.actor in STAFF[:4] else "x@y.example"


def _known(t: Typed, **more: str) -> dict[str, Any]:
    return {"weet": "code", "code": t.reference(), "wie": "allebei", **more}


def _series(t: Typed) -> Forms:
    """A series that ends before everybody's talk, and one that cannot be."""
    typed = {"titel": "Spreekuur", "plek": "phone", "herhaling": "weken", "elke": "2", "vanaf": "2021-07-07"}
    typed |= {"hoeveelste": "1", "weekdag": "wo"}
    hours = {"van": "06:00", "tot": "06:30", "raster": "30", "pauze": "0", "vooraf": "24", "ver": "91"}
    who = {"samen_tot": "2", "stoelen-0-rol": "wijkteam", "stoelen-0-wie": t.side.chair}
    whole = {**typed, **hours, **who}
    return {"look": whole, "keep": {**whole, "doe": "bewaar"}, "bad": {**typed, "van": "ooit"}}


def _offer(_t: Typed) -> Forms:
    typed: dict[str, Any] = dict.fromkeys(
        ("wat", "voor_wie", "kosten", "betaalt", "onafhankelijk"), "Praten."
    )
    typed |= {"bereiken": "Bel.", "soort": "overig", "naam": "Praathuis", "beheerder": "Redactie"}
    return {"good": {**typed, "nakijken": "2027-05-01"}, "bad": {**typed, "nakijken": "ooit"}}


def _place(_t: Typed) -> Forms:
    typed = {"naam": "Buurthuis", "straat": "Brug 2", "stad": "Dorp"}
    return {"good": typed, "bad": {**typed, "naam": "Spreekuurhuis"}}


ONE_PLACE = b"sleutel;naam;straat;plaats\r\nloods;De Loods;Kade 1;Dorp\r\n"


def _one_place(t: Typed) -> dict[str, Any]:
    """What the trial of the file sends along."""
    with t.scene.app.app_context(), tenancy.acting_for(t.side.slug):
        seen = importing.try_file("plekken", ONE_PLACE).seen
        db.session.rollback()
    return {"soort": "plekken", "meegenomen": b64encode(compress(ONE_PLACE)).decode(), "gezien": seen}


def _talk(_t: Typed) -> Forms:
    typed = {"naam": "Gesprek", "minuten": "30", "stoelen": ["wijkteam"], "wie": "Iemand.", "betaalt": "Wij."}
    return {"good": {**typed, "verantwoordelijk": "De gemeente"}, "bad": {**typed, "minuten": "7"}}


def _text(_t: Typed) -> Forms:
    typed: dict[str, Any] = {"soort": "block", "tekst": "Bel ons.", "gecontroleerd_op": "2026-11-24"}
    typed |= {"titel": "Een tekst", "samenvatting": "Een samenvatting.", "controleren_voor": "2027-06-01"}
    typed |= {"doelgroepen": ["ouders"], "momenten": ["scheiden"], "relaties": ["getrouwd"]}
    return {"good": {**typed, "bronnen": "Een bron | https://bron.example/"}, "bad": {**typed, "tekst": ""}}


def _text_forms() -> dict[str, Callable[[Typed], Forms]]:
    found: dict[str, Callable[[Typed], Forms]] = {}
    for desk in ("content_texts", "content_central"):
        found[f"{desk}.create"] = lambda t: {
            "good": {"thema": "geld", "naam": "iets-nieuws", "titel": "Iets nieuws"},
            "bad": {"thema": "geld", "naam": "Geen Naam"},
        }
        found[f"{desk}.save"] = _text
        found[f"{desk}.publish"] = lambda t: {"good": {"versie": "1.2", "wanneer": "nu"}}
        for verb in ("share", "hand_over", "take_back", "discard", "withdraw", "restore"):
            found[f"{desk}.{verb}"] = lambda t: {"good": {"versie": "1.1"}}
    return found


def _people_forms() -> dict[str, Callable[[Typed], Forms]]:
    """Nothing here ends or changes somebody whom the story still needs."""
    return {
        **{
            f"accounts_second.{verb}": lambda t: {"bad": {"code": "123456"}}
            for verb in ("code", "recover", "enrol")
        },
        "accounts_invited.accept": lambda t: {
            "good": {"wachtwoord": "vier gewone woorden"},
            "bad": {"wachtwoord": "kort"},
        },
        "accounts_own.change_password": lambda t: {
            "good": {"oud": PASSWORD, "wachtwoord": "vier gewone woorden"},
            "bad": {"oud": "", "wachtwoord": "kort"},
        },
        "accounts_own.new_codes": lambda t: {"good": {}},
        "accounts_people.invite": lambda t: {"bad": {"naam": "Nieuw", "email": t.post(), "rollen": []}},
        "accounts_people.withdraw": lambda t: {"good": {}},
        "accounts_people.send_again": lambda t: {"good": {}},
        "accounts_people.stop": lambda t: {"bad": {}},
        "accounts_people.reset_factor": lambda t: {"good": {}},
        "accounts_people.save_roles": lambda t: {"bad": {"rollen": ["admin"], "was": "medewerker"}},
        "accounts_people.review": lambda t: {"bad": {"lidmaatschap": FORGED, "doe": "klopt"}},
    }


# Forms of the own desk in which something has to be typed besides what their page shows.
TYPED_OVER = {
    "administration_statements.save", "content_central.create", "content_texts.create",
    "partners_contact.save",
}  # fmt: skip

FORMS: dict[str, Callable[[Typed], Forms]] = {
    **_people_forms(),
    **_text_forms(),
    "web_leaving.go_on": lambda t: {
        "good": {"pad": f"/a/{t.side.tokens.get(t.actor, [FORGED])[0]}"},
        "bad": {"pad": "//elders.example"},
    },
    "content_public.make_list": lambda t: {
        "good": {"relatie": "getrouwd", "kinderen": "ja", "veilig": "ja"},
        "not safe": {"relatie": "getrouwd", "veilig": "nee"},
        "bad": {"relatie": "x"},
    },
    "content_public.keep_list": lambda t: {"good": {}},
    "content_public.wipe_list": lambda t: {"good": {}},
    # --- a resident books -----------------------------------------------------------------------------------
    "booking_resident.choose_topic_posted": lambda t: {
        "good": {"onderwerp": ["geld"], "samen": "ja"},
        "bad": {"onderwerp": ["geld"]},
    },
    "booking_resident.safety_posted": lambda t: {
        "good": {"gesprek": "wijkteam", "antwoord": "nee"},
        "bad": {"gesprek": "wijkteam"},
    },
    "booking_resident.hold": lambda t: {
        "good": t.time(),
        "taken": t.taken(),
        "bad": {**t.time(), "tijd": "morgen"},
    },
    "booking_resident.details_posted": lambda t: {
        "good": {**t.details(), "claim": t.claim()},
        "bad": {**t.details(), "claim": t.claim(), "email": "", "telefoon": ""},
        "another window": {**t.details(), "claim": "0" * 24},
    },
    "booking_resident.confirm": lambda t: {"good": {"claim": t.claim()}, "bad": {"claim": "0" * 24}},
    "booking_resident.extend": lambda t: {"good": {}},
    "booking_resident.let_go": lambda t: {"good": {}},
    # --- the waiting list -----------------------------------------------------------------------------------
    "booking_waiting.ask": lambda t: {
        "good": {**t.details(), "gesprek": "wijkteam", "samen": "ja", "dagen": ["wo"]},
        "bad": {**t.details(), "gesprek": "wijkteam", "tot": "ooit"},
        "no talk": {"gesprek": "x"},
    },
    "booking_waiting_staff.new": lambda t: {
        "good": {"naam": "Iemand", "gesprek": "wijkteam"},
        "bad": {"gesprek": "wijkteam"},
        "no talk": {"gesprek": "x"},
    },
    "booking_waiting_staff.accept": lambda t: {"good": {}},
    "booking_waiting_staff.decline": lambda t: {"good": {}},
    "booking_waiting_staff.unreached": lambda t: {"good": {}},
    "booking_waiting_staff.end": lambda t: {"good": {}},
    # --- call-backs -----------------------------------------------------------------------------------------
    "callbacks_resident.ask": lambda t: {
        "good": t.to_be_called(),
        "bad": {**t.to_be_called(), "telefoon": "geen"},
        "never": {**t.to_be_called(), "veilig_tijden": ["avond"]},
    },
    "callbacks_staff.take": lambda t: {
        "good": {"keuze": "ik"},
        "let go": {"keuze": "los"},
        "late": {"keuze": "ik", "gezien": "0" * 24},
        "bad": {"keuze": "x"},
    },
    "callbacks_staff.result": lambda t: {
        "good": {"gezien": "0", "keuze": "no_answer"},
        "spoken": {"gezien": "0", "keuze": "spoken"},
        "not allowed": {"gezien": "0", "keuze": "message"},
        "late": {"gezien": "7", "keuze": "spoken"},
        "bad": {"keuze": "x"},
    },
    "callbacks_staff.withdraw": lambda t: {"good": {}},
    "callbacks_staff.become_appointment": lambda t: {"good": {}},
    "callbacks_staff.new": lambda t: {
        "good": {"naam": "Iemand", "telefoon": "06 12345678"},
        "bad": {"naam": "Iemand"},
    },
    # --- an own link ----------------------------------------------------------------------------------------
    "booking_message.move": lambda t: {"good": t.time(), "taken": t.taken(), "bad": {"tijd": "morgen"}},
    "booking_message.cancel": lambda t: {"good": {}},
    "booking_together.choose": lambda t: {
        "good": {"keuze": "ja"},
        "take back": {"keuze": "intrekken"},
        "bad": {"keuze": "x"},
    },
    "booking_together.go_alone": lambda t: {
        "good": t.time(),
        "keep": {"keuze": "houden"},
        "bad": {"tijd": "morgen"},
    },
    # --- who got a code -------------------------------------------------------------------------------------
    "booking_invited.code_typed": lambda t: {
        "open": {"code": t.word("a.open.code") if t.actor in ("a", "b") else "ABCDEFGHJK"},
        "used": {"code": t.word("a.samen.code") if t.actor in ("a", "b") else "ABCDEFGHJK"},
        "unknown": {"code": "ABCDEFGHJK"},
        "bad": {},
    },
    "booking_invited.answer": lambda t: {
        "yes": {"antwoord": "ja", "poging": "0" * 32},
        "as A saw it": {"antwoord": "ja", "poging": t.side.attempt},
        "no": {"antwoord": "nee"},
        "alone": {"antwoord": "alleen"},
        "bad": {"antwoord": "ja", "poging": "0"},
    },
    "booking_invited.contact_posted": lambda t: {
        "good": t.details(),
        "bad": {**t.details(), "email": "", "telefoon": ""},
    },
    # --- staff ----------------------------------------------------------------------------------------------
    "accounts_entrance.sign_in": lambda t: {
        # Checking a password is slow on purpose, so few of them do; of the others the form is refused before that.
        **({"good": {"email": t.post(), "wachtwoord": PASSWORD}} if t.actor == "wijkteam" else {}),
        "bad": {"email": t.post()},
    },
    "accounts_oidc.begin": lambda t: {"good": {}},
    "accounts_invited.accept_at_provider": lambda t: {"good": {}},
    "accounts_staff.sign_out": lambda t: {"good": {}},
    "booking_staff.outcome": lambda t: {
        "good": {"uitkomst": "arrived"},
        "back to today": {"uitkomst": "done", "terug": "vandaag"},
        "bad": {"uitkomst": "x"},
    },
    "booking_staff.message_seen": lambda t: {"good": {}},
    "booking_keys.switch": lambda t: {"good": {"stand": "aan"}, "bad": {"stand": "x"}},
    "booking_planning.create": lambda t: _series(t),
    "booking_planning.save": lambda t: _series(t),
    "booking_planning.remove": lambda t: {"look": {}, "keep": {"doe": "bewaar"}},
    "booking_planning.restore": lambda t: {"look": {}, "keep": {"doe": "bewaar"}},
    "booking_days.save_day": lambda t: {
        "look": {"open": "nee", "van": "09:00", "tot": "12:00"},
        "moved": {"open": "verplaatst", "van": "09:00", "tot": "12:00", "datum": "2026-12-04"},
        "keep": {"open": "nee", "van": "09:00", "tot": "12:00", "doe": "bewaar"},
        "bad": {"open": "ja"},
    },
    "booking_days.close": lambda t: {
        "look": {"van": "2026-12-01", "tot": "2026-12-31", "wat": "alles"},
        "keep": {"van": "2026-12-01", "tot": "2026-12-31", "wat": "alles", "doe": "bewaar"},
        "proposed": {"doe": "voorstel", "van": "2026-12-19", "tot": "2027-01-03", "titel": "Kerst"},
        "bad": {"van": "ooit"},
    },
    "booking_days.reopen": lambda t: {"look": {}, "keep": {"doe": "bewaar"}},
    "booking_days.open_holiday": lambda t: {"look": {"datum": "2026-12-25"}, "bad": {"datum": "ooit"}},
    "booking_days.replace": lambda t: {
        "look": {
            "wie": t.side.chair.partition(":")[2],
            "door": "niemand",
            "van": "2027-08-02",
            "tot": "2027-08-03",
        },
        "bad": {"wie": "x"},
    },
    "booking_away.go_away": lambda t: {
        "look": {"wie": t.side.chair.partition(":")[2], "van": "2027-08-02", "tot": "2027-08-03"},
        "bad": {"wie": "x", "van": "2026-12-01", "tot": "2026-12-01"},
    },
    "booking_away.come_back": lambda t: {"look": {}, "keep": {"doe": "bewaar"}},
    "booking_worklist.move": lambda t: {"good": t.time(), "taken": t.taken(), "bad": {"tijd": "morgen"}},
    "booking_worklist.cancel": lambda t: {"good": {}},
    "booking_worklist.leave": lambda t: {"good": {}},
    "booking_worklist.told": lambda t: {"good": {}},
    "booking_calendars.make_feed": lambda t: {"good": {}},
    "booking_calendars.stop_feed": lambda t: {"good": {}},
    "booking_calendars.follow": lambda t: {
        "good": {"adres": "https://agenda.example/a.ics"},
        "bad": {"adres": "agenda"},
    },
    "booking_calendars.unfollow": lambda t: {"good": {}},
    "booking_person.keep": lambda t: {
        "good": {"code": t.word("a.weg.kenmerk")},
        "unknown": {"code": "ABCDEFGH"},
        "bad": {},
    },
    "booking_person.let_meet": lambda t: {"good": {"code": t.kept_from()}, "bad": {}},
    "booking_person.contact_checked": lambda t: {"good": {}},
    "booking_person.send": lambda t: {
        "good": {"bericht": "Neem uw papieren mee."},
        "telling": {"bericht": f"Hallo {t.word('a.samen.naam')}"},
        "bad": {},
    },
    "booking_for.hold": lambda t: {
        "good": t.time(),
        "taken": t.taken(),
        "bad": {**t.time(), "tijd": "morgen"},
    },
    "booking_for.details_posted": lambda t: {
        "nothing held": {"naam": "Iemand", "via": "balie", "claim": "0" * 24},
        "bad": {"claim": "0" * 24},
    },
    "booking_for.let_go": lambda t: {"good": {}},
    "booking_for.full": lambda t: {
        "good": {**t.full_time(), "waarom": "spoed", "zeker": "y"},
        "bad": {**t.full_time(), "tijd": ""},
    },
    "booking_for.walk_in": lambda t: {"good": {"gesprek": "wijkteam", "poging": "0" * 24}, "bad": {}},
    "booking_phone.look_up": lambda t: {
        "good": {"code": t.word("a.samen.kenmerk")},
        "other desk": {"code": t.word("b.alleen.kenmerk")},
        "number": {"code": t.word("a.open.telefoon")},
        "number of one's own desk": {"code": t.word("a.alleen.telefoon")},
        "unknown": {"code": "ABCDEFGH"},
        "bad": {},
    },
    "booking_phone.move": lambda t: {
        "good": {**_known(t), **t.time()},
        "times": _known(t),
        "one": {**_known(t, wie="een"), **t.time()},
        "keep": _known(t, wie="een", houd="ja"),
        "bad": {"weet": "code", "code": "ABCDEFGH"},
    },
    "booking_phone.cancel": lambda t: {
        "good": _known(t),
        "one": _known(t, wie="een"),
        "bad": {"weet": "code", "code": "ABCDEFGH"},
    },
    # --- local help, at the municipality's own desk ---------------------------------------------------------
    "partners_office.create": _offer,
    "partners_office.save": _offer,
    "partners_office.remove": lambda t: {"good": {}},
    "partners_office.up": lambda t: {"good": {}},
    "partners_office.down": lambda t: {"good": {}},
    "partners_office.still_holds": lambda t: {"good": {}},
    "partners_office.save_listing": lambda t: {"good": {"tekst": "Wie mag."}, "bad": {"tekst": "x" * 2001}},
    "partners_contact.save": lambda t: {
        "good": {"naam": "Bo", "functie": "Team", "over": "Rustig.", "goed": "y"},
        "bad": {"naam": "Bo"},
    },
    "partners_contact.remove": lambda t: {"good": {}},
    "administration_organisations.take_on": lambda t: {"bad": {"organisatie": "x"}},
    "administration_organisations.let_go": lambda t: {"good": {}},
    "administration_organisations.create": lambda t: {"good": {"naam": "Team", "soort": "other"}, "bad": {}},
    "administration_organisations.save": lambda t: {"good": {"naam": "Team"}, "bad": {}},
    "administration_places.create": _place,
    "administration_places.save": _place,
    "administration_places.remove": lambda t: {"good": {}},
    "administration_talks.create": _talk,
    "administration_talks.save": _talk,
    "administration_talks.remove": lambda t: {"good": {}},
    "administration_talks.restore": lambda t: {"good": {}},
    "administration_talks.up": lambda t: {"good": {}},
    "administration_talks.down": lambda t: {"good": {}},
    "administration_municipality.save": lambda t: {
        "good": {
            "telefoon": "085 000 00 00",
            "open-0-dag": "ma",
            "open-0-van": "09:00",
            "open-0-tot": "17:00",
        },
        "bad": {"telefoon": "bel"},
    },
    # --- house style, statements --------------------------------------------------------------------------------
    "administration_style.save": lambda t: {
        "good": {"hoofdkleur": "#154273", "lettertype": "public-sans", "hoeken": "soft"},
        "look": {"hoofdkleur": "#154273", "lettertype": "public-sans", "hoeken": "soft", "doe": "bekijk"},
        "too light": {"hoofdkleur": "#ffee88", "lettertype": "public-sans", "hoeken": "soft"},
        "bad": {"hoofdkleur": "blauw"},
    },
    "administration_style.reset": lambda t: {"good": {}},
    "administration_style.save_logo": lambda t: {
        "good": {
            "tekst": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
        },
        "bad": {"tekst": "geen tekening"},
    },
    "administration_style.remove_logo": lambda t: {"good": {}},
    "administration_statements.save": lambda t: {"good": {"tekst": "Wij zijn zuinig."}, "bad": {}},
    "administration_statements.remove": lambda t: {"good": {}},
    "administration_changes.search": lambda t: {"good": {"q": "tafel"}},
    "administration_files.look": lambda t: {
        "good": {"soort": "plekken", "bestand": (BytesIO(ONE_PLACE), "plekken.csv")},
        "bad": {"soort": "plekken"},
    },
    "administration_files.bring_in": lambda t: {
        "good": _one_place(t),
        "bad": {"soort": "plekken", "meegenomen": "geen bestand"},
    },
}


def forms_of(rule: Rule, typed: Typed) -> Forms:
    assert rule.endpoint in FORMS, (
        f"{rule.rule} ({rule.endpoint}) takes a form that the canary suite cannot fill in: "
        f"say in tests/canary/knows.py what is typed there, rightly and wrongly"
    )
    return FORMS[rule.endpoint](typed)
