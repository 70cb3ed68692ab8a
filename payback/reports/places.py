"""Where a report looks: areas and groupings of areas that its reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.areas.models import GroupingKind
from payback.areas.queries import areas_of, memberships_by_kind
from payback.core.access import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from payback.areas.models import Area, GroupingMembership
    from payback.core.access import Actor

EVERYWHERE = "all"
SHORT_KINDS = {
    GroupingKind.PROBATION: "Probation",
    GroupingKind.POLICE: "Police",
    GroupingKind.PROVIDER: "Provider",
    GroupingKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Some areas under one name.

    Parameters
    ----------
    key
        How addresses name it: ``all``, ``area-E09000003`` or ``grouping-12``.
    area_ids
        Only areas of the reader's own.
    note
        What of a grouping the reader does not see; empty if nothing.
    """

    key: str
    name: str
    area_ids: tuple[int, ...]
    note: str = ""

    @property
    def in_words(self) -> str:
        """The name as it is read in a sentence."""
        return "your boroughs" if self.key == EVERYWHERE else self.name

    def holds(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """Return the condition that keeps a query inside the place."""
        return column.in_(self.area_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """Every place that a reader can choose, and which area belonged to what."""

    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    grouping_names: dict[GroupingKind, dict[int, str]]

    def find(self, key: str) -> Place | None:
        """Return the place with a key; the first one for no key at all."""
        if not key:
            return self.places[0] if self.places else NOWHERE
        return next((place for place in self.places if place.key == key), None)


NOWHERE = Place(key=EVERYWHERE, name="no borough", area_ids=())


def places_for(db: Session, reader: Actor, on: date) -> Map:
    """Return what a reader can choose, with groupings as they stood on a day.

    A reader who must not see small counts chooses one area at a time: what a sum of areas says
    less what its parts say would give away what is hidden in a part.
    """
    areas = areas_of(db, reader)
    single = [Place(key=f"area-{a.code}", name=a.name, area_ids=(a.id,)) for a in areas]
    if not reader.may(Permission.SEE_EXACT_FIGURES):
        return Map(places=tuple(single), areas=tuple(areas), grouping_names={})
    memberships = memberships_by_kind(db, on)
    mine = {area.id for area in areas}
    grouped = [place for each in memberships.values() for place in _groupings(each, mine)]
    names = {
        kind: {each.area_id: each.grouping.name for each in memberships[kind]}
        for kind in (GroupingKind.PROBATION, GroupingKind.POLICE)
    }
    everywhere = _everywhere(areas) if len(areas) != 1 else []
    return Map(places=(*everywhere, *single, *grouped), areas=tuple(areas), grouping_names=names)


def _everywhere(areas: Sequence[Area]) -> list[Place]:
    ids = tuple(area.id for area in areas)
    return [Place(key=EVERYWHERE, name="All my boroughs", area_ids=ids)]


def _groupings(memberships: Sequence[GroupingMembership], mine: set[int]) -> list[Place]:
    by_grouping: dict[int, list[GroupingMembership]] = {}
    for each in memberships:
        by_grouping.setdefault(each.grouping_id, []).append(each)
    return [_grouping(members, mine) for members in by_grouping.values() if _seen(members, mine)]


def _seen(members: Sequence[GroupingMembership], mine: set[int]) -> bool:
    return any(each.area_id in mine for each in members)


def _grouping(members: Sequence[GroupingMembership], mine: set[int]) -> Place:
    grouping = members[0].grouping
    missing = [each.area.name for each in members if each.area_id not in mine]
    note = f"Without {', '.join(missing)}, which your account does not cover." if missing else ""
    return Place(
        key=f"grouping-{grouping.id}",
        name=f"{SHORT_KINDS[grouping.kind]}: {grouping.name}",
        area_ids=tuple(each.area_id for each in members if each.area_id in mine),
        note=note,
    )
