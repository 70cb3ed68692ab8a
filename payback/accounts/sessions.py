"""Signed-in browsers: each has a row that its cookie's secret leads to, until it is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam, cast, delete, func, select

from payback.accounts.models import Account, AccountArea, AccountSession
from payback.accounts.rules import Standing
from payback.core import clock
from payback.core.browser_session import LONGEST
from payback.core.references import hash_secret, new_secret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_AREA_IDS = (
    select(func.aggregate_strings(cast(AccountArea.area_id, String), ","))
    .where(AccountArea.account_id == Account.id)
    .scalar_subquery()
)
_OF_SESSION = (
    select(Account.id, Account.name, Account.role, Account.active, Account.demonstration, _AREA_IDS)
    .join(AccountSession, AccountSession.account_id == Account.id)
    .where(AccountSession.secret_hash == bindparam("secret_hash"))
)
"""Asked by every request of somebody who is signed in, so it is one query of what they may do."""


def begin(db: Session, account: Account) -> str:
    """Begin a session of an account and return its secret; rows of old ones are cleared away."""
    over = AccountSession.began_at < clock.now() - LONGEST
    db.execute(delete(AccountSession).where(AccountSession.account_id == account.id, over))
    secret = new_secret()
    db.add(AccountSession(account_id=account.id, secret_hash=hash_secret(secret)))
    db.flush()
    return secret


def end(db: Session, secret: str) -> None:
    """End one session; the account's others go on."""
    found = AccountSession.secret_hash == hash_secret(secret)
    db.execute(delete(AccountSession).where(found))


def end_all(db: Session, account: Account) -> None:
    """End every session of an account."""
    db.execute(delete(AccountSession).where(AccountSession.account_id == account.id))


def standing_of(db: Session, secret: str) -> Standing | None:
    """Return how the account of a session that has not been ended stands now."""
    row = db.execute(_OF_SESSION, {"secret_hash": hash_secret(secret)}).one_or_none()
    if row is None:
        return None
    account_id, name, role, active, demonstration, area_ids = row
    return Standing(
        id=account_id,
        name=name,
        role=role,
        active=active,
        demonstration=demonstration,
        area_ids=frozenset(map(int, area_ids.split(","))) if area_ids else frozenset(),
    )
