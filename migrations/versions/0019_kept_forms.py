"""Keep what was sent while signed out, and what a one-use token stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("submissions") as batch_op:
        batch_op.add_column(
            sa.Column("digest", sa.String(length=100), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("answers", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "kept_forms",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("had_files", sa.Boolean(), nullable=False),
        sa.Column("had_answers", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_kept_forms_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_forms")),
    )
    op.create_index(op.f("ix_kept_forms_account_id"), "kept_forms", ["account_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_kept_forms_account_id"), table_name="kept_forms")
    op.drop_table("kept_forms")
    with op.batch_alter_table("submissions") as batch_op:
        batch_op.drop_column("answers")
        batch_op.drop_column("digest")
