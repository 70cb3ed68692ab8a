"""Work that has been given up, said on the first pages of those who can do it again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.access import Permission
from payback.core.notices import Notice, notice_on
from payback.core.web import actor
from payback.core.wording import plural
from payback.notifications.service import MAIL
from payback.oversight import queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

SAID_FOR = timedelta(days=7)


@notice_on("accounts.list_accounts", "areas.list_areas", "oversight.list_events")
def given_up(db: Session, _asked: Mapping[str, object]) -> Notice | None:
    """Say how much was given up in the last week and not done since."""
    if not actor().may(Permission.SEE_HEALTH):
        return None
    counts = queries.given_up_since(db, clock.now() - SAID_FOR)
    if not counts:
        return None
    messages = counts.pop(MAIL, 0)
    others = sum(counts.values())
    said = [plural(messages, "message")] if messages else []
    said += [plural(others, "other piece", "other pieces") + " of work"] if others else []
    values = {"what": " and ".join(said), "one": messages + others == 1}
    return Notice(template="oversight/given_up_notice.html", values=values)
