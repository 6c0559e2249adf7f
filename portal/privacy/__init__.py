"""Privacy: sealed columns, the audit log, and what is wiped when.

`Sealed` is a descriptor over a bytes column: AES-GCM, bound to tenant, table, column, row and key, so that a
value pasted elsewhere does not open. `record` writes an audit line in the running transaction. `retention`
keeps the list of jobs that wipe; `flask privacy purge` runs them for every municipality.
"""

from portal.privacy.audit import AuditEvent, record, record_looks
from portal.privacy.changes import Change, changed
from portal.privacy.found import e164, phone_hash
from portal.privacy.keys import (
    DataKey,
    Keyring,
    SealingKey,
    ensure_tenant_key,
    new_data_key,
    open_data_key,
    tenant_data_key,
)
from portal.privacy.retention import Purge, purge_all
from portal.privacy.sealing import CannotOpen, Sealed

__all__ = [
    "AuditEvent",
    "CannotOpen",
    "Change",
    "DataKey",
    "Keyring",
    "Purge",
    "Sealed",
    "SealingKey",
    "changed",
    "e164",
    "ensure_tenant_key",
    "new_data_key",
    "open_data_key",
    "phone_hash",
    "purge_all",
    "record",
    "record_looks",
    "tenant_data_key",
]
