"""Keep sums for the reports, and find time credited without a session by its day."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ELSEWHERE = sa.text("appointment_id IS NULL")
SUMS = (
    *("listed", "cancelled", "held", "attendances", "stood_down", "booked"),
    *("entries", "minutes"),
)
WEEKS = [f"week_{week}" for week in range(6)]


def upgrade() -> None:
    op.create_table(
        "session_days",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in SUMS),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["work_sessions.id"],
            name=op.f("fk_session_days_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_session_days_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_days")),
        sa.UniqueConstraint("session_id", "day", name=op.f("uq_session_days_session_id_day")),
    )
    op.create_index("ix_session_days_project_id_day", "session_days", ["project_id", "day"])
    op.create_index("ix_session_days_day", "session_days", ["day"])
    op.create_table(
        "project_months",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*SUMS, *WEEKS)),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_project_months_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_months")),
        sa.UniqueConstraint("project_id", "month", name=op.f("uq_project_months_project_id_month")),
    )
    op.create_index("ix_project_months_month", "project_months", ["month"])
    op.create_table(
        "requirement_sums",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["requirements.id"],
            name=op.f("fk_requirement_sums_requirement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_sums")),
        sa.UniqueConstraint("requirement_id", name=op.f("uq_requirement_sums_requirement_id")),
    )
    op.create_index(
        "ix_ledger_entries_elsewhere",
        "ledger_entries",
        ["worked_on"],
        sqlite_where=ELSEWHERE,
        postgresql_where=ELSEWHERE,
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_entries_elsewhere", table_name="ledger_entries")
    op.drop_table("requirement_sums")
    op.drop_index("ix_project_months_month", table_name="project_months")
    op.drop_table("project_months")
    op.drop_index("ix_session_days_day", table_name="session_days")
    op.drop_index("ix_session_days_project_id_day", table_name="session_days")
    op.drop_table("session_days")
