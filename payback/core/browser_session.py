"""The signed-in session in the browser's cookie: it begins, is used, and ends in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import session

from payback.core import clock
from payback.core.access import Role

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
IDLE_OF = {Role.SUPERVISOR: LONGEST}
"""A supervisor records when people come and when they go; a working day lies between."""
BEGAN, USED, OFFERS = "began", "used", "offers_kept"


def begin() -> None:
    """Start afresh: nothing of an earlier session survives a sign-in."""
    session.clear()
    session[BEGAN] = session[USED] = int(clock.now().timestamp())


def end() -> None:
    """Forget everything."""
    session.clear()


def offer_kept(*, offered: bool) -> None:
    """Note whether pages offer what is kept for whoever is signed in."""
    if offered != offers_kept():
        session[OFFERS] = offered


def offers_kept() -> bool:
    """Return whether pages offer what is kept."""
    return bool(session.get(OFFERS))


def still_valid(role: Role) -> bool:
    """Return whether the session is neither idle nor open for too long, and note the use.

    How long it may be idle depends on the role.
    """
    now = clock.now()
    began, used = _instant(BEGAN), _instant(USED)
    if (
        began is None
        or used is None
        or now - used > IDLE_OF.get(role, IDLE)
        or now - began > LONGEST
    ):
        return False
    session[USED] = int(now.timestamp())
    return True


def _instant(key: str) -> datetime | None:
    value = session.get(key)
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
