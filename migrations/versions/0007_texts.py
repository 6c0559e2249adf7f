"""Texts that people write in the browser, with every version: of municipalities, and the central pages."""

import sqlalchemy as sa
from alembic import op

from portal.tenancy.row_security import platform_table, tenant_table

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "text_version",
        *_version(),
        sa.Column("tenant_id", sa.String(length=41), nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_text_version")),
        sa.UniqueConstraint(
            "tenant_id", "path", "number", name=op.f("uq_text_version_tenant_id_path_number")
        ),
    )
    tenant_table("text_version")
    op.create_table(
        "central_text",
        *_version(),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_central_text")),
        sa.UniqueConstraint("path", "number", name=op.f("uq_central_text_path_number")),
    )
    platform_table("central_text")


def _version() -> list[sa.Column]:
    return [
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("front", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("author", sa.String(length=24), nullable=False),
        sa.Column("reader", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("publish_at", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("base_text", sa.Text(), nullable=False),
        sa.Column("preview_hash", sa.String(length=64), nullable=True),
        sa.Column("preview_until", sa.BigInteger(), nullable=True),
    ]
