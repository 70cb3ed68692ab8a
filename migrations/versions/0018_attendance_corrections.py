"""Keep why times differ, why an outcome was cleared and when a session was cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("times_reason", "cleared_because"):
        column = sa.Column(name, sa.String(length=255), server_default="", nullable=False)
        op.add_column("appointments", column)
    op.add_column(
        "work_sessions", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("UPDATE work_sessions SET cancelled_at = changed_at WHERE state = 'cancelled'")


def downgrade() -> None:
    op.drop_column("work_sessions", "cancelled_at")
    op.drop_column("appointments", "cleared_because")
    op.drop_column("appointments", "times_reason")
