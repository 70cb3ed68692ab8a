"""What somebody sent when they were no longer signed in: kept for them alone, for a day.

Never with passwords or files. Nobody but the account that the form was drawn for is ever shown it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from payback.core import clock
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated
from payback.core.sent import Pairs, pairs_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.sent import Sent

KEPT_FOR = timedelta(hours=24)
LONGEST = 500_000
"""Characters of answers that are kept; nobody types more."""


class KeptForm(Unaudited, Dated, Base):
    """The answers of one form, and the address that it was sent to."""

    __tablename__ = "kept_forms"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    address: Mapped[str] = mapped_column(Text)
    answers: Mapped[str] = mapped_column(Text)
    had_files: Mapped[bool] = mapped_column(default=False)
    had_answers: Mapped[bool] = mapped_column(default=True)

    @property
    def pairs(self) -> Pairs:
        """The answers, as they were sent."""
        return pairs_of(self.answers)


def keep(db: Session, account_id: int, address: str, answers: Sent) -> bool:
    """Keep what was sent, in place of what was kept of the same form; return whether it could be.

    What has been kept for longer than a day is forgotten at the same time.
    """
    if len(answers.as_text) > LONGEST:
        return False
    db.execute(delete(KeptForm).where(KeptForm.created_at < clock.now() - KEPT_FOR))
    db.execute(delete(KeptForm).where(*_of(account_id), KeptForm.address == address))
    row = KeptForm(account_id=account_id, address=address, answers=answers.as_text)
    row.had_files, row.had_answers = bool(answers.files), answers.has_answers
    db.add(row)
    return True


def newest(db: Session, account_id: int) -> KeptForm | None:
    """Return what was last kept for an account and is not a day old."""
    query = select(KeptForm).where(*_of(account_id), KeptForm.created_at >= clock.now() - KEPT_FOR)
    return db.scalar(query.order_by(KeptForm.id.desc()).limit(1))


def drop(db: Session, account_id: int, kept_id: int, *, path: str = "") -> None:
    """Forget something that was kept for an account; with a path, only what was sent there."""
    found = db.scalar(select(KeptForm).where(*_of(account_id), KeptForm.id == kept_id))
    if found is not None and path in ("", found.address.partition("?")[0]):
        db.execute(delete(KeptForm).where(KeptForm.id == kept_id))


def id_of(sent: str | None) -> int | None:
    """Return the id that a form carries of what was kept; nothing if it is none."""
    usable = sent and sent.isascii() and sent.isdigit() and len(sent) < 10
    return int(sent) if sent and usable else None


def _of(account_id: int) -> tuple[ColumnElement[bool], ...]:
    return (KeptForm.account_id == account_id,)
