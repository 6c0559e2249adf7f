"""Local help in the browser: who was reminded of an old offer; places and talks that are no longer offered."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("offer") as batch_op:
        batch_op.add_column(sa.Column("reminded_on", sa.Date(), nullable=True))
    for table in ("talk_type", "place"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()))
