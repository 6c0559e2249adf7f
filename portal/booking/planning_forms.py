"""What people type to change the planning: a spreekuur, one day, a closed period, who is away. Wall times."""

import re
from datetime import time, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms import (
    Form as Part,
)
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from portal import agenda
from portal.booking.forms import SeveralField, known_answers
from portal.clock import today
from portal.web import DayField, Form, no_control_characters

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
CHAIRS = 4


class HourField(StringField):
    """A wall time on five minutes, HH:MM; `at` is the time or None."""

    at: time | None = None

    def pre_validate(self, form: Any) -> None:
        self.at = None
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", self.data or "")
        if not self.data:
            return
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(gettext("Dit is geen tijd. Een tijd ziet er zo uit: 09:00."))
        if int(found[2]) % 5:
            raise ValidationError(gettext("Kies een tijd op vijf minuten, zoals 09:05."))
        self.at = time(int(found[1]), int(found[2]))


class NumberField(StringField):
    """A whole number between two bounds."""

    def __init__(self, label: Any, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            raise StopValidation(  # what looks further takes it for a number
                gettext("Vul een getal in van %(least)s tot %(most)s.", least=self.least, most=self.most)
            )

    @property
    def number(self) -> int:
        return int(self.data or 0)


class Planned(Form):
    """Everything that changes the planning is shown before it is saved: `doe` says which step this is."""

    doe = HiddenField()


class ChairForm(Part):
    """One desk: the role, and which organisation (with who usually sits there)."""

    rol = SelectField(_("Voor"), validate_choice=False)
    wie = SelectField(_("Wie zit er meestal?"), validate_choice=False)


class SeriesForm(Planned):
    titel = StringField(
        _("Naam van het spreekuur"),
        [
            DataRequired(_("Geef het spreekuur een naam.")),
            Length(max=120, message=_("Deze naam is te lang.")),
            no_control_characters,
        ],
    )
    plek = SelectField(_("Waar?"), validate_choice=False)
    herhaling = RadioField(
        _("Hoe vaak?"),
        [known_answers],
        choices=[
            Choice("weken", _("Elke week, of om de zoveel weken")),
            Choice("maand", _("Een vaste dag in de maand")),
        ],
        validate_choice=False,
    )
    elke = NumberField(_("Om de hoeveel weken?"), 1, 52, default="1")
    vanaf = DayField(_("Eerste dag"), [DataRequired(_("Kies de eerste dag."))])
    hoeveelste = SelectField(
        _("De hoeveelste in de maand?"),
        choices=[
            Choice("1", _("De eerste")),
            Choice("2", _("De tweede")),
            Choice("3", _("De derde")),
            Choice("4", _("De vierde")),
            Choice("-1", _("De laatste")),
        ],
    )
    weekdag = SelectField(
        _("Welke weekdag?"),
        choices=[
            Choice("ma", _("Maandag")),
            Choice("di", _("Dinsdag")),
            Choice("wo", _("Woensdag")),
            Choice("do", _("Donderdag")),
            Choice("vr", _("Vrijdag")),
            Choice("za", _("Zaterdag")),
            Choice("zo", _("Zondag")),
        ],
    )
    tot_en_met = DayField(_("Laatste dag. Hoeft niet."))
    van = HourField(_("Begint om"), [DataRequired(_("Vul in hoe laat het begint."))])
    tot = HourField(_("Eindigt om"), [DataRequired(_("Vul in hoe laat het eindigt."))])
    raster = NumberField(_("Om de hoeveel minuten kan een gesprek beginnen?"), 5, 240, default="30")
    pauze = NumberField(_("Hoeveel minuten rust na een gesprek?"), 0, 120, default="0")
    vooraf = NumberField(_("Hoeveel uur van tevoren kunnen mensen nog kiezen?"), 0, 720, default="24")
    ver = NumberField(_("Hoeveel dagen vooruit kunnen mensen kiezen?"), 1, 400, default="91")
    samen_tot = NumberField(_("Hoeveel werkdagen van tevoren moet de ander ja zeggen?"), 1, 10, default="2")
    stoelen = FieldList(FormField(ChairForm), min_entries=CHAIRS, max_entries=CHAIRS)
    elders = SeveralField(_("Toon dit ook bij"), [known_answers], choices=[], validate_choice=False)

    def offer(
        self,
        places: list[tuple[str, str]],
        roles: list[tuple[str, str]],
        people: list[tuple[str, str]],
        others: list[tuple[str, str]],
    ) -> "SeriesForm":
        """Only what this municipality has: places, roles, who can sit, other municipalities (value, label)."""
        self.plek.choices = [
            *places,
            ("phone", gettext("Per telefoon")),
            ("video", gettext("Via beeldbellen")),
        ]
        for chair in self.stoelen:
            chair.form.rol.choices = [("", gettext("Geen")), *roles]
            chair.form.wie.choices = [("", gettext("Kies")), *people]
        self.elders.choices = [Choice(value, label) for value, label in others]
        return self

    def validate_plek(self, field: Field) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Kies waar het spreekuur is."))

    def validate_herhaling(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies hoe vaak het spreekuur er is."))

    def validate_vanaf(self, field: DayField) -> None:
        if field.on and self.herhaling.data == "maand" and field.on.weekday() != self._weekday():
            return  # the first such day after it is meant

    def validate_tot(self, field: HourField) -> None:
        if field.at and self.van.at and field.at <= self.van.at:
            raise ValidationError(gettext("Het einde moet na het begin liggen."))

    def validate_raster(self, field: NumberField) -> None:
        if field.number % 5:
            raise ValidationError(gettext("Kies een aantal minuten op vijf, zoals 30."))

    validate_pauze = validate_raster

    def validate_tot_en_met(self, field: DayField) -> None:
        if field.on and self.vanaf.on and field.on < self.vanaf.on:
            raise ValidationError(gettext("De laatste dag ligt voor de eerste dag."))

    def validate_stoelen(self, field: FieldList) -> None:
        found = False
        for chair in field:
            role, who = chair.form.rol.data or "", chair.form.wie.data or ""
            known = role in dict(chair.form.rol.choices) and who in dict(chair.form.wie.choices)
            if not known or bool(role) != bool(who):
                raise ValidationError(gettext("Kies bij elke stoel voor wie hij is, en wie er zit."))
            found = found or bool(role)
        if not found:
            raise ValidationError(gettext("Kies ten minste een stoel."))

    def _weekday(self) -> int:
        return WEEKDAYS.index(self.weekdag.data) if self.weekdag.data in WEEKDAYS else 0

    def rule(self) -> dict[str, int | str]:
        if self.herhaling.data == "maand":
            return {"nth": int(self.hoeveelste.data), "weekday": self.weekdag.data}
        assert self.vanaf.on is not None
        return {"every_weeks": self.elke.number, "anchor": self.vanaf.on.isoformat()}


class DayForm(Planned):
    """One spreekuurdag: does it go on, at which hours, on another date, and who sits there (fields by chair)."""

    open = RadioField(
        _("Gaat deze dag door?"),
        [known_answers],
        choices=[
            Choice("ja", _("Ja")),
            Choice("nee", _("Nee, gesloten")),
            Choice("verplaatst", _("Nee, op een andere dag")),
        ],
        validate_choice=False,
    )
    van = HourField(_("Begint om"), [DataRequired(_("Vul in hoe laat het begint."))])
    tot = HourField(_("Eindigt om"), [DataRequired(_("Vul in hoe laat het eindigt."))])
    datum = DayField(_("De andere dag"))

    validate_tot = SeriesForm.validate_tot

    def validate_open(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies of deze dag doorgaat."))

    def validate_datum(self, field: DayField) -> None:
        if self.open.data == "verplaatst":
            if field.on is None:
                raise ValidationError(gettext("Kies de andere dag."))
            if field.on < today():
                raise ValidationError(gettext("Deze dag is al voorbij. Kies een andere dag."))


class PeriodForm(Planned):
    """From and until, both included."""

    van = DayField(_("Eerste dag"), [DataRequired(_("Kies de eerste dag."))])
    tot = DayField(_("Laatste dag"), [DataRequired(_("Kies de laatste dag."))])

    def validate_tot(self, field: DayField) -> None:
        first = getattr(self.van, "on", None)
        if field.on and first and field.on < first:
            raise ValidationError(gettext("De laatste dag ligt voor de eerste dag."))
        if field.on and field.on < today():
            raise ValidationError(gettext("Deze dagen zijn al voorbij."))
        if field.on and first and field.on > first + timedelta(days=366):
            raise ValidationError(gettext("Kies hoogstens een jaar."))


class ClosureForm(PeriodForm):
    titel = StringField(
        _("Waarom? Alleen collega's zien dit."),
        [Length(max=120, message=_("Dit is te lang.")), no_control_characters],
    )
    wat = SelectField(_("Wat gaat dicht?"), validate_choice=False)

    def validate_wat(self, field: Field) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Kies wat dicht gaat."))


class AwayForm(PeriodForm):
    wie = SelectField(_("Wie is er niet?"), validate_choice=False)
    vanaf_uur = HourField(_("Vanaf hoe laat? Leeg: de hele dag."), [Optional()])
    tot_uur = HourField(_("Tot hoe laat? Leeg: de hele dag."), [Optional()])

    def validate_wie(self, field: Field) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Kies wie er niet is."))

    def validate_tot_uur(self, field: HourField) -> None:
        same_day = self.van.data == self.tot.data
        if same_day and field.at and self.vanaf_uur.at and field.at <= self.vanaf_uur.at:
            raise ValidationError(gettext("Het einde moet na het begin liggen."))


class ReplaceForm(PeriodForm):
    """Somebody else sits in all chairs of one person; without a last day for good."""

    tot = DayField(_("Laatste dag. Leeg: voortaan."))
    wie = SelectField(_("Wie zit er nu?"), validate_choice=False)
    door = SelectField(_("Wie komt er?"), validate_choice=False)

    validate_wie = AwayForm.validate_wie

    def validate_door(self, field: Field) -> None:
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Kies wie er komt."))
        if field.data == self.wie.data:
            raise ValidationError(gettext("Kies iemand anders."))


def chairs_of(form: SeriesForm, resources: dict[str, str | None]) -> list[agenda.Chair]:
    """The chairs as chosen. A choice is "<organisation id>:<person id or nothing>"; `resources` by person id."""
    found = []
    for chair in form.stoelen:
        if chair.form.rol.data:
            organisation, _colon, person = chair.form.wie.data.partition(":")
            found.append(agenda.Chair(chair.form.rol.data, organisation, resources.get(person)))
    return found
