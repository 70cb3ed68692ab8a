"""Create people and supervisors."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("crn", sa.String(length=40), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "female", "male", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("home_lat", sa.Double(), nullable=False),
        sa.Column("home_lon", sa.Double(), nullable=False),
        sa.Column("available_slots", sa.Integer(), nullable=False),
        sa.Column("max_travel_minutes", sa.Integer(), nullable=False),
        sa.Column("women_only", sa.Boolean(), nullable=False),
        sa.Column(
            "not_with_supervisor",
            sa.Enum(
                "female",
                "male",
                name="supervisor_sex",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("limited_access", sa.Boolean(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT women_only OR sex = 'female'", name=op.f("ck_people_women_only_for_women")
        ),
        sa.CheckConstraint("available_slots BETWEEN 0 AND 2097151", name=op.f("ck_people_slots")),
        sa.CheckConstraint("max_travel_minutes BETWEEN 0 AND 240", name=op.f("ck_people_travel")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_people_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("crn", name=op.f("uq_people_crn")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(
            "ix_people_area_id_family_name", ["area_id", "family_name", "given_name"], unique=False
        )

    op.create_table(
        "supervisors",
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "female", "male", name="sex", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("home_lat", sa.Double(), nullable=False),
        sa.Column("home_lon", sa.Double(), nullable=False),
        sa.Column("available_slots", sa.Integer(), nullable=False),
        sa.Column("weekly_minutes", sa.Integer(), nullable=False),
        sa.Column("max_travel_minutes", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "available_slots BETWEEN 0 AND 2097151", name=op.f("ck_supervisors_slots")
        ),
        sa.CheckConstraint(
            "max_travel_minutes BETWEEN 0 AND 240", name=op.f("ck_supervisors_travel")
        ),
        sa.CheckConstraint("weekly_minutes BETWEEN 0 AND 2880", name=op.f("ck_supervisors_weekly")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_supervisors_account_id")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_supervisors_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisors")),
        sa.UniqueConstraint("account_id", name=op.f("uq_supervisors_account_id")),
    )
    with op.batch_alter_table("supervisors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervisors_area_id"), ["area_id"], unique=False)

    op.create_table(
        "availability_exceptions",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "to_on >= from_on", name=op.f("ck_availability_exceptions_dates_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_availability_exceptions_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_exceptions")),
    )
    with op.batch_alter_table("availability_exceptions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_availability_exceptions_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "barred_tags",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_barred_tags_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barred_tags")),
        sa.UniqueConstraint("person_id", "tag", name=op.f("uq_barred_tags_person_id_tag")),
    )
    op.create_table(
        "exclusion_circles",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("km", sa.Double(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("km > 0 AND km <= 100", name=op.f("ck_exclusion_circles_radius")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_exclusion_circles_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_circles")),
    )
    with op.batch_alter_table("exclusion_circles", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exclusion_circles_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "keep_apart_pairs",
        sa.Column("first_person_id", sa.Integer(), nullable=False),
        sa.Column("second_person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_person_id < second_person_id", name=op.f("ck_keep_apart_pairs_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["first_person_id"],
            ["people.id"],
            name=op.f("fk_keep_apart_pairs_first_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_person_id"],
            ["people.id"],
            name=op.f("fk_keep_apart_pairs_second_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keep_apart_pairs")),
        sa.UniqueConstraint(
            "first_person_id",
            "second_person_id",
            name=op.f("uq_keep_apart_pairs_first_person_id_second_person_id"),
        ),
    )
    with op.batch_alter_table("keep_apart_pairs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_keep_apart_pairs_second_person_id"), ["second_person_id"], unique=False
        )

    op.create_table(
        "requirements",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column(
            "order_type",
            sa.Enum(
                "community order",
                "suspended sentence order",
                name="order_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ordered_minutes", sa.Integer(), nullable=False),
        sa.Column("sentenced_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_reason", sa.String(length=255), nullable=False),
        sa.Column("weekly_minutes", sa.Integer(), nullable=False),
        sa.Column("max_weekly_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "complete",
                "suspended",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("due_on >= sentenced_on", name=op.f("ck_requirements_dates_in_order")),
        sa.CheckConstraint(
            "max_weekly_minutes >= weekly_minutes", name=op.f("ck_requirements_weekly_maximum")
        ),
        sa.CheckConstraint("ordered_minutes > 0", name=op.f("ck_requirements_ordered")),
        sa.CheckConstraint("weekly_minutes > 0", name=op.f("ck_requirements_weekly")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_requirements_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements")),
        sa.UniqueConstraint(
            "person_id", "event_number", name=op.f("uq_requirements_person_id_event_number")
        ),
    )
    with op.batch_alter_table("requirements", schema=None) as batch_op:
        batch_op.create_index("ix_requirements_state_due_on", ["state", "due_on"], unique=False)

    op.create_table(
        "supervisor_leave",
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_supervisor_leave_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisors.id"],
            name=op.f("fk_supervisor_leave_supervisor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_leave")),
    )
    with op.batch_alter_table("supervisor_leave", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervisor_leave_supervisor_id"), ["supervisor_id"], unique=False
        )

    op.create_table(
        "supervisor_skills",
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["supervisor_id"],
            ["supervisors.id"],
            name=op.f("fk_supervisor_skills_supervisor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_skills")),
        sa.UniqueConstraint(
            "supervisor_id", "skill", name=op.f("uq_supervisor_skills_supervisor_id_skill")
        ),
    )
    op.create_table(
        "checked_files",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_checked_files_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checked_files")),
    )
    with op.batch_alter_table("checked_files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_checked_files_account_id"), ["account_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("checked_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checked_files_account_id"))

    op.drop_table("checked_files")
    op.drop_table("supervisor_skills")
    with op.batch_alter_table("supervisor_leave", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervisor_leave_supervisor_id"))

    op.drop_table("supervisor_leave")
    with op.batch_alter_table("requirements", schema=None) as batch_op:
        batch_op.drop_index("ix_requirements_state_due_on")

    op.drop_table("requirements")
    with op.batch_alter_table("keep_apart_pairs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keep_apart_pairs_second_person_id"))

    op.drop_table("keep_apart_pairs")
    with op.batch_alter_table("exclusion_circles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exclusion_circles_person_id"))

    op.drop_table("exclusion_circles")
    op.drop_table("barred_tags")
    with op.batch_alter_table("availability_exceptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_availability_exceptions_person_id"))

    op.drop_table("availability_exceptions")
    with op.batch_alter_table("supervisors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervisors_area_id"))

    op.drop_table("supervisors")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_area_id_family_name")

    op.drop_table("people")
