"""Sealed columns open only where they were written: same municipality, table, column, row and key."""

from dataclasses import dataclass

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from portal import privacy, tenancy
from portal.booking import Participation
from portal.db import db
from portal.privacy import CannotOpen, DataKey, Keyring, Sealed, SealingKey
from tests.booking.steps import book, by_mail, rows

KEY, OTHER = DataKey("sleutel-1", b"1" * 32), DataKey("sleutel-2", b"2" * 32)


@dataclass
class Row:
    """A row of a table; `key` None is a destroyed key."""

    tenant_id: str = "dorp"
    id: str = "a"
    key: DataKey | None = KEY
    name_sealed: bytes | None = None
    note_sealed: bytes | None = None
    __tablename__ = "person"

    name = Sealed("name_sealed")
    note = Sealed("note_sealed")

    def sealing_key(self) -> DataKey | None:
        return self.key


class OtherTable(Row):
    __tablename__ = "animal"


def written(value: object = "Zoë") -> bytes:
    row = Row()
    row.name = value
    assert row.name_sealed is not None
    return row.name_sealed


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    )
)
def test_what_json_can_hold_comes_back_as_it_was(value) -> None:
    row = Row()
    row.name = value
    assert row.name == value


def test_the_bytes_show_nothing_and_are_never_the_same() -> None:
    assert written() != written()
    assert b"Zo" not in written() and "Zoë".encode() not in written("Zoë" * 20)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Row(id="b"),
        Row(tenant_id="stad"),
        OtherTable(),
        Row(key=OTHER),
        Row(key=DataKey("sleutel-1", b"2" * 32)),
        Row(key=DataKey("sleutel-2", b"1" * 32)),
    ],
    ids=["row", "municipality", "table", "key", "key of the same name", "name of the key"],
)
def test_pasted_elsewhere_it_does_not_open(elsewhere) -> None:
    elsewhere.name_sealed = written()
    with pytest.raises(CannotOpen):
        _ = elsewhere.name


def test_pasted_in_another_column_it_does_not_open() -> None:
    row = Row(note_sealed=written())
    with pytest.raises(CannotOpen):
        _ = row.note


def test_one_changed_bit_anywhere_is_noticed() -> None:
    sealed = written()
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(CannotOpen):
            _ = Row(name_sealed=bytes(altered)).name


def test_without_its_key_a_value_is_gone_and_none_can_be_written() -> None:
    row = Row(key=None, name_sealed=written())
    assert row.name is None
    with pytest.raises(CannotOpen):
        row.name = "opnieuw"
    row.name = None
    assert row.name_sealed is None


def test_a_row_without_a_municipality_or_id_cannot_seal() -> None:
    for row in (Row(tenant_id=""), Row(id="")):
        with pytest.raises(CannotOpen):
            row.name = "Zoë"


def test_a_key_is_never_printed() -> None:
    assert "1111" not in repr(KEY) and "1111" not in str([KEY]) and "sleutel-1" in repr(KEY)


# --- keys in the database ----------------------------------------------------------------------------------


@pytest.mark.both
def test_each_participation_has_a_key_of_its_own(visit, app) -> None:
    book(visit(), **by_mail())
    book(visit(), nth=3, **by_mail())
    one, other = rows(app, Participation)
    assert one.sealing_key().secret != other.sealing_key().secret
    assert one.data_key != other.data_key and one.name == other.name == "Anne"


@pytest.mark.both
def test_the_key_of_one_person_does_not_open_another(visit, app) -> None:
    book(visit(), naam="Anne")
    book(visit(), nth=3, naam="Bo")
    anne, bo = rows(app, Participation)
    with app.app_context(), tenancy.acting_for("dorp"):
        mixed = db.session.get(Participation, ("dorp", anne.id))
        mixed.data_key = bo.data_key
        mixed.__dict__.pop("_opened_key", None)
        with pytest.raises(CannotOpen):
            _ = mixed.name
        mixed.data_key = None
        assert mixed.name is None


@pytest.mark.both
def test_values_swapped_between_two_people_do_not_open(visit, app) -> None:
    book(visit(), naam="Anne")
    book(visit(), nth=3, naam="Bo")
    anne, bo = rows(app, Participation)
    with app.app_context(), tenancy.acting_for("dorp"):
        swap = text("update participation set name_sealed = :value where tenant_id = 'dorp' and id = :id")
        db.session.execute(swap, {"value": bo.name_sealed, "id": anne.id})
        db.session.commit()
    mixed = next(p for p in rows(app, Participation) if p.id == anne.id)
    with pytest.raises(CannotOpen):
        _ = mixed.name


@pytest.mark.both
def test_with_another_ring_nothing_opens(visit, app) -> None:
    book(visit(), naam="Anne")
    kept = app.extensions["keyring"]
    try:
        for ring, fault in (({"test": b"x" * 32}, InvalidTag), ({"ander": b"k" * 32}, LookupError)):
            app.extensions["keyring"] = Keyring(ring)
            with app.app_context(), tenancy.acting_for("dorp"), pytest.raises(fault):
                privacy.tenant_data_key()
    finally:
        app.extensions["keyring"] = kept
    assert rows(app, Participation)[0].name == "Anne"


@pytest.mark.both
def test_every_municipality_has_one_wrapped_key_of_its_own(app) -> None:
    with app.app_context():
        keys = db.session.query(SealingKey).all()
    assert sorted(key.tenant for key in keys) == ["dorp", "stad"]
    assert len({key.wrapped for key in keys}) == 2 and all(b"k" * 8 not in key.wrapped for key in keys)


def test_a_key_made_twice_is_made_once(app) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        privacy.ensure_tenant_key()
        db.session.commit()
        assert db.session.query(SealingKey).filter_by(tenant="dorp").count() == 1


def test_a_municipality_that_was_never_loaded_says_so(app) -> None:
    with app.app_context(), tenancy.acting_for("dorp"):
        db.session.query(SealingKey).delete()
        app.extensions["keyring"].tenants.clear()
        with pytest.raises(LookupError, match="tenants load"):
            privacy.tenant_data_key()


def test_a_nonce_is_as_long_as_gcm_asks_and_never_reused() -> None:
    nonces = {KEY.seal(b"", "x")[: privacy.keys.NONCE] for _ in range(500)}
    assert len(nonces) == 500 and {len(nonce) for nonce in nonces} == {12}
