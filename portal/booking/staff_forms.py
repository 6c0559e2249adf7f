"""What staff type: a code, how they know who somebody is, a short message."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.validators import Length

from portal.booking import rules, writing
from portal.booking.forms import ChosenTime, DetailsForm, known_answers
from portal.web import Form, no_control_characters

BY_CODE, CALLED_BACK, OURSELVES = "code", "terug", "zelf"
ALL, ONE = "allebei", "een"


class ReferenceForm(Form):
    """The code of somebody: on the telephone, or of who must not be met."""

    code = StringField(
        _("De code"), [Length(max=40, message=_("Deze code is te lang.")), no_control_characters]
    )

    def validate_code(self, field: Field) -> None:
        if not rules.read_code(field.data or ""):
            raise ValidationError(gettext("Vul de code in."))


class FindForm(Form):
    """Whom somebody on the telephone means: a code, or the number they gave."""

    code = StringField(
        _("De code of het telefoonnummer"),
        [Length(max=40, message=_("Dit is te lang voor een code of een nummer.")), no_control_characters],
    )

    def validate_code(self, field: Field) -> None:
        if not rules.read_code(field.data or ""):
            raise ValidationError(gettext("Vul de code of het nummer in."))


class ChangeForm(ChosenTime):
    """How staff know who asks for another time or cancels; and of a talk of two, for whom it is.

    The answers go along to the page with times, and are looked at again when one is pressed.
    """

    weet = RadioField(
        _("Hoe weet u wie dit is?"),
        [known_answers],
        choices=[
            Choice(BY_CODE, _("De code klopt")),
            Choice(CALLED_BACK, _("Ik belde terug op het nummer in de afspraak")),
            Choice(OURSELVES, _("De gemeente wil dit zelf")),
        ],
        validate_choice=False,
    )
    code = StringField(
        _("Welke code noemt deze persoon?"),
        [Length(max=40, message=_("Deze code is te lang.")), no_control_characters],
    )
    wie = RadioField(
        _("Wat verandert er?"),
        [known_answers],
        choices=[],
        validate_choice=False,
    )
    vanaf = HiddenField()
    houd = HiddenField()  # alone, at the time it is now

    def about(self, reference: str, may_be_called: bool, for_whom: dict[str, str]) -> "ChangeForm":
        """Only the questions and answers that fit this person."""
        self._reference = reference
        if not may_be_called:
            self.weet.choices = [c for c in self.weet.choices if c.value != CALLED_BACK]
        if for_whom:
            self.wie.choices = [Choice(value, label) for value, label in for_whom.items()]
        else:
            del self.wie
        return self

    def validate_weet(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies hoe u weet wie dit is. Weet u het niet? Verander dan niets."))

    def validate_code(self, field: Field) -> None:
        if self.weet.data == BY_CODE and rules.read_code(field.data or "") != self._reference:
            raise ValidationError(
                gettext("Deze code hoort niet bij deze persoon. Vraag hem nog een keer, of bel terug.")
            )

    def validate_wie(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies wat er verandert."))

    @property
    def only_one(self) -> bool:
        return "wie" in self and self.wie.data == ONE

    def answers(self) -> dict[str, str]:
        """What goes along to the next page."""
        names = [name for name in ("weet", "code", "wie") if name in self]
        return {name: self[name].data or "" for name in names}


class MessageForm(Form):
    bericht = TextAreaField(
        _("Uw bericht"),
        [
            Length(
                max=writing.LENGTH,
                message=_("Dit is te lang. Schrijf hoogstens %(limit)s tekens.", limit=writing.LENGTH),
            ),
            no_control_characters,
        ],
        filters=[
            lambda text: (text or "").replace("\r\n", "\n")
        ],  # browsers send two signs, people count one
    )


class ForSomebodyForm(DetailsForm):
    """What somebody says on the telephone or at the desk. Each question stands there to be read aloud."""

    via = RadioField(
        _("Waar spreekt u deze persoon?"),
        [known_answers],
        choices=[Choice("telefoon", _("Aan de telefoon")), Choice("balie", _("Aan de balie"))],
        default="telefoon",
        validate_choice=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            question = str(field.label.text)
            if "?" in question and field.name != "via":
                field.label.text = gettext("Vraag: %(question)s", question=question)

    @property
    def created_via(self) -> str:
        return "desk" if self.via.data == "balie" else "phone"


class FullTimeForm(Form):
    """A time that is full, why, and that staff know it is."""

    gesprek = HiddenField()
    samen = HiddenField()
    tijd = RadioField(_("Welke tijd?"), [known_answers], choices=[], validate_choice=False)
    waarom = RadioField(
        _("Waarom moet het op deze tijd?"),
        [known_answers],
        choices=[
            Choice("spoed", _("Het kan niet wachten")),
            Choice("hoort-bij", _("Het hoort bij een eerder gesprek")),
            Choice("belofte", _("Wij hadden dit beloofd")),
        ],
        validate_choice=False,
    )
    zeker = BooleanField(_("Ik weet dat deze tijd vol is"))

    def validate_tijd(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies een tijd."))

    def validate_waarom(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kies waarom het op deze tijd moet."))

    def validate_zeker(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Kruis aan dat u weet dat deze tijd vol is."))
