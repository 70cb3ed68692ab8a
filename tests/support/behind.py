"""Changing rows behind the audit trail's back, as nothing in the service may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payback.core.bulk import Permit

if TYPE_CHECKING:
    from sqlalchemy import Executable, Result
    from sqlalchemy.orm import Session

BEHIND = Permit("A test makes what came from elsewhere, or from an earlier version.")
BEFORE = Permit("A test writes into the tables of an earlier version.", marks=False)


def behind(db: Session, statement: Executable) -> Result[Any]:
    """Execute a statement that leaves no line in the trail."""
    return db.execute(statement, execution_options=BEHIND.options)


def before(db: Session, statement: Executable) -> Result[Any]:
    """Execute a statement in a database of an earlier version, which kept no answers."""
    return db.execute(statement, execution_options=BEFORE.options)
