"""What somebody types who wants to be called. Nothing is preselected."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice

from portal import booking, privacy, tenancy, web
from portal.callbacks import rules
from portal.callbacks.promise import opening_hours

_Details = booking.DetailsForm  # the same questions in the same words as for an appointment


class CallMeForm(web.Form):
    """Who wants to be called, on which number, and how safely. `claim` is a secret of this one page."""

    claim = _Details.claim
    naam = _Details.naam
    telefoon = _Details.telefoon
    veilig_tijden = _Details.veilig_tijden
    veilig_inspreken = _Details.veilig_inspreken
    veilig_nummer = _Details.veilig_nummer
    onderwerp = booking.SeveralField(
        _("Waar wilt u over praten? Hoeft niet."),
        [booking.known_answers],
        choices=[
            Choice("kinderen", _("De kinderen")),
            Choice("geld", _("Geld")),
            Choice("huis", _("Het huis")),
            Choice("regels", _("Regels en papieren")),
            Choice("weet-niet", _("Ik weet het nog niet")),
        ],
        validate_choice=False,
    )

    def validate_telefoon(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Vul uw telefoonnummer in."))
        if privacy.e164(field.data) is None:
            raise ValidationError(gettext("Dit nummer klopt niet. Een nummer ziet er zo uit: 06 12345678."))

    def validate_veilig_tijden(self, field: Field) -> None:
        hours = opening_hours()
        if hours is None or rules.meets(field.data or (), hours):
            return
        contact = tenancy.profile().get("contact") or {}
        raise ValidationError(
            gettext(
                "Dan zijn wij er niet. Dit zijn onze tijden. %(hours)s. "
                "Kies ook een andere tijd, of bel ons: %(phone)s.",
                hours=". ".join(web.hours_label(line) for line in contact["hours"]),
                phone=contact.get("phone", ""),
            )
        )

    def answers(self) -> dict[str, Any]:
        """What is kept; unanswered is None or an empty list."""
        return {
            "naam": self.naam.data,
            "telefoon": self.telefoon.data,
            "veilig_tijden": self.veilig_tijden.data,
            "veilig_inspreken": self.veilig_inspreken.data or None,
            "veilig_nummer": self.veilig_nummer.data or None,
            "onderwerp": self.onderwerp.data,
        }


class ActForm(web.Form):
    """A button of staff, with what they saw when they pressed it."""

    gezien = HiddenField()
    keuze = HiddenField()
