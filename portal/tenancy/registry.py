"""Finding a municipality: by host (an exact table), by name, place or the four digits of a postcode."""

import csv
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app

from portal.tenancy.files import TenantFile, load_tenants
from portal.tenancy.shapes import Oidc


@dataclass(frozen=True)
class Tenant:
    """The part of a municipality that only its file decides."""

    slug: str
    name: str
    cbs_code: str
    hosts: tuple[str, ...]
    message_host: str
    languages: tuple[str, ...]
    postcodes: frozenset[int]
    places: tuple[str, ...]
    features: frozenset[str]
    leave_url: str | None
    oidc: Oidc | None = None

    @property
    def host(self) -> str:
        return self.hosts[0]


@dataclass(frozen=True)
class Search:
    """What "Kies uw gemeente" found: one or more municipalities, or the name of one that does not take part."""

    found: tuple[Tenant, ...] = ()
    not_connected: str | None = None


@dataclass(frozen=True)
class Registry:
    """All municipalities in memory."""

    tenants: tuple[Tenant, ...]
    files: tuple[TenantFile, ...] = ()
    not_connected: tuple[tuple[int, str, str], ...] = ()  # (four digits, municipality, place)
    by_host: dict[str, Tenant] = field(default_factory=dict)
    by_message_host: dict[str, Tenant] = field(default_factory=dict)
    by_slug: dict[str, Tenant] = field(default_factory=dict)

    def search(self, typed: str) -> Search:
        """Look for a name, a place or four digits (letters after the digits are ignored)."""
        wanted = _plain(typed)
        if wanted[:4].isdigit():
            code = int(wanted[:4])
            found = [t for t in self.tenants if code in t.postcodes]
            others = [name for pc4, name, _ in self.not_connected if pc4 == code]
        else:
            found = [t for t in self.tenants if wanted and _matches(wanted, (t.name, *t.places))]
            others = [
                name for _, name, place in self.not_connected if wanted in (_plain(name), _plain(place))
            ]
        return Search(tuple(found), others[0] if others and not found else None)


def _matches(wanted: str, names: tuple[str, ...]) -> bool:
    """An exact name wins over a part of one, so that "Bergen" does not also give "Egmond-Bergen"."""
    plain = [_plain(name) for name in names]
    return wanted in plain or (len(wanted) >= 3 and any(name.startswith(wanted) for name in plain))


def _plain(text: str) -> str:
    """Lower case without accents, dots and doubled spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c for c in decomposed if not unicodedata.combining(c) and c not in ".()'’")
    return " ".join("".join(kept).replace("-", " ").split())


def read_registry(folder: Path, languages: frozenset[str] = frozenset({"nl"})) -> Registry:
    """All tenant files; `languages` are those with a catalogue. Raises TenantFileFaults with every fault of all."""
    files = load_tenants(folder)
    tenants = tuple(sorted((_tenant(file, languages) for file in files), key=lambda t: t.name))
    return Registry(
        tenants=tenants,
        files=files,
        not_connected=_read_not_connected(folder / "not_connected.csv"),
        by_host={host: t for t in tenants for host in t.hosts},
        by_message_host={t.message_host: t for t in tenants},
        by_slug={t.slug: t for t in tenants},
    )


def _tenant(file: TenantFile, languages: frozenset[str]) -> Tenant:
    d = file.deploy
    return Tenant(
        slug=d.slug,
        name=d.name,
        cbs_code=d.cbs_code,
        hosts=tuple(d.hosts),
        message_host=d.message_host,
        languages=tuple(language for language in d.languages if language in languages),
        postcodes=frozenset(d.postcodes),
        places=tuple(d.places),
        features=frozenset(d.features),
        leave_url=str(d.leave_url) if d.leave_url else None,
        oidc=d.oidc,
    )


def _read_not_connected(path: Path) -> tuple[tuple[int, str, str], ...]:
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple((int(row["pc4"]), row["name"], row["place"]) for row in csv.DictReader(lines))


def registry() -> Registry:
    return current_app.extensions["registry"]
