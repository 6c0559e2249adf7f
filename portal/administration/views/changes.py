"""/beheer/wijzigingen: who changed what in this municipality. What is searched may be a name, so it goes by POST."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from portal import accounts, web
from portal.administration import queries, words
from portal.administration.queries import Asked, Changed

pages = web.pages("administration_changes", __name__, audience="staff", permission="manage")
LONGEST = 100
FIELDS = ("q", "soort", "van", "tot")


@pages.get("/beheer/wijzigingen")
def changes() -> str:
    return _show(request.args)


@pages.post("/beheer/wijzigingen", success=200, limit="60 per minute")
def search() -> str:
    return _show(request.form)


def _show(given: Mapping[str, str]) -> str:
    typed = {name: _printable(given.get(name, "")) for name in FIELDS}
    asked = Asked(typed["q"], typed["soort"], _date(typed["van"]), _date(typed["tot"]), given.get("voor", ""))
    names = accounts.names_of_everybody()
    kinds = {kind: words.kind(kind) for kind in queries.kinds_changed()}
    found, further = queries.changes(asked, _with(asked.words, names), _with(asked.words, kinds))
    return render_template(
        "administration/changes.html",
        typed=typed,
        filtered=any(typed.values()),
        lines=[_line(one, names) for one in found],
        kinds=sorted(kinds.items(), key=lambda one: one[1]),
        further=further,
        bad_dates=[name for name in ("van", "tot") if typed[name] and _date(typed[name]) is None],
    )


def _printable(typed: str) -> str:
    """PostgreSQL takes no NUL in what is looked for."""
    return "".join(c for c in typed.strip()[:LONGEST] if c.isprintable())


def _date(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year <= 2100 else None


def _with(typed: str, names: dict[str, str]) -> set[str]:
    wanted = typed.casefold().split()
    return {key for key, name in names.items() if wanted and all(word in name.casefold() for word in wanted)}


def _line(one: Changed, names: dict[str, str]) -> dict[str, Any]:
    return {
        "at": web.when_label(one.at),
        "who": _who(one.actor, names),
        "name": words.called(one.kind, one.name),
        "what": _("Nieuw") if one.before is None else _("Weg") if one.after is None else _("Veranderd"),
        "new": one.before is None,
        "gone": one.after is None,
        "fields": words.differences(one.before, one.after),
    }


def _who(actor: str, names: dict[str, str]) -> str:
    if not actor.startswith("person:"):
        return _("Het systeem")
    return names.get(actor.removeprefix("person:")) or _("Iemand die hier niet meer werkt")
