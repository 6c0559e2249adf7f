"""What a municipality looks like and what it declares: house style, logo, statements. Each a setting."""

from typing import Any

from portal import privacy, tenancy, web
from portal.administration.logo import clean_logo
from portal.db import db

STYLE, LOGO = "style", "logo"


def save_style(wanted: web.Style, seen: str, by: str) -> None:
    """The house style, from the next page on. Raises web.SavedMeanwhile. Contrast is the form's to look at."""
    before = tenancy.read_setting(STYLE, {}, lock=True)
    web.check_seen(before, seen)
    _keep(STYLE, as_setting(wanted), before, "Huisstijl", by)


def reset_style(by: str) -> None:
    """Back to how the municipality began: its file, or else the neutral style."""
    before = tenancy.read_setting(STYLE, {}, lock=True)
    _keep(STYLE, _at_start(), before, "Huisstijl", by)


def as_setting(style: web.Style) -> dict[str, Any]:
    return {"primary": style.primary, "action": style.action, "font": style.font, "radius": style.radius}


def _at_start() -> dict[str, Any]:
    slug = tenancy.current_id()
    file = next((f for f in tenancy.registry().files if f.deploy.slug == slug), None)
    return file.start.style.model_dump(mode="json") if file and file.start.style else {}


def save_logo(given: bytes, by: str) -> None:
    """A cleaned picture in the place of the letter. Raises LogoRefused."""
    picture = clean_logo(given)
    before = tenancy.read_setting(LOGO, "", lock=True)
    tenancy.save_settings({LOGO: picture})
    privacy.changed("style", "Logo", {"bytes": len(before)}, {"bytes": len(picture)}, by)


def remove_logo(by: str) -> None:
    """Back to the letter; nothing when there was no logo."""
    before = tenancy.read_setting(LOGO, "", lock=True)
    if before:
        tenancy.save_settings({LOGO: ""})
        privacy.changed("style", "Logo", {"bytes": len(before)}, None, by)


def save_statement(name: str, wanted: dict[str, Any], seen: str, by: str) -> None:
    """The municipality's own statement (web.STATEMENTS); empty takes it away. Raises web.SavedMeanwhile."""
    key = f"statement.{name}"
    before = tenancy.read_setting(key, {}, lock=True)
    web.check_seen(before, seen)
    _keep(key, wanted, before, key, by)


def _keep(key: str, after: dict[str, Any], before: dict[str, Any], name: str, by: str) -> None:
    tenancy.save_settings({key: after})
    db.session.flush()
    privacy.changed("style" if key == STYLE else "statement", name, before, after, by)
