"""What people type about local help. What fits is said by the shapes of the tenant file."""

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice

from portal import web
from portal.web import no_control_characters


def _line(label: Any) -> Any:
    return StringField(label, [no_control_characters])


def _text(label: Any) -> Any:
    return TextAreaField(label, [no_control_characters])


KINDS = (
    Choice("wijkteam", _("Wijkteam")),
    Choice("raadslieden", _("Sociaal raadslieden")),
    Choice("advocaat-lokaal", _("Advocaat")),
    Choice("mediator-lokaal", _("Mediator")),
    Choice("ouderavond", _("Ouderavond")),
    Choice("omgang", _("Hulp bij de omgang")),
    Choice("schuldhulp", _("Hulp bij schulden")),
    Choice("maatschappelijk-werk", _("Maatschappelijk werk")),
    Choice("clientondersteuner", _("Cliëntondersteuner")),
    Choice("inloop-juridisch", _("Inloop met vragen over regels")),
    Choice("overig", _("Iets anders")),
)


class OfferForm(web.ShapedForm):
    shape = "offer"
    keys: ClassVar = {
        "soort": "kind",
        "naam": "name",
        "wat": "does",
        "voor_wie": "for_whom",
        "kosten": "cost",
        "betaalt": "paid_by",
        "onafhankelijk": "independent",
        "bereiken": "reach",
        "wachttijd": "waiting",
        "telefoon": "phone",
        "email": "email",
        "website": "website",
        "open": "hours",
        "inloop": "walk_in",
        "beheerder": "owner",
        "nakijken": "review",
    }
    soort = SelectField(
        _("Wat voor hulp is het?"), choices=[Choice("", _("Kies")), *KINDS], validate_choice=False
    )
    naam = _line(_("Naam"))
    wat = _text(_("Wat doen zij?"))
    voor_wie = _text(_("Voor wie?"))
    kosten = _text(_("Wat kost het?"))
    betaalt = _text(_("Wie betaalt het?"))
    onafhankelijk = _text(_("Voor wie werken zij? Zijn zij onafhankelijk?"))
    bereiken = _text(_("Hoe komt iemand er?"))
    wachttijd = _text(_("Hoe lang is de wachttijd? Hoeft niet."))
    telefoon = _line(_("Telefoon. Hoeft niet."))
    email = _line(_("E-mailadres. Hoeft niet."))
    website = _line(_("Website. Hoeft niet."))
    open = web.hours_field(_("Wanneer open? Hoeft niet."))
    inloop = web.hours_field(_("Wanneer zonder afspraak? Hoeft niet."))
    beheerder = _line(_("Wie houdt dit bij?"))
    nakijken = web.DateField(_("Voor welke dag kijkt u dit weer na?"))


class ListingForm(web.ShapedForm):
    shape = "words"
    keys: ClassVar = {"tekst": "listing"}
    tekst = _text(_("Hoe komt een advocaat of mediator op de lijst?"))


class ContactPersonForm(web.ShapedForm):
    shape = "contact_person"
    keys: ClassVar = {"naam": "name", "functie": "role", "over": "about", "telefoon": "phone"}
    naam = _line(_("Naam"))
    functie = _line(_("Wat doet deze persoon?"))
    over = _line(_("Hoe is het om met deze persoon te praten?"))
    telefoon = _line(_("Telefoon. Hoeft niet."))
    goed = BooleanField(_("Deze persoon vindt het goed om op de site te staan"))

    def validate_goed(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Vraag het eerst aan deze persoon."))
