"""Signed-in browsers: each has a row that its cookie's secret leads to, until it is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from payback.accounts.models import Account, AccountSession
from payback.core import clock
from payback.core.browser_session import LONGEST
from payback.core.references import hash_secret, new_secret

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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


def account_of(db: Session, secret: str) -> Account | None:
    """Return the account of a session that has not been ended, with its areas."""
    query = (
        select(Account)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(AccountSession.secret_hash == hash_secret(secret))
        .options(selectinload(Account.areas))
    )
    return db.execute(query).scalar_one_or_none()
