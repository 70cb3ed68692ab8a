"""Files that were checked and wait for the word to be imported."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.columns import Base, Dated, Text100


class CheckedFile(Dated, Base):
    """A file as it was checked: only its owner may import it, soon, and only this very content.

    It holds personal data, so it is deleted when it is imported and when it is an hour old.
    """

    __tablename__ = "checked_files"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    sha256: Mapped[Text100]
    content: Mapped[bytes] = mapped_column(LargeBinary)
