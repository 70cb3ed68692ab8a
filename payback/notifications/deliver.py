"""The job that delivers a message: to a file, by SMTP or by GOV.UK Notify."""

from __future__ import annotations

import os
from email.message import EmailMessage
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from payback.config import MailBackend
from payback.core import clock, jobs
from payback.core.access import WORKER
from payback.notifications import smtp
from payback.notifications.models import OutboxMessage
from payback.notifications.redaction import GONE, without_secrets
from payback.notifications.service import MAIL

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.config import Config


class Carrier(Protocol):
    """Something that takes a message away; raises ``RetryLater`` or ``GivenUp`` if it cannot."""

    def __call__(self, config: Config, message: OutboxMessage) -> None:
        """Take one message."""
        ...


@jobs.handler(MAIL)
def deliver(context: jobs.JobContext, message_id: int) -> None:
    """Deliver one message of the outbox, once."""
    with context.database.reading() as db:
        message = db.get(OutboxMessage, message_id)
    if message is None or message.sent_at is not None:
        return
    CARRIERS[context.config.mail](context.config, message)
    with context.database.transaction(WORKER) as db:
        if jobs.still_held(db, context):
            sent = db.get_one(OutboxMessage, message_id)
            sent.sent_at = clock.now()
            sent.body = GONE


@jobs.on_failure(MAIL)
def give_up(db: Session, message_id: int) -> None:
    """Forget the secrets of a message that is given up; tried again, it says where to ask."""
    message = db.get(OutboxMessage, message_id)
    if message is not None:
        message.body = without_secrets(message.body)


def _as_mail(config: Config, message: OutboxMessage) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = config.mail_from
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Date"] = clock.in_london(message.created_at)
    mail["Message-ID"] = f"<outbox-{message.id}@{urlsplit(config.base_url).hostname}>"
    mail.set_content(message.body)
    return mail


def to_file(config: Config, message: OutboxMessage) -> None:
    """Write the message to a file under the data folder, whole or not at all."""
    folder = config.data_dir / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{message.id:06d}.eml"
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(_as_mail(config, message).as_bytes())
    part.replace(path)


def by_smtp(config: Config, message: OutboxMessage) -> None:
    """Hand the message to the configured mail server."""
    smtp.send(config, _as_mail(config, message))


def by_notify(config: Config, message: OutboxMessage) -> None:
    """Hand the message to GOV.UK Notify."""
    from payback.notifications import govuk_notify  # an HTTP client that only its users load

    govuk_notify.send(config, message)


CARRIERS: dict[MailBackend, Carrier] = {
    MailBackend.FILES: to_file,
    MailBackend.SMTP: by_smtp,
    MailBackend.NOTIFY: by_notify,
}
