"""Who changed what of the planning: series and closed days as people read them, and single days."""

from collections.abc import Iterable
from typing import Any

from portal import accounts, agenda, privacy, web
from portal.clock import wall

Planned = dict[tuple[str, str], dict[str, Any]]


def planned() -> Planned:
    """(kind, key) → the row as a tenant file has it, with names in place of keys; a fixed number of statements.

    Who is away is not among them: that is about somebody's own life, and the audit log has it.
    """
    chairs = accounts.organisation_names()
    people = {(c.person_id, c.organisation_id): c.name for c in accounts.colleagues()}
    found = agenda.export_start(chairs, people)
    rows = {(kind, row["key"]): row for kind in ("spreekuur", "closure") for row in found.get(kind, [])}
    return {at: {name: value for name, value in row.items() if name != "key"} for at, row in rows.items()}


def days_shown(days: Iterable[agenda.SittingInfo]) -> Planned:
    """The same of single days: open or not, and the hours on the wall."""
    return {
        ("spreekuur", s.id): {
            "title": web.day_label(s.on),
            "state": s.state,
            "from": f"{wall(s.starts_at):%H:%M}",
            "until": f"{wall(s.ends_at):%H:%M}",
        }
        for s in days
    }


def log(before: Planned, after: Planned, actor: str) -> None:
    """One line for each that differs, in the running transaction."""
    for at in sorted({*before, *after}):
        old, new = before.get(at), after.get(at)
        name = (new or old or {}).get("title") or str((new or old or {}).get("from", ""))
        privacy.changed(at[0], name, old, new, actor)
