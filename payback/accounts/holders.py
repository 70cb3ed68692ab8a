"""Whose account it is in a later feature: asked when somebody can no longer do their work with it.

A feature in which people work by an account registers a source here, so that this feature need not
know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    Source = Callable[[Session, int], "Holder | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who is planned for work that needs the account.

    ``stop`` sees to it that they are planned no more, in the transaction that it is called in.
    """

    name: str
    stop: Callable[[], None]


_sources: list[Source] = []


def holds_accounts(source: Source) -> Source:
    """Register a function that returns the holder of an account by its id, if there is one."""
    if source not in _sources:
        _sources.append(source)
    return source


def holder_of(db: Session, account_id: int) -> Holder | None:
    """Return who is planned for work that needs an account."""
    found = (source(db, account_id) for source in _sources)
    return next((holder for holder in found if holder is not None), None)
