"""What the open form would send, untouched."""

from typing import Any

from tests.support.visitor import Page


def later(app: Any) -> None:
    """Five seconds on: what was kept in front of the app is over. (The clock of the tests leaves that one alone.)"""
    app.extensions["kept_pages"].ready.clear()


def typed(page: Page) -> dict[str, object]:
    """Every field of the one form of this page, as a browser would send it."""
    (form,) = [f for f in page.all("form") if f.get("class") == "sp-form"]
    found: dict[str, object] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or name == "csrf_token":
            continue
        if field.tag == "textarea":
            found[name] = (field.text or "").lstrip("\n").strip("\n")
        elif field.tag == "select":
            chosen = [o.get("value", "") for o in field.iter("option") if o.get("selected") is not None]
            found[name] = chosen[0] if chosen else next(field.iter("option")).get("value", "")
        elif field.tag == "input" and field.get("type") in ("checkbox", "radio"):
            if field.get("checked") is not None:
                boxes = found.setdefault(name, [])
                assert isinstance(boxes, list)
                boxes.append(field.get("value", ""))
        elif field.tag == "input":
            found[name] = field.get("value", "")
    return found
