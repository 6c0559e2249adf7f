"""What a professional types about their own calendar."""

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, StringField, ValidationError
from wtforms.validators import Length

from portal import agenda
from portal.web import Form, no_control_characters


class AddressForm(Form):
    adres = StringField(
        _("Het adres van uw agenda"),
        [Length(max=1000, message=_("Dit adres is te lang.")), no_control_characters],
    )

    def validate_adres(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Vul het adres van uw agenda in."))
        inside = frozenset(current_app.extensions["settings"].calendar_inside)
        if agenda.plain_address(field.data, inside) is None:
            raise ValidationError(gettext("Dit adres kunnen wij niet lezen. Het begint met https of webcal."))
