"""One tenant file as written: its text, its values as tomllib read them, and on which line each of them stands.

tomllib does not tell lines, so `locate(text)` walks a text that tomllib has accepted; it need not judge it.
A key path is a tuple of names and indexes, ("start", "spreekuur", 0, "place"); `written()` shows it as people
write it. Lines count from 1.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KeyPath = tuple[str | int, ...]

TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*'  # the four kinds of strings
    | \#[^\n]* | \n | [\[\]{}=,.] | [^\s\[\]{}=,."'\#]+''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, order=True)
class Fault:
    """`file` as tenants/<slug>/tenant.toml, `line` from 1, `key` as start.place[0].town ("" for the whole file)."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.key}".rstrip() + f": {self.reason}"


class TenantFileFaults(Exception):
    """Every fault of every file, ordered by file and line."""

    def __init__(self, faults: tuple[Fault, ...]):
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """One file as written: what tomllib read, and where. Cross checks look here, so that one fault hides no other."""

    slug: str
    file: str
    raw: dict[str, Any]
    lines: dict[KeyPath, int]

    def fault(self, path: KeyPath, reason: str) -> Fault:
        return Fault(self.file, line_of(path, self.lines), written(path), reason)

    def at(self, path: KeyPath) -> Any:
        """The value at a path, or None."""
        value: Any = self.raw
        for part in path:
            if isinstance(value, dict):
                value = value.get(part)
            else:
                value = value[part] if isinstance(value, list) and isinstance(part, int) else None
        return value

    def rows(self, name: str) -> list[tuple[KeyPath, dict[str, Any]]]:
        """The rows of [[start.name]], each with its path; "desks" gives those of all spreekuren."""
        parents: list[KeyPath] = [("start",)]
        if name == "desks":
            parents = [at for at, _ in self.rows("spreekuur")]
        paths = [(*at, name) for at in parents]
        return [
            (at, row) for path in paths for at, row in _items(self.at(path), path) if isinstance(row, dict)
        ]

    def texts(self, name: str, field: str) -> list[tuple[KeyPath, str]]:
        """The texts that stand at `field` in those rows."""
        return [((*at, field), row[field]) for at, row in self.rows(name) if isinstance(row.get(field), str)]


def _items(value: Any, at: KeyPath) -> list[tuple[KeyPath, Any]]:
    return [((*at, i), item) for i, item in enumerate(value)] if isinstance(value, list) else []


def texts_of(value: Any, at: KeyPath) -> list[tuple[KeyPath, str]]:
    """The texts in a list, each with its path; whatever else stands in it is left out."""
    return [(path, item) for path, item in _items(value, at) if isinstance(item, str)]


def read_source(path: Path, file: str) -> Source | Fault:
    """`file` is how messages call it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Fault(file, 1, "", "Dit bestand ontbreekt.")
    return source_of(content, path.parent.name, file)


def source_of(content: bytes, slug: str, file: str) -> Source | Fault:
    """The same of a text that is not on disk."""
    try:
        text = content.decode()
        return Source(slug, file, tomllib.loads(text), locate(text.replace("\r\n", "\n")))
    except UnicodeDecodeError as error:
        return Fault(file, error.object.count(b"\n", 0, error.start) + 1, "", "Bewaar dit bestand als UTF-8.")
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        return Fault(file, line, "", f"Dit is geen goede TOML: {error}.")
    except (ValueError, RecursionError):  # a number without end, or lists in lists in lists
        return Fault(file, 1, "", "Dit is geen goede TOML: er staat iets in dat wij niet kunnen lezen.")


def locate(text: str) -> dict[KeyPath, int]:
    """The line of every key, table and list element in `text`."""
    return _Walk(text).lines


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """The line of `path`, or of the nearest thing around it (a missing key is missed at its table)."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def written(path: KeyPath) -> str:
    """The path as people write it: start.spreekuur[0].place"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


class _Walk:
    """One pass over the tokens, from the top; `lines` is the result."""

    def __init__(self, text: str):
        self.lines: dict[KeyPath, int] = {}
        self.last_row: dict[KeyPath, int] = {}  # [[name]] -> index of its newest row
        self.tokens = _tokens(text)
        self.token, self.line = next(self.tokens)
        table: KeyPath = ()
        while self.token:
            if self.token == "\n":
                self.next()
            elif self.token == "[":
                table = self.header()
            else:
                self.pair(table)

    def next(self) -> str:
        """Step on; gives the token that was left behind."""
        passed = self.token
        self.token, self.line = next(self.tokens)
        return passed

    def note(self, path: KeyPath, line: int) -> None:
        self.lines.setdefault(path, line)

    def names(self) -> list[str]:
        """A bare, quoted or dotted key, as its parts."""
        found = []
        while self.token not in ("=", "]"):
            if (part := self.next()) != ".":
                found.append(part[1:-1] if part[0] in "\"'" else part)
        return found

    def header(self) -> KeyPath:
        """[table] or [[row]]; gives the path that the following keys belong to."""
        line = self.line
        self.next()
        is_row = self.token == "["
        if is_row:
            self.next()
        path: KeyPath = ()
        names = self.names()
        for depth, name in enumerate(names, start=1):
            path += (name,)
            self.note(path, line)
            if is_row and depth == len(names):
                self.last_row[path] = self.last_row.get(path, -1) + 1
            if path in self.last_row:
                path += (self.last_row[path],)
                self.note(path, line)
        while self.token == "]":
            self.next()
        return path

    def pair(self, path: KeyPath) -> None:
        """key = value"""
        line = self.line
        for name in self.names():
            path += (name,)
            self.note(path, line)
        self.next()
        self.value(path)

    def value(self, path: KeyPath) -> None:
        """A list, an inline table, or one plain value."""
        self.note(path, self.line)
        if self.token not in ("[", "{"):
            while self.token not in ("", "\n", ",", "]", "}"):
                self.next()
            return
        closing = "]" if self.next() == "[" else "}"
        index = 0
        while self.token != closing:
            if self.token in ("\n", ","):
                index += self.next() == ","
            elif closing == "]":
                self.value((*path, index))
            else:
                self.pair(path)
        self.next()


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """(token, line) without blanks and comments; ends with ("", line)."""
    line, at = 1, 0
    for match in TOKEN.finditer(text):
        line, at = line + text.count("\n", at, match.start()), match.start()
        if not match[0].startswith("#"):
            yield match[0], line
    yield "", line
    yield "", line  # the walk looks one token ahead
