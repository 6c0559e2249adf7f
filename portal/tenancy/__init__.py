"""Tenancy: a municipality is a folder of settings, a host and its own rows.

`Tenant` is the part of a tenant file that only the file decides; `registry()` finds it by host, name,
place or postcode. `acting_for(slug)` opens an app context for one municipality; inside it every query
sees only that municipality's rows, and a query without a municipality raises `NoTenant`.
`profile()` gives the texts, telephone and house style that the tables decide.
"""

from portal.tenancy.actions import load_start, read_setting, save_settings, start_row
from portal.tenancy.as_start import export_start
from portal.tenancy.context import NoTenant, acting_for, current, current_id, enter, find_current, leave
from portal.tenancy.files import DECIDES, Fault, Start, TenantFile, TenantFileFaults, load_tenants, read_start
from portal.tenancy.fitting import Misfit, fit
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
from portal.tenancy.shapes import Oidc

__all__ = [
    "DECIDES",
    "Fault",
    "Misfit",
    "POLL_SECONDS",
    "CrossTenant",
    "NoTenant",
    "OWNER",
    "Oidc",
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
    "export_start",
    "find_current",
    "fit",
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
    "read_setting",
    "read_start",
    "registry",
    "save_settings",
    "start_row",
    "tenant_key",
    "tenant_tables",
]
