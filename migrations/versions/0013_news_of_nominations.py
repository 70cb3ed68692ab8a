"""Keep why a project stopped, the news of its work, and when a nominator was forgotten."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = (
    *("submitted", "asked", "answered", "approved", "declined"),
    *("merged", "withdrawn", "reopened", "note"),
)
NEWS = (
    *("planned", "planned no more", "started", "paused"),
    *("resumed", "finished", "abandoned"),
)


def upgrade() -> None:
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("state_reason", sa.String(length=255), server_default="", nullable=False)
        )
    with op.batch_alter_table("nomination_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    _allow((*BEFORE, *NEWS))
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(op.f("ck_nominations_web_email"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_nominations_web_email"),
            "source != 'web' OR email != '' OR forgotten_at IS NOT NULL",
        )
    _forget_those_closed_before()


def _forget_those_closed_before() -> None:
    """Write the job that a decision writes from now on for what was decided before."""
    moment = sa.DateTime(timezone=True)
    nominations = sa.table(
        "nominations", sa.column("id"), sa.column("state"), sa.column("decided_at", moment)
    )
    jobs = sa.table(
        "jobs",
        *(sa.column(name) for name in ("kind", "subject_id", "state", "attempt", "progress")),
        *(sa.column(name, moment) for name in ("due_at", "created_at", "updated_at")),
        sa.column("stop_requested", sa.Boolean()),
    )
    closed = sa.select(nominations.c.id, nominations.c.decided_at).where(
        nominations.c.state.in_(("declined", "withdrawn")), nominations.c.decided_at.is_not(None)
    )
    now = datetime.now(UTC)
    rows = [
        {
            "kind": "forget nominator",
            "subject_id": row.id,
            "state": "queued",
            "attempt": 0,
            "progress": "{}",
            "due_at": row.decided_at + timedelta(days=365),
            "created_at": now,
            "updated_at": now,
            "stop_requested": False,
        }
        for row in op.get_bind().execute(closed)
    ]
    if rows:
        op.bulk_insert(jobs, rows)


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind IN ('forget nominator', 'nomination news')")
    op.execute("UPDATE nominations SET source = 'post' WHERE forgotten_at IS NOT NULL")
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_nominations_web_email"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_nominations_web_email"), "source != 'web' OR email != ''"
        )
        batch_op.drop_column("forgotten_at")
    events = sa.table("nomination_events", sa.column("kind"))
    op.execute(events.delete().where(events.c.kind.in_(NEWS)))
    _allow(BEFORE)
    with op.batch_alter_table("nomination_events", schema=None) as batch_op:
        batch_op.drop_column("told_at")
        batch_op.drop_column("on")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_column("state_reason")


def _allow(kinds: tuple[str, ...]) -> None:
    """Let an event be of these kinds and no other."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("nomination_events", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_nomination_events_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_nomination_events_kind"), f"kind IN ({listed})")
