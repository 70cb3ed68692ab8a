"""Reads of accounts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import selectinload

from payback.accounts.models import Account, AccountArea
from payback.areas.models import Area
from payback.core.characters import as_email
from payback.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.access import Role


BY_NAME = (Account.active.desc(), Account.name, Account.id)


def account_by_email(db: Session, email: str) -> Account | None:
    """Return the account of an e-mail address, with its areas."""
    query = select(Account).where(Account.email == as_email(email))
    return db.execute(query.options(selectinload(Account.areas))).scalar_one_or_none()


def account_by_id(db: Session, account_id: int) -> Account | None:
    """Return an account with its areas."""
    query = select(Account).where(Account.id == account_id)
    return db.execute(query.options(selectinload(Account.areas))).scalar_one_or_none()


def all_accounts(db: Session) -> Sequence[Account]:
    """Return the accounts with their areas, by name."""
    query = select(Account).order_by(*BY_NAME)
    return db.scalars(query.options(selectinload(Account.areas))).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAccount:
    """What the list shows of an account."""

    id: int
    name: str
    email: str
    role: Role
    active: bool
    last_signed_in_at: datetime | None
    areas: Sequence[str]
    """Their names, in order."""


def list_accounts(db: Session, words: str = "", *, offset: int, limit: int) -> list[ListedAccount]:
    """Return a page of the accounts, by name, with the names of their areas.

    Parameters
    ----------
    words
        Part of a name or of an e-mail address; empty for all.
    """
    columns = (Account.id, Account.name, Account.email, Account.role, Account.active)
    query = select(*columns, Account.last_signed_in_at).where(_matches(words)).order_by(*BY_NAME)
    rows = db.execute(query.offset(offset).limit(limit)).all()
    areas: dict[int, list[str]] = defaultdict(list)
    named = db.execute(
        select(AccountArea.account_id, Area.name)
        .join(Area, Area.id == AccountArea.area_id)
        .where(AccountArea.account_id.in_([row.id for row in rows]))
        .order_by(AccountArea.account_id, func.lower(Area.name))
    )
    for account_id, name in named:
        areas[account_id].append(name)
    return [ListedAccount(**row._mapping, areas=areas[row.id]) for row in rows]


def count_accounts(db: Session, words: str = "") -> int:
    """Return how many accounts `list_accounts` returns in all."""
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
