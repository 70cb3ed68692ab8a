"""What ending, removing or switching off a record takes along: said by the features that know.

A feature that holds such facts registers a source for a kind of record, so that the feature which
asks the question need not know it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    Source = Callable[[Session, int], Iterable[str]]

_sources: dict[str, list[Source]] = defaultdict(list)


def consequence_of(kind: str) -> Callable[[Source], Source]:
    """Register a source of sentences.

    Parameters
    ----------
    kind
        What is ended, by its table, such as ``projects``; the source is given its id.
    """

    def register(source: Source) -> Source:
        if source not in _sources[kind]:
            _sources[kind].append(source)
        return source

    return register


def consequences(db: Session, kind: str, record_id: int) -> list[str]:
    """Return the sentences of every feature about ending a record, in order of registration."""
    return [sentence for source in _sources[kind] for sentence in source(db, record_id)]
