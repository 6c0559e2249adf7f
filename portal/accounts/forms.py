"""What staff type to sign in, and to say who works here."""

import re
from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web import Form, no_control_characters

ROLE_NAMES: dict[str, Callable[[], str]] = {
    "medewerker": lambda: gettext("Medewerker"),
    "ketenpartner": lambda: gettext("Ketenpartner"),
    "redacteur": lambda: gettext("Redacteur"),
    "regioredacteur": lambda: gettext("Regioredacteur"),
    "planner": lambda: gettext("Planner"),
    "beheerder": lambda: gettext("Beheerder"),
}


def role_name(role: str) -> str:
    return ROLE_NAMES[role]() if role in ROLE_NAMES else role


def role_hints() -> dict[str, str]:
    """What each role may do, in one line."""
    return {
        "medewerker": gettext(
            "Ziet de agenda van de eigen organisatie en boekt afspraken. Bij het wijkteam ook de planning."
        ),
        "ketenpartner": gettext("Ziet nog niets. Voor partners die later meedoen."),
        "redacteur": gettext("Past teksten en hulp in de buurt aan."),
        "regioredacteur": gettext("Past de teksten aan die alle gemeenten delen."),
        "planner": gettext("Maakt de planning van de spreekuren, bij welke organisatie ook."),
        "beheerder": gettext("Mag alles in deze gemeente, ook mensen uitnodigen."),
    }


class SignInForm(Form):
    email = StringField(
        _("E-mailadres"),
        [
            InputRequired(_("Vul uw e-mailadres in.")),
            Length(max=254, message=_("Dit e-mailadres is te lang.")),
            no_control_characters,
        ],
    )
    wachtwoord = PasswordField(
        _("Wachtwoord"),
        [
            InputRequired(_("Vul uw wachtwoord in.")),
            Length(max=1000, message=_("Dit wachtwoord is te lang.")),
        ],
    )


class CodeForm(Form):
    code = StringField(
        _("Code van 6 cijfers"),
        [
            InputRequired(_("Vul de code in.")),
            Length(max=20, message=_("Deze code is te lang.")),
            no_control_characters,
        ],
    )


class RecoveryForm(Form):
    code = StringField(
        _("Herstelcode"),
        [
            InputRequired(_("Vul een herstelcode in.")),
            Length(max=60, message=_("Deze code is te lang.")),
            no_control_characters,
        ],
    )


class RolesField(SelectMultipleField):
    """Boxes to tick; at least one, unless the form says otherwise."""

    widget = ListWidget()
    option_widget = CheckboxInput()


def _mail_address(_form: Any, field: Field) -> None:
    if not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}", field.data or ""):
        raise ValidationError(gettext("Dit is geen e-mailadres. Kijk of er een @ in staat."))


class InviteForm(Form):
    naam = StringField(
        _("Naam"),
        [
            InputRequired(_("Vul een naam in.")),
            Length(max=120, message=_("Deze naam is te lang.")),
            no_control_characters,
        ],
    )
    email = StringField(
        _("E-mailadres"),
        [
            InputRequired(_("Vul een e-mailadres in.")),
            Length(max=254, message=_("Dit e-mailadres is te lang.")),
            no_control_characters,
            _mail_address,
        ],
    )
    organisatie = SelectField(_("Organisatie"), validate_choice=False)
    rollen = RolesField(_("Rollen"), [InputRequired(_("Kies minstens één rol."))], validate_choice=False)

    def offer(self, organisations: list[tuple[str, str]], roles: list[str]) -> "InviteForm":
        """What can be chosen here, by who is signed in."""
        self.organisatie.choices = [("", gettext("Kies")), *organisations]
        self.rollen.choices = [(role, role_name(role)) for role in roles]
        return self

    def validate_organisatie(self, field: Field) -> None:
        if not field.data or field.data not in {value for value, _label in field.choices}:
            raise ValidationError(gettext("Kies een organisatie."))

    def validate_rollen(self, field: Field) -> None:
        _known_roles(field)


def _known_roles(field: Field) -> None:
    if set(field.data or ()) - {value for value, _label in field.choices}:
        raise ValidationError(gettext("Kies uit deze rollen."))


class JobForm(Form):
    """Somebody's roles for one organisation; `was` is what the page showed."""

    rollen = RolesField(_("Rollen"), validate_choice=False)
    was = HiddenField()

    def validate_rollen(self, field: Field) -> None:
        _known_roles(field)


class PlainForm(Form):
    """A button and nothing else."""


class ReviewForm(Form):
    """One role of one person: does it stay?"""

    lidmaatschap = HiddenField()
    doe = HiddenField()


def _password(label: str) -> PasswordField:
    return PasswordField(
        label,
        [
            InputRequired(_("Vul een wachtwoord in.")),
            Length(max=1000, message=_("Dit wachtwoord is te lang.")),
        ],
    )


class AcceptForm(Form):
    wachtwoord = _password(_("Wachtwoord"))


class OwnPasswordForm(Form):
    oud = _password(_("Wachtwoord dat u nu hebt"))
    wachtwoord = _password(_("Nieuw wachtwoord"))
