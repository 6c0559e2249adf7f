"""What residents and staff type. Nothing is preselected; only a first name is needed."""

from datetime import datetime
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal import messaging
from portal.booking import rules
from portal.clock import ZONE, instant
from portal.web import Form, no_control_characters


def _only_an_id(value: str | None) -> str:
    """An id that we made ourselves, or nothing: PostgreSQL cannot even be asked for a text with a NUL."""
    return value if value and value.isascii() and value.isalnum() else ""


def _plain_line_ends(value: str | None) -> str | None:
    """Browsers send a new line as two characters; people count one."""
    return value.replace("\r\n", "\n") if value else value


def known_answers(_form: Form, field: Field) -> None:
    """Only what the page offers. Unlike WTForms' own check it lets an unanswered question be."""
    given = field.data if isinstance(field.data, list) else [field.data] if field.data else []
    if not set(given) <= {choice.value for choice in field.choices}:
        raise ValidationError(gettext("Kies een van de antwoorden."))


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

    samen = RadioField(
        _("Hoe komt u?"),
        [known_answers],
        choices=[Choice("nee", _("Ik kom alleen")), Choice("ja", _("Wij komen samen"))],
        validate_choice=False,
    )

    def validate_samen(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies of u alleen komt of samen."))

    def validate_onderwerp(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies waar u over wilt praten. Of kies: Ik weet het nog niet."))


class SafetyForm(Form):
    """Asked before "together". The answer chooses the next page and is kept nowhere."""

    gesprek = HiddenField()
    antwoord = RadioField(
        _("Durft u te zeggen wat u vindt als de ander erbij is?"),
        [known_answers],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee")), Choice("onbekend", _("Weet ik niet"))],
        validate_choice=False,
    )

    def validate_antwoord(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies een antwoord. Wij bewaren het niet."))


class CodeForm(Form):
    """The code that somebody got from the other person."""

    code = StringField(
        _("Uw code"), [Length(max=40, message=_("Deze code is te lang.")), no_control_characters]
    )

    def validate_code(self, field: Field) -> None:
        if not rules.read_code(field.data or ""):
            raise ValidationError(gettext("Vul de code in die u kreeg."))


class AnswerForm(Form):
    """Yes, rather alone, or no. `poging` is a secret of this one page (rules.token_of_answer)."""

    antwoord = HiddenField()
    poging = HiddenField(filters=[_only_an_id])


class ChosenTime(Form):
    """A pressed time: the sitting and its wall time."""

    gesprek = HiddenField()
    samen = HiddenField()
    spreekuurdag = HiddenField(filters=[_only_an_id])
    tijd = HiddenField()


def parse_time(text: str | None) -> datetime | None:
    """ "2026-12-02T09:00" on the wall → the instant (UTC); None when it is no such time or the clock skips it."""
    try:
        moment = datetime.strptime(text or "", "%Y-%m-%dT%H:%M").replace(tzinfo=ZONE)
        return instant(moment.date(), moment.time())
    except (ValueError, OverflowError):  # NonexistentTime is a ValueError; the year 1 has no UTC
        return None


# In some countries one cannot tell by the number whether it is mobile.
_MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


class DetailsForm(Form):
    """Who comes, and how we may reach them safely."""

    claim = HiddenField(filters=[_only_an_id])
    naam = StringField(
        _("Hoe mogen wij u noemen?"),
        [
            DataRequired(_("Vul een voornaam in. Een andere naam mag ook.")),
            Length(max=80, message=_("Deze naam is te lang. Maak hem korter.")),
            no_control_characters,
        ],
    )
    kanaal = RadioField(
        _("Hoe mogen wij u bereiken?"),
        [Optional(), known_answers],
        choices=[
            Choice("geen", _("Niet. Ik bel zelf")),
            Choice("telefoon", _("Bel mij")),
            Choice("email", _("Mail mij")),
            Choice("sms", _("Sms mij")),  # only where we can send one
        ],
        validate_choice=False,
    )
    telefoon = StringField(
        _("Uw telefoonnummer"), [Length(max=30, message=_("Dit nummer is te lang.")), no_control_characters]
    )
    veilig_tijden = SeveralField(
        _("Wanneer kunt u rustig praten?"),
        [known_answers],
        choices=[
            Choice("ochtend", _("Ochtend (9 tot 12 uur)")),
            Choice("middag", _("Middag (12 tot 17 uur)")),
            Choice("avond", _("Avond (17 tot 19 uur)")),
        ],
        validate_choice=False,
    )
    veilig_inspreken = RadioField(
        _("Mogen wij iets inspreken?"),
        [Optional(), known_answers],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee"))],
        validate_choice=False,
    )
    veilig_nummer = RadioField(
        _("Mag uw telefoon laten zien dat de gemeente belt?"),
        [Optional(), known_answers],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee"))],
        validate_choice=False,
    )
    email = StringField(
        _("Uw e-mailadres"),
        [Length(max=254, message=_("Dit e-mailadres is te lang.")), no_control_characters],
    )
    veilig_bericht = RadioField(
        _("Kan iemand anders uw berichten lezen?"),
        [Optional(), known_answers],
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee")), Choice("onbekend", _("Dat weet ik niet"))],
        validate_choice=False,
    )
    herinnering = BooleanField(_("Stuur mij nog een bericht op de dag zelf"))
    nodig = SeveralField(
        _("Hebt u iets nodig? Hoeft niet."),
        [known_answers],
        choices=[
            Choice("rolstoel", _("Ruimte voor een rolstoel")),
            Choice("tolk", _("Een tolk")),
            Choice("begeleider", _("Ik neem iemand mee die mij helpt")),
            Choice("apart", _("Ik wil iemand niet tegenkomen")),
        ],
        validate_choice=False,
    )
    begeleider = StringField(
        _("Helpt iemand u met deze afspraak? Hoeft niet."),
        [Length(max=120, message=_("Dit is te lang. Maak het korter.")), no_control_characters],
    )
    begeleider_akkoord = BooleanField(_("De gemeente mag met deze persoon over mijn afspraak praten"))
    toelichting = TextAreaField(
        _("Wilt u iets vertellen? Hoeft niet."),
        [
            Length(max=300, message=_("Dit is te lang. Schrijf hoogstens 300 tekens.")),
            no_control_characters,
        ],
        filters=[_plain_line_ends],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not messaging.has_sms():
            self.kanaal.choices = [choice for choice in self.kanaal.choices if choice.value != "sms"]

    @property
    def offers_sms(self) -> bool:
        return any(choice.value == "sms" for choice in self.kanaal.choices)

    def validate_telefoon(self, field: Field) -> None:
        if self.kanaal.data not in ("telefoon", "sms"):
            return
        if not field.data:
            raise ValidationError(gettext("Vul uw telefoonnummer in. Of kies een andere manier."))
        try:
            number = phonenumbers.parse(field.data, "NL")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(gettext("Dit nummer klopt niet. Een nummer ziet er zo uit: 06 12345678."))
        if self.kanaal.data == "sms" and phonenumbers.number_type(number) not in _MOBILE:
            raise ValidationError(gettext("Dit nummer kan geen sms krijgen. Vul een mobiel nummer in."))

    def validate_email(self, field: Field) -> None:
        if self.kanaal.data != "email":
            return
        if not field.data:
            raise ValidationError(gettext("Vul uw e-mailadres in. Of kies een andere manier."))
        try:
            # Not every mail server takes an accent before the @; after it there is an ASCII form.
            found = validate_email(field.data, check_deliverability=False, allow_smtputf8=False)
        except EmailNotValidError:
            raise ValidationError(
                gettext("Dit e-mailadres klopt niet. Het ziet er zo uit: naam@voorbeeld.nl.")
            ) from None
        field.data = found.ascii_email

    def validate_begeleider_akkoord(self, field: Field) -> None:
        if self.begeleider.data and not field.data:
            raise ValidationError(gettext("Kruis dit aan, of haal de naam van uw helper weg."))
        if field.data and not self.begeleider.data:
            raise ValidationError(gettext("Vul in wie u helpt, of haal dit kruisje weg."))

    def answers(self) -> dict[str, Any]:
        """What is kept: only the contact data of the chosen channel, and only known answers."""
        channel = self.kanaal.data or "geen"
        calls, writes = channel == "telefoon", channel in rules.ADDRESS_OF
        return {
            "naam": self.naam.data,
            "kanaal": channel,
            "telefoon": self.telefoon.data if channel in ("telefoon", "sms") else None,
            "email": self.email.data if channel == "email" else None,
            "veilig_tijden": self.veilig_tijden.data,
            "veilig_inspreken": (self.veilig_inspreken.data or None) if calls else None,
            "veilig_nummer": (self.veilig_nummer.data or None) if calls else None,
            "veilig_bericht": (self.veilig_bericht.data or None) if writes else None,
            "herinnering": bool(self.herinnering.data) if writes else None,
            "nodig": self.nodig.data,
            "begeleider": self.begeleider.data or None,
            "begeleider_akkoord": bool(self.begeleider.data),
            "toelichting": self.toelichting.data or None,
        }


class OtherDetailsForm(DetailsForm):
    """The same for who said yes to an invitation: nothing is needed, not even a name."""

    naam = StringField(
        _("Hoe mogen wij u noemen? Hoeft niet."),
        [Length(max=80, message=_("Deze naam is te lang. Maak hem korter.")), no_control_characters],
    )


class PlainForm(Form):
    """A button and nothing else."""

    claim = HiddenField(filters=[_only_an_id])
