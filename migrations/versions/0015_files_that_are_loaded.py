"""Keep files that are loaded, how far each is and what its check found; drop checked files."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
STATES = ("checking", "faulty", "checked", "applying", "applied", "outdated")


def upgrade() -> None:
    op.create_table(
        "file_imports",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("acts_as", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_file_imports_account_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_file_imports_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_imports")),
    )
    with op.batch_alter_table("file_imports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_file_imports_account_id"), ["account_id"], unique=False
        )
    op.drop_table("checked_files")


def downgrade() -> None:
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
    op.drop_table("file_imports")
