"""Drafts go after a week; nominators' details a year after a nomination was declined or withdrawn.

A job that is due then is written with the draft and with the decision. A nomination that was opened
again meanwhile is left alone: the next decision writes its own job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from payback.core import clock, jobs
from payback.core.access import WORKER
from payback.nominations import drafts, inbox_queries, photographs, queries
from payback.nominations.models import NominationState
from payback.notifications.models import OutboxMessage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.core.jobs import JobContext
    from payback.nominations.models import Nomination

FORGET = "forget nominator"
KEPT = timedelta(days=365)
CLOSED = frozenset({NominationState.DECLINED, NominationState.WITHDRAWN})
DETAILS = ("contact_name", "organisation", "email", "phone")


def forget_later(db: Session, nomination: Nomination) -> None:
    """See to it that the details of a nomination that was just closed go in a year."""
    jobs.enqueue(db, FORGET, nomination.id, due_at=clock.now() + KEPT)


@jobs.handler(FORGET)
def forget_nominator(context: JobContext, nomination_id: int) -> None:
    """Delete who sent a nomination, and those joined with it, if it is closed for a year."""
    names: list[str] = []
    with context.database.transaction(WORKER) as db:
        if not jobs.still_held(db, context):
            return
        nomination = queries.nomination_locked(db, nomination_id)
        if nomination is None or not _is_over(nomination):
            return
        for each in (nomination, *inbox_queries.merged_into(db, nomination.id)):
            names += _forget(db, each)
    for name in names:
        photographs.forget(context.config, name)


@jobs.handler(drafts.FORGET)
def forget_draft(context: JobContext, draft_id: int) -> None:
    """Delete a draft whose time is over; one that was answered since is looked at again later."""
    names: list[str] = []
    with context.database.transaction(WORKER) as db:
        if not jobs.still_held(db, context):
            return
        draft = queries.draft_locked(db, draft_id)
        if draft is None:
            return
        if draft.expires_at > clock.now():
            drafts.forget_later(db, draft)
        else:
            names = drafts.forget(db, draft)
    for name in names:
        photographs.forget(context.config, name)


def _is_over(nomination: Nomination) -> bool:
    if nomination.state not in CLOSED or nomination.decided_at is None:
        return False
    return nomination.decided_at + KEPT <= clock.now()


def _forget(db: Session, nomination: Nomination) -> list[str]:
    """Delete the details; return the files to remove after the commit."""
    nomination.forgotten_at = clock.now()
    for name in DETAILS:
        setattr(nomination, name, "")
    shown = queries.photographs_of(db, nomination.id)
    for photograph in shown:
        db.delete(photograph)
    for link in queries.links_of(db, nomination.id):
        db.delete(link)
    db.execute(
        delete(OutboxMessage).where(
            OutboxMessage.about_kind == "nominations", OutboxMessage.about_id == nomination.id
        )
    )
    db.flush()
    return [photograph.name for photograph in shown]
