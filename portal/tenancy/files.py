"""A municipality is a folder: this module reads `tenants/<slug>/tenant.toml`, and knows nothing of the portal.

`[deploy]` says where a municipality lives; the file decides, always. `[start]` says how it begins; after
`flask tenants load` the tables decide. `describe(key)` tells which of the two. Attributes are named as in the
file, only `from` is `from_`; lists are tuples. `load_tenants(folder)` gives every municipality, or raises
`TenantFileFaults` with every fault of every file, in Dutch, for the administrator who has to mend it.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from portal.tenancy.lines import (
    Fault,
    KeyPath,
    Source,
    TenantFileFaults,
    read_source,
    source_of,
    texts_of,
    written,
)
from portal.tenancy.shapes import RULE, Shape, Start, Tables

__all__ = [
    "DECIDES",
    "Fault",
    "Start",
    "TenantFile",
    "TenantFileFaults",
    "describe",
    "load_tenants",
    "read_start",
]

DECIDES = {
    "deploy": "Het bestand beslist. Een wijziging geldt na een herstart.",
    "start": "Het bestand vult alleen aan wat er nog niet is. Na het laden beslist de database.",
}


class TenantFile(Tables):
    """One municipality as its file says; `path` is the file, beside it stand `pages/` and `assets/`."""

    path: Path


def describe(key: str) -> Literal["deploy", "start"]:
    """Who decides about a key such as start.place[0].town? `DECIDES` has the sentence."""
    part = re.split(r"[.\[]", key, maxsplit=1)[0]
    if part not in DECIDES:
        raise KeyError(key)
    return "deploy" if part == "deploy" else "start"


# Faults -------------------------------------------------------------------------------------------------------

REASONS = {  # pydantic's kinds of errors; {names} come from its context
    "extra_forbidden": "Deze sleutel kennen wij niet.",
    "missing": "Deze sleutel ontbreekt.",
    "string_type": "Hier hoort tekst tussen aanhalingstekens.",
    "int_type": "Hier hoort een heel getal, zonder aanhalingstekens.",
    "bool_type": "Hier hoort true of false.",
    "date_type": "Hier hoort een datum zonder aanhalingstekens, zoals 2026-12-21.",
    "tuple_type": "Hier hoort een lijst.",
    "dict_type": "Hier hoort een tabel met sleutels.",
    "model_type": "Hier hoort een tabel met sleutels.",
    "literal_error": "Kies uit: {expected}.",
    "string_too_long": "Hier passen hoogstens {max_length} tekens.",
    "too_long": "Dit is te veel. Hier passen er hoogstens {max_length}.",
    "too_short": "Hier hoort er minstens {min_length}.",
    "multiple_of": "Dit getal moet een veelvoud van {multiple_of} zijn.",
    "greater_than_equal": "Dit getal is te laag. Het laagste is {ge}.",
    "less_than_equal": "Dit getal is te hoog. Het hoogste is {le}.",
    "union_tag_not_found": 'Hier hoort {{ every_weeks = 2, anchor = 2021-07-07 }} of {{ nth = 1, weekday = "wo" }}.',
    "value_error": "{error}",
}
NAMED = {
    "organisation": "organisatie",
    "professional": "medewerker",
    "place": "plek",
    "spreekuur": "spreekuur",
}
REFERENCES = (
    ("professional", "organisation"),
    ("spreekuur", "place"),
    ("desks", "organisation"),
    ("desks", "professional"),
    ("closure", "spreekuur"),
)


# Loading ----------------------------------------------------------------------------------------------------------


def load_tenants(folder: Path) -> tuple[TenantFile, ...]:
    """Every municipality in `folder`, by slug. Raises TenantFileFaults with all faults of all files."""
    paths = sorted(at / "tenant.toml" for at in folder.glob("[!._]*") if at.is_dir())
    slugs = {path.parent.name for path in paths}
    faults: list[Fault] = []
    sources, tenants = [], []
    for path in paths:
        source = read_source(path, f"{folder.name}/{path.parent.name}/tenant.toml")
        if isinstance(source, Fault):
            faults.append(source)
            continue
        sources.append(source)
        try:
            tables = Tables.model_validate(source.raw)
            tenants.append(TenantFile(deploy=tables.deploy, start=tables.start, path=path))
        except ValidationError as error:
            faults += _shape_faults(source, error)
        faults += _cross_faults(source, slugs)
        if source.at(("deploy", "slug")) not in (None, source.slug):
            faults.append(source.fault(("deploy", "slug"), "De slug is niet gelijk aan de naam van de map."))
    faults += [*_host_faults(sources), *_people_faults(sources)]
    if not paths:
        faults.append(Fault(folder.name, 1, "", "In deze map staat geen enkele gemeente."))
    if faults:
        raise TenantFileFaults(tuple(sorted(set(faults))))
    return tuple(tenants)


class StartFile(Shape):
    """A file that a municipality handed over itself: how it begins, and nothing of where it lives."""

    start: Start


def read_start(content: bytes, file: str, slug: str, slugs: set[str]) -> Start:
    """The `[start]` of a text, for the municipality `slug` among `slugs`; `[deploy]` in it counts for nothing.

    Raises TenantFileFaults with every fault; `file` is how they call it.
    """
    source = source_of(content, slug, file)
    if isinstance(source, Fault):
        raise TenantFileFaults((source,))
    faults = _cross_faults(source, slugs)
    try:
        raw = {name: value for name, value in source.raw.items() if name != "deploy"}
        start = StartFile.model_validate(raw).start
    except ValidationError as error:
        faults += _shape_faults(source, error)
    if faults:
        raise TenantFileFaults(tuple(sorted(set(faults))))
    return start


def _cross_faults(source: Source, slugs: set[str]) -> list[Fault]:
    """What no single value can tell: keys, references, talks that fit no table."""
    checks = (_key_faults, _talk_faults, _absence_faults)
    return [fault for check in checks for fault in check(source)] + list(_offer_faults(source, slugs))


def _shape_faults(source: Source, error: ValidationError) -> Iterator[Fault]:
    for found in error.errors():
        path = tuple(part for part in found["loc"] if part not in ("<weeks>", "<nth>", "[key]"))
        if found["type"] == "too_short" and source.at(path):
            continue  # pydantic does not count the faulty elements, and those are told already
        sentence = REASONS.get(found["type"], "Dit klopt niet.").format(**found.get("ctx", {}))
        yield source.fault(path, sentence.replace("' or '", "' of '"))


def _key_faults(source: Source) -> Iterator[Fault]:
    """A key is unique in its list, and a reference leads to one."""
    for name in ("organisation", "professional", "place", "talk", "spreekuur", "offer", "closure"):
        seen: set[object] = set()
        for at, key in source.texts(name, "key"):
            if key in seen:
                yield source.fault(at, f"Deze sleutel bestaat al: {key!r}.")
            seen.add(key)
    for name, field in REFERENCES:
        known = {key for _, key in source.texts(field, "key")}
        for at, key in source.texts(name, field):
            if key not in known:
                yield source.fault(at, f"Er is geen {NAMED[field]} met de sleutel {key!r}.")


def _talk_faults(source: Source) -> Iterator[Fault]:
    """A talk can take place: the roles it needs sit at one table."""
    desks = source.texts("desks", "role")
    tables = [{role for at, role in desks if at[:3] == table} for table, _ in source.rows("spreekuur")]
    for at, row in source.rows("talk"):
        roles = texts_of(row.get("roles"), (*at, "roles"))
        lonely = [(role_at, role) for role_at, role in roles if not any(role in table for table in tables)]
        for role_at, role in lonely:
            yield source.fault(role_at, f"Niemand heeft de rol {role!r} op een spreekuur.")
        if roles and not lonely and not any(table.issuperset(role for _, role in roles) for table in tables):
            yield source.fault((*at, "roles"), "Deze rollen zitten op geen enkel spreekuur samen.")


def _absence_faults(source: Source) -> Iterator[Fault]:
    """Somebody can be absent only from a day on which there is a spreekuur."""
    for at, desk in source.rows("desks"):
        try:
            rule = RULE.validate_python(source.at((*at[:3], "rule")))
        except ValidationError:
            continue
        days = desk.get("absent")
        for i, day in enumerate(days if isinstance(days, list) else []):
            if type(day) is date and not rule.falls_on(day):
                yield source.fault((*at, "absent", i), "Op deze dag is er geen spreekuur.")


def _offer_faults(source: Source, slugs: set[str]) -> Iterator[Fault]:
    for at, row in source.rows("spreekuur"):
        for slug_at, slug in texts_of(row.get("offers"), (*at, "offers")):
            if slug == source.slug:
                yield source.fault(slug_at, "Dit is de gemeente zelf. Noem alleen andere gemeenten.")
            elif slug not in slugs:
                yield source.fault(slug_at, f"Er is geen gemeente met de map {slug!r}.")


def _host_faults(sources: list[Source]) -> Iterator[Fault]:
    """A host and a CBS code belong to one municipality."""
    seen: dict[str, str] = {}
    for source in sources:
        hosts = texts_of(source.at(("deploy", "hosts")), ("deploy", "hosts"))
        others: list[KeyPath] = [("deploy", "message_host"), ("deploy", "cbs_code")]
        for path, value in [*hosts, *((path, source.at(path)) for path in others)]:
            here = f"{source.file} {written(path)}"
            if isinstance(value, str) and seen.setdefault(value, here) != here:
                yield source.fault(path, f"Dit staat ook in {seen[value]}.")


def _people_faults(sources: list[Source]) -> Iterator[Fault]:
    """A shared organisation and a human being have one name everywhere."""
    names: dict[str, tuple[object, str]] = {}
    for source in sources:
        shared = [(at, row, "key") for at, row in source.rows("organisation") if row.get("shared") is True]
        people = [(at, row, "email") for at, row in source.rows("professional")]
        for at, row, field in [*shared, *people]:
            if isinstance(same := row.get(field), str):
                name, file = names.setdefault(same.lower(), (row.get("name"), source.file))
                if name != row.get("name"):
                    yield source.fault((*at, "name"), f"De naam is anders dan in {file}.")
