"""Column types and the columns that every table has."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

from sqlalchemy import DateTime, Enum, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from payback.core import clock
from payback.core.errors import Conflict

if TYPE_CHECKING:
    from sqlalchemy import Dialect

E = TypeVar("E", bound=StrEnum)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: stored in UTC, always read back with its zone; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        """Refuse a naive instant and store the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs its time zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        """Give the zone back, which SQLite does not keep."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[E], name: str) -> Enum:
    """Return a column type for a ``StrEnum``: text with a check constraint on both databases.

    Parameters
    ----------
    kind
        The enumeration; its values are stored.
    name
        The name of the check constraint.
    """
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


Text40 = Annotated[str, mapped_column(String(40))]
Text100 = Annotated[str, mapped_column(String(100))]
Text255 = Annotated[str, mapped_column(String(255))]


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime()}

    id: Mapped[int] = mapped_column(primary_key=True)


class Dated:
    """When a row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now)


class Versioned(Dated):
    """A row that two people may edit: a stale write raises ``StaleDataError``."""

    contents: ClassVar[tuple[str, ...]] = ()
    """Collections that are part of what the row says; see ``payback.core.contents``."""

    version: Mapped[int] = mapped_column()

    def require_version(self, seen: str | int | None) -> None:
        """Refuse a change by somebody who has seen an older version of the row.

        Parameters
        ----------
        seen
            The version that the form carried.

        Raises
        ------
        Conflict
            If the row has changed since.
        """
        if str(seen) != str(self.version):
            raise Conflict(row=self)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        """Tell the mapper which column counts the versions."""
        return {"version_id_col": cls.version}
