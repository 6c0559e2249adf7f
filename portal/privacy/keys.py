"""Keys: the platform's sealing keys wrap one key per municipality, which wraps one key per participation.

Destroying a participation's wrapped key makes what was sealed with it unreadable, in backups too.
"""

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped

from portal import tenancy
from portal.clock import now
from portal.db import KEY, Base, Data, Instant, column, db, new_id

NONCE = 12  # bytes, as AES-GCM asks
KEYS = Data(
    0, "wrapped keys; unreadable without the platform's sealing key", "as long as anything is sealed with it"
)


class SealingKey(Base):
    """A municipality's key, wrapped by the platform's sealing key with the id `sealed_by`."""

    __tablename__ = tenancy.platform_table(
        "key", "unwrapped once per process, before any municipality's row is read"
    )
    __table_args__ = (UniqueConstraint("tenant"),)

    id: Mapped[str] = column(KEY, String(24), primary_key=True, default=new_id)
    tenant: Mapped[str] = column(tenancy.OWNER, String(41))
    sealed_by: Mapped[str] = column(KEYS, String(40))
    wrapped: Mapped[bytes] = column(KEYS, LargeBinary)
    created_at = column(KEYS, Instant, default=now)


@dataclass(frozen=True)
class DataKey:
    """A key that seals: its id goes into the associated data. Never printed."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"DataKey({self.id})"

    def seal(self, plain: bytes, bound_to: str) -> bytes:
        """nonce + ciphertext; `bound_to` must be the same when it is opened."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, f"{bound_to}|{self.id}".encode())

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """The plain bytes; raises cryptography's InvalidTag when pasted, altered or of another key."""
        return AESGCM(self.secret).decrypt(sealed[:NONCE], sealed[NONCE:], f"{bound_to}|{self.id}".encode())


class Keyring:
    """The platform's sealing keys of this process, and the municipalities' keys it has unwrapped."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        self.sealing = {name: DataKey(name, secret) for name, secret in keys.items()}
        self.active = next(iter(self.sealing.values()))
        self.tenants: dict[str, DataKey] = {}


def _ring() -> Keyring:
    return current_app.extensions["keyring"]


def ensure_tenant_key() -> None:
    """Make the current municipality's key if it has none yet."""
    slug = tenancy.current_id()
    if db.session.scalar(select(SealingKey.id).where(SealingKey.tenant == slug)) is None:
        row_id, active = new_id(), _ring().active
        wrapped = active.seal(os.urandom(32), f"{slug}|key|wrapped|{row_id}")
        db.session.add(SealingKey(id=row_id, tenant=slug, sealed_by=active.id, wrapped=wrapped))
        db.session.flush()


def tenant_data_key() -> DataKey:
    """The current municipality's key; one query per process. Raises LookupError when `flask tenants load` never ran."""
    slug = tenancy.current_id()
    kept = _ring().tenants.get(slug)
    if kept is None:
        row = db.session.execute(
            select(SealingKey.id, SealingKey.sealed_by, SealingKey.wrapped).where(SealingKey.tenant == slug)
        ).first()
        if row is None:
            raise LookupError(f"{slug} has no key yet: run flask tenants load")
        secret = _ring().sealing[row.sealed_by].open(row.wrapped, f"{slug}|key|wrapped|{row.id}")
        kept = _ring().tenants[slug] = DataKey(row.id, secret)
    return kept


def new_data_key(table: str, row_id: str) -> tuple[DataKey, bytes]:
    """A fresh key for one row, and the same key wrapped by the municipality's key for the row's `data_key` column."""
    key = DataKey(row_id, os.urandom(32))
    wrapped = tenant_data_key().seal(key.secret, f"{tenancy.current_id()}|{table}|data_key|{row_id}")
    return key, wrapped


def open_data_key(table: str, row_id: str, wrapped: bytes) -> DataKey:
    """The row's key; raises InvalidTag when the wrapped key was pasted from another row."""
    secret = tenant_data_key().open(wrapped, f"{tenancy.current_id()}|{table}|data_key|{row_id}")
    return DataKey(row_id, secret)
