"""Missing outcomes on the first page of those who can see to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.attendance.queries import owed_before
from payback.core import clock
from payback.core.access import Permission
from payback.core.notices import Notice, notice_on
from payback.core.web import actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@notice_on("nominations.list_inbox")
def missing_outcomes(db: Session, _asked: Mapping[str, object]) -> Notice | None:
    """Say how many outcomes are missing from before today, and for how many days."""
    if not actor().may(Permission.RECORD_ATTENDANCE):
        return None
    today = clock.today()
    owed = owed_before(db, actor(), today)
    if owed.oldest_on is None:
        return None
    values = {"owed": owed, "days": (today - owed.oldest_on).days}
    return Notice(template="attendance/missing_notice.html", values=values)
