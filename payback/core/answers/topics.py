"""What is kept and what bears on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from payback.core.answers.rows import EVERYTHING
from payback.core.audit import Unaudited

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from payback.core.answers.stale import Stale
    from payback.core.columns import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A change of a table's row marks the records that a column names; without one, everything."""

    topic: str
    kind: str = EVERYTHING
    column: str = ""


TOPICS: dict[str, Topic] = {}
WATCHES: dict[str, list[Watch]] = defaultdict(list)
"""By table."""


class Topic:
    """Something that is kept: rows of a feature's own, in parts that are worked out one at a time.

    Parameters
    ----------
    name
        What it is called in the database.
    parts
        The ids of the parts that there are.
    refresh
        Works out anew, and stores, all that bears on some records; its transaction is short.
    rebuild
        Works out anew, and stores, one whole part.
    """

    def __init__(
        self,
        name: str,
        *,
        parts: Select[int],
        refresh: Callable[[Session, Stale], None],
        rebuild: Callable[[Session, int], None],
    ) -> None:
        self.name, self.parts = name, parts
        self.refresh, self.rebuild = refresh, rebuild
        TOPICS[name] = self

    def watch(self, kind: str, *columns: InstrumentedAttribute[Any]) -> None:
        """Mark the records that columns name whenever a row of theirs is made, changed or deleted.

        Where the column itself changes, both records are marked: the old and the new.

        Parameters
        ----------
        kind
            What the ids in the columns are of, such as ``people``; the topic's own word.
        """
        for column in columns:
            model = column.property.parent.class_
            _watch(model, Watch(topic=self.name, kind=kind, column=column.key))
            # The value before is then known even if nobody had read it.
            event.listen(column, "set", _nothing, active_history=True)

    def watch_all(self, *models: type[Base]) -> None:
        """Mark everything whenever a row of some models is made, changed or deleted."""
        for model in models:
            _watch(model, Watch(topic=self.name))


def _watch(model: type[Base], watch: Watch) -> None:
    if issubclass(model, Unaudited):
        message = f"{model.__tablename__} may be written by statements, which leave no mark"
        raise TypeError(message)
    WATCHES[model.__tablename__].append(watch)


def _nothing(*_: object) -> None: ...
