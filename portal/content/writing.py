"""A page as the Markdown file with TOML front matter that reading.py reads."""

import json
from datetime import date
from typing import Any

from portal.content.reading import Page


def as_file(page: Page) -> str:
    """Loads again to the same page."""
    lines = [f"{name} = {_value(value)}" for name, value in page.front if value not in ("", ())]
    front = "\n".join(lines)
    return f"+++\n{front}\n+++\n{page.text}\n"


def _value(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # A JSON string is a TOML one, but for the character that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple) and value and not isinstance(value[0], str):
        rows = [
            "  { " + ", ".join(f"{name} = {_value(given)}" for name, given in row) + " },\n" for row in value
        ]
        return "[\n" + "".join(rows) + "]"
    return "[" + ", ".join(_value(each) for each in value) + "]"
