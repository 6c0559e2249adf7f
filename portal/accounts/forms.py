"""What staff type to sign in."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal.web import Form, no_control_characters


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
