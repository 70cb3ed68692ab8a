"""The account behind a browser session, for Flask-Login and the access guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_login import UserMixin

from payback.accounts.queries import account_by_id
from payback.core import browser_session
from payback.core.access import ROLES, Actor, Role
from payback.core.guard import login_manager
from payback.core.web import reading

if TYPE_CHECKING:
    from payback.accounts.models import Account


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What a request knows of its account."""

    account_id: int
    name: str
    role: Role
    area_ids: frozenset[int] | None
    epoch: int

    def get_id(self) -> str:
        """Return what the cookie carries: the account and the epoch of its sessions."""
        return f"{self.account_id}:{self.epoch}"

    def actor(self, source: str) -> Actor:
        """Return the account as the actor of a request."""
        return Actor(
            name=self.role.value,
            account_id=self.account_id,
            permissions=ROLES[self.role],
            area_ids=self.area_ids,
            source=source,
        )


def signed_in(account: Account) -> SignedIn:
    """Return what a request knows of an account."""
    everywhere = account.role is Role.ADMINISTRATOR
    return SignedIn(
        account_id=account.id,
        name=account.name,
        role=account.role,
        area_ids=None if everywhere else frozenset(area.id for area in account.areas),
        epoch=account.session_epoch,
    )


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(cookie_id: str) -> SignedIn | None:
    """Return the account of a cookie, unless its session has ended."""
    account_id, _, epoch = cookie_id.partition(":")
    if not (account_id.isascii() and account_id.isdigit()) or not browser_session.still_valid():
        return None
    account = account_by_id(reading(), int(account_id))
    if account is None or not account.active or str(account.session_epoch) != epoch:
        return None
    return signed_in(account)
