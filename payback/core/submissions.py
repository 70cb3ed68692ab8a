"""Double submits: a form carries a one-use token, which is stored with the form's result.

The token stands for what the form said and of which record: sent again with the same answers it
leads to the same page; with other answers, or to another record's address, it is a conflict, and
what was saved first is shown beside them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Text, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from payback.core import clock
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text100, Text255
from payback.core.errors import Conflict
from payback.core.sent import Pairs, Sent, pairs_of, sent

MAX_TOKEN = 100
ANSWERS_KEPT = timedelta(hours=24)
"""How long answers are kept to be compared; afterwards only their digest is."""


class Submission(Unaudited, Dated, Base):
    """A form that was sent, what it said, and the page that it led to."""

    __tablename__ = "submissions"

    token: Mapped[Text100] = mapped_column(unique=True)
    result: Mapped[Text255] = mapped_column(default="")
    digest: Mapped[Text100] = mapped_column(default="")
    answers: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a form said when it was sent first, and where that led to."""

    pairs: Pairs
    address: str


class SentOtherwise(Conflict):
    """A form was sent again with other answers than the first time, or for another record."""

    def __init__(self, earlier: Earlier) -> None:
        sentence = "This page was sent before with other answers, or for another record, and saved."
        super().__init__(sentence)
        self.earlier = earlier


def new_token() -> str:
    """Return a token for one form."""
    return secrets.token_urlsafe(24)


def earlier_result(db: Session, token: str, answers: Sent | None = None) -> str | None:
    """Claim a token; return the address that an earlier submit led to, if there was one.

    A second submit at the same moment waits here for the first one's commit.

    Parameters
    ----------
    db
        The transaction that does what the form asks for.
    token
        The form's one-use token; without a usable one every submit is taken as new.
    answers
        What the form said; what this request sent if left out.

    Raises
    ------
    SentOtherwise
        If the token was used before with other answers, or for another record.
    """
    if not token or len(token) > MAX_TOKEN:
        return None
    answers = answers or sent()
    if _claimed(db, token, answers):
        _forget_old_answers(db)
        return None
    earlier = db.execute(select(Submission).where(Submission.token == token)).scalar_one()
    if earlier.result and earlier.digest not in ("", answers.digest):
        raise SentOtherwise(Earlier(pairs=pairs_of(earlier.answers), address=earlier.result))
    return earlier.result or None


def keep_result(db: Session, token: str, address: str) -> None:
    """Store where a submit led to."""
    db.execute(update(Submission).where(Submission.token == token).values(result=address))


def _claimed(db: Session, token: str, answers: Sent) -> bool:
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    now = clock.now()
    claim = dialect.insert(Submission).values(
        token=token,
        result="",
        digest=answers.digest,
        answers=answers.as_text,
        created_at=now,
        updated_at=now,
    )
    claimed = db.execute(claim.on_conflict_do_nothing().returning(Submission.id))
    return claimed.scalar_one_or_none() is not None


def _forget_old_answers(db: Session) -> None:
    db.execute(
        update(Submission)
        .where(Submission.created_at < clock.now() - ANSWERS_KEPT, Submission.answers != "")
        .values(answers="")
    )
