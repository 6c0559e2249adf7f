"""What an editor types: a text with its facts, the note to the second reader, and when it is to be shown. Wall time."""

import re
from datetime import datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.clock import NonexistentTime, instant, now, today
from portal.content.helps import HELPS
from portal.content.library import THEMES
from portal.content.models import BLOCK
from portal.web import DayField, Form, chosen_nothing, no_control_characters

LONGEST_BODY = 20_000


class ActForm(Form):
    """Only a button; `versie` is the mark of the version that was on the page."""

    versie = HiddenField()


class SeveralField(SelectMultipleField):
    """A group of boxes to tick."""

    widget = ListWidget()
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            raise ValidationError(gettext("Kies een van de antwoorden."))


class LinesField(TextAreaField):
    """One thing a line; `lines` are the ones that are not empty."""

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in (self.data or "").splitlines() if line.strip()]


def _plain_line_ends(value: str | None) -> str | None:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if value else value


_WORDS = [no_control_characters]
_AUDIENCES = [
    Choice("ouders", _("Ouders")),
    Choice("zonder-kinderen", _("Mensen zonder kinderen")),
    Choice("kinderen", _("Kinderen")),
    Choice("jongeren", _("Jongeren")),
    Choice("omgeving", _("Familie en vrienden")),
    Choice("professionals", _("Professionals")),
]
_PHASES = [
    Choice("twijfel", _("Denkt erover na")),
    Choice("scheiden", _("Gaat uit elkaar")),
    Choice("daarna", _("Is uit elkaar")),
]
_RELATIONS = [
    Choice("getrouwd", _("Getrouwd")),
    Choice("partnerschap", _("Geregistreerd partnerschap")),
    Choice("samenwonend", _("Samenwonend")),
]


class TextForm(ActForm):
    """A text. `soort` is only asked where there is a central page; a block needs only a text and its dates."""

    soort = RadioField(
        _("Wat maakt u?"),
        choices=[
            Choice("block", _("Een blok onder de centrale tekst")),
            Choice("replace", _("Een eigen tekst in plaats van de centrale tekst")),
        ],
        validate_choice=False,
    )
    titel = StringField(_("Titel"), [Length(max=70, message=_("Gebruik hoogstens 70 tekens.")), *_WORDS])
    samenvatting = StringField(
        _("Samenvatting in één zin"), [Length(max=140, message=_("Gebruik hoogstens 140 tekens.")), *_WORDS]
    )
    tekst = TextAreaField(
        _("Tekst"),
        [
            DataRequired(_("Schrijf een tekst.")),
            Length(max=LONGEST_BODY, message=_("Deze tekst is te lang.")),
            *_WORDS,
        ],
        filters=[_plain_line_ends],
    )
    doelgroepen = SeveralField(_("Voor wie?"), choices=_AUDIENCES, validate_choice=False)
    momenten = SeveralField(_("Wanneer?"), choices=_PHASES, validate_choice=False)
    relaties = SeveralField(_("Voor welke relaties?"), choices=_RELATIONS, validate_choice=False)
    gecontroleerd_op = DayField(_("Nagekeken op"), [DataRequired(_("Vul in wanneer de tekst is nagekeken."))])
    controleren_voor = DayField(_("Nakijken voor"), [DataRequired(_("Vul in voor wanneer iemand nakijkt."))])
    bronnen = LinesField(_("Bronnen"), [Length(max=4000, message=_("Dit is te lang.")), *_WORDS])
    lees_ook = LinesField(
        _("Lees ook. Hoeft niet."), [Length(max=1000, message=_("Dit is te lang.")), *_WORDS]
    )
    hulp = SeveralField(_("Wie helpt? Hoeft niet."), choices=[], validate_choice=False)
    woorden = LinesField(
        _("Zoekwoorden. Hoeft niet."), [Length(max=1000, message=_("Dit is te lang.")), *_WORDS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hulp.choices = [Choice(key, gettext(help.name)) for key, help in HELPS.items()]

    @property
    def is_block(self) -> bool:
        return bool(self.soort.data == BLOCK)

    def validate_titel(self, field: Field) -> None:
        if not self.is_block and len(field.data or "") < 5:
            raise ValidationError(gettext("Gebruik 5 tot 70 tekens."))

    def validate_samenvatting(self, field: Field) -> None:
        if not self.is_block and len(field.data or "") < 10:
            raise ValidationError(gettext("Gebruik 10 tot 140 tekens."))

    def validate_doelgroepen(self, field: SelectMultipleField) -> None:
        if not self.is_block and not field.data:
            raise ValidationError(chosen_nothing(field))

    validate_momenten = validate_doelgroepen
    validate_relaties = validate_doelgroepen

    def validate_gecontroleerd_op(self, field: DayField) -> None:
        if field.on and field.on > today():
            raise ValidationError(gettext("Deze dag moet nog komen."))

    def validate_controleren_voor(self, field: DayField) -> None:
        if field.on and self.gecontroleerd_op.on and field.on <= self.gecontroleerd_op.on:
            raise ValidationError(gettext("Kies een dag na de dag waarop u nakeek."))

    def validate_bronnen(self, field: LinesField) -> None:
        for line in field.lines:
            title, address = source_of(line)
            if len(title) < 3 or not re.fullmatch(r"https://[^\s/?#@\\]+\.[^\s\\@]+", address):
                raise ValidationError(
                    gettext("Schrijf op elke regel een naam, een streep en een adres met https://.")
                )


def source_of(line: str) -> tuple[str, str]:
    """ "Naam | https://…" → both."""
    title, _bar, address = line.rpartition("|")
    return title.strip(), address.strip()


class NewForm(Form):
    """A page of one's own: where it stands and what it is called."""

    thema = SelectField(_("Onderwerp"), validate_choice=False)
    naam = StringField(
        _("Naam in het adres"),
        [
            DataRequired(_("Vul een naam in.")),
            Length(max=60, message=_("Gebruik hoogstens 60 tekens.")),
            no_control_characters,
        ],
    )
    titel = StringField(_("Titel"), [Length(max=70, message=_("Gebruik hoogstens 70 tekens.")), *_WORDS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.thema.choices = [(slug, gettext(title)) for slug, (title, _text) in THEMES.items()]

    @property
    def path(self) -> str:
        return f"{self.thema.data}/{self.naam.data}"

    def validate_thema(self, field: Field) -> None:
        if field.data not in THEMES:
            raise ValidationError(gettext("Kies een onderwerp."))

    def validate_naam(self, field: Field) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or ""):
            raise ValidationError(gettext("Gebruik kleine letters, cijfers en streepjes, zoals de-boot."))

    def validate_titel(self, field: Field) -> None:
        if len(field.data or "") < 5:
            raise ValidationError(gettext("Gebruik 5 tot 70 tekens."))


class HandOverForm(ActForm):
    opmerking = StringField(
        _("Opmerking voor de tweede lezer. Hoeft niet."),
        [Length(max=300, message=_("Gebruik hoogstens 300 tekens.")), *_WORDS],
    )


class PublishForm(ActForm):
    """Now, or at an hour on the wall in Europe/Amsterdam; `at` is the instant (UTC) or None for now."""

    wanneer = RadioField(
        _("Wanneer komt deze tekst op de site?"),
        choices=[Choice("nu", _("Nu")), Choice("later", _("Op een dag die ik kies"))],
        default="nu",
        validate_choice=False,
    )
    dag = DayField(_("Dag"))
    tijd = StringField(_("Tijd"), default="09:00")
    at: datetime | None = None

    def validate_wanneer(self, field: Field) -> None:
        if field.data not in ("nu", "later"):
            raise ValidationError(gettext("Kies wanneer."))

    def validate_dag(self, field: DayField) -> None:
        if self.wanneer.data == "later" and field.on is None and not field.errors:
            raise ValidationError(gettext("Kies een dag."))

    def validate_tijd(self, field: Field) -> None:
        self.at = None
        if self.wanneer.data != "later":
            return
        found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", field.data or "", re.ASCII)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(gettext("Dit is geen tijd. Een tijd ziet er zo uit: 09:00."))
        if self.dag.on is None:
            return
        try:
            at = instant(self.dag.on, time(int(found[1]), int(found[2])))
        except NonexistentTime:
            raise ValidationError(
                gettext("Deze tijd is er die dag niet: de klok gaat een uur vooruit. Kies een andere tijd.")
            ) from None
        if at <= now():
            raise ValidationError(gettext("Deze tijd is al voorbij. Kies een latere tijd."))
        self.at = at
