"""The three tables that go out and come in as CSV: which columns, and what stands in each cell."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.administration import cells
from portal.errors import N_

SENTENCES = {
    "date": N_("Dit is geen datum. Schrijf de datum zo: 31-12-2026."),
    "no_such_date": N_("Deze dag bestaat niet. Kijk de datum na."),
    "hours": N_(
        "Deze tijden kunnen wij niet lezen. Schrijf ze zo: ma-vr 09:00-12:00, 13:00-17:00, za 10:00-12:00."
    ),
    "yes": N_("Vul ja of nee in."),
}


def _same(text: str) -> str:
    return text


@dataclass(frozen=True)
class Column:
    """`label` stands in the first row, `key` is that of the tenant file. `needed`: the column must be there."""

    label: str
    key: str
    out: Callable[[Any], str] = str
    back: Callable[[str], Any] = _same
    trim: bool = True
    needed: bool = True


@dataclass(frozen=True)
class Table:
    """`part` is the list in `[start]`; `file` says nothing of what the portal is for."""

    name: str
    part: str
    title: str
    file: str
    columns: tuple[Column, ...]

    def column_of(self, key: object) -> Column:
        return next((column for column in self.columns if column.key == key), self.columns[0])


def _text(label: str, key: str, needed: bool = True) -> Column:
    return Column(label, key, trim=False, needed=needed)


def _word(label: str, key: str, needed: bool = True) -> Column:
    return Column(label, key, needed=needed)


def _yes(value: Any) -> str:
    return "ja" if value else "nee"


KEY = _word("sleutel", "key")
TABLES = {
    "organisaties": Table(
        "organisaties",
        "organisation",
        N_("Organisaties"),
        "organisaties.csv",
        (
            KEY,
            _text("naam", "name"),
            _word("soort", "kind"),
            Column("gedeeld", "shared", _yes, cells.yes_back, needed=False),
        ),
    ),
    "plekken": Table(
        "plekken",
        "place",
        N_("Plekken"),
        "plekken.csv",
        (
            KEY,
            _text("naam", "name"),
            _text("straat", "street"),
            _text("plaats", "town"),
            _text("aanwijzing", "note", needed=False),
        ),
    ),
    "hulp": Table(
        "hulp",
        "offer",
        N_("Hulp in de buurt"),
        "hulp.csv",
        (
            KEY,
            _word("soort", "kind"),
            _text("naam", "name"),
            _text("wat", "does"),
            _text("voor wie", "for_whom"),
            _text("kosten", "cost"),
            _text("wie betaalt", "paid_by"),
            _text("voor wie werkt het", "independent"),
            _text("hoe te bereiken", "reach"),
            _text("wachttijd", "waiting", needed=False),
            _word("telefoon", "phone", needed=False),
            _word("e-mail", "email", needed=False),
            _word("website", "website", needed=False),
            Column("open", "hours", cells.hours_out, cells.hours_back, needed=False),
            Column("inloop", "walk_in", cells.hours_out, cells.hours_back, needed=False),
            _text("wie houdt dit bij", "owner"),
            Column("nakijken voor", "review", cells.date_out, cells.date_back),
        ),
    ),
}
