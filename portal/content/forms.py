"""The questions of "Wat geldt voor mij?". None must be answered."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice as Choice

from portal.web import Form

# A choice that nobody offered counts as no answer: there is nothing to mend for who did not type it.


class SituationForm(Form):
    relatie = RadioField(
        _("Hoe bent u samen?"),
        choices=[
            Choice("getrouwd", _("Getrouwd")),
            Choice("partnerschap", _("Geregistreerd partnerschap")),
            Choice("samenwonend", _("Wij wonen samen")),
            Choice("onbekend", _("Weet ik niet")),
        ],
        validate_choice=False,
    )
    kinderen = RadioField(
        _("Hebt u kinderen onder de 18?"),
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee"))],
        validate_choice=False,
    )
    fase = RadioField(
        _("Waar staat u nu?"),
        choices=[
            Choice("twijfel", _("Ik denk erover na")),
            Choice("scheiden", _("Wij gaan uit elkaar")),
            Choice("daarna", _("Wij zijn uit elkaar")),
        ],
        validate_choice=False,
    )
    huis = RadioField(
        _("Hoe woont u?"),
        choices=[
            Choice("koop", _("In een koophuis")),
            Choice("huur", _("In een huurhuis")),
            Choice("anders", _("Anders")),
        ],
        validate_choice=False,
    )
    veilig = RadioField(
        _("Voelt u zich veilig bij de ander?"),
        description=_("Wij bewaren dit antwoord niet. Het komt niet in uw lijst."),
        choices=[Choice("ja", _("Ja")), Choice("nee", _("Nee, of niet altijd"))],
        validate_choice=False,
    )
