"""The first tables: people, planning, talks, drafts, appointments, outbox."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import owned_table, platform_table, tenant_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_event")),
    )
    op.create_index(
        op.f("ix_audit_event_tenant_id_subject_at"),
        "audit_event",
        ["tenant_id", "subject", "at"],
        unique=False,
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("job", "on", name=op.f("pk_job_run")),
    )
    op.create_table(
        "key",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("tenant", sa.String(length=41), nullable=False),
        sa.Column("sealed_by", sa.String(length=40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key")),
        sa.UniqueConstraint("tenant", name=op.f("uq_key_tenant")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=90), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("tenant", sa.String(length=41), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_state_due_at"), "outbox", ["state", "due_at"], unique=False)
    op.create_index(op.f("ix_outbox_tenant_subject"), "outbox", ["tenant", "subject"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "place",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("owner", "id", name=op.f("uq_place_owner_id")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_place_owner_key")),
    )
    op.create_index(op.f("ix_place_owner"), "place", ["owner"], unique=False)
    op.create_table(
        "resource",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("person_id", name=op.f("uq_resource_person_id")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_setting")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_setting_tenant_id_key")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "talk_type",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("topics", sa.String(length=120), nullable=False),
        sa.Column("joint_allowed", sa.Boolean(), nullable=False),
        sa.Column("who_sits", sa.String(length=300), nullable=False),
        sa.Column("who_pays", sa.String(length=300), nullable=False),
        sa.Column("condition", sa.String(length=400), nullable=False),
        sa.Column("controller", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_talk_type")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_talk_type_tenant_id_key")),
    )
    op.create_table(
        "appointment",
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("attention", sa.String(length=30), nullable=True),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("sitting_id", sa.String(length=24), nullable=False),
        sa.Column("talk_type_id", sa.String(length=24), nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("claim_id", sa.String(length=24), nullable=False),
        sa.Column("ticks", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("booked_at", sa.BigInteger(), nullable=False),
        sa.Column("first_free_at", sa.BigInteger(), nullable=True),
        sa.Column("created_via", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("joint_at_start", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "talk_type_id"],
            ["talk_type.tenant_id", "talk_type.id"],
            name=op.f("fk_appointment_tenant_id_talk_type_id_talk_type"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("tenant_id", "reference", name=op.f("uq_appointment_tenant_id_reference")),
    )
    op.create_index(
        op.f("ix_appointment_tenant_id_sitting_id"), "appointment", ["tenant_id", "sitting_id"], unique=False
    )
    op.create_index(
        op.f("ix_appointment_tenant_id_starts_at"), "appointment", ["tenant_id", "starts_at"], unique=False
    )
    op.create_table(
        "claim_tick",
        sa.Column("resource_id", sa.String(length=24), nullable=False),
        sa.Column("tick", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_claim_tick_resource_id_resource")
        ),
        sa.PrimaryKeyConstraint("resource_id", "tick", name=op.f("pk_claim_tick")),
    )
    op.create_index(op.f("ix_claim_tick_claim_id"), "claim_tick", ["claim_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("visitor_hash", sa.String(length=64), nullable=False),
        sa.Column("claim_id", sa.String(length=24), nullable=False),
        sa.Column("ticks", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.String(length=24), nullable=False),
        sa.Column("talk_type_id", sa.String(length=24), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("first_free_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("appointment_id", sa.String(length=24), nullable=True),
        sa.Column("keep_until", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "talk_type_id"],
            ["talk_type.tenant_id", "talk_type.id"],
            name=op.f("fk_draft_tenant_id_talk_type_id_talk_type"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_tenant_id_keep_until"), "draft", ["tenant_id", "keep_until"], unique=False)
    op.create_index(
        op.f("ix_draft_tenant_id_visitor_hash"), "draft", ["tenant_id", "visitor_hash"], unique=False
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("tenant", sa.String(length=41), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "tenant",
            "person_id",
            "role",
            "organisation_id",
            name=op.f("uq_membership_tenant_person_id_role_organisation_id"),
        ),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "spreekuur",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("place_id", sa.String(length=24), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("grid", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("lead_hours", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("joint_deadline_days", sa.Integer(), nullable=False),
        sa.Column("joint_deadline_time", sa.String(length=5), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner", "place_id"],
            ["place.owner", "place.id"],
            name=op.f("fk_spreekuur_owner_place_id_place"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spreekuur")),
        sa.UniqueConstraint("owner", "id", name=op.f("uq_spreekuur_owner_id")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_spreekuur_owner_key")),
    )
    op.create_index(op.f("ix_spreekuur_owner"), "spreekuur", ["owner"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=24), nullable=False),
        sa.Column("tenant", sa.String(length=41), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_session_person_id_person")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_person_id"), "staff_session", ["person_id"], unique=False)
    op.create_table(
        "closure",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("spreekuur_id", sa.String(length=24), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner", "spreekuur_id"],
            ["spreekuur.owner", "spreekuur.id"],
            name=op.f("fk_closure_owner_spreekuur_id_spreekuur"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index(op.f("ix_closure_owner"), "closure", ["owner"], unique=False)
    op.create_table(
        "participation",
        sa.Column("appointment_id", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("calendar_uid", sa.String(length=60), nullable=False),
        sa.Column("wiped_at", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "appointment_id"],
            ["appointment.tenant_id", "appointment.id"],
            name=op.f("fk_participation_tenant_id_appointment_id_appointment"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_participation")),
        sa.UniqueConstraint(
            "tenant_id",
            "appointment_id",
            "number",
            name=op.f("uq_participation_tenant_id_appointment_id_number"),
        ),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_participation_tenant_id_token_hash")),
    )
    op.create_table(
        "sitting",
        sa.Column("spreekuur_id", sa.String(length=24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner", "spreekuur_id"],
            ["spreekuur.owner", "spreekuur.id"],
            name=op.f("fk_sitting_owner_spreekuur_id_spreekuur"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("owner", "id", name=op.f("uq_sitting_owner_id")),
        sa.UniqueConstraint("spreekuur_id", "on", name=op.f("uq_sitting_spreekuur_id_on")),
    )
    op.create_index(op.f("ix_sitting_owner"), "sitting", ["owner"], unique=False)
    op.create_index(
        op.f("ix_sitting_owner_state_starts_at"), "sitting", ["owner", "state", "starts_at"], unique=False
    )
    op.create_table(
        "spreekuur_desk",
        sa.Column("spreekuur_id", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=24), nullable=False),
        sa.Column("resource_id", sa.String(length=24), nullable=True),
        sa.Column("absent_on", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_spreekuur_desk_resource_id_resource")
        ),
        sa.ForeignKeyConstraint(
            ["owner", "spreekuur_id"],
            ["spreekuur.owner", "spreekuur.id"],
            name=op.f("fk_spreekuur_desk_owner_spreekuur_id_spreekuur"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spreekuur_desk")),
    )
    op.create_index(op.f("ix_spreekuur_desk_owner"), "spreekuur_desk", ["owner"], unique=False)
    op.create_index(op.f("ix_spreekuur_desk_spreekuur_id"), "spreekuur_desk", ["spreekuur_id"], unique=False)
    op.create_table(
        "spreekuur_offer",
        sa.Column("spreekuur_id", sa.String(length=24), nullable=False),
        sa.Column("shown_at", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner", "spreekuur_id"],
            ["spreekuur.owner", "spreekuur.id"],
            name=op.f("fk_spreekuur_offer_owner_spreekuur_id_spreekuur"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spreekuur_offer")),
        sa.UniqueConstraint(
            "spreekuur_id", "shown_at", name=op.f("uq_spreekuur_offer_spreekuur_id_shown_at")
        ),
    )
    op.create_index(op.f("ix_spreekuur_offer_owner"), "spreekuur_offer", ["owner"], unique=False)
    op.create_index(op.f("ix_spreekuur_offer_shown_at"), "spreekuur_offer", ["shown_at"], unique=False)
    op.create_table(
        "sitting_desk",
        sa.Column("sitting_id", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=24), nullable=False),
        sa.Column("resource_id", sa.String(length=24), nullable=True),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("owner", sa.String(length=41), nullable=False),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resource.id"], name=op.f("fk_sitting_desk_resource_id_resource")
        ),
        sa.ForeignKeyConstraint(
            ["owner", "sitting_id"],
            ["sitting.owner", "sitting.id"],
            name=op.f("fk_sitting_desk_owner_sitting_id_sitting"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_desk")),
    )
    op.create_index(op.f("ix_sitting_desk_owner"), "sitting_desk", ["owner"], unique=False)
    op.create_index(
        op.f("ix_sitting_desk_resource_id_sitting_id"),
        "sitting_desk",
        ["resource_id", "sitting_id"],
        unique=False,
    )
    op.create_index(op.f("ix_sitting_desk_sitting_id"), "sitting_desk", ["sitting_id"], unique=False)

    tenant_table("audit_event", grants="SELECT, INSERT")  # lines are added, never changed or removed
    platform_table(
        "alembic_version", grants="SELECT"
    )  # /_healthz/ asks whether the tables are of this version
    platform_table("job_run")
    platform_table("key")
    platform_table("organisation")
    platform_table("outbox")
    platform_table("person")
    owned_table("place")
    platform_table("resource")
    tenant_table("setting")
    platform_table("sign_in_failure")
    tenant_table("talk_type")
    tenant_table("appointment")
    platform_table("claim_tick")
    tenant_table("draft")
    platform_table("membership")
    owned_table("spreekuur")
    platform_table("staff_session")
    owned_table("closure")
    tenant_table("participation")
    owned_table("sitting")
    owned_table("spreekuur_desk")
    owned_table("spreekuur_offer")
    owned_table("sitting_desk")
