"""The form base: CSRF on, control characters refused, one clear sentence per field."""

import unicodedata
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField, ValidationError


def no_control_characters(_form: Any, field: Field) -> None:
    """Refuse what a keyboard does not type: control characters and line separators (mail headers, logs, files)."""
    allowed = "\n\r\t" if isinstance(field, TextAreaField) else ""
    for character in field.data or "":
        if character not in allowed and unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Cs"):
            raise ValidationError(
                gettext("Hier staat een teken in dat wij niet kunnen lezen. Typ de tekst opnieuw.")
            )


class Form(FlaskForm):
    """Every form of the portal. Text is stripped; what was typed stays when something is wrong."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, StringField):
                filters = unbound_field.kwargs.get("filters", ())
                unbound_field.kwargs["filters"] = [*filters, _strip] if _strip not in filters else filters
            return unbound_field.bind(form=form, **options)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


REQUIRED = _("Vul dit in.")
