"""Create accounts, areas, policies and the machinery."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from migrations.protect import protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOADED_AT = datetime(2026, 11, 1, tzinfo=UTC)
ACT_2020 = "Sentencing Act 2020, schedule 9"
PRACTICE = "Operating practice; change it by adding a row"
POLICIES = (
    ("minimum_order_minutes", 40 * 60, "2020-12-01", ACT_2020),
    ("maximum_order_minutes", 300 * 60, "2020-12-01", ACT_2020),
    ("weekly_offer_minutes", 420, "2016-01-01", "HMI Probation 2016: offer seven hours a week"),
    ("weekly_maximum_minutes", 1680, "2011-01-01", "Assessment: at most 28 hours a week"),
    ("months_to_complete", 12, "2020-12-01", ACT_2020),
    ("ete_share", 0.3, "2025-11-01", "Unpaid work management information guidance"),
    ("travel_cap_minutes", 180, "2026-03-25", "HMPPS adjustment reason TTX"),
    ("decision_working_days", 10, "2026-01-01", PRACTICE),
    ("overbooking_margin", 0.65, "2026-01-01", PRACTICE),
    ("notice_hours", 72, "2026-01-01", PRACTICE),
    ("minutes_per_km", 4.0, "2026-01-01", PRACTICE),
    ("person_travel_minutes", 90, "2026-01-01", PRACTICE),
    ("no_lone_woman", 1, "2026-01-01", PRACTICE),
)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "coordinator",
                "supervisor",
                "manager",
                "partner",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("code", name=op.f("uq_areas_code")),
        sa.UniqueConstraint("name", name=op.f("uq_areas_name")),
    )
    op.create_table(
        "groupings",
        sa.Column(
            "kind",
            sa.Enum(
                "probation delivery unit",
                "police basic command unit",
                "provider",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groupings")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_groupings_kind_name")),
    )
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "stopped",
                "failed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_requested", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("failure", sa.String(length=255), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "policies",
        sa.Column(
            "name",
            sa.Enum(
                "minimum_order_minutes",
                "maximum_order_minutes",
                "weekly_offer_minutes",
                "weekly_maximum_minutes",
                "months_to_complete",
                "ete_share",
                "travel_cap_minutes",
                "decision_working_days",
                "overbooking_margin",
                "notice_hours",
                "minutes_per_km",
                "person_travel_minutes",
                "no_lone_woman",
                name="name",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint("name", "valid_from", name=op.f("uq_policies_name_valid_from")),
    )
    op.create_table(
        "submissions",
        sa.Column("token", sa.String(length=100), nullable=False),
        sa.Column("result", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("token", name=op.f("uq_submissions_token")),
    )
    op.create_table(
        "account_areas",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_account_areas_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_account_areas_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_areas")),
        sa.UniqueConstraint(
            "account_id", "area_id", name=op.f("uq_account_areas_account_id_area_id")
        ),
    )
    with op.batch_alter_table("account_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_areas_area_id"), ["area_id"], unique=False)

    op.create_table(
        "audit_events",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "created",
                "changed",
                "deleted",
                "read",
                "signed in",
                "signed out",
                "refused",
                "exported",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_audit_events_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_account_id_at", ["account_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_events_record", ["record_kind", "record_id"], unique=False)

    op.create_table(
        "grouping_memberships",
        sa.Column("grouping_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from",
            name=op.f("ck_grouping_memberships_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["areas.id"], name=op.f("fk_grouping_memberships_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["grouping_id"],
            ["groupings.id"],
            name=op.f("fk_grouping_memberships_grouping_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping_memberships")),
        sa.UniqueConstraint(
            "grouping_id",
            "area_id",
            "valid_from",
            name=op.f("uq_grouping_memberships_grouping_id_area_id_valid_from"),
        ),
    )
    with op.batch_alter_table("grouping_memberships", schema=None) as batch_op:
        batch_op.create_index("ix_grouping_memberships_area_id", ["area_id"], unique=False)

    op.create_table(
        "outbox_messages",
        sa.Column("recipient", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_outbox_messages_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_messages_about", ["about_kind", "about_id"], unique=False)
    op.create_table(
        "worker_presences",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_presences")),
        sa.UniqueConstraint("name", name=op.f("uq_worker_presences_name")),
    )
    with op.batch_alter_table("worker_presences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_worker_presences_seen_at"), ["seen_at"], unique=False)

    protect("audit_events")
    op.bulk_insert(
        sa.table(
            "policies",
            sa.column("name", sa.String),
            sa.column("value", sa.Float),
            sa.column("valid_from", sa.Date),
            sa.column("source", sa.String),
            sa.column("version", sa.Integer),
            sa.column("created_at", sa.DateTime(timezone=True)),
            sa.column("updated_at", sa.DateTime(timezone=True)),
        ),
        [
            {
                "name": name,
                "value": value,
                "valid_from": date.fromisoformat(day),
                "source": source,
                "version": 1,
                "created_at": LOADED_AT,
                "updated_at": LOADED_AT,
            }
            for name, value, day, source in POLICIES
        ],
    )


def downgrade() -> None:
    op.drop_table("worker_presences")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_messages_about")

    op.drop_table("outbox_messages")
    with op.batch_alter_table("grouping_memberships", schema=None) as batch_op:
        batch_op.drop_index("ix_grouping_memberships_area_id")

    op.drop_table("grouping_memberships")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_record")
        batch_op.drop_index(batch_op.f("ix_audit_events_at"))
        batch_op.drop_index("ix_audit_events_account_id_at")

    op.drop_table("audit_events")
    with op.batch_alter_table("account_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_areas_area_id"))

    op.drop_table("account_areas")
    op.drop_table("submissions")
    op.drop_table("policies")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_state_due_at")

    op.drop_table("jobs")
    op.drop_table("groupings")
    op.drop_table("areas")
    op.drop_table("accounts")
