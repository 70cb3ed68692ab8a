"""Create the what-if questions asked of rotas."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rota_scenarios",
        sa.Column("rota_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=100), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_rota_scenarios_job_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["accounts.id"], name=op.f("fk_rota_scenarios_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["rota_id"], ["rotas.id"], name=op.f("fk_rota_scenarios_rota_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_scenarios")),
    )
    with op.batch_alter_table("rota_scenarios", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rota_scenarios_rota_id"), ["rota_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rota_scenarios", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rota_scenarios_rota_id"))

    op.drop_table("rota_scenarios")
