"""Reads of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import selectinload

from payback.accounts.models import Account
from payback.core.characters import as_email
from payback.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


def account_by_email(db: Session, email: str) -> Account | None:
    """Return the account of an e-mail address, with its areas."""
    query = select(Account).where(Account.email == as_email(email))
    return db.execute(query.options(selectinload(Account.areas))).scalar_one_or_none()


def account_by_id(db: Session, account_id: int) -> Account | None:
    """Return an account with its areas."""
    query = select(Account).where(Account.id == account_id)
    return db.execute(query.options(selectinload(Account.areas))).scalar_one_or_none()


def all_accounts(
    db: Session, words: str = "", *, offset: int = 0, limit: int | None = None
) -> Sequence[Account]:
    """Return the accounts, or a page of them, with their areas, by name.

    Parameters
    ----------
    words
        Part of a name or of an e-mail address; empty for all.
    """
    query = select(Account).where(_matches(words))
    query = query.order_by(Account.active.desc(), Account.name, Account.id)
    query = query.offset(offset).limit(limit)
    return db.execute(query.options(selectinload(Account.areas))).scalars().all()


def count_accounts(db: Session, words: str = "") -> int:
    """Return how many accounts `all_accounts` returns in all."""
    return db.execute(select(func.count(Account.id)).where(_matches(words))).scalar_one()


def _matches(words: str) -> ColumnElement[bool]:
    if not words:
        return true()
    return or_(
        Account.name.icontains(words, autoescape=True),
        Account.email.icontains(words, autoescape=True),
    )


def open_demonstration_accounts(db: Session) -> int:
    """Return how many accounts of a demonstration could sign in."""
    query = select(func.count(Account.id)).where(Account.demonstration, Account.active)
    return db.execute(query).scalar_one()


def account_or_404(db: Session, account_id: int | None) -> Account:
    """Return an account."""
    account = account_by_id(db, account_id or 0)
    if account is None:
        raise NotFound
    return account
