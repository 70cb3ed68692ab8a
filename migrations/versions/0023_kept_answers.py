"""Keep answers: what has changed since, which parts are complete, and the breaks of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_marks",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_marks")),
    )
    op.create_index("ix_answer_marks_topic", "answer_marks", ["topic"])
    op.create_table(
        "answer_parts",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("release", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_parts")),
        sa.UniqueConstraint("topic", "part", name=op.f("uq_answer_parts_topic_part")),
    )
    op.create_table(
        "session_breaks",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("bookings", sa.Integer(), nullable=False),
        sa.Column("duties", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["work_sessions.id"],
            name=op.f("fk_session_breaks_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_breaks")),
        sa.UniqueConstraint("session_id", name=op.f("uq_session_breaks_session_id")),
    )


def downgrade() -> None:
    op.drop_table("session_breaks")
    op.drop_table("answer_parts")
    op.drop_index("ix_answer_marks_topic", table_name="answer_marks")
    op.drop_table("answer_marks")
