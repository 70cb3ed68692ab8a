"""Writes of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from payback.accounts import queries
from payback.accounts.models import Account
from payback.accounts.passwords import hash_password, password_matches
from payback.accounts.rules import password_fault
from payback.core import clock
from payback.core.access import Role
from payback.core.audit import AuditAction, record
from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.areas.models import Area


def open_account(
    db: Session,
    *,
    email: str,
    name: str,
    role: Role,
    areas: Sequence[Area],
    password: str,
    demonstration: bool = False,
) -> Account:
    """Add an account.

    Raises
    ------
    RuleBroken
        If the address is not one, is taken, or the password is too easy.
    """
    address = _address(email)
    if queries.account_by_email(db, address):
        raise RuleBroken("email", "An account with this email address already exists")
    if fault := password_fault(password, email=address, name=name):
        raise RuleBroken("password", fault)
    account = Account(
        email=address,
        name=name.strip(),
        role=role,
        password_hash=hash_password(password),
        demonstration=demonstration,
    )
    account.areas = [] if role is Role.ADMINISTRATOR else list(areas)
    db.add(account)
    db.flush()
    return account


def change_account(
    db: Session, account: Account, *, name: str, role: Role, areas: Sequence[Area]
) -> None:
    """Change what an account may do; its sessions end everywhere."""
    account.name = name.strip()
    account.role = role
    account.areas = [] if role is Role.ADMINISTRATOR else list(areas)
    account.session_epoch += 1
    db.flush()


def set_active(db: Session, account: Account, *, active: bool) -> None:
    """Close an account, whose sessions end everywhere, or open it again."""
    account.active = active
    account.session_epoch += 1
    db.flush()


def sign_in(db: Session, *, email: str, password: str) -> Account | None:
    """Return the account if address and password are right and it is active."""
    account = queries.account_by_email(db, email)
    right = password_matches(password, account.password_hash if account else None)
    if account is None or not right or not account.active:
        record(db, AuditAction.REFUSED, "accounts", account.id if account else None, "sign-in")
        return None
    account.last_signed_in_at = clock.now()
    record(db, AuditAction.SIGNED_IN, "accounts", account.id)
    return account


def change_password(db: Session, account: Account, *, current: str, new: str) -> None:
    """Change a password; every other session of the account ends.

    Raises
    ------
    RuleBroken
        If the current password is wrong or the new one is too easy.
    """
    if not password_matches(current, account.password_hash):
        raise RuleBroken("current_password", "Current password is not right")
    set_password(db, account, new=new)


def set_password(db: Session, account: Account, *, new: str) -> None:
    """Set a password without the current one, for an administrator at the command line."""
    if fault := password_fault(new, email=account.email, name=account.name):
        raise RuleBroken("new_password", fault)
    account.password_hash = hash_password(new)
    account.session_epoch += 1
    db.flush()


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        sentence = "Enter an email address in the correct format, like name@example.com"
        raise RuleBroken("email", sentence) from error
