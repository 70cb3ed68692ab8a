"""A file that somebody loads, how far it is, and what its check found."""

from __future__ import annotations

import json
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.access import Actor, Permission
from payback.core.columns import Base, Dated, Text40, Text255, enum_column
from payback.core.jobs import Job


class ImportState(StrEnum):
    """The states of a file."""

    CHECKING = "checking"
    FAULTY = "faulty"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    OUTDATED = "outdated"


class FileImport(Dated, Base):
    """A file of one account; nobody else sees it, and its content goes after an hour.

    ``position`` is how many of its ``total`` records have been taken: it is written in the very
    transaction that takes them.
    """

    __tablename__ = "file_imports"

    kind: Mapped[Text40]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    acts_as: Mapped[str] = mapped_column(Text)
    state: Mapped[ImportState] = mapped_column(
        enum_column(ImportState, "state"), default=ImportState.CHECKING
    )
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    findings: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    total: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    remark: Mapped[Text255] = mapped_column(default="")

    job: Mapped[Job] = relationship(lazy="raise")

    @property
    def unchanged(self) -> int:
        """How many records the file would leave as they are."""
        return self.total - self.added - self.changed

    @property
    def actor(self) -> Actor:
        """In whose name, and with whose rights, the file is compared and taken."""
        kept = json.loads(self.acts_as)
        areas = kept["area_ids"]
        return Actor(
            name=kept["name"],
            account_id=self.account_id,
            permissions=frozenset(each for each in Permission if each.name in kept["permissions"]),
            area_ids=None if areas is None else frozenset(areas),
            source=kept["source"],
        )


def written(actor: Actor) -> str:
    """Write down who acts, for a job that acts later in their name."""
    areas = actor.area_ids
    return json.dumps(
        {
            "name": actor.name,
            "permissions": sorted(each.name for each in actor.permissions),
            "area_ids": None if areas is None else sorted(areas),
            "source": actor.source,
        }
    )
