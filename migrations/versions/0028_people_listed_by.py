"""Find the people of a page of the list by an index, in the order of the list."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LISTED_BY = "lower(CASE WHEN limited_access THEN crn ELSE family_name END)"


def upgrade() -> None:
    op.create_index("ix_people_listed_by", "people", [sa.text(LISTED_BY), "given_name", "id"])


def downgrade() -> None:
    op.drop_index("ix_people_listed_by", table_name="people")
