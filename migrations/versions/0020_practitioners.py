"""Name the practitioner of a person, and keep what they were told of an appointment."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as batch_op:
        batch_op.add_column(
            sa.Column("practitioner_name", sa.String(length=100), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("practitioner_email", sa.String(length=255), nullable=True))
    op.create_table(
        "practitioner_alerts",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("outcome_code", sa.String(length=40), nullable=False),
        sa.Column("correction", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_practitioner_alerts_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_messages.id"],
            name=op.f("fk_practitioner_alerts_message_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioner_alerts")),
    )
    op.create_index(
        op.f("ix_practitioner_alerts_appointment_id"), "practitioner_alerts", ["appointment_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_practitioner_alerts_appointment_id"), table_name="practitioner_alerts")
    op.drop_table("practitioner_alerts")
    with op.batch_alter_table("people") as batch_op:
        batch_op.drop_column("practitioner_email")
        batch_op.drop_column("practitioner_name")
