"""What of a topic may not be relied on at this moment: one query, before the kept rows are read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal, select, union_all

from payback.core import clock
from payback.core.answers.release import RELEASE
from payback.core.answers.rows import EVERYTHING, KeptPart, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import CompoundSelect, Select
    from sqlalchemy.orm import Session

    from payback.core.answers.topics import Topic

MOST = 500
"""Marks beyond this count as everything: to look at so many records one by one costs as much."""
PART = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """What may not be relied on; false if everything may.

    Parameters
    ----------
    everything
        Whether nothing may.
    parts
        Parts whose rows are not kept, or not for today.
    records
        The ids of records that have changed, by the topic's kinds.
    """

    everything: bool = False
    parts: frozenset[int] = frozenset()
    records: Mapping[str, frozenset[int]]

    def __bool__(self) -> bool:
        return bool(self.everything or self.parts or self.records)

    def of(self, kind: str) -> frozenset[int]:
        """Return the ids of records of a kind that have changed."""
        return self.records.get(kind, frozenset())


def stale_of(db: Session, topic: Topic) -> Stale:
    """Return what of a topic may not be relied on; ask before the kept rows are read.

    Asked in this order a change can only be seen too early, never too late: what the marks at
    hand are about is worked out from the facts, whatever the worker stores meanwhile.
    """
    found = db.execute(_asked(topic), {"today": clock.today(), "release": RELEASE})
    return stale_from(found)


def stale_from(rows: Iterable[tuple[str, int]]) -> Stale:
    """Return what marks, and parts that are not kept, leave nobody to rely on."""
    found: dict[str, set[int]] = defaultdict(set)
    for kind, number in rows:
        found[kind].add(number)
    parts = frozenset(found.pop(PART, ()))
    everything = EVERYTHING in found or sum(map(len, found.values())) > MOST
    records = {kind: frozenset(ids) for kind, ids in found.items()}
    return Stale(everything=everything, parts=parts, records=records)


def parts_not_kept(topic: Topic) -> Select[int]:
    """Return the query for the parts whose rows are not those of ``today`` and ``release``."""
    there = topic.parts.subquery()
    part = next(iter(there.c))
    kept = (
        select(KeptPart.id)
        .where(KeptPart.topic == topic.name, KeptPart.part == part)
        .where(KeptPart.kept_on == bindparam("today"), KeptPart.release == bindparam("release"))
    )
    return select(part).where(~kept.exists())


@cache
def _asked(topic: Topic) -> CompoundSelect[str, int]:
    """Return the one query for both; made once, since every page asks it."""
    marks = (
        select(Mark.kind, Mark.record_id)
        .where(Mark.topic == topic.name)
        .distinct()
        .limit(MOST + 1)
        .subquery()
    )
    parts = parts_not_kept(topic).subquery()
    missing = select(literal(PART), next(iter(parts.c)))
    return union_all(select(marks.c.kind, marks.c.record_id), missing)
