"""What people type about local help. What fits is said by the shapes of the tenant file."""

from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice

from portal import web

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
    naam = web.line_field(_("Naam"))
    wat = web.text_field(_("Wat doen zij?"))
    voor_wie = web.text_field(_("Voor wie?"))
    kosten = web.text_field(_("Wat kost het?"))
    betaalt = web.text_field(_("Wie betaalt het?"))
    onafhankelijk = web.text_field(_("Voor wie werken zij? Zijn zij onafhankelijk?"))
    bereiken = web.text_field(_("Hoe komt iemand er?"))
    wachttijd = web.text_field(_("Hoe lang is de wachttijd? Hoeft niet."))
    telefoon = web.line_field(_("Telefoon. Hoeft niet."))
    email = web.line_field(_("E-mailadres. Hoeft niet."))
    website = web.line_field(_("Website. Hoeft niet."))
    open = web.hours_field(_("Wanneer open? Hoeft niet."))
    inloop = web.hours_field(_("Wanneer zonder afspraak? Hoeft niet."))
    beheerder = web.line_field(_("Wie houdt dit bij?"))
    nakijken = web.DateField(_("Voor welke dag kijkt u dit weer na?"))


class ListingForm(web.ShapedForm):
    shape = "words"
    keys: ClassVar = {"tekst": "listing"}
    tekst = web.text_field(_("Hoe komt een advocaat of mediator op de lijst?"))


class ContactPersonForm(web.ShapedForm):
    shape = "contact_person"
    keys: ClassVar = {"naam": "name", "functie": "role", "over": "about", "telefoon": "phone"}
    naam = web.line_field(_("Naam"))
    functie = web.line_field(_("Wat doet deze persoon?"))
    over = web.line_field(_("Hoe is het om met deze persoon te praten?"))
    telefoon = web.line_field(_("Telefoon. Hoeft niet."))
    goed = BooleanField(_("Deze persoon vindt het goed om op de site te staan"))

    def validate_goed(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Vraag het eerst aan deze persoon."))
