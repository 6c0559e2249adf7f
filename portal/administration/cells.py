"""One cell of a CSV file, for spreadsheets and back. Pure; dates are local, hours wall time."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby

# A spreadsheet would take a text that begins so for a formula and run it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_DAYS = "(?:ma|di|wo|do|vr|za|zo)"
_LINE = re.compile(
    rf"(?:(?P<days>{_DAYS}(?:\s*-\s*{_DAYS})?)\s+)?(?P<from>\d{{1,2}}[:.]\d{{2}})\s*[-–]\s*(?P<until>\d{{1,2}}[:.]\d{{2}})"
)


class BadCell(ValueError):
    """The cell cannot be read; `args[0]` is a name in `SENTENCES` of the tables."""


def out(text: str) -> str:
    """The text as it may stand in a file: what looks like a formula gets a ' before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def back(cell: str) -> str:
    """The text of a cell: without that ', and with one kind of line end."""
    text = cell.replace("\r\n", "\n")
    return text[1:] if _MARKED.match(text) else text


def date_out(on: date) -> str:
    """31-12-2026"""
    return f"{on:%d-%m-%Y}"


def date_back(cell: str) -> date:
    """Of 31-12-2026, 1-2-2026, or 2026-12-31 as some programs make of it. Raises BadCell."""
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", cell, re.ASCII)
    parts = found.group(3, 2, 1) if found else None
    if parts is None and (found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", cell, re.ASCII)):
        parts = found.group(1, 2, 3)
    if parts is None:
        raise BadCell("date")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise BadCell("no_such_date") from None


def hours_out(hours: Iterable[dict[str, str]]) -> str:
    """{days, from, until} as "ma-vr 09:00-12:00, 13:00-17:00, za 10:00-12:00"."""
    groups = groupby(hours, key=lambda line: line["days"])
    return ", ".join(
        f"{days} " + ", ".join(f"{line['from']}-{line['until']}" for line in lines) for days, lines in groups
    )


def hours_back(cell: str) -> list[dict[str, str]]:
    """The reverse; hours without days belong to the days before them. Raises BadCell."""
    found: list[dict[str, str]] = []
    for part in re.split(r"[,;\n]", cell.lower()):
        line = _LINE.fullmatch(part.strip())
        if line is None or not (line["days"] or found):
            raise BadCell("hours")
        days = re.sub(r"\s", "", line["days"]) if line["days"] else found[-1]["days"]
        found.append({"days": days, "from": _clock(line["from"]), "until": _clock(line["until"])})
    return found


def _clock(typed: str) -> str:
    hour, minute = re.split(r"[:.]", typed)
    if int(hour) > 23 or int(minute) > 59:
        raise BadCell("hours")
    return f"{int(hour):02}:{minute}"


def yes_back(cell: str) -> bool:
    """Of ja or nee; empty is nee. Raises BadCell."""
    word = cell.lower()
    if word not in ("", "ja", "nee"):
        raise BadCell("yes")
    return word == "ja"
