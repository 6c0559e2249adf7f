"""The working day: busy times, calendars, call-backs, a waiting list; who sits at a talk."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import platform_table, tenant_table

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _calendars()
    _call_backs()
    _waiting()
    _more_columns()
    for table in ("calendar_feed", "calendar_import", "call_back", "call_attempt", "waiting"):
        tenant_table(table)
    platform_table("busy_time")
    _who_sits()


def _calendars() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_calendar_feed_tenant_id_token_hash")),
    )
    with op.batch_alter_table("calendar_feed") as batch_op:
        batch_op.create_index(
            op.f("ix_calendar_feed_tenant_id_person_id"), ["tenant_id", "person_id"], unique=False
        )

    op.create_table(
        "calendar_import",
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_import")),
        sa.UniqueConstraint("tenant_id", "person_id", name=op.f("uq_calendar_import_tenant_id_person_id")),
    )
    op.create_table(
        "busy_time",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("resource_id", sa.String(length=24), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("only_at", sa.String(length=41), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_busy_time_resource_id_resource")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_time")),
    )
    with op.batch_alter_table("busy_time") as batch_op:
        batch_op.create_index(
            op.f("ix_busy_time_resource_id_ends_at"), ["resource_id", "ends_at"], unique=False
        )
        batch_op.create_index(op.f("ix_busy_time_source"), ["source"], unique=False)


def _call_backs() -> None:
    op.create_table(
        "call_back",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("created_via", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.String(length=24), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("wiped_at", sa.BigInteger(), nullable=True),
        sa.Column("phone_hash", sa.String(length=64), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_call_back")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_call_back_tenant_id_reference")),
    )
    with op.batch_alter_table("call_back") as batch_op:
        batch_op.create_index(
            op.f("ix_call_back_tenant_id_phone_hash"), ["tenant_id", "phone_hash"], unique=False
        )
        batch_op.create_index(
            op.f("ix_call_back_tenant_id_state_due_at"), ["tenant_id", "state", "due_at"], unique=False
        )

    op.create_table(
        "call_attempt",
        sa.Column("call_back_id", sa.String(length=24), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "call_back_id"],
            ["call_back.tenant_id", "call_back.id"],
            name=op.f("fk_call_attempt_tenant_id_call_back_id_call_back"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_call_attempt")),
    )
    with op.batch_alter_table("call_attempt") as batch_op:
        batch_op.create_index(
            op.f("ix_call_attempt_tenant_id_call_back_id"), ["tenant_id", "call_back_id"], unique=False
        )


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("talk_type_id", sa.String(length=24), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("weekdays", sa.String(length=20), nullable=False),
        sa.Column("parts", sa.String(length=30), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("created_via", sa.String(length=10), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("claim_id", sa.String(length=24), nullable=True),
        sa.Column("ticks", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.String(length=24), nullable=True),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("offered_until", sa.BigInteger(), nullable=True),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.String(length=24), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "talk_type_id"],
            ["talk_type.tenant_id", "talk_type.id"],
            name=op.f("fk_waiting_tenant_id_talk_type_id_talk_type"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_waiting_tenant_id_reference")),
    )
    with op.batch_alter_table("waiting") as batch_op:
        batch_op.create_index(
            op.f("ix_waiting_tenant_id_state_asked_at"), ["tenant_id", "state", "asked_at"], unique=False
        )


def _more_columns() -> None:
    with op.batch_alter_table("appointment") as batch_op:
        batch_op.add_column(sa.Column("seated", sa.String(length=120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("kept", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("unclaimed", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("unclaimed_why", sa.String(length=12), nullable=True))

    with op.batch_alter_table("closure") as batch_op:
        batch_op.add_column(sa.Column("opens", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("draft") as batch_op:
        batch_op.add_column(sa.Column("unclaimed_why", sa.String(length=12), nullable=True))

    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("gateway_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("ask_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("participation") as batch_op:
        batch_op.add_column(sa.Column("phone_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("untold", sa.String(length=12), nullable=True))
        batch_op.create_index(
            op.f("ix_participation_tenant_id_phone_hash"), ["tenant_id", "phone_hash"], unique=False
        )

    with op.batch_alter_table("sitting") as batch_op:
        batch_op.add_column(
            sa.Column("hours_by_hand", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("sitting_desk") as batch_op:
        batch_op.add_column(sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("spreekuur") as batch_op:
        batch_op.add_column(sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()))


def _who_sits() -> None:
    """What is booked already says who sits there by its ticks. Municipality by municipality, because of FORCE."""
    connection = op.get_bind()
    people: dict[str, list[str]] = {}
    claims = sa.text("SELECT DISTINCT claim_id, resource_id FROM claim_tick WHERE expires_at IS NULL")
    for claim, resource in connection.execute(claims):
        people.setdefault(claim, []).append(resource)
    for tenant in connection.scalars(sa.text("SELECT tenant FROM key")).all():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": tenant})
        for claim, resources in people.items():
            connection.execute(
                sa.text(
                    "UPDATE appointment SET seated = :seated WHERE tenant_id = :tenant AND claim_id = :claim"
                ),
                {"seated": " ".join(sorted(resources)), "tenant": tenant, "claim": claim},
            )
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('app.tenant', '', true)"))
