"""Create the runs of the optimiser and their rotas."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rota_runs",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds BETWEEN 5 AND 600", name=op.f("ck_rota_runs_seconds")),
        sa.CheckConstraint("weeks BETWEEN 1 AND 4", name=op.f("ck_rota_runs_weeks")),
        sa.CheckConstraint("workers >= 1", name=op.f("ck_rota_runs_workers")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_rota_runs_area_id")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_rota_runs_job_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["accounts.id"], name=op.f("fk_rota_runs_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_runs")),
    )
    with op.batch_alter_table("rota_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_runs_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rota_runs_job_id"), ["job_id"], unique=False)

    op.create_table(
        "rotas",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "superseded",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "optimal",
                "feasible",
                "infeasible",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("objective", sa.Double(), nullable=True),
        sa.Column("bound", sa.Double(), nullable=True),
        sa.Column("search_seconds", sa.Double(), nullable=False),
        sa.Column("problem_hash", sa.String(length=100), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=False),
        sa.Column("solution", sa.LargeBinary(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'infeasible') = (objective IS NULL)", name=op.f("ck_rotas_objective")
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_rotas_published")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_rotas_area_id")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["accounts.id"], name=op.f("fk_rotas_published_by_id")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["rotas.id"], name=op.f("fk_rotas_replaces_id")),
        sa.ForeignKeyConstraint(["run_id"], ["rota_runs.id"], name=op.f("fk_rotas_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotas")),
        sa.UniqueConstraint("run_id", "week_on", name=op.f("uq_rotas_run_id_week_on")),
    )
    with op.batch_alter_table("rotas", schema=None) as batch_op:
        batch_op.create_index("ix_rotas_area_id_week_on", ["area_id", "week_on"], unique=False)
        batch_op.create_index(
            "uq_rotas_published",
            ["area_id", "week_on"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "rota_unplaced",
        sa.Column("rota_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_rota_unplaced_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["rota_id"], ["rotas.id"], name=op.f("fk_rota_unplaced_rota_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_unplaced")),
        sa.UniqueConstraint(
            "rota_id", "person_id", name=op.f("uq_rota_unplaced_rota_id_person_id")
        ),
    )
    with op.batch_alter_table("rota_unplaced", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_unplaced_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rota_bookings",
        sa.Column("rota_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("credited_minutes", sa.Integer(), nullable=False),
        sa.Column("attendance_rate", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("credited_minutes >= 0", name=op.f("ck_rota_bookings_credited")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_rota_bookings_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirements.id"], name=op.f("fk_rota_bookings_requirement_id")
        ),
        sa.ForeignKeyConstraint(
            ["rota_id"], ["rotas.id"], name=op.f("fk_rota_bookings_rota_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["work_sessions.id"], name=op.f("fk_rota_bookings_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_bookings")),
        sa.UniqueConstraint(
            "rota_id",
            "session_id",
            "person_id",
            name=op.f("uq_rota_bookings_rota_id_session_id_person_id"),
        ),
    )
    with op.batch_alter_table("rota_bookings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_bookings_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_rota_bookings_requirement_id"), ["requirement_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rota_bookings_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "rota_duties",
        sa.Column("rota_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rota_id"], ["rotas.id"], name=op.f("fk_rota_duties_rota_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["work_sessions.id"], name=op.f("fk_rota_duties_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisors.id"], name=op.f("fk_rota_duties_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_duties")),
        sa.UniqueConstraint(
            "rota_id",
            "session_id",
            "supervisor_id",
            name=op.f("uq_rota_duties_rota_id_session_id_supervisor_id"),
        ),
    )
    with op.batch_alter_table("rota_duties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_duties_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_rota_duties_supervisor_id"), ["supervisor_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("rota_duties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_duties_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_rota_duties_session_id"))

    op.drop_table("rota_duties")
    with op.batch_alter_table("rota_bookings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_bookings_session_id"))
        batch_op.drop_index(batch_op.f("ix_rota_bookings_requirement_id"))
        batch_op.drop_index(batch_op.f("ix_rota_bookings_person_id"))

    op.drop_table("rota_bookings")
    with op.batch_alter_table("rota_unplaced", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_unplaced_person_id"))

    op.drop_table("rota_unplaced")
    with op.batch_alter_table("rotas", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rotas_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index("ix_rotas_area_id_week_on")

    op.drop_table("rotas")
    with op.batch_alter_table("rota_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_runs_job_id"))
        batch_op.drop_index(batch_op.f("ix_rota_runs_area_id"))

    op.drop_table("rota_runs")
