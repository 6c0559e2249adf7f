"""What residents and staff type. Nothing is preselected; only a first name is needed."""

from datetime import datetime
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.booking import rules
from portal.clock import ZONE, NonexistentTime, instant
from portal.web import Form, no_control_characters


class SeveralField(SelectMultipleField):
    """A group of boxes to tick."""

    widget = ListWidget()
    option_widget = CheckboxInput()


class TopicForm(Form):
    onderwerp = SeveralField(
        _("Waar wilt u over praten?"),
        choices=[
            Choice("kinderen", _("De kinderen")),
            Choice("geld", _("Geld")),
            Choice("huis", _("Het huis")),
            Choice("regels", _("Regels en papieren")),
            Choice(rules.UNKNOWN_TOPIC, _("Ik weet het nog niet")),
        ],
    )

    def validate_onderwerp(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(
                gettext("Kies waar u over wilt praten. Weet u het nog niet? Kies dan het laatste.")
            )


class ChosenTime(Form):
    """A pressed time: the sitting and its wall time."""

    gesprek = HiddenField()
    samen = HiddenField()
    spreekuurdag = HiddenField()
    tijd = HiddenField()


def parse_time(text: str | None) -> datetime | None:
    """ "2026-12-02T09:00" on the wall → the instant (UTC); None when it is no such time or the clock skips it."""
    try:
        moment = datetime.strptime(text or "", "%Y-%m-%dT%H:%M").replace(tzinfo=ZONE)
        return instant(moment.date(), moment.time())
    except (ValueError, NonexistentTime):
        return None


class DetailsForm(Form):
    """Who comes, and how we may reach them safely."""

    claim = HiddenField()
    naam = StringField(
        _("Hoe mogen wij u noemen?"),
        [
            InputRequired(_("Vul een voornaam in. Een andere naam mag ook.")),
            Length(max=80, message=_("Deze naam is te lang. Maak hem korter.")),
            no_control_characters,
        ],
    )
    kanaal = RadioField(
        _("Hoe mogen wij u bereiken?"),
        [Optional()],
        choices=[
            Choice("geen", _("Niet. Ik bel zelf")),
            Choice("telefoon", _("Bel mij")),
            Choice("email", _("Mail mij")),
        ],
        validate_choice=False,
    )
    telefoon = StringField(
        _("Uw telefoonnummer"), [Length(max=30, message=_("Dit nummer is te lang.")), no_control_characters]
    )
    veilig_tijden = SeveralField(
        _("Wanneer kunt u rustig praten?"),
        choices=[
            Choice("ochtend", _("Ochtend (9 tot 12 uur)")),
            Choice("middag", _("Middag (12 tot 17 uur)")),
            Choice("avond", _("Avond (17 tot 19 uur)")),
        ],
        validate_choice=False,
    )
    veilig_inspreken = RadioField(
        _("Mogen wij iets inspreken?"),
        [Optional()],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee"))],
        validate_choice=False,
    )
    veilig_nummer = RadioField(
        _("Mag uw telefoon laten zien dat de gemeente belt?"),
        [Optional()],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee"))],
        validate_choice=False,
    )
    email = StringField(
        _("Uw e-mailadres"),
        [Length(max=254, message=_("Dit e-mailadres is te lang.")), no_control_characters],
    )
    veilig_bericht = RadioField(
        _("Kan iemand anders uw berichten lezen?"),
        [Optional()],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee")), Choice("onbekend", _("Dat weet ik niet"))],
        validate_choice=False,
    )
    nodig = SeveralField(
        _("Hebt u iets nodig? Hoeft niet."),
        choices=[
            Choice("rolstoel", _("Ruimte voor een rolstoel")),
            Choice("tolk", _("Een tolk")),
            Choice("begeleider", _("Ik neem iemand mee die mij helpt")),
        ],
        validate_choice=False,
    )
    toelichting = TextAreaField(
        _("Wilt u iets vertellen? Hoeft niet."),
        [
            Length(max=300, message=_("Dit is te lang. Maak de tekst korter dan 300 tekens.")),
            no_control_characters,
        ],
    )

    def validate_kanaal(self, field: Field) -> None:
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Kies een van de antwoorden."))

    def validate_telefoon(self, field: Field) -> None:
        if self.kanaal.data != "telefoon":
            return
        if not field.data:
            raise ValidationError(gettext("Vul uw telefoonnummer in. Of kies een andere manier."))
        try:
            number = phonenumbers.parse(field.data, "NL")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(gettext("Dit nummer klopt niet. Een nummer ziet er zo uit: 06 12345678."))

    def validate_email(self, field: Field) -> None:
        if self.kanaal.data != "email":
            return
        if not field.data:
            raise ValidationError(gettext("Vul uw e-mailadres in. Of kies een andere manier."))
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(
                gettext("Dit e-mailadres klopt niet. Het ziet er zo uit: naam@voorbeeld.nl.")
            ) from None

    def answers(self) -> dict[str, Any]:
        """What is kept: only the contact data of the chosen channel, and only known answers."""
        channel = self.kanaal.data or "geen"
        calls, writes = channel == "telefoon", channel == "email"
        return {
            "naam": self.naam.data,
            "kanaal": channel,
            "telefoon": self.telefoon.data if calls else None,
            "email": self.email.data if writes else None,
            "veilig_tijden": _known(self.veilig_tijden),
            "veilig_inspreken": _known(self.veilig_inspreken) if calls else None,
            "veilig_nummer": _known(self.veilig_nummer) if calls else None,
            "veilig_bericht": _known(self.veilig_bericht) if writes else None,
            "nodig": _known(self.nodig),
            "toelichting": self.toelichting.data or None,
        }


def _known(field: Field) -> Any:
    choices = {choice.value for choice in field.choices}
    if isinstance(field.data, list):
        return [value for value in field.data if value in choices]
    return field.data if field.data in choices else None


class PlainForm(Form):
    """A button and nothing else."""

    claim = HiddenField()
