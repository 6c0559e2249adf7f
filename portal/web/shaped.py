"""Forms over a shape of the tenant file: the browser accepts what the file accepts, and names the field that does not.

A form also holds the fingerprint of what it changes (`versie`): who saves over somebody else's change is told first.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import IntegrityError
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as Part
from wtforms.widgets import CheckboxInput, ListWidget

from portal import tenancy
from portal.db import db, new_id
from portal.errors import N_, Refusal
from portal.web.dates import weekday_label
from portal.web.forms import Form, no_control_characters

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
MOST_ROWS, EMPTY_ROWS = 14, 2


class SavedMeanwhile(Refusal):
    """Somebody else saved, removed or made the same thing since this page was opened."""

    status = 409
    message = N_("Iemand anders heeft dit net veranderd. Kijk wat er nu staat, en sla dan opnieuw op.")


def fingerprint(values: Mapping[str, Any]) -> str:
    """Short, and different for other values: what a form remembers of what it was opened on."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def check_seen(values: Mapping[str, Any] | None, seen: str) -> None:
    """Is it still what the form was opened on? Raises SavedMeanwhile."""
    if fingerprint(values or {}) != seen:
        raise SavedMeanwhile


def new_version() -> str:
    """What `versie` holds for something new: the id it will get."""
    return new_id()


def what_is_there(form: "ShapedForm", now: Mapping[str, Any], *more: str) -> list[dict[str, str]]:
    """The fields (of the shape, and `more`) that differ from what was typed, as people read them. `now` by field."""
    return [
        {"key": str(form[name].label.text), "value": _readable(form[name], now.get(name))}
        for name in (*form.keys, *more)
        if name in form and _same(form[name]) != _plain(now.get(name))
    ]


def _same(field: Field) -> str:
    if isinstance(field, FieldList):
        return _plain([{**row.data} for row in field if _is_filled(row)])
    return _plain(field.data)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return json.dumps(value, sort_keys=True)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _readable(field: Field, value: Any) -> str:
    if isinstance(field, FieldList):
        return ", ".join(f"{r['dag']}-{r['tot_en_met']} {r['van']}-{r['tot']}" for r in value or ())
    if isinstance(field, BooleanField):
        return gettext("Ja") if value else gettext("Nee")
    labels = (
        {str(v): str(label) for v, label, *_rest in field.iter_choices()}
        if hasattr(field, "iter_choices")
        else {}
    )
    words = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(word), str(word or "")) for word in words)


def flush_new() -> None:
    """Write a new row. Raises SavedMeanwhile when its id or its key is taken since: two people, or a double click."""
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:
        raise SavedMeanwhile from None


def free_key(name: str, taken: Collection[str]) -> str:
    """A key for a new thing, of its name: small letters, digits and dashes, and nobody else's."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:30].strip("-")
    base = base if base[:1].isalpha() else f"nr-{base}".strip("-")
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, 10000))) if key not in taken)


class DateField(StringField):
    """A local date as browsers send it, YYYY-MM-DD; what is no date stays text, and the shape refuses it."""

    @property
    def shaped(self) -> Any:
        try:
            return date.fromisoformat(self.data or "") if len(self.data or "") == 10 else self.data
        except ValueError:
            return self.data


class NumberField(StringField):
    """A whole number; what is no number stays text, and the shape refuses it."""

    @property
    def shaped(self) -> Any:
        text = self.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else text


class BoxesField(SelectMultipleField):
    """A group of boxes to tick; only what the page offers."""

    widget = ListWidget()
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        if not set(self.data or ()) <= {value for value, *_rest in self.choices}:
            raise ValidationError(gettext("Kies een van de antwoorden."))


class HoursRow(Part):
    """One line of opening hours: a day, or the first and last of some days, and from when until when (wall time)."""

    dag = SelectField(_("Dag"), validate_choice=False)
    tot_en_met = SelectField(_("Tot en met"), validate_choice=False)
    van = StringField(_("Van"))
    tot = StringField(_("Tot"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(day, gettext(name).capitalize()) for day, name in zip(DAYS, _names_of_days(), strict=True)]
        self.dag.choices = [("", gettext("Geen")), *names]
        self.tot_en_met.choices = [("", gettext("Alleen deze dag")), *names]


def _names_of_days() -> list[str]:
    return [weekday_label(number) for number in range(7)]


def chosen_nothing(field: SelectField) -> str:
    """What a field with answers to choose from says, when one is needed."""
    more = isinstance(field, SelectMultipleField)
    return gettext("Kies er ten minste een.") if more else gettext("Kies een van de antwoorden.")


def line_field(label: Any) -> Any:
    """One line; how long it may be, its shape says."""
    return StringField(label, [no_control_characters])


def text_field(label: Any) -> Any:
    return TextAreaField(label, [no_control_characters])


def hours_field(label: Any) -> Any:
    return FieldList(FormField(HoursRow), label, max_entries=MOST_ROWS)


def as_rows(hours: Any) -> list[dict[str, str]]:
    """{days, from, until} as the form shows them."""
    rows = []
    for line in hours:
        first, _dash, last = line["days"].partition("-")
        rows.append({"dag": first, "tot_en_met": last, "van": line["from"], "tot": line["until"]})
    return rows


class Seen(Form):
    """A button that holds what it was pressed on."""

    versie = HiddenField()


class ShapedForm(Form):
    """`shape` is its name in tenancy.fit; `keys` says which key of the shape each field is. After `validate`,
    `fitted` is the shape. `given`: what the shape wants and nobody types (a key)."""

    shape: ClassVar[str]
    keys: ClassVar[dict[str, str]]
    versie = HiddenField()
    given: Mapping[str, Any] = {}
    fitted: Any = None

    def values(self) -> dict[str, Any]:
        """By the keys of the shape; what was left empty is left out."""
        found = {key: _shaped(self[name]) for name, key in self.keys.items() if name in self}
        return {key: value for key, value in found.items() if value not in (None, "", [])} | dict(self.given)

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        self.fitted, misfits = tenancy.fit(self.shape, self.values())
        for misfit in misfits:
            self._tell(misfit)
        return good and not misfits

    def _tell(self, misfit: tenancy.Misfit) -> None:
        name = next((n for n, key in self.keys.items() if key == misfit.at[0] and n in self), None)
        sentence = gettext(misfit.sentence, **misfit.given)
        if name is None:
            self.form_errors.append(sentence)
            return
        field = self[name]
        if isinstance(field, FieldList) and len(misfit.at) > 1:
            sentence = _in_its_row(field, misfit, sentence)
        if misfit.nothing and isinstance(field, SelectField):
            sentence = chosen_nothing(field)
        if not field.errors:
            field.errors = [sentence]

    def more_rows(self) -> "ShapedForm":
        """Some empty lines under the hours that are there."""
        for field in self:
            if isinstance(field, FieldList) and all(_is_filled(row) for row in field):
                for _number in range(min(EMPTY_ROWS, MOST_ROWS - len(field))):
                    field.append_entry()
        return self

    def refuse(self, refusal: Refusal) -> int:
        """Tell it at its field, or above the form; gives the status."""
        sentence = gettext(refusal.message, **refusal.details)
        if refusal.field and refusal.field in self:
            self[refusal.field].errors = [sentence]
        else:
            self.form_errors.append(sentence)
        return refusal.status

    def id_of_new(self) -> str:
        """The id that a new row gets: one per page, so that a double click makes one row."""
        return self.versie.data if re.fullmatch(r"[0-9a-f]{24}", self.versie.data or "") else new_id()


def _shaped(field: Field) -> Any:
    if isinstance(field, FieldList):
        return [_line(row) for row in field if _is_filled(row)]
    if isinstance(field, BooleanField):
        return bool(field.data)
    if hasattr(field, "shaped"):
        return field.shaped
    return field.data.replace("\r\n", "\n") if isinstance(field.data, str) else field.data


def _is_filled(row: Any) -> bool:
    return any((part.data or "").strip() for part in row.form)


def _line(row: Any) -> dict[str, Any]:
    first, last = row.form.dag.data or "", row.form.tot_en_met.data or ""
    days = f"{first}-{last}" if last and last != first else first
    return {"days": days, "from": _clock(row.form.van.data), "until": _clock(row.form.tot.data)}


def _clock(typed: str | None) -> str:
    """ "9.00", "9:00" and "09:00:00" are 09:00."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", (typed or "").strip())
    return f"{int(found[1]):02}:{found[2]}" if found else (typed or "").strip()


def _in_its_row(field: FieldList, misfit: tenancy.Misfit, sentence: str) -> str:
    filled = [number for number, row in enumerate(field, start=1) if _is_filled(row)]
    which = misfit.at[1]
    number = filled[which] if isinstance(which, int) and which < len(filled) else 1
    part = misfit.at[2] if len(misfit.at) > 2 else ""
    if part == "days":
        sentence = gettext("Kies een dag.")
    elif part in ("from", "until") and "aanhalingstekens" in sentence:
        sentence = gettext("Dit is geen tijd. Een tijd ziet er zo uit: 09:00.")
    return gettext("Regel %(number)s: %(fault)s", number=number, fault=sentence)
