"""Note with a published rota who stood at its sessions without being in it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rotas",
        sa.Column("stood_beside", sa.Text(), nullable=False, server_default="[[], []]"),
    )


def downgrade() -> None:
    op.drop_column("rotas", "stood_beside")
