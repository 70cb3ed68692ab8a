"""Double submits: a form carries a one-use token, which is stored with the form's result."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from payback.core import clock
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text100, Text255

MAX_TOKEN = 100


class Submission(Unaudited, Dated, Base):
    """A form that was sent, and the page that it led to."""

    __tablename__ = "submissions"

    token: Mapped[Text100] = mapped_column(unique=True)
    result: Mapped[Text255] = mapped_column(default="")


def new_token() -> str:
    """Return a token for one form."""
    return secrets.token_urlsafe(24)


def earlier_result(db: Session, token: str) -> str | None:
    """Claim a token; return the address that an earlier submit led to, if there was one.

    A second submit at the same moment waits here for the first one's commit.
    """
    if not token or len(token) > MAX_TOKEN:
        return None
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    now = clock.now()
    claim = dialect.insert(Submission).values(
        token=token, result="", created_at=now, updated_at=now
    )
    if db.execute(claim.on_conflict_do_nothing().returning(Submission.id)).scalar_one_or_none():
        return None
    return (
        db.execute(select(Submission.result).where(Submission.token == token)).scalar_one() or None
    )


def keep_result(db: Session, token: str, address: str) -> None:
    """Store where a submit led to."""
    db.execute(update(Submission).where(Submission.token == token).values(result=address))
