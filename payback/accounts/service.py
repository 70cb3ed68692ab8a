"""Writes of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import update

from payback.accounts import queries, sessions
from payback.accounts.models import Account
from payback.accounts.passwords import hash_password, password_matches
from payback.accounts.rules import may_sign_in, password_fault
from payback.core import bulk, clock
from payback.core.access import Role
from payback.core.audit import AuditAction, record
from payback.core.errors import RuleBroken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.areas.models import Area
    from payback.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whose password was asked for, and which stored hash it was right for, if any."""

    account_id: int | None
    proven: str | None


def choose_password(password: str, *, email: str, name: str, field: str) -> str:
    """Return the hash of a new password that is hard enough to guess.

    Slow on purpose: call it before a transaction, never inside one.

    Raises
    ------
    RuleBroken
        At ``field``, if the password is too easy.
    """
    if fault := password_fault(password, email=email, name=name):
        raise RuleBroken(field, fault)
    return hash_password(password)


def open_account(
    db: Session, *, email: str, name: str, role: Role, areas: Sequence[Area], password_hash: str
) -> Account:
    """Add an account with the hash of a password that `choose_password` has accepted.

    Raises
    ------
    RuleBroken
        If the address is not one or is taken.
    """
    address = _address(email)
    if queries.account_by_email(db, address):
        raise RuleBroken("email", "An account with this email address already exists")
    account = Account(email=address, name=name.strip(), role=role, password_hash=password_hash)
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
    sessions.end_all(db, account)
    db.flush()


def set_active(db: Session, account: Account, *, active: bool) -> None:
    """Close an account, whose sessions end everywhere, or open it again."""
    account.active = active
    sessions.end_all(db, account)
    db.flush()


def prove(db: Session, *, email: str, password: str) -> Proof:
    """Check address and password; slow on purpose, so on a session for reads."""
    account = queries.account_by_email(db, email)
    stored = account.password_hash if account else None
    right = password_matches(password, stored)
    return Proof(account_id=account.id if account else None, proven=stored if right else None)


def sign_in(db: Session, config: Config, proof: Proof) -> tuple[Account, str] | None:
    """Return the account and its session's secret, if the proof still holds and it is open."""
    account = queries.account_by_id(db, proof.account_id or 0)
    if account is None or account.password_hash != proof.proven:
        record(db, AuditAction.REFUSED, "accounts", proof.account_id, "sign-in")
        return None
    if not may_sign_in(account, config):
        record(db, AuditAction.REFUSED, "accounts", account.id, "sign-in of a closed account")
        return None
    db.execute(
        update(Account).where(Account.id == account.id).values(last_signed_in_at=clock.now()),
        execution_options=bulk.SIGN_INS.options,
    )
    record(db, AuditAction.SIGNED_IN, "accounts", account.id)
    return account, sessions.begin(db, account)


def sign_out(db: Session, account_id: int | None, secret: str) -> None:
    """End one session."""
    sessions.end(db, secret)
    record(db, AuditAction.SIGNED_OUT, "accounts", account_id)


def set_password(db: Session, account: Account, password_hash: str) -> None:
    """Set a password by its hash; every session of the account ends."""
    account.password_hash = password_hash
    sessions.end_all(db, account)
    db.flush()


def close_demonstration(db: Session) -> int:
    """Close every account of a demonstration and end its sessions; return how many there were."""
    accounts = [each for each in queries.all_accounts(db) if each.demonstration and each.active]
    for account in accounts:
        account.active = False
        sessions.end_all(db, account)
    db.flush()
    return len(accounts)


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        sentence = "Enter an email address in the correct format, like name@example.com"
        raise RuleBroken("email", sentence) from error
