"""The forms of bringing files in."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, ValidationError

from portal.administration.importing import WHOLE
from portal.administration.tables import TABLES
from portal.web import Form


class FileForm(Form):
    """`soort`: which of the tables, or the whole municipality."""

    soort = SelectField(_("Wat staat er in het bestand"), validate_choice=False)
    bestand = FileField(
        _("Bestand"), description=_("Een CSV-bestand in UTF-8, of gemeente.toml. Hoogstens 1 MB.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        tables = [(name, gettext(table.title)) for name, table in TABLES.items()]
        self.soort.choices = [*tables, (WHOLE, gettext("De hele gemeente"))]

    def validate_soort(self, field: SelectField) -> None:
        if field.data not in dict(self.soort.choices):
            raise ValidationError(gettext("Kies een van de antwoorden."))

    def validate_bestand(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(gettext("Kies een bestand."))


class DoForm(Form):
    """The file itself goes along, so that exactly what was shown is done; `gezien` is its fingerprint."""

    soort = HiddenField()
    meegenomen = HiddenField()
    gezien = HiddenField()
