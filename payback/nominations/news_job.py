"""The job that tells nominators what has become of the work: one mail each, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock, jobs
from payback.core.access import WORKER
from payback.nominations import inbox_queries, queries
from payback.nominations.letters import tell_nominator
from payback.nominations.models import EventKind
from payback.nominations.news import TELL

if TYPE_CHECKING:
    from payback.core.jobs import JobContext

LETTERS = {
    EventKind.PLANNED: "work_planned",
    EventKind.UNPLANNED: "work_unplanned",
    EventKind.STARTED: "work_started",
    EventKind.PAUSED: "work_paused",
    EventKind.RESUMED: "work_resumed",
    EventKind.FINISHED: "work_finished",
    EventKind.ABANDONED: "work_abandoned",
}


@jobs.handler(TELL)
def tell_news(context: JobContext, event_id: int) -> None:
    """Put the mails of one piece of news in the outbox, in one transaction with the note of it."""
    with context.database.transaction(WORKER) as db:
        if not jobs.still_held(db, context):
            return
        event = queries.event_locked(db, event_id)
        if event is None or event.told_at is not None:
            return
        event.told_at = clock.now()
        earlier = [each for each in queries.news_of(db, event.nomination_id) if each.id < event.id]
        nomination = queries.nomination_by_id(db, event.nomination_id)
        for each in (nomination, *inbox_queries.merged_into(db, nomination.id)):
            tell_nominator(
                db,
                context.config,
                each,
                LETTERS[event.kind],
                on=event.on,
                reason=event.text,
                again=any(one.kind is event.kind for one in earlier),
            )
