"""What is part of a row although it lies in rows of its own: tags, skills, areas, verdicts.

Such a collection is named in ``Versioned.contents``. Whatever changes it changes the row: its
version moves, so that a form that was opened before is refused, and its line in the audit trail
names the collection. It is noticed before each flush, so that no feature can forget it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified, instance_state

from payback.core import clock
from payback.core.columns import Base, Versioned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Mapper, RelationshipProperty, UOWTransaction

_CHANGED = "changed_contents"


def changed_contents(db: Session, row: object) -> Sequence[str]:
    """Return the collections of a row that the flush at hand changes."""
    found: dict[object, list[str]] = db.info.get(_CHANGED, {})
    return found.get(row, ())


@event.listens_for(Session, "before_flush")
def _touch(db: Session, _context: UOWTransaction, _instances: object) -> None:
    """Move the version of each row whose contents change, though none of its columns does."""
    db.info[_CHANGED] = changed = _changed(db)
    for row in changed:
        row.updated_at = clock.now()
        flag_modified(row, "updated_at")  # also where the clock has not moved on


def _changed(db: Session) -> dict[Versioned, list[str]]:
    found: dict[Versioned, list[str]] = {}
    for row, name in (*_set_anew(db), *_changed_within(db)):
        names = found.setdefault(row, [])
        if name not in names:
            names.append(name)
    return {row: names for row, names in found.items() if row not in db.deleted}


def _set_anew(db: Session) -> Iterator[tuple[Versioned, str]]:
    """Yield the collections that gain or lose a row."""
    for row in db.dirty:
        if isinstance(row, Versioned):
            attributes = instance_state(row).attrs
            for name in row.contents:
                if attributes[name].history.has_changes():
                    yield row, name


def _changed_within(db: Session) -> Iterator[tuple[Versioned, str]]:
    """Yield the collections of which a row itself is added, changed or deleted."""
    rows = [*db.new, *(row for row in db.dirty if db.is_modified(row)), *db.deleted]
    for row in rows:
        for link in _links_to(instance_state(row).mapper):
            (_, column), *_ = link.local_remote_pairs or ()
            key = getattr(row, link.mapper.get_property_by_column(column).key)
            owner = None if key is None else db.get(link.parent.class_, key)
            if owner is not None:
                yield owner, link.key


@cache
def _links_to(kind: Mapper[object]) -> tuple[RelationshipProperty[object], ...]:
    """Return the collections that hold rows of a table as part of their owner."""
    return tuple(
        link
        for owner in Base.registry.mappers
        if issubclass(owner.class_, Versioned)
        for link in owner.relationships
        if link.key in owner.class_.contents and link.secondary is None and link.mapper is kind
    )
