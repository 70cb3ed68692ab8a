"""Keep why times differ, why an outcome was cleared and when a session was cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("appointments") as batch_op:
        for name in ("times_reason", "cleared_because"):
            batch_op.add_column(
                sa.Column(name, sa.String(length=255), server_default="", nullable=False)
            )
    with op.batch_alter_table("work_sessions") as batch_op:
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE work_sessions SET cancelled_at = changed_at WHERE state = 'cancelled'")


def downgrade() -> None:
    with op.batch_alter_table("work_sessions") as batch_op:
        batch_op.drop_column("cancelled_at")
    with op.batch_alter_table("appointments") as batch_op:
        batch_op.drop_column("cleared_because")
        batch_op.drop_column("times_reason")
