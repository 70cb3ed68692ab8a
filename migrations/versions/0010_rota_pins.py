"""Create the bookings that coordinators insist on."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rota_pins",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("pinned_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (supervisor_id IS NULL)", name=op.f("ck_rota_pins_one_of_both")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rota_pins_person_id")),
        sa.ForeignKeyConstraint(
            ["pinned_by_id"], ["accounts.id"], name=op.f("fk_rota_pins_pinned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["work_sessions.id"], name=op.f("fk_rota_pins_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["supervisors.id"], name=op.f("fk_rota_pins_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_pins")),
        sa.UniqueConstraint(
            "session_id", "person_id", name=op.f("uq_rota_pins_session_id_person_id")
        ),
        sa.UniqueConstraint(
            "session_id", "supervisor_id", name=op.f("uq_rota_pins_session_id_supervisor_id")
        ),
    )
    with op.batch_alter_table("rota_pins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_pins_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_rota_pins_supervisor_id"), ["supervisor_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("rota_pins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_pins_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_rota_pins_person_id"))

    op.drop_table("rota_pins")
