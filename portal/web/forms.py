"""The form base: CSRF on, control characters refused, one clear sentence per field."""

import re
import unicodedata
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField, TextAreaField, ValidationError

from portal.clock import today


def no_control_characters(_form: Any, field: Field) -> None:
    """Refuse what a keyboard does not type: control characters and line separators (mail headers, logs, files)."""
    allowed = "\n\r\t" if isinstance(field, TextAreaField) else ""
    typed = field.data or ""
    readable = "".join(c for c in typed if c in allowed or unicodedata.category(c) not in _UNREADABLE)
    if readable != typed:
        field.data = readable  # what can be read stays in the field
        raise ValidationError(gettext("Hier stond een teken in dat wij niet kunnen lezen. Kijk de tekst na."))


_UNREADABLE = ("Cc", "Cf", "Zl", "Zp", "Cs")


class Form(FlaskForm):
    """Every form of the portal. Text is stripped; what was typed stays when something is wrong."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            text = issubclass(unbound_field.field_class, StringField)
            if text and not issubclass(unbound_field.field_class, PasswordField):
                filters = unbound_field.kwargs.get("filters", ())
                unbound_field.kwargs["filters"] = [*filters, _strip] if _strip not in filters else filters
            return unbound_field.bind(form=form, **options)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class DayField(StringField):
    """A local date as browsers send it, YYYY-MM-DD; `on` is the date or None."""

    on: date | None = None

    def pre_validate(self, form: Any) -> None:
        self.on = None
        if not self.data:
            return
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", self.data, re.ASCII):  # week dates are ISO's too
                raise ValueError
            self.on = date.fromisoformat(self.data)
        except ValueError:
            raise ValidationError(gettext("Dit is geen datum. Kies een dag.")) from None
        if not 2000 <= self.on.year <= today().year + 5:
            raise ValidationError(gettext("Deze dag ligt te ver weg. Kies een andere dag."))


REQUIRED = _("Vul dit in.")
