"""Create the diary and the ledger."""

import sqlalchemy as sa
from alembic import op

from migrations.protect import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_sessions",
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
                "proposed",
                "open",
                "done",
                "cancelled",
                name="state",
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
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_because <> '')",
            name=op.f("ck_work_sessions_reason"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_work_sessions_times_in_order")),
        sa.CheckConstraint(
            "min_people BETWEEN 1 AND places", name=op.f("ck_work_sessions_min_people")
        ),
        sa.CheckConstraint("supervisors_needed >= 1", name=op.f("ck_work_sessions_supervisors")),
        sa.ForeignKeyConstraint(
            ["pattern_id"],
            ["opening_patterns.id"],
            name=op.f("fk_work_sessions_pattern_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_work_sessions_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_sessions")),
        sa.UniqueConstraint(
            "project_id", "on", "starts_at", name=op.f("uq_work_sessions_project_id_on_starts_at")
        ),
    )
    with op.batch_alter_table("work_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_work_sessions_on_state", ["on", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_work_sessions_pattern_id"), ["pattern_id"], unique=False
        )

    op.create_table(
        "appointments",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "withdrawn",
                "recorded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outcome_code", sa.String(length=40), nullable=True),
        sa.Column("started_at", sa.Time(), nullable=True),
        sa.Column("ended_at", sa.Time(), nullable=True),
        sa.Column("penalty_minutes", sa.Integer(), nullable=False),
        sa.Column("credited_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "work_quality",
            sa.Enum(
                "excellent",
                "good",
                "satisfactory",
                "unsatisfactory",
                "poor",
                "not applicable",
                name="work_quality",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "behaviour",
            sa.Enum(
                "excellent",
                "good",
                "satisfactory",
                "unsatisfactory",
                "poor",
                "not applicable",
                name="behaviour",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("notes_sensitive", sa.Boolean(), nullable=False),
        sa.Column("alert_practitioner", sa.Boolean(), nullable=False),
        sa.Column("entry_uuid", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'recorded') = (outcome_code IS NOT NULL)",
            name=op.f("ck_appointments_recorded"),
        ),
        sa.CheckConstraint("credited_minutes >= 0", name=op.f("ck_appointments_credited")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at > started_at", name=op.f("ck_appointments_times_in_order")
        ),
        sa.CheckConstraint("penalty_minutes >= 0", name=op.f("ck_appointments_penalty")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_appointments_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["accounts.id"], name=op.f("fk_appointments_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_appointments_requirement_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["work_sessions.id"], name=op.f("fk_appointments_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("entry_uuid", name=op.f("uq_appointments_entry_uuid")),
        sa.UniqueConstraint(
            "session_id", "person_id", name=op.f("uq_appointments_session_id_person_id")
        ),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_appointments_person_id_state", ["person_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointments_requirement_id"), ["requirement_id"], unique=False
        )

    op.create_table(
        "duties",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["work_sessions.id"], name=op.f("fk_duties_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisors.id"], name=op.f("fk_duties_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint(
            "session_id", "supervisor_id", name=op.f("uq_duties_session_id_supervisor_id")
        ),
    )
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_duties_supervisor_id"), ["supervisor_id"], unique=False
        )

    op.create_table(
        "ledger_entries",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "brought forward",
                "attendance",
                "education, training and employment",
                "travel",
                "adjustment",
                "incentive",
                "reversal",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("worked_on", sa.Date(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_ledger_entries_reversal"),
        ),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_ledger_entries_not_zero")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_ledger_entries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name="fk_ledger_entries_appointment_id"
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_ledger_entries_requirement_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_entries.id"], name=op.f("fk_ledger_entries_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entries_reverses_id")),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_appointment_id"), ["appointment_id"], unique=False
        )
        batch_op.create_index(
            "ix_ledger_entries_requirement_id_worked_on",
            ["requirement_id", "worked_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_worked_on"), ["worked_on"], unique=False
        )
    protect("ledger_entries")


def downgrade() -> None:
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_worked_on"))
        batch_op.drop_index("ix_ledger_entries_requirement_id_worked_on")
        batch_op.drop_index(batch_op.f("ix_ledger_entries_appointment_id"))

    op.drop_table("ledger_entries")
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duties_supervisor_id"))

    op.drop_table("duties")
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointments_requirement_id"))
        batch_op.drop_index("ix_appointments_person_id_state")

    op.drop_table("appointments")
    with op.batch_alter_table("work_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_sessions_pattern_id"))
        batch_op.drop_index("ix_work_sessions_on_state")

    op.drop_table("work_sessions")
