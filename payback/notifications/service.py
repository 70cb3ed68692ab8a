"""Writes of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import jobs
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
