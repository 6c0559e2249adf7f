"""Tenancy: a municipality is a folder of settings, a host and its own rows.

`Tenant` is the part of a tenant file that only the file decides; `registry()` finds it by host, name,
place or postcode. `acting_for(slug)` opens an app context for one municipality; inside it every query
sees only that municipality's rows, and a query without a municipality raises `NoTenant`.
`profile()` gives the texts, telephone and house style that the tables decide.
"""

from portal.tenancy.actions import load_start, save_settings, start_row
from portal.tenancy.context import NoTenant, acting_for, current, current_id, enter, find_current, leave
from portal.tenancy.files import DECIDES, Fault, Start, TenantFile, TenantFileFaults, load_tenants
from portal.tenancy.isolation import (
    CrossTenant,
    insert,
    own,
    owned_tables,
    platform_table,
    platform_tables,
    tenant_tables,
)
from portal.tenancy.lines import line_of, locate
from portal.tenancy.models import OWNER, OwnedRow, Setting, TenantRow, owner_key, tenant_key
from portal.tenancy.profile import (
    POLL_SECONDS,
    Profile,
    Shelf,
    derived,
    profile,
)
from portal.tenancy.registry import Registry, Search, Tenant, read_registry, registry

__all__ = [
    "DECIDES",
    "Fault",
    "POLL_SECONDS",
    "CrossTenant",
    "NoTenant",
    "OWNER",
    "OwnedRow",
    "Profile",
    "Registry",
    "Search",
    "Setting",
    "Shelf",
    "Start",
    "Tenant",
    "TenantFile",
    "TenantFileFaults",
    "TenantRow",
    "acting_for",
    "current",
    "current_id",
    "derived",
    "enter",
    "find_current",
    "insert",
    "leave",
    "line_of",
    "load_start",
    "load_tenants",
    "locate",
    "own",
    "owner_key",
    "owned_tables",
    "platform_table",
    "platform_tables",
    "profile",
    "read_registry",
    "registry",
    "save_settings",
    "start_row",
    "tenant_key",
    "tenant_tables",
]
