"""Note with bookings and duties that they lie outside a usual week, knowingly."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSISTED_ON = """
    UPDATE {table} SET outside_week = true WHERE EXISTS (
        SELECT 1 FROM rota_pins
        WHERE rota_pins.session_id = {table}.session_id AND rota_pins.{who} = {table}.{who}
    )
"""


def upgrade() -> None:
    for table, who in (("appointments", "person_id"), ("duties", "supervisor_id")):
        op.add_column(
            table,
            sa.Column("outside_week", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
        op.execute(INSISTED_ON.format(table=table, who=who))


def downgrade() -> None:
    for table in ("duties", "appointments"):
        op.drop_column(table, "outside_week")
