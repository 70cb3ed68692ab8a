"""Keep why a rota was published although something lacked, and when it was superseded."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("rotas") as rotas:
        rotas.add_column(
            sa.Column("published_despite", sa.Text(), server_default="", nullable=False)
        )
        rotas.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rotas") as rotas:
        rotas.drop_column("superseded_at")
        rotas.drop_column("published_despite")
