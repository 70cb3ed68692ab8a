"""The key under which a phone keeps its owner's lists and records: derived, never stored here."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass

HELD_HOURS = 12
"""How long a phone keeps lists after it fetched them: a working day with the way there and back."""
PURPOSE = b"payback phone, sealing key of account "


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKey:
    """The key of one account, the same on each of its phones and after each sign-in.

    Parameters
    ----------
    owner
        Names the key without telling it; sealed records carry it.
    secret
        32 bytes for AES-GCM, in base64.
    """

    owner: str
    secret: str


def sealing_key(service_secret: str, account_id: int) -> SealingKey:
    """Return the key of an account.

    Parameters
    ----------
    service_secret
        The service's own secret. When it is changed, keys change too, and what no phone has sent
        yet cannot be opened any more.
    account_id
        Whose key; no other account's key follows from it.
    """
    raw = _derived(service_secret, PURPOSE + str(account_id).encode())
    owner = hashlib.sha256(raw).hexdigest()[:20]
    return SealingKey(owner=owner, secret=b64encode(raw).decode())


def _derived(service_secret: str, purpose: bytes) -> bytes:
    return hmac.new(service_secret.encode(), purpose, hashlib.sha256).digest()
