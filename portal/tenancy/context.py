"""Which municipality the running code acts for. Nothing is ever "the default municipality"."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from portal.tenancy.registry import Tenant

_current: ContextVar["Tenant | None"] = ContextVar("tenant", default=None)


class NoTenant(RuntimeError):
    """A query or a job that belongs to a municipality ran without one."""


def find_current() -> "Tenant | None":
    return _current.get()


def current() -> "Tenant":
    """The municipality we act for; raises NoTenant."""
    tenant = _current.get()
    if tenant is None:
        raise NoTenant("no municipality: use tenancy.acting_for(slug)")
    return tenant


def current_id() -> str:
    """Its slug, which is `tenant_id` in every table; raises NoTenant."""
    return current().slug


def enter(tenant: "Tenant | None") -> Token:
    """Begin acting for a municipality (the request guard does this); give the token to `leave`."""
    return _current.set(tenant)


def leave(token: Token) -> None:
    _current.reset(token)


@contextmanager
def acting_for(slug: str) -> Iterator["Tenant"]:
    """Act for one municipality in a fresh app context, so with a fresh session (SAFETY §3: never switch in one).

    Raises KeyError for an unknown slug. Nothing is committed for you.
    """
    tenant = current_app.extensions["registry"].by_slug[slug]
    with current_app.app_context():
        token = _current.set(tenant)
        try:
            yield tenant
        finally:
            _current.reset(token)
