"""Sealed columns: what a resident typed is unreadable in the database, in a dump and in another row."""

import json
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag

from portal.privacy.keys import DataKey


class CannotOpen(ValueError):
    """A sealed value was altered, pasted from elsewhere, or its key is gone."""


class _Row(Protocol):
    __tablename__: str
    tenant_id: str
    id: str

    def sealing_key(self) -> DataKey | None: ...


class Sealed:
    """A descriptor over a bytes column; reads and writes anything JSON can hold.

    The row must have its `tenant_id` and `id` before the first write: they are bound into the seal, together
    with the table, the column and the key (a TypeDecorator could not see the row). Reading gives None when
    nothing was stored or the row's key was destroyed.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        if sealed is None:
            return None
        try:
            key = row.sealing_key()
            return None if key is None else json.loads(key.open(sealed, self._bound_to(row)))
        except InvalidTag as error:
            raise CannotOpen(f"{row.__tablename__}.{self.column}") from error

    def __set__(self, row: Any, value: Any) -> None:
        if value is None:
            setattr(row, self.column, None)
            return
        key = row.sealing_key()
        if key is None:
            raise CannotOpen("this row has no key any more")
        setattr(
            row, self.column, key.seal(json.dumps(value, ensure_ascii=False).encode(), self._bound_to(row))
        )

    def _bound_to(self, row: _Row) -> str:
        if not row.tenant_id or not row.id:
            raise CannotOpen("a sealed value needs a row with a municipality and an id")
        return f"{row.tenant_id}|{row.__tablename__}|{self.column}|{row.id}"
