"""Mail by GOV.UK Notify: one request, signed as its documentation says.

Its client for Python is not used: it needs a package that is published as source only, and an
installation would build that with whatever tools were published last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt
import requests

from payback.core import clock
from payback.notifications.refusals import notify_refusal

if TYPE_CHECKING:
    from payback.config import Config
    from payback.notifications.models import OutboxMessage

ADDRESS = "https://api.notifications.service.gov.uk"
TIMEOUT_SECONDS = 20
UUID_LENGTH = 36


def send(config: Config, message: OutboxMessage) -> None:
    """Hand a message to GOV.UK Notify.

    Raises
    ------
    RetryLater
        If it does not answer, or refuses for now.
    GivenUp
        If it refuses the message for good.
    """
    try:
        answer = requests.post(
            f"{(config.notify_url or ADDRESS).rstrip('/')}/v2/notifications/email",
            json={
                "email_address": message.recipient,
                "template_id": config.notify_template,
                "personalisation": {"subject": message.subject, "body": message.body},
                "reference": f"outbox-{message.id}",
            },
            headers={"Authorization": f"Bearer {_token(config.notify_key)}"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise notify_refusal(None) from error
    if answer.status_code != requests.codes.created:
        raise notify_refusal(answer.status_code)


def _token(key: str) -> str:
    """Sign a request that is made now; Notify believes it for half a minute.

    A key is a name, the service's id and a secret, joined by hyphens; the latter two are UUIDs.
    """
    service, secret = key[-2 * UUID_LENGTH - 1 : -UUID_LENGTH - 1], key[-UUID_LENGTH:]
    claims = {"iss": service, "iat": int(clock.now().timestamp())}
    return jwt.encode(claims, secret, algorithm="HS256")
