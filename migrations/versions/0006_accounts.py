"""Invitations, the second factor, and the quarterly look at who works here."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import platform_table, tenant_table

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("membership") as batch_op:
        batch_op.add_column(sa.Column("reviewed_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_by", sa.String(length=40), nullable=True))
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.add_column(sa.Column("step", sa.String(length=8), nullable=True))
    _invitation()
    _factor()
    _oidc_link()


def _invitation() -> None:
    op.create_table(
        "staff_invitation",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.String(length=24), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("invited_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff_invitation")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_staff_invitation_tenant_id_token_hash")),
    )
    tenant_table("staff_invitation")


def _factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("tenant_id", "person_id", name=op.f("uq_second_factor_tenant_id_person_id")),
    )
    tenant_table("second_factor")
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "tenant_id",
            "person_id",
            "code_hash",
            name=op.f("uq_recovery_code_tenant_id_person_id_code_hash"),
        ),
    )
    tenant_table("recovery_code")


def _oidc_link() -> None:
    op.create_table(
        "oidc_link",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("tenant", sa.String(length=41), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_oidc_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oidc_link")),
        sa.UniqueConstraint("tenant", "issuer", "subject", name=op.f("uq_oidc_link_tenant_issuer_subject")),
    )
    with op.batch_alter_table("oidc_link") as batch_op:
        batch_op.create_index(op.f("ix_oidc_link_person_id"), ["person_id"], unique=False)
    platform_table("oidc_link")
