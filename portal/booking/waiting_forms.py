"""What somebody types who waits for a time: when they could come, and how we may reach them safely."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice as Choice

from portal.booking.forms import DetailsForm, SeveralField, known_answers
from portal.booking.waiting_rules import Wishes
from portal.clock import today
from portal.web import DayField


class WaitForm(DetailsForm):
    """`claim` is a secret of this one page: the same answers sent twice are one place on the list."""

    gesprek = HiddenField()
    samen = HiddenField()
    dagen = SeveralField(
        _("Welke dagen kunt u? Hoeft niet."),
        [known_answers],
        choices=[
            Choice("ma", _("Maandag")),
            Choice("di", _("Dinsdag")),
            Choice("wo", _("Woensdag")),
            Choice("do", _("Donderdag")),
            Choice("vr", _("Vrijdag")),
            Choice("za", _("Zaterdag")),
            Choice("zo", _("Zondag")),
        ],
        validate_choice=False,
    )
    dagdelen = SeveralField(
        _("Wanneer op de dag? Hoeft niet."),
        [known_answers],
        choices=[
            Choice("ochtend", _("In de ochtend (tot 12 uur)")),
            Choice("middag", _("In de middag (12 tot 17 uur)")),
            Choice("avond", _("In de avond (na 17 uur)")),
        ],
        validate_choice=False,
    )
    tot = DayField(_("Tot welke dag wilt u wachten? Hoeft niet."))

    def validate_tot(self, field: DayField) -> None:
        if field.on is None:
            return
        if field.on < today():
            raise ValidationError(gettext("Deze dag is al voorbij. Kies een latere dag."))
        if field.on > today() + timedelta(days=366):
            raise ValidationError(gettext("Deze dag ligt te ver weg. Kies een andere dag."))

    def wishes(self) -> Wishes:
        return Wishes(frozenset(self.dagen.data or ()), frozenset(self.dagdelen.data or ()), self.tot.on)


def begun(claim: str, key: str, together: bool) -> dict[str, Any]:
    """What stands in an empty form for this talk."""
    return {"claim": claim, "gesprek": key, "samen": "ja" if together else "nee"}
