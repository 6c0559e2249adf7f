"""One rule for the file and the browser: what somebody typed is tried on the shape of `[start]`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from portal.errors import N_
from portal.tenancy import shapes

_SHAPES: dict[str, type[shapes.Shape]] = {
    "contact": shapes.Contact,
    "contact_person": shapes.ContactPerson,
    "offer": shapes.Offer,
    "organisation": shapes.Organisation,
    "place": shapes.Place,
    "talk": shapes.Talk,
    "words": shapes.Words,
}
REASONS = {  # pydantic's kinds of errors, for somebody at a form; %(names)s come from its context
    "bool_type": N_("Kies een van de antwoorden."),
    "date_type": N_("Dit is geen datum. Kies een dag."),
    "greater_than_equal": N_("Dit getal is te laag. Het laagste is %(ge)s."),
    "int_type": N_("Vul een heel getal in."),
    "less_than_equal": N_("Dit getal is te hoog. Het hoogste is %(le)s."),
    "literal_error": N_("Kies een van de antwoorden."),
    "missing": N_("Vul dit in."),
    "multiple_of": N_("Kies een aantal op %(multiple_of)s, zoals 30."),
    "string_too_long": N_("Dit is te lang. Er passen %(max_length)s tekens."),
    "too_long": N_("Dit zijn er te veel. Er passen er %(max_length)s."),
    "too_short": N_("Vul er ten minste een in."),
}


@dataclass(frozen=True)
class Misfit:
    """`at`: the key in the shape, and further in a list (number of the row, key). `sentence` with %(names)s.
    `nothing`: there is nothing where something should be."""

    at: tuple[str | int, ...]
    sentence: str
    given: dict[str, Any] = field(default_factory=dict)
    nothing: bool = False


def fit(kind: str, values: Mapping[str, Any]) -> tuple[Any, list[Misfit]]:
    """(the shape, no misfits), or (None, every misfit). `values` by the keys of the tenant file."""
    try:
        return _SHAPES[kind].model_validate(dict(values)), []
    except ValidationError as error:
        return None, [_misfit(found) for found in error.errors()]


def _misfit(found: Any) -> Misfit:
    context = dict(found.get("ctx") or {})
    if found["type"] == "value_error":
        return Misfit(found["loc"], str(context["error"]))
    # pydantic counts a text with a rule of ours as a list of letters
    kind = (
        "string_too_long"
        if found["type"] == "too_long" and isinstance(found["input"], str)
        else found["type"]
    )
    sentence = REASONS.get(kind, N_("Dit klopt niet."))
    return Misfit(found["loc"], sentence, context, nothing=kind in ("missing", "too_short"))
