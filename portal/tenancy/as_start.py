"""The settings as `[start]` has them: the reverse of load_start."""

import json
from typing import Any

from portal.db import db
from portal.tenancy import shapes
from portal.tenancy.isolation import own
from portal.tenancy.models import Setting

_TEXT = "text."


def export_start() -> dict[str, Any]:
    """{contact, style, texts} by the keys of the tenant file, as the table has them now; one statement."""
    rows = db.session.execute(own(Setting.key, Setting.value).order_by(Setting.key))
    known = {key: json.loads(value) for key, value in rows}
    found: dict[str, Any] = {
        "contact": _only(shapes.Contact, known.get("contact") or {}),
        "style": _only(shapes.Style, known.get("style") or {}),
        "texts": {
            key.removeprefix(_TEXT): value
            for key, value in known.items()
            if key.startswith(_TEXT) and isinstance(value, str) and value
        },
    }
    return {name: value for name, value in found.items() if value}


def _only(shape: type[shapes.Shape], values: dict[str, Any]) -> dict[str, Any]:
    """The keys that the shape knows, with its defaults; nothing when there is nothing."""
    defaults = {
        field.alias or name: None if field.is_required() else field.get_default()
        for name, field in shape.model_fields.items()
    }
    whole = defaults | {name: value for name, value in values.items() if name in defaults}
    return {name: value for name, value in whole.items() if value not in (None, "", [])} if values else {}
