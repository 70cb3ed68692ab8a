"""Writes of calendar addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from payback.calendars import queries
from payback.calendars.models import Feed
from payback.calendars.rules import client_of
from payback.core import bulk, clock
from payback.core.errors import RuleBroken
from payback.core.references import hash_secret, new_secret
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_FEEDS = 10
NOTED_EVERY = timedelta(minutes=1)


def open_feed(db: Session, supervisor: Supervisor, name: str) -> tuple[Feed, str]:
    """Make a calendar address.

    Parameters
    ----------
    supervisor
        Whose sessions it shows.
    name
        What the supervisor calls it, such as "My phone".

    Returns
    -------
    The address and its secret, which nobody can read again.

    Raises
    ------
    RuleBroken
        Naming ``name``, if there is one of that name or there are too many.
    """
    db.execute(select(Supervisor.id).where(Supervisor.id == supervisor.id).with_for_update())
    feeds = queries.live_feeds(db, supervisor.id)
    if any(each.name.casefold() == name.casefold() for each in feeds):
        raise RuleBroken("name", "You have a calendar address of that name. Enter another name")
    if len(feeds) >= MOST_FEEDS:
        raise RuleBroken(
            "name", f"You have {MOST_FEEDS} calendar addresses. Switch one off before you add one"
        )
    secret = new_secret()
    feed = Feed(supervisor_id=supervisor.id, secret_hash=hash_secret(secret), name=name)
    db.add(feed)
    db.flush()
    return feed, secret


def revoke_feed(feed: Feed) -> None:
    """Switch a calendar address off for ever; nothing happens if it is off."""
    if feed.revoked_at is None:
        feed.revoked_at = clock.now()


def note_fetch(db: Session, feed_id: int, user_agent: str) -> None:
    """Remember when an address was last fetched, and by what; at most once a minute."""
    now, client = clock.now(), client_of(user_agent)
    db.execute(
        update(Feed)
        .where(Feed.id == feed_id)
        .where(
            or_(
                Feed.last_fetched_at.is_(None),
                Feed.last_fetched_at < now - NOTED_EVERY,
                Feed.last_client != client,
            )
        )
        .values(last_fetched_at=now, last_client=client),
        execution_options=bulk.FETCHES.options,
    )
