"""The demonstration's sign-ins. They exist only in demonstration data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.accounts.models import Account
from payback.accounts.passwords import OF_DEMONSTRATIONS, hash_password
from payback.core.access import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.areas.models import Area

PASSWORD = OF_DEMONSTRATIONS
DOMAIN = "payback.example"
NAMES = {
    Role.ADMINISTRATOR: "Ada Administrator",
    Role.COORDINATOR: "Colin Coordinator",
    Role.MANAGER: "Mary Manager",
    Role.PARTNER: "Petra Partner",
}
SHOWN = (
    *(Role.ADMINISTRATOR, Role.COORDINATOR, Role.SUPERVISOR),
    *(Role.MANAGER, Role.PARTNER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """What the accounts of supervisors share."""

    password_hash: str


def open_accounts(db: Session, areas: Sequence[Area]) -> Accounts:
    """Add one account for each role that works at a desk; a partner sees the first area only."""
    password_hash = hash_password(PASSWORD)
    for role, name in NAMES.items():
        account = Account(
            email=f"{role.value}@{DOMAIN}",
            name=name,
            role=role,
            password_hash=password_hash,
            demonstration=True,
        )
        account.areas = {
            Role.ADMINISTRATOR: [],
            Role.PARTNER: list(areas[:1]),
        }.get(role, list(areas))
        db.add(account)
    db.flush()
    return Accounts(password_hash=password_hash)


def sign_ins(db: Session) -> list[tuple[str, str]]:
    """Return role and e-mail address of each sign-in worth trying: the first of each role."""
    first = select(func.min(Account.id)).where(Account.demonstration, Account.active)
    query = select(Account).where(Account.id.in_(first.group_by(Account.role)))
    found = {account.role: account.email for account in db.scalars(query)}
    return [(role.value, found[role]) for role in SHOWN if role in found]
