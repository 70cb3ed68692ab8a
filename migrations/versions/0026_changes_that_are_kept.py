"""Keep corrections, variations and decisions on travel; set figures of the earned reduction."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from migrations.protect import protect

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

LOADED_AT = datetime(2026, 11, 28, tzinfo=UTC)
ACT_2026 = "Sentencing Act 2026 s.37, as in force on that day; when it began is not confirmed"
EARNED = (("incentive_threshold_share", 0.25), ("incentive_discount_share", 0.5))
IN_FORCE = date(2026, 5, 11)
BEFORE = (
    *("minimum_order_minutes", "maximum_order_minutes", "weekly_offer_minutes"),
    *("weekly_maximum_minutes", "months_to_complete", "ete_share", "travel_cap_minutes"),
    *("decision_working_days", "overbooking_margin", "notice_hours", "minutes_per_km"),
    *("person_travel_minutes", "no_lone_woman"),
)


def upgrade() -> None:
    _add_outcome_changes()
    _add_order_variations()
    _add_travel_decisions()
    _allow((*BEFORE, *(name for name, _ in EARNED)))
    op.bulk_insert(
        sa.table(
            "policies",
            sa.column("name", sa.String),
            sa.column("value", sa.Float),
            sa.column("valid_from", sa.Date),
            sa.column("source", sa.String),
            sa.column("version", sa.Integer),
            sa.column("created_at", sa.DateTime(timezone=True)),
            sa.column("updated_at", sa.DateTime(timezone=True)),
        ),
        [
            {
                "name": name,
                "value": value,
                "valid_from": IN_FORCE,
                "source": ACT_2026,
                "version": 1,
                "created_at": LOADED_AT,
                "updated_at": LOADED_AT,
            }
            for name, value in EARNED
        ],
    )


def _add_outcome_changes() -> None:
    op.create_table(
        "outcome_changes",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("because", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        *_dated(),
        _reference("outcome_changes", "account_id", "accounts"),
        _reference("outcome_changes", "appointment_id", "appointments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_changes")),
    )
    op.create_index(
        op.f("ix_outcome_changes_appointment_id"), "outcome_changes", ["appointment_id"]
    )


def _add_order_variations() -> None:
    op.create_table(
        "order_variations",
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("before_minutes", sa.Integer(), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        *_dated(),
        sa.CheckConstraint(
            "before_minutes > 0 AND after_minutes > 0", name=op.f("ck_order_variations_ordered")
        ),
        sa.CheckConstraint(
            "before_minutes <> after_minutes", name=op.f("ck_order_variations_changed")
        ),
        sa.CheckConstraint("reference <> ''", name=op.f("ck_order_variations_reference")),
        _reference("order_variations", "account_id", "accounts"),
        _reference("order_variations", "requirement_id", "requirements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_variations")),
    )
    op.create_index(
        op.f("ix_order_variations_requirement_id"), "order_variations", ["requirement_id"]
    )
    protect("order_variations")


def _add_travel_decisions() -> None:
    op.create_table(
        "travel_decisions",
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_dated(),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_travel_decisions_minutes")),
        sa.CheckConstraint(
            "(minutes > 0) = (entry_id IS NOT NULL)", name=op.f("ck_travel_decisions_credited")
        ),
        _reference("travel_decisions", "account_id", "accounts"),
        _reference("travel_decisions", "appointment_id", "appointments"),
        _reference("travel_decisions", "entry_id", "ledger_entries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_decisions")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_travel_decisions_entry_id")),
    )
    op.create_index(
        op.f("ix_travel_decisions_appointment_id"), "travel_decisions", ["appointment_id"]
    )
    op.create_index(
        "ix_travel_decisions_standing",
        "travel_decisions",
        ["appointment_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _dated() -> tuple[sa.Column[datetime], sa.Column[datetime], sa.Column[int]]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
    )


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    policies = sa.table("policies", sa.column("name"))
    op.execute(policies.delete().where(policies.c.name.in_([name for name, _ in EARNED])))
    _allow(BEFORE)
    op.drop_table("travel_decisions")
    op.drop_table("order_variations")
    op.drop_index(op.f("ix_outcome_changes_appointment_id"), table_name="outcome_changes")
    op.drop_table("outcome_changes")


def _allow(names: tuple[str, ...]) -> None:
    """Let a policy have one of these names and no other."""
    listed = ", ".join(f"'{name}'" for name in names)
    with op.batch_alter_table("policies", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_policies_name"), type_="check")
        batch_op.create_check_constraint(op.f("ck_policies_name"), f"name IN ({listed})")
