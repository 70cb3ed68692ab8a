"""How many nominations may be sent: many from one network, few by one person.

A library or an office has one network for many people. One person, known by the e-mail address in
the draft, may not nominate for all of them. Only nominations that were stored count: what is
refused, not complete or sent twice takes nothing from anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from payback.core.access import Permission
from payback.core.references import hash_secret
from payback.core.throttle import limiter
from payback.core.web import actor, network_of_request, reading
from payback.nominations import draft_cookie, queries
from payback.nominations.questions import CONTACT

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

    Send = Callable[[], ResponseReturnValue]

MOST_OF_A_NETWORK = "60 per hour"
MOST_OF_A_PERSON = "6 per hour"
OF_A_NETWORK = (
    "Many nominations have been sent from your network in the last hour, perhaps by other people. "
    "Your answers are kept in this browser."
)
OF_A_PERSON = (
    "You have sent as many nominations as one person can in an hour. Your answers are kept in this "
    "browser."
)


def limit_sending(send: Send) -> Send:
    """Limit what sends a complete nomination, except for staff who decide on them.

    All limits are tested before; all are counted after, if ``count_sent`` was called.
    """
    for most, key, said in (
        (MOST_OF_A_NETWORK, network_of_request, OF_A_NETWORK),
        (MOST_OF_A_PERSON, _person, OF_A_PERSON),
    ):
        send = limiter.limit(
            most,
            methods=["POST"],
            key_func=key,
            exempt_when=_decides,
            deduct_when=_is_sent,
            error_message=said,
        )(send)
    return send


def count_sent() -> None:
    """Count this request: it has stored a nomination."""
    g.nomination_sent = True


def _is_sent(_response: Response) -> bool:
    return bool(g.get("nomination_sent"))


def _decides() -> bool:
    return actor().may(Permission.DECIDE_NOMINATIONS)


def _person() -> str:
    key = draft_cookie.draft_key()
    draft = queries.draft_by_key(reading(), key) if key else None
    contact = draft.answers.get(CONTACT, {}) if draft else {}
    email = str(contact.get("email") or key).strip().lower()
    return f"person:{network_of_request()}:{hash_secret(email)}"
