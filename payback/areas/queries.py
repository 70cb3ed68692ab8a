"""Reads of areas and groupings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from payback.areas.models import Area, Grouping, GroupingKind, GroupingMembership

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from payback.core.access import Actor


def all_areas(db: Session) -> Sequence[Area]:
    """Return every area by name."""
    return db.scalars(select(Area).order_by(Area.name)).all()


def areas_listed(db: Session) -> Sequence[Row[str, str, str]]:
    """Return ``code``, ``name`` and ``region`` of every area, by name."""
    return db.execute(select(Area.code, Area.name, Area.region).order_by(Area.name)).all()


def areas_of(db: Session, actor: Actor) -> Sequence[Area]:
    """Return the areas that a reader works in, by name."""
    return db.scalars(select(Area).where(actor.within(Area.id)).order_by(Area.name)).all()


class NamedArea(NamedTuple):
    """What a list to choose from shows of an area."""

    id: int
    code: str
    name: str


def area_names(db: Session, actor: Actor) -> list[NamedArea]:
    """Return the names of the areas that a reader works in, in order."""
    rows = db.execute(
        select(Area.id, Area.code, Area.name).where(actor.within(Area.id)).order_by(Area.name)
    )
    return [NamedArea(*row) for row in rows]


def areas_by_codes(db: Session, codes: Iterable[str]) -> Sequence[Area]:
    """Return the areas with these ONS codes, by name; unknown codes are left out."""
    wanted = sorted(set(codes))
    return db.scalars(select(Area).where(Area.code.in_(wanted)).order_by(Area.name)).all()


def area_by_code(db: Session, code: str) -> Area | None:
    """Return the area with an ONS code."""
    return db.scalar(select(Area).where(Area.code == code))


class ListedMembership(NamedTuple):
    """An area in a grouping for some days, as the list of areas shows it."""

    grouping_id: int
    kind: GroupingKind
    grouping: str
    source: str
    area_code: str
    area: str
    first: date
    last: date | None


def listed_memberships(db: Session) -> list[ListedMembership]:
    """Return which area is or was in which grouping, by kind, grouping and first day."""
    rows = db.execute(
        select(
            *(Grouping.id, Grouping.kind, Grouping.name, Grouping.source, Area.code, Area.name),
            *(GroupingMembership.valid_from, GroupingMembership.valid_to),
        )
        .join(GroupingMembership.grouping)
        .join(GroupingMembership.area)
        .order_by(Grouping.kind, Grouping.name, GroupingMembership.valid_from, Area.name)
    )
    return [ListedMembership(*row) for row in rows]


def memberships_on(db: Session, kind: GroupingKind, on: date) -> Sequence[GroupingMembership]:
    """Return who belonged to which grouping of a kind on a day, by grouping and area, with both."""
    return db.scalars(_memberships(on).where(Grouping.kind == kind)).all()


def memberships_by_kind(db: Session, on: date) -> dict[GroupingKind, list[GroupingMembership]]:
    """Return the same for every kind, in one query."""
    found: dict[GroupingKind, list[GroupingMembership]] = {kind: [] for kind in GroupingKind}
    for each in db.scalars(_memberships(on)):
        found[each.grouping.kind].append(each)
    return found


def _memberships(on: date) -> Select[GroupingMembership]:
    return (
        select(GroupingMembership)
        .join(GroupingMembership.grouping)
        .join(GroupingMembership.area)
        .where(GroupingMembership.valid_from <= on)
        .where(or_(GroupingMembership.valid_to.is_(None), GroupingMembership.valid_to >= on))
        .options(
            contains_eager(GroupingMembership.grouping), contains_eager(GroupingMembership.area)
        )
        .order_by(Grouping.name, Area.name)
    )


def grouping_on(db: Session, kind: GroupingKind, on: date) -> dict[str, Grouping]:
    """Return the grouping of each area on a day, by ONS code; an area in none is left out."""
    return {each.area.code: each.grouping for each in memberships_on(db, kind, on)}


def groupings_on(db: Session, on: date) -> dict[str, dict[GroupingKind, Grouping]]:
    """Return each area's groupings of every kind on a day, by ONS code and kind."""
    found: dict[str, dict[GroupingKind, Grouping]] = {}
    for kind in GroupingKind:
        for code, grouping in grouping_on(db, kind, on).items():
            found.setdefault(code, {})[kind] = grouping
    return found


def memberships_of_areas(db: Session, codes: Iterable[str]) -> Sequence[GroupingMembership]:
    """Return all memberships of these areas, oldest first, with area and grouping."""
    return db.scalars(
        select(GroupingMembership)
        .join(GroupingMembership.grouping)
        .join(GroupingMembership.area)
        .where(Area.code.in_(sorted(set(codes))))
        .options(
            contains_eager(GroupingMembership.grouping), contains_eager(GroupingMembership.area)
        )
        .order_by(Area.code, GroupingMembership.valid_from, GroupingMembership.id)
    ).all()


def groupings_by_kinds(db: Session, kinds: Iterable[GroupingKind]) -> Sequence[Grouping]:
    """Return the groupings of these kinds, by kind and name."""
    return db.scalars(
        select(Grouping)
        .where(Grouping.kind.in_(sorted(set(kinds))))
        .order_by(Grouping.kind, Grouping.name)
    ).all()


def areas_locked(db: Session, codes: Iterable[str]) -> Sequence[Area]:
    """Return areas like `areas_by_codes`, and keep others from changing them until the commit."""
    return db.scalars(
        select(Area).where(Area.code.in_(sorted(set(codes)))).order_by(Area.code).with_for_update()
    ).all()
