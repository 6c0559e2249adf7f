"""Everything out: the tables of a municipality as `[start]` has them, as one file or as CSV."""

from typing import Any

import tomli_w

from portal import accounts, agenda, partners, tenancy
from portal.administration import csv_files
from portal.administration.tables import Table

_ORDER = (
    "contact",
    "style",
    "texts",
    "organisation",
    "professional",
    "place",
    "talk",
    "spreekuur",
    "offer",
    "contact_person",
    "closure",
)
_HEAD = """\
# Wat deze gemeente zelf heeft ingesteld, in de vorm van een tenant-bestand. Niet hierin: teksten, verklaringen,
# het logo, losse dagen, wachtwoorden, en niets van inwoners.
# Wel namen en adressen van wie hier werkt: bewaar dit bestand goed.
"""


def start_now() -> dict[str, Any]:
    """`[start]` as the tables are now, in plain values; a fixed number of statements."""
    found, keys = accounts.export_start()
    found |= tenancy.export_start() | partners.export_start()
    found |= agenda.export_start(keys.organisations, keys.people)
    return {name: found[name] for name in _ORDER if name in found}


def toml_now() -> bytes:
    """The same as a file that can be brought in again."""
    return (_HEAD + "\n" + tomli_w.dumps({"start": start_now()})).encode()


def csv_now(table: Table) -> bytes:
    return csv_files.write(table, start_now().get(table.part, ()))
