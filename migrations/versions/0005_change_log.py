"""Who changed what in a municipality."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import tenant_table

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change") as batch_op:
        batch_op.create_index(op.f("ix_change_tenant_id_at"), ["tenant_id", "at"], unique=False)
    tenant_table("change", "SELECT, INSERT")
