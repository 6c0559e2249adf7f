"""What people type about organisations, places, talks and the telephone. What fits, the shapes of the file say."""

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice

from portal import tenancy, web

KINDS = (
    Choice("wijkteam", _("Wijkteam")),
    Choice("juridisch_loket", _("Het Juridisch Loket")),
    Choice("raadslieden", _("Sociaal raadslieden")),
    Choice("advocaten", _("Advocaten")),
    Choice("mediators", _("Mediators")),
    Choice("other", _("Iets anders")),
)
TOPICS = (
    Choice("kinderen", _("De kinderen")),
    Choice("geld", _("Geld")),
    Choice("huis", _("Het huis")),
    Choice("regels", _("Regels en papieren")),
)


class OrganisationForm(web.ShapedForm):
    shape = "organisation"
    keys: ClassVar = {"naam": "name", "soort": "kind"}
    naam = web.line_field(_("Naam"))
    soort = SelectField(
        _("Wat voor organisatie?"), choices=[Choice("", _("Kies")), *KINDS], validate_choice=False
    )


class SharedForm(web.Form):
    organisatie = SelectField(_("Welke organisatie?"), validate_choice=False)

    def validate_organisatie(self, field: Field) -> None:
        if field.data not in {value for value, *_rest in field.choices if value}:
            raise ValidationError(gettext("Kies een organisatie."))


class PlaceForm(web.ShapedForm):
    shape = "place"
    keys: ClassVar = {"naam": "name", "straat": "street", "stad": "town", "uitleg": "note"}
    naam = web.line_field(_("Naam"))
    straat = web.line_field(_("Straat en nummer"))
    stad = web.line_field(_("Plaats"))
    uitleg = web.line_field(_("Hoe vindt iemand de weg? Hoeft niet."))


class TalkForm(web.ShapedForm):
    shape = "talk"
    keys: ClassVar = {
        "naam": "name",
        "minuten": "minutes",
        "stoelen": "roles",
        "onderwerpen": "topics",
        "samen": "joint_allowed",
        "wie": "who_sits",
        "betaalt": "who_pays",
        "voorwaarde": "condition",
        "verantwoordelijk": "controller",
    }
    naam = web.line_field(_("Naam van het gesprek"))
    sleutel = web.line_field(_("Kort woord voor in het adres. Hoeft niet."))
    minuten = web.NumberField(_("Hoeveel minuten duurt het?"))
    stoelen = web.BoxesField(_("Wie moet er zitten?"), choices=[])
    onderwerpen = web.BoxesField(_("Waarover gaat het?"), choices=TOPICS)
    samen = BooleanField(_("Twee mensen mogen samen komen"))
    wie = web.text_field(_("Met wie praat iemand?"))
    betaalt = web.text_field(_("Wie betaalt het?"))
    voorwaarde = web.text_field(_("Is er een voorwaarde? Hoeft niet."))
    verantwoordelijk = web.line_field(_("Welke organisatie is verantwoordelijk voor de gegevens?"))


class MunicipalityForm(web.ShapedForm):
    """The telephone and two texts, kept as three settings."""

    shape = "contact"
    keys: ClassVar = {
        "telefoon": "phone",
        "open": "hours",
        "email": "email",
        "belt_vanaf": "calls_from",
        "dagen": "call_back_days",
    }
    telefoon = web.line_field(_("Telefoonnummer"))
    open = web.hours_field(_("Wanneer neemt u op?"))
    email = web.line_field(_("E-mailadres. Hoeft niet."))
    belt_vanaf = web.line_field(_("Vanaf welk nummer belt u zelf? Hoeft niet."))
    dagen = web.NumberField(_("Binnen hoeveel werkdagen belt u terug?"))
    belofte = web.text_field(_("Uw belofte aan wie belt. Hoeft niet."))
    welkom = web.text_field(_("Welkom op de eerste pagina. Hoeft niet."))
    TEXTS: ClassVar = {"belofte": "promise", "welkom": "welcome"}

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        texts = {key: text for name, key in self.TEXTS.items() if (text := self.text(name))}
        _words, misfits = tenancy.fit("words", texts)
        for misfit in misfits:
            name = next(name for name, key in self.TEXTS.items() if key == misfit.at[0])
            self[name].errors = [gettext(misfit.sentence, **misfit.given)]
        return good and not misfits

    def text(self, name: str) -> str:
        return (self[name].data or "").replace("\r\n", "\n")
