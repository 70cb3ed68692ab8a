"""Create nominations, their history, drafts and photographs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nominations",
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "more information",
                "approved",
                "declined",
                "merged",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "web",
                "phone",
                "email",
                "post",
                "in person",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("postcode", sa.String(length=40), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column(
            "work_type",
            sa.Enum(
                "gardening and open spaces",
                "cleaning streets and clearing litter",
                "decorating",
                "repairs, fences and paths",
                "removing graffiti",
                "cemeteries and churchyards",
                "helping in a charity or community centre",
                "something else",
                name="work_type",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column(
            "done_by",
            sa.Enum(
                "nobody",
                "volunteers",
                "paid people",
                name="done_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("has_budget", sa.Boolean(), nullable=False),
        sa.Column(
            "last_paid",
            sa.Enum(
                "never, as far as I know",
                "more than 2 years ago",
                "in the last 2 years",
                "I do not know",
                name="last_paid",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "owner",
            sa.Enum(
                "council or other public body",
                "charity or community group",
                "place of worship",
                "school, college or nursery",
                "business",
                "private person",
                "I do not know",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("toilets", sa.String(length=255), nullable=False),
        sa.Column("hand_washing", sa.String(length=255), nullable=False),
        sa.Column("site_access", sa.String(length=255), nullable=False),
        sa.Column("parking", sa.String(length=255), nullable=False),
        sa.Column("tools", sa.String(length=255), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("source != 'web' OR email != ''", name=op.f("ck_nominations_web_email")),
        sa.CheckConstraint(
            "state != 'approved' OR project_id IS NOT NULL",
            name=op.f("ck_nominations_approved_project"),
        ),
        sa.CheckConstraint(
            "state != 'merged' OR merged_into_id IS NOT NULL",
            name=op.f("ck_nominations_merged_into"),
        ),
        sa.CheckConstraint(
            "(lat IS NULL) = (lon IS NULL)", name=op.f("ck_nominations_whole_point")
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 260", name=op.f("ck_nominations_days")),
        sa.CheckConstraint("people BETWEEN 1 AND 200", name=op.f("ck_nominations_people")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_nominations_area_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["nominations.id"], name=op.f("fk_nominations_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_nominations_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
        sa.UniqueConstraint("project_id", name=op.f("uq_nominations_project_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_nominations_reference")),
    )
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.create_index("ix_nominations_area_id_state", ["area_id", "state"], unique=False)
        batch_op.create_index("ix_nominations_postcode", ["postcode"], unique=False)

    op.create_table(
        "criterion_answers",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column(
            "criterion",
            sa.Enum(
                "community-benefit",
                "paid-work",
                "profit",
                "demanding",
                name="criterion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "met",
                "not met",
                "unsure",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nominations.id"],
            name=op.f("fk_criterion_answers_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion_answers")),
        sa.UniqueConstraint(
            "nomination_id", "criterion", name=op.f("uq_criterion_answers_nomination_id_criterion")
        ),
    )
    op.create_table(
        "nomination_drafts",
        sa.Column("key_hash", sa.String(length=100), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nominations.id"],
            name=op.f("fk_nomination_drafts_nomination_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_drafts")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_nomination_drafts_key_hash")),
    )
    with op.batch_alter_table("nomination_drafts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_drafts_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "nomination_events",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "submitted",
                "asked",
                "answered",
                "approved",
                "declined",
                "merged",
                "withdrawn",
                "reopened",
                "note",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_nomination_events_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nominations.id"],
            name=op.f("fk_nomination_events_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_events")),
    )
    with op.batch_alter_table("nomination_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_events_nomination_id"), ["nomination_id"], unique=False
        )

    op.create_table(
        "nomination_links",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nominations.id"],
            name=op.f("fk_nomination_links_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_nomination_links_secret_hash")),
    )
    with op.batch_alter_table("nomination_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_links_nomination_id"), ["nomination_id"], unique=False
        )

    op.create_table(
        "requested_items",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "benefit",
                "paid work",
                "owner",
                "work",
                "size",
                "place",
                "toilets",
                "hand-washing",
                "access",
                "parking",
                "tools",
                "other",
                name="item",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nominations.id"],
            name=op.f("fk_requested_items_nomination_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requested_items")),
    )
    with op.batch_alter_table("requested_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requested_items_nomination_id"), ["nomination_id"], unique=False
        )

    op.create_table(
        "photographs",
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT released OR nomination_id IS NOT NULL", name=op.f("ck_photographs_released")
        ),
        sa.CheckConstraint(
            "draft_id IS NOT NULL OR nomination_id IS NOT NULL", name=op.f("ck_photographs_belongs")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["nomination_drafts.id"], name=op.f("fk_photographs_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_photographs_nomination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photographs")),
        sa.UniqueConstraint("name", name=op.f("uq_photographs_name")),
    )
    with op.batch_alter_table("photographs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photographs_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_photographs_nomination_id"), ["nomination_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("photographs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photographs_nomination_id"))
        batch_op.drop_index(batch_op.f("ix_photographs_draft_id"))

    op.drop_table("photographs")
    with op.batch_alter_table("requested_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requested_items_nomination_id"))

    op.drop_table("requested_items")
    with op.batch_alter_table("nomination_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_links_nomination_id"))

    op.drop_table("nomination_links")
    with op.batch_alter_table("nomination_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_events_nomination_id"))

    op.drop_table("nomination_events")
    with op.batch_alter_table("nomination_drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_drafts_expires_at"))

    op.drop_table("nomination_drafts")
    op.drop_table("criterion_answers")
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.drop_index("ix_nominations_postcode")
        batch_op.drop_index("ix_nominations_area_id_state")

    op.drop_table("nominations")
