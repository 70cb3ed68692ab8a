"""Keep what would place the people whom a rota leaves out."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rota_unplaced", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nearest", sa.Text(), nullable=True))
    with op.batch_alter_table("rotas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changes_job_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_rotas_changes_job_id"), "jobs", ["changes_job_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("rotas", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_rotas_changes_job_id"), type_="foreignkey")
        batch_op.drop_column("changes_job_id")
    with op.batch_alter_table("rota_unplaced", schema=None) as batch_op:
        batch_op.drop_column("nearest")
