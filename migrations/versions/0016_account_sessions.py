"""Keep each signed-in browser as a row, so that signing out ends it on the server too."""

import sqlalchemy as sa
from alembic import op

from payback.core.columns import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_sessions",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=100), nullable=False),
        sa.Column("began_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_sessions_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_account_sessions_secret_hash")),
    )
    op.create_index(op.f("ix_account_sessions_account_id"), "account_sessions", ["account_id"])
    op.drop_column("accounts", "session_epoch")


def downgrade() -> None:
    op.add_column(
        "accounts", sa.Column("session_epoch", sa.Integer(), server_default="1", nullable=False)
    )
    op.drop_table("account_sessions")
