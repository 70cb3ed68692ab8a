"""Refuse two bookings, or two duties, of one person at one time.

Rows that overlap already are kept: the service lists them as breaks until somebody decides.
"""

from migrations.overlaps import allow_overlaps, refuse_overlaps

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    refuse_overlaps()


def downgrade() -> None:
    allow_overlaps()
