"""The account behind a browser session, for Flask-Login and the access guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_login import UserMixin

from payback.accounts import sessions
from payback.accounts.rules import may_sign_in
from payback.core import browser_session
from payback.core.access import ROLES, Actor, Role
from payback.core.guard import login_manager
from payback.core.web import reading, services

if TYPE_CHECKING:
    from collections.abc import Collection

    from payback.accounts.models import Account
    from payback.accounts.rules import Standing


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """What a request knows of its account."""

    account_id: int
    name: str
    role: Role
    area_ids: frozenset[int] | None
    secret: str

    def get_id(self) -> str:
        """Return what the cookie carries: the secret of its session."""
        return self.secret

    def actor(self, source: str) -> Actor:
        """Return the account as the actor of a request."""
        return Actor(
            name=self.role.value,
            account_id=self.account_id,
            permissions=ROLES[self.role],
            area_ids=self.area_ids,
            source=source,
        )


def signed_in(account: Account, secret: str) -> SignedIn:
    """Return what a request knows of an account, read with its areas, and of its new session."""
    return _known(account, [area.id for area in account.areas], secret)


def _known(account: Account | Standing, area_ids: Collection[int], secret: str) -> SignedIn:
    everywhere = account.role is Role.ADMINISTRATOR
    return SignedIn(
        account_id=account.id,
        name=account.name,
        role=account.role,
        area_ids=None if everywhere else frozenset(area_ids),
        secret=secret,
    )


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(secret: str) -> SignedIn | None:
    """Return the account of a cookie, unless its session has ended."""
    found = sessions.standing_of(reading(), secret)
    if found is None or not may_sign_in(found, services().config):
        return None
    if not browser_session.still_valid(found.role):
        return None
    return _known(found, found.area_ids, secret)
