"""What a municipality shows on every page, kept in memory and refreshed when its version changes."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.db import db
from portal.tenancy.context import current
from portal.tenancy.isolation import own
from portal.tenancy.models import Setting

MOST_DERIVED = 500
POLL_SECONDS = 5  # DESIGN §8: the version is polled at most this often


@dataclass(frozen=True)
class Profile:
    """Settings of one municipality at one version."""

    version: int
    settings: dict[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        return self.settings.get(key, default)


@dataclass
class _Kept:
    profile: Profile
    polled_at: float
    derived: dict[Any, Any]


class Shelf:
    """Profiles of one process, and what was made from them (rendered pages, talk types)."""

    def __init__(self) -> None:
        self.kept: dict[str, _Kept] = {}

    def forget(self, slug: str) -> None:
        """Read anew at the next look. (Another thread may still keep the old one until its next poll.)"""
        self.kept.pop(slug, None)


def profile() -> Profile:
    """The settings of the current municipality; one query per poll, none in between."""
    return _fresh().profile


def derived(key: Any, make: Callable[[], Any]) -> Any:
    """Something made from the current version, kept until the version changes; `make` runs once per version."""
    derived = _fresh().derived
    if key not in derived:
        if len(derived) >= MOST_DERIVED:
            derived.clear()  # many languages, talks and days: begin again rather than grow
        derived[key] = make()
    return derived[key]


def _fresh() -> _Kept:
    slug = current().slug
    shelf: Shelf = current_app.extensions["shelf"]
    kept = shelf.kept.get(slug)
    if kept is not None and time.monotonic() - kept.polled_at < POLL_SECONDS:
        return kept
    version = _version()
    if kept is not None and kept.profile.version == version:
        kept.polled_at = time.monotonic()
        return kept
    rows = db.session.execute(select(Setting.key, Setting.value)).all()
    kept = _Kept(Profile(version, {key: json.loads(value) for key, value in rows}), time.monotonic(), {})
    shelf.kept[slug] = kept
    return kept


def _version() -> int:
    """The municipality's own count, and what all share (`shared_count`, a number that only goes up); one statement."""
    mine = own(Setting.value).where(Setting.key == "version").scalar_subquery()
    asked = select(mine, current_app.extensions["shared_count"]()).execution_options(narrowed=True)
    value, shared = db.session.execute(asked).one()
    return int(json.loads(value or "0")) + int(shared)
