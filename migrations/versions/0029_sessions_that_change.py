"""Let a session take the start of a cancelled one; know what was changed or added by hand, why."""

import sqlalchemy as sa
from alembic import op

from migrations.overlaps import allow_overlaps, refuse_overlaps

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

START = ["project_id", "on", "starts_at"]
STANDS = sa.text("state <> 'cancelled'")
STATES = ("proposed", "open", "done", "cancelled")


def upgrade() -> None:
    op.add_column(
        "work_sessions",
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "work_sessions",
        sa.Column("changed_because", sa.String(length=255), server_default="", nullable=False),
    )
    op.add_column(
        "appointments",
        sa.Column("added_because", sa.String(length=255), server_default="", nullable=False),
    )
    _replace("uq_work_sessions_project_id_on_starts_at", None)
    op.create_index("ix_work_sessions_project_id_on", "work_sessions", ["project_id", "on"])
    op.create_index(
        "uq_work_sessions_one_start",
        "work_sessions",
        START,
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    op.drop_index("uq_work_sessions_one_start", table_name="work_sessions")
    op.drop_index("ix_work_sessions_project_id_on", table_name="work_sessions")
    _replace(None, "uq_work_sessions_project_id_on_starts_at")
    op.drop_column("appointments", "added_because")
    op.drop_column("work_sessions", "changed_because")
    op.drop_column("work_sessions", "by_hand")


def _replace(old: str | None, new: str | None) -> None:
    """Take one rule of unique starts away, or put it back; SQLite writes the table anew."""
    rebuilt = op.get_bind().dialect.name == "sqlite"
    if rebuilt:
        allow_overlaps()
    with op.batch_alter_table("work_sessions", copy_from=_table(old)) as sessions:
        if old:
            sessions.drop_constraint(old, type_="unique")
        if new:
            sessions.create_unique_constraint(new, START)
    if rebuilt:
        refuse_overlaps()


def _table(unique: str | None) -> sa.Table:
    """Return the table whole, since SQLite does not tell its checks to whoever writes it anew."""
    kept = [sa.UniqueConstraint(*START, name=unique)] if unique else []
    return sa.Table(
        "work_sessions",
        sa.MetaData(),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("pattern_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("min_people", sa.Integer(), nullable=False),
        sa.Column("supervisors_needed", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="ck_work_sessions_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_because", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("changed_because", sa.String(length=255), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_because <> '')", name="ck_work_sessions_reason"
        ),
        sa.CheckConstraint("ends_at > starts_at", name="ck_work_sessions_times_in_order"),
        sa.CheckConstraint("min_people BETWEEN 1 AND places", name="ck_work_sessions_min_people"),
        sa.CheckConstraint("supervisors_needed >= 1", name="ck_work_sessions_supervisors"),
        sa.ForeignKeyConstraint(
            ["pattern_id"],
            ["opening_patterns.id"],
            name="fk_work_sessions_pattern_id",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_work_sessions_project_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_work_sessions"),
        *kept,
        sa.Index("ix_work_sessions_on_state", "on", "state"),
        sa.Index("ix_work_sessions_pattern_id", "pattern_id"),
    )
