"""Help near a resident: what organisations offer, and one named person."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import tenant_table

revision = "0003"
down_revision = "0002"


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def _string(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "offer",
        _string("key", 60),
        _string("kind", 30),
        _string("name", 120),
        *map(_text, ("does", "for_whom", "cost", "paid_by", "independent", "reach", "waiting")),
        _string("phone", 25),
        _string("email", 254),
        _string("website", 300),
        _text("hours"),
        _text("walk_in"),
        _string("maintainer", 120),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _string("tenant_id", 41),
        _string("id", 24),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_offer")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_offer_tenant_id_key")),
    )
    op.create_table(
        "contact_person",
        _string("name", 120),
        _string("role", 120),
        _string("about", 200),
        _string("phone", 25),
        _string("tenant_id", 41),
        _string("id", 24),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contact_person")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_contact_person_tenant_id")),
    )
    tenant_table("offer")
    tenant_table("contact_person")
