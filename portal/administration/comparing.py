"""What a file would change: the things in it beside the things that are there. Pure.

A *thing* is one entry of `[start]`. Both sides are compared as plain values by the keys of the tenant file, so that
neither defaults nor an order that means nothing count as a difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

NEW, OTHER, SAME = "nieuw", "anders", "gelijk"
LISTS = ("organisation", "professional", "place", "talk", "spreekuur", "offer", "closure")
SINGLE = ("contact", "style", "contact_person")
_NO_ORDER = {"topics", "offers", "roles", "desks", "absent"}
_FIRST_DAY = date(2021, 1, 1).isoformat()  # as the loader fills in


@dataclass(frozen=True)
class Thing:
    """`label` as load_start calls it; `name` as people know it; `values` without key."""

    kind: str
    label: str
    name: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """`before` and `after` hold all values; `fields` the keys that differ. `fixed`: a file cannot change this."""

    thing: Thing
    outcome: str
    before: dict[str, Any] | None = None
    fields: tuple[str, ...] = ()
    fixed: bool = False
    row: int | None = None

    @property
    def label(self) -> str:
        return self.thing.label


def things(raw: Mapping[str, Any]) -> dict[tuple[str, ...], Thing]:
    """Of a `[start]` in plain values, by what makes each of them itself."""
    mails = {p["key"]: p["email"].lower() for p in raw.get("professional", ())}
    found: dict[tuple[str, ...], Thing] = {}
    for kind in SINGLE:
        if values := raw.get(kind):
            found[(kind,)] = Thing(kind, kind, str(values.get("name", "")), plain(values))
    for key, text in (raw.get("texts") or {}).items():
        found[("text", key)] = Thing("text", f"text.{key}", key, {"text": text})
    for kind in LISTS:
        for row in raw.get(kind, ()):
            thing = _thing(kind, row, mails)
            itself = (
                (kind, thing.values["email"], thing.values["organisation"])
                if kind == "professional"
                else None
            )
            found[itself or (kind, row["key"])] = thing
    return found


def _thing(kind: str, row: Mapping[str, Any], mails: Mapping[str, str]) -> Thing:
    values = plain({name: value for name, value in row.items() if name != "key"})
    if kind == "spreekuur":
        values.setdefault("valid_from", values["rule"].get("anchor", _FIRST_DAY))
        for desk in values["desks"]:
            if "professional" in desk:
                desk["professional"] = mails.get(desk["professional"], "")
        values["desks"].sort(key=str)
    return Thing(kind, f"{kind}.{row['key']}", str(row.get("name") or row.get("title") or row["key"]), values)


def plain(value: Any) -> Any:
    """As JSON has it, without what is empty; lists without an order of their own are sorted."""
    if isinstance(value, Mapping):
        items = {name: plain(one) for name, one in value.items()}
        for name in _NO_ORDER & items.keys():
            items[name] = sorted(items[name], key=str)
        return {name: one for name, one in items.items() if one not in (None, "", [])}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else value


def compare(
    now: Mapping[str, Any], wanted: Mapping[str, Any], rows: Mapping[str, int] | None = None
) -> list[Line]:
    """One line for each thing that is wanted; `rows`: where each label stands in the file."""
    known = things(now)
    return [
        _line(known.get(itself), thing, (rows or {}).get(thing.label))
        for itself, thing in things(wanted).items()
    ]


def _line(before: Thing | None, thing: Thing, row: int | None) -> Line:
    if before is None:
        return Line(thing, NEW, row=row)
    fields = tuple(
        name
        for name in dict.fromkeys((*before.values, *thing.values))
        if before.values.get(name) != thing.values.get(name)
    )
    if not fields:
        return Line(thing, SAME, before.values, row=row)
    fixed = thing.kind == "professional" or bool(thing.values.get("shared") or before.values.get("shared"))
    return Line(thing, OTHER, before.values, fields, fixed, row)


def chosen(lines: Iterable[Line], ticked: Iterable[str] | None) -> list[Line]:
    """What will be written: everything new, and of what is there what was ticked (None: all of it)."""
    wanted = None if ticked is None else set(ticked)
    return [
        line
        for line in lines
        if line.outcome == NEW
        or (line.outcome == OTHER and not line.fixed and (wanted is None or line.label in wanted))
    ]
