"""What the base page knows of its municipality, and absolute addresses. Never made from the request's host."""

from dataclasses import dataclass
from typing import Any

import phonenumbers
from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from portal import tenancy
from portal.errors import N_
from portal.web.dates import hours_label
from portal.web.language import current_language, own_name
from portal.web.logos import logo_address
from portal.web.themes import theme_address


@dataclass(frozen=True)
class Language:
    code: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Site:
    """A municipality as the base page shows it."""

    name: str
    slug: str
    phone: str
    phone_href: str
    hours: tuple[str, ...]
    theme_url: str
    theme_class: str
    logo_url: str
    is_message_host: bool
    languages: tuple[Language, ...]
    calls_from: str
    calls_back: bool
    call: str  # whom to call, in a sentence
    promise: str


def find_site() -> Site | None:
    """The current municipality for the base page, or None (platform host, unknown host)."""
    tenant = tenancy.find_current()
    if tenant is None:
        return None
    if g.get("site") is None:
        g.site = tenancy.derived(("site", g.get("host_kind"), current_language()), _make_site)
    return g.site


def _make_site() -> Site:
    tenant, settings = tenancy.current(), tenancy.profile().settings
    contact = settings.get("contact") or {}
    phone = contact.get("phone") or ""
    return Site(
        name=tenant.name,
        slug=tenant.slug,
        phone=phone,
        phone_href=_href(phone) if phone else "",
        hours=tuple(hours_label(hours) for hours in contact.get("hours", [])),
        theme_url=theme_address(tenant.slug, settings.get("style", {})),
        theme_class=f"t-{tenant.slug}",
        # The message host is neutral: nothing there is recognised from a distance.
        logo_url=""
        if g.get("host_kind") == "message"
        else logo_address(tenant.slug, settings.get("logo", "")),
        is_message_host=g.get("host_kind") == "message",
        languages=(),
        calls_from=contact.get("calls_from") or phone,
        calls_back=bool(contact.get("hours")) and g.get("host_kind") == "municipality",
        call=phone or _("de gemeente"),
        promise=settings.get("text.promise") or "" if g.get("host_kind") == "municipality" else "",
    )


def _href(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone, "NL")
    except phonenumbers.NumberParseException:
        return "tel:" + "".join(c for c in phone if c.isdigit())
    return "tel:" + phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def languages() -> tuple[Language, ...]:
    """The language switch: the same page in each language the municipality offers."""
    tenant = tenancy.find_current()
    if tenant is None or len(tenant.languages) < 2 or request.endpoint is None or not _can_be_opened():
        return ()
    # What somebody searched or chose stays, when it stands in the address.
    here = request.full_path if request.method == "GET" and request.query_string else request.path
    now = current_language()
    return tuple(
        Language(code, own_name(code), here if code == "nl" else f"/{code}{here}", code == now)
        for code in tenant.languages
    )


def _can_be_opened() -> bool:
    """Is there a page at this address, or is it only an answer to what was sent?"""
    if request.method in ("GET", "HEAD"):
        return True
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:
        return False
    return True


def menu() -> tuple[MenuItem, ...]:
    """Only what exists; rooms add theirs through app.extensions["menu"]."""
    entries = current_app.extensions["menu"]
    return tuple(
        MenuItem(_(label), url_for(endpoint), endpoint == request.endpoint) for label, endpoint in entries
    )


def footer_links() -> tuple[MenuItem, ...]:
    if tenancy.find_current() is None or g.get("host_kind") == "message":
        return ()
    return tuple(
        MenuItem(_(label), url_for(endpoint))
        for label, endpoint in (
            (N_("Privacy"), "web_public.privacy"),
            (N_("Toegankelijkheid"), "web_public.accessibility"),
            (N_("Veilig gebruik"), "web_public.safety"),
        )
    )


def _absolute(host: str, path: str) -> str:
    settings = current_app.extensions["settings"]
    port = f":{settings.public_port}" if settings.public_port else ""
    return f"{settings.public_scheme}://{host}{port}{path}"


def message_address(path: str, slug: str | None = None) -> str:
    """An absolute address on a municipality's neutral message host; without `slug` the current one's."""
    tenant = tenancy.registry().by_slug[slug] if slug else tenancy.current()
    return _absolute(tenant.message_host, path)


def municipality_address(slug: str, path: str = "/") -> str:
    """An absolute address on a municipality's own host."""
    return _absolute(tenancy.registry().by_slug[slug].host, path)


def address_here(path: str) -> str:
    """An absolute address on that host of the municipality at which it was asked (one of its file, port ignored)."""
    asked = request.host.partition(":")[0].lower()
    tenant = tenancy.current()
    return _absolute(asked if asked in tenant.hosts else tenant.host, path)


def own_address() -> str:
    """This page on its municipality's own host, in this language."""
    return municipality_address(tenancy.current_id(), request.script_root + request.path)


def platform_address() -> str | None:
    """Where "Kies uw gemeente" is, or None when this deployment has no platform host."""
    hosts: Any = current_app.extensions["settings"].platform_hosts
    return _absolute(hosts[0], "/") if hosts else None
