"""What people type about the house style, the logo and the statements."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import Form as Part
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import DataRequired, Length, Optional

from portal import web
from portal.clock import today
from portal.errors import N_

FONT_WORDS = {"source-sans-3": "Source Sans", "public-sans": "Public Sans"}
RADIUS_WORDS = {"square": N_("Recht"), "soft": N_("Iets rond"), "round": N_("Heel rond")}
MOST_LETTERS = 10000


class ColourField(StringField):
    """A colour as #rrggbb; without the hash, or with three digits, it is understood as well."""

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        typed = (self.data or "").strip().lower()
        short = re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", typed, re.ASCII)
        if short:
            typed = "#" + "".join(digit * 2 for digit in short.groups())
        self.data = f"#{typed}" if re.fullmatch(r"[0-9a-f]{6}", typed, re.ASCII) else typed

    def pre_validate(self, form: Any) -> None:
        if self.data and not re.fullmatch(r"#[0-9a-f]{6}", self.data, re.ASCII):
            raise ValidationError(gettext("Dit is geen kleur. Een kleur ziet er zo uit: #1f5c3a."))


class StyleForm(web.Form):
    versie = HiddenField()
    hoofdkleur = ColourField(
        _("Hoofdkleur"),
        [DataRequired(_("Vul een kleur in.")), web.no_control_characters],
        description=_("De kleur van balken en vlakken. Zes tekens na een hekje, zoals #1f5c3a."),
    )
    knopkleur = ColourField(
        _("Kleur van knoppen en links. Hoeft niet."),
        [Optional(), web.no_control_characters],
        description=_("Leeg: dan is het de hoofdkleur. Nodig als uw hoofdkleur licht is."),
    )
    lettertype = RadioField(_("Lettertype"), choices=[Choice(k, v) for k, v in FONT_WORDS.items()])
    hoeken = RadioField(_("Hoeken"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoeken.choices = [Choice(k, gettext(v)) for k, v in RADIUS_WORDS.items()]

    def style(self) -> web.Style:
        """What was filled in; only after `validate`."""
        return web.Style(
            self.hoofdkleur.data or "", self.knopkleur.data or None, self.lettertype.data, self.hoeken.data
        )


class _Example(Part):
    naam = StringField(_("Hoe mogen wij u noemen?"))


def example_form() -> Part:
    """A field with a fault, to look at."""
    form = _Example(prefix="voorbeeld-")
    form.naam.errors = [gettext("Vul dit in.")]
    return form


class LogoForm(web.Form):
    bestand = FileField(_("SVG-bestand"))
    tekst = TextAreaField(_("Of plak de tekst van het bestand. Hoeft niet."))

    def given(self) -> bytes:
        """What was handed over, as it came; empty when nothing was."""
        chosen = self.bestand.data
        found: bytes = chosen.read() if chosen else b""
        return found or (self.tekst.data or "").encode()


class StatementForm(web.Form):
    versie = HiddenField()
    tekst = TextAreaField(
        _("Tekst"),
        [
            DataRequired(_("Vul een tekst in.")),
            Length(max=MOST_LETTERS, message=_("Deze tekst is te lang.")),
            web.no_control_characters,
        ],
    )

    def validate_tekst(self, field: TextAreaField) -> None:
        if gettext(web.MARK).lower() in (field.data or "").lower():
            raise ValidationError(gettext("Haal de regel met Voorbeeldtekst weg als de tekst klopt."))

    def values(self) -> dict[str, Any]:
        return {"text": (self.tekst.data or "").replace("\r\n", "\n")}


class AccessibilityForm(StatementForm):
    status = RadioField(_("Status in het register van de overheid"))
    datum = StringField(_("Vastgesteld op"), [Optional()])
    contact = StringField(
        _("Waar kan iemand een probleem melden? Hoeft niet."),
        [
            Optional(),
            Length(max=200, message=_("Dit is te lang.")),
            web.no_control_characters,
        ],
        description=_("Een telefoonnummer of een mailadres."),
    )
    register = StringField(
        _("Adres van uw verklaring in het register. Hoeft niet."),
        [Optional(), Length(max=300, message=_("Dit is te lang.")), web.no_control_characters],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = [
            Choice("", gettext("Nog niet bekend")),
            *(Choice(letter, f"{letter}: {gettext(words)}") for letter, words in web.STATUSES.items()),
        ]

    def validate_datum(self, field: StringField) -> None:
        try:
            on = date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(gettext("Dit is geen datum. Kies een dag.")) from None
        if not date(2018, 1, 1) <= on <= today():
            raise ValidationError(gettext("Deze dag kan niet. Kies een dag die voorbij is."))

    def validate_register(self, field: StringField) -> None:
        if not re.fullmatch(r"https://[^\s\"<>]+", field.data or ""):
            raise ValidationError(gettext("Dit adres begint met https://."))

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if self.status.data and not self.datum.data:
            self.datum.errors = [gettext("Vul de dag in waarop deze status is vastgesteld.")]
            return False
        return good

    def values(self) -> dict[str, Any]:
        more = {
            "status": self.status.data or "",
            "on": self.datum.data if self.status.data else "",
            "contact": self.contact.data or "",
            "register": self.register.data or "",
        }
        return super().values() | {key: value or "" for key, value in more.items()}
