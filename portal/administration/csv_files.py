"""CSV out and in: bytes to rows of the tenant file's shape, with every fault by row and column.

Rows are numbered as a spreadsheet does: the headings are row 1. Nothing here knows the database.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal import tenancy, web
from portal.administration.cells import BadCell, back, out
from portal.administration.tables import SENTENCES, Column, Table
from portal.errors import N_

MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
MOST_IN_A_CELL = 5_000
BOM = "\ufeff"
csv.field_size_limit(2 * MOST_BYTES)  # ours is smaller, and says which cell it is


@dataclass(frozen=True, order=True)
class RowFault:
    """`row` from 1 (0: the whole file), `column` as in the first row, `sentence` with %(names)s."""

    row: int
    column: str
    sentence: str
    given: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass
class Read:
    """`rows`: (row number, the shape); `faults` in order of the rows."""

    rows: list[tuple[int, Any]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    keys: list[tuple[int, str]] = field(default_factory=list)  # those of rows with a fault too

    def say(self, at: int, column: str, sentence: str, **given: Any) -> None:
        self.faults.append(RowFault(at, column, sentence, given))


def write(table: Table, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """For Dutch spreadsheets: UTF-8 with BOM, semicolons, CRLF. `rows` by the keys of the tenant file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.label for column in table.columns])
    for row in rows:
        writer.writerow([_cell(column, row.get(column.key)) for column in table.columns])
    return (BOM + text.getvalue()).encode()


def _cell(column: Column, value: Any) -> str:
    return "" if value in (None, "", []) else out(column.out(value))


def read(table: Table, content: bytes) -> Read:
    """Every row that is good, and everything that is wrong with the others."""
    found = Read()
    text = _text(content, found)
    if text is None:
        return found
    records = _records(text, found)
    if not records:
        if not found.faults:
            found.say(0, "", N_("Dit bestand is leeg."))
        return found
    columns = _columns(table, records[0], found)
    if found.faults and not columns:
        return found
    rows = [(n, row) for n, row in enumerate(records[1:], start=2) if any(cell.strip() for cell in row)]
    if len(rows) > MOST_ROWS:
        found.say(0, "", N_("Dit zijn te veel rijen. Er passen er %(most)s."), most=MOST_ROWS)
        return found
    for number, row in rows:
        _read_row(table, columns, number, row, found)
    _say_doubled(found)
    found.faults.sort()
    return found


def _text(content: bytes, found: Read) -> str | None:
    """The text, or a fault that says how to save the file."""
    if not content.strip():
        found.say(0, "", N_("Dit bestand is leeg."))
    elif len(content) > MOST_BYTES:
        found.say(0, "", N_("Dit bestand is te groot. Er past 1 MB in."))
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        found.say(0, "", N_("Dit bestand is geen CSV in UTF-8. Sla het bestand op als CSV UTF-8."))
    else:
        try:
            return content.decode().removeprefix(BOM)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            sentence = N_("Hier staat een teken dat geen UTF-8 is. Sla het bestand op als CSV UTF-8.")
            found.say(line, "", sentence)
    return None


def _records(text: str, found: Read) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            records.append(record)
            if len(records) > MOST_ROWS + 1_000:  # the rest may be empty rows; enough is known
                break
    except csv.Error:
        found.say(len(records) + 1, "", N_("De aanhalingstekens kloppen hier niet. Kijk deze rij na."))
    return records


def _columns(table: Table, headings: list[str], found: Read) -> dict[int, Column]:
    """Which column stands at which number; unknown, doubled and missing ones are told."""
    by_label = {column.label: column for column in table.columns}
    columns: dict[int, Column] = {}
    for number, heading in enumerate(headings):
        label = back(heading).strip().lower()
        column = by_label.get(label)
        if column is not None and column in columns.values():
            found.say(1, label, N_("Deze kolom staat er twee keer."))
        elif column is not None:
            columns[number] = column
        elif label:
            found.say(1, label[:40], N_("Deze kolom kennen wij niet. Haal de kolom weg of verander de naam."))
    for column in table.columns:
        if column.needed and column not in columns.values():
            found.say(1, column.label, N_("Deze kolom ontbreekt."))
    missing = any(column.needed and column not in columns.values() for column in table.columns)
    return {} if missing else columns


def _read_row(table: Table, columns: dict[int, Column], number: int, row: list[str], found: Read) -> None:
    before = len(found.faults)
    if any(cell.strip() for cell in row[max(columns) + 1 :]):
        found.say(number, "", N_("Deze rij heeft meer cellen dan er kolommen zijn. Kijk de rij na."))
    values: dict[str, Any] = {}
    unread: set[str] = set()
    for at, column in columns.items():
        cell = row[at] if at < len(row) else ""
        try:
            value = _value(column, cell, number, found)
        except BadCell as fault:
            found.say(number, column.label, SENTENCES[fault.args[0]])
            unread.add(column.key)
            continue
        if value is not None:
            values[column.key] = value
        elif cell.strip():
            unread.add(column.key)
    if "key" not in values and "key" not in unread and isinstance(values.get("name"), str):
        values["key"] = web.free_key(values["name"], ())  # the same name gives the same key next time
    found.keys.append((number, str(values.get("key", ""))))
    fitted, misfits = tenancy.fit(table.part, values)
    for misfit in misfits:
        if misfit.at[0] not in unread:
            _say_misfit(table, number, misfit, found)
    if fitted is not None and len(found.faults) == before:
        found.rows.append((number, fitted))


def _value(column: Column, cell: str, number: int, found: Read) -> Any:
    """None for an empty cell, and for one that is told to be too big. Raises BadCell."""
    if len(cell) > MOST_IN_A_CELL:
        sentence = N_("Deze cel is te vol. Er passen %(most)s tekens.")
        found.say(number, column.label, sentence, most=MOST_IN_A_CELL)
        return None
    text = back(cell)
    if not text.strip():
        return None
    return column.back(text.strip() if column.trim else text)


def _say_misfit(table: Table, number: int, misfit: tenancy.Misfit, found: Read) -> None:
    column = table.column_of(misfit.at[0])
    sentence, given = misfit.sentence, dict(misfit.given)
    if "expected" in given:
        sentence, given = N_("Kies uit: %(words)s."), {"words": _words(str(given["expected"]))}
    elif len(misfit.at) > 1 and "%" not in sentence and "eindtijd" not in sentence:
        sentence = SENTENCES["hours"]
    found.say(number, column.label, sentence, **given)


def _words(expected: str) -> str:
    return expected.replace(" or ", ", ").replace("'", "")


def _say_doubled(found: Read) -> None:
    """A key stands in the file once; the first row that has it is named."""
    first: dict[str, int] = {}
    doubled: set[int] = set()
    for number, key in found.keys:
        at = first.setdefault(key, number)
        if key and at != number:
            sentence = N_("De sleutel %(key)s staat ook op rij %(row)s. Kies een andere sleutel.")
            found.say(number, "sleutel", sentence, key=key[:60], row=at)
            doubled.add(number)
    found.rows = [(number, fitted) for number, fitted in found.rows if number not in doubled]
