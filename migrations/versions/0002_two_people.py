"""Two people in one appointment: a reference each, invitations, proposals, keep apart, messages of staff."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import tenant_table

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("participation") as table:
        table.add_column(sa.Column("reference", sa.String(length=8), nullable=True))
        table.add_column(sa.Column("contact_checked_at", sa.BigInteger(), nullable=True))
    _copy_references()
    with op.batch_alter_table("participation") as table:
        table.alter_column("reference", existing_type=sa.String(length=8), nullable=False)
        table.create_unique_constraint(
            op.f("uq_participation_tenant_id_reference"), ["tenant_id", "reference"]
        )
    with op.batch_alter_table("appointment") as table:
        table.drop_constraint(op.f("uq_appointment_tenant_id_reference"), type_="unique")
        table.drop_column("reference")
        table.add_column(sa.Column("apart_from", sa.BigInteger(), nullable=True))
    _new_tables()


def _copy_references() -> None:
    """Municipality by municipality: under FORCE the owner, too, sees no row without `app.tenant`."""
    connection = op.get_bind()
    for tenant in connection.scalars(sa.text("SELECT tenant FROM key")).all():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": tenant})
        connection.execute(
            sa.text(
                "UPDATE participation SET reference = (SELECT reference FROM appointment a "
                "WHERE a.tenant_id = participation.tenant_id AND a.id = participation.appointment_id) "
                "WHERE tenant_id = :tenant"
            ),
            {"tenant": tenant},
        )
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('app.tenant', '', true)"))


def _new_tables() -> None:
    op.create_table(
        "invitation",
        sa.Column("appointment_id", sa.String(length=24), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        _of_appointment("invitation"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "tenant_id", "appointment_id", name=op.f("uq_invitation_tenant_id_appointment_id")
        ),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_invitation_tenant_id_token_hash")),
        sa.UniqueConstraint("tenant_id", "code_hash", name=op.f("uq_invitation_tenant_id_code_hash")),
    )
    op.create_table(
        "proposal",
        sa.Column("appointment_id", sa.String(length=24), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=24), nullable=False),
        sa.Column("ticks", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.String(length=24), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("shown_from", sa.BigInteger(), nullable=False),
        sa.Column("lapses_at", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        _of_appointment("proposal"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_proposal")),
        sa.UniqueConstraint(
            "tenant_id",
            "appointment_id",
            "proposed_by",
            name=op.f("uq_proposal_tenant_id_appointment_id_proposed_by"),
        ),
    )
    op.create_table(
        "keep_apart",
        sa.Column("first_id", sa.String(length=24), nullable=False),
        sa.Column("second_id", sa.String(length=24), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        _of_participation("first_id", "fk_keep_apart_first"),
        _of_participation("second_id", "fk_keep_apart_second"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_keep_apart")),
        sa.UniqueConstraint(
            "tenant_id", "first_id", "second_id", name=op.f("uq_keep_apart_tenant_id_first_id_second_id")
        ),
    )
    op.create_table(
        "staff_message",
        sa.Column("participation_id", sa.String(length=24), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        _of_participation(
            "participation_id", op.f("fk_staff_message_tenant_id_participation_id_participation")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff_message")),
    )
    for table in ("invitation", "proposal", "keep_apart", "staff_message"):
        tenant_table(table)


def _of_appointment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "appointment_id"],
        ["appointment.tenant_id", "appointment.id"],
        name=op.f(f"fk_{table}_tenant_id_appointment_id_appointment"),
    )


def _of_participation(column: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], ["participation.tenant_id", "participation.id"], name=name
    )
