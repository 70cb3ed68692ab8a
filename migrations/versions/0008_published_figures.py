"""Create published figures, and index what reports filter by."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_figures",
        sa.Column(
            "measure",
            sa.Enum(
                "sentence completed",
                "orders completed",
                "unpaid work delivered",
                "programme delivered",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=100), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("hit", sa.Integer(), nullable=False),
        sa.Column("miss", sa.Integer(), nullable=False),
        sa.Column("target_hundredths", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("hit + miss > 0", name=op.f("ck_imported_figures_cases")),
        sa.CheckConstraint("hit >= 0", name=op.f("ck_imported_figures_hit")),
        sa.CheckConstraint("miss >= 0", name=op.f("ck_imported_figures_miss")),
        sa.CheckConstraint(
            "target_hundredths BETWEEN 0 AND 10000", name=op.f("ck_imported_figures_target")
        ),
        sa.CheckConstraint("to_on > from_on", name=op.f("ck_imported_figures_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["areas.id"], name=op.f("fk_imported_figures_area_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_figures")),
        sa.UniqueConstraint(
            "measure", "from_on", "level", name=op.f("uq_imported_figures_measure_from_on_level")
        ),
    )
    with op.batch_alter_table("imported_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_figures_area_id"), ["area_id"], unique=False)
        batch_op.create_index("ix_imported_figures_from_on", ["from_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("imported_figures", schema=None) as batch_op:
        batch_op.drop_index("ix_imported_figures_from_on")
        batch_op.drop_index(batch_op.f("ix_imported_figures_area_id"))

    op.drop_table("imported_figures")
