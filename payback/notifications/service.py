"""Writes of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.core import clock, jobs
from payback.notifications.models import OutboxMessage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MAIL = "mail"


def post(
    db: Session, *, recipient: str, subject: str, body: str, about_kind: str, about_id: int
) -> OutboxMessage:
    """Put a message in the outbox; it is delivered after the caller's transaction has committed.

    Parameters
    ----------
    recipient
        One e-mail address.
    subject, body
        Plain text, without the name or number of a person on probation.
    about_kind, about_id
        The record that the message tells of, such as ``nominations`` and its id.
    """
    message = OutboxMessage(
        recipient=recipient,
        subject=" ".join(subject.split())[:255],
        body=body,
        about_kind=about_kind,
        about_id=about_id,
    )
    db.add(message)
    db.flush()
    message.job_id = jobs.enqueue(db, MAIL, message.id).id
    return message


def take_back(db: Session, message: OutboxMessage) -> bool:
    """Keep a message from leaving; return whether that was still possible.

    Not once a worker has begun to deliver it. The job is locked until the commit, so that none
    begins meanwhile.
    """
    job = db.scalar(
        select(jobs.Job)
        .where(jobs.Job.id == message.job_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if message.sent_at or job is None:
        return False
    if job.state in (jobs.JobState.QUEUED, jobs.JobState.FAILED):
        job.state, job.ended_at = jobs.JobState.STOPPED, clock.now()
        db.flush()
    return job.state is jobs.JobState.STOPPED
