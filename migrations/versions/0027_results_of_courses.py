"""Keep the results of courses and the one decision on each."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_results",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=100), nullable=False),
        sa.Column("provider", sa.String(length=100), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("spent_minutes", sa.Integer(), nullable=False),
        sa.Column("credited_minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "spent_minutes >= 0 AND credited_minutes >= 0", name=op.f("ck_course_results_minutes")
        ),
        sa.CheckConstraint(
            "(credited_minutes > 0) = (entry_id IS NOT NULL)",
            name=op.f("ck_course_results_credited"),
        ),
        sa.CheckConstraint(
            "credited_minutes > 0 OR reason <> ''", name=op.f("ck_course_results_reason")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_course_results_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entries.id"], name=op.f("fk_course_results_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_course_results_requirement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_results")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_course_results_entry_id")),
    )
    op.create_index(
        "ix_course_results_standing",
        "course_results",
        ["requirement_id", "course", "completed_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("course_results")
