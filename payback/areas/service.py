"""Writes of areas and groupings: loading them, all lines or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from payback.areas import queries
from payback.areas.importer import read_areas, read_memberships
from payback.areas.models import Area, Grouping, GroupingKind, GroupingMembership
from payback.areas.rules import Belonging, Span, overlaps
from payback.core.csv_import import LineFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from payback.areas.importer import AreaLine, MembershipLine, Sheet

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading a file did, or would do; with a fault it does nothing."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: tuple[LineFault, ...] = ()


def load_areas(db: Session, sheet: Sheet[AreaLine], *, dry_run: bool = False) -> LoadReport:
    """Add the areas of a sheet, and correct name and region of those already here.

    Parameters
    ----------
    db
        The transaction.
    sheet
        What `payback.areas.importer.read_areas` read.
    dry_run
        Report only, write nothing.

    Returns
    -------
    LoadReport
        Where it has faults, nothing was written.
    """
    known = {area.code: area for area in queries.all_areas(db)}
    faults = _in_order([*sheet.faults, *_taken_names(known, sheet.lines)])
    added = [line for line in sheet.lines if line.code not in known]
    changed = [line for line in sheet.lines if line.code in known and _differs(known, line)]
    if not (faults or dry_run):
        for line in changed:
            known[line.code].name, known[line.code].region = line.name, line.region
        db.add_all(Area(code=line.code, name=line.name, region=line.region) for line in added)
        db.flush()
    return LoadReport(
        added=len(added),
        changed=len(changed),
        unchanged=len(sheet.lines) - len(added) - len(changed),
        faults=faults,
    )


def load_memberships(
    db: Session, sheet: Sheet[MembershipLine], *, dry_run: bool = False
) -> LoadReport:
    """Put areas into groupings, which are made where they are new.

    A line with the grouping, area and first day of a membership already here sets its last day;
    so a membership is ended by loading it again with `valid_to`. The source of a new grouping is
    that of its first line.

    Parameters
    ----------
    db
        The transaction.
    sheet
        What `payback.areas.importer.read_memberships` read.
    dry_run
        Report only, write nothing.

    Returns
    -------
    LoadReport
        Where it has faults (an unknown area, an overlap), nothing was written.
    """
    codes = {line.area_code for line in sheet.lines}
    fetch = queries.areas_by_codes if dry_run else queries.areas_locked
    areas = {area.code: area for area in fetch(db, codes)}
    present = {_key_of(each): each for each in queries.memberships_of_areas(db, codes)}
    faults = _in_order(
        [
            *sheet.faults,
            *_unknown_areas(areas, sheet.lines),
            *_overlaps(areas, present, sheet.lines),
        ]
    )
    added = [line for line in sheet.lines if _key(line) not in present]
    changed = [
        line for line in sheet.lines if _key(line) in present and _moved(present[_key(line)], line)
    ]
    if not (faults or dry_run):
        for line in changed:
            present[_key(line)].valid_to = line.span.last
        _add_memberships(db, areas, sheet.lines, added)
        db.flush()
    return LoadReport(
        added=len(added),
        changed=len(changed),
        unchanged=len(sheet.lines) - len(added) - len(changed),
        faults=faults,
    )


def memberships_like(
    db: Session, lines: Sequence[MembershipLine]
) -> list[GroupingMembership | None]:
    """Return for each line the membership that it is about, if that is here."""
    present = queries.memberships_of_areas(db, {line.area_code for line in lines})
    known = {_key_of(each): each for each in present}
    return [known.get(_key(line)) for line in lines]


def ensure_london(db: Session) -> None:
    """Load the 33 authorities of London, and their groupings, where they are missing.

    An area that is here keeps its name; one that has any grouping of a kind keeps those it has.
    """
    areas = read_areas((DATA / "london.csv").read_bytes())
    known = {area.code for area in queries.all_areas(db)}
    missing = tuple(line for line in areas.lines if line.code not in known)
    _sound(load_areas(db, replace(areas, lines=missing)))
    groupings = read_memberships((DATA / "groupings.csv").read_bytes())
    present = queries.memberships_of_areas(db, {line.area_code for line in groupings.lines})
    grouped = {(each.grouping.kind, each.area.code) for each in present}
    ungrouped = tuple(
        line for line in groupings.lines if (line.kind, line.area_code) not in grouped
    )
    _sound(load_memberships(db, replace(groupings, lines=ungrouped)))


def _sound(report: LoadReport) -> None:
    if report.faults:
        message = f"the data of London cannot be loaded: {report.faults[0]}"
        raise ValueError(message)


Key = tuple[GroupingKind, str, str, object]


def _key(line: MembershipLine) -> Key:
    return line.kind, line.grouping, line.area_code, line.span.first


def _key_of(membership: GroupingMembership) -> Key:
    grouping = membership.grouping
    return grouping.kind, grouping.name, membership.area.code, membership.valid_from


def _moved(membership: GroupingMembership, line: MembershipLine) -> bool:
    return membership.valid_to != line.span.last


def _differs(known: dict[str, Area], line: AreaLine) -> bool:
    area = known[line.code]
    return (area.name, area.region) != (line.name, line.region)


def _taken_names(known: dict[str, Area], lines: Iterable[AreaLine]) -> Iterable[LineFault]:
    """Yield a fault for each line whose name another area has."""
    owners = {area.name.casefold(): code for code, area in known.items()}
    for line in lines:
        owner = owners.get(line.name.casefold(), line.code)
        if owner != line.code:
            sentence = f"The area {owner} has the name “{line.name}”. Rename that one first."
            yield LineFault(line=line.line, column="name", sentence=sentence)


def _unknown_areas(areas: dict[str, Area], lines: Iterable[MembershipLine]) -> Iterable[LineFault]:
    for line in lines:
        if line.area_code not in areas:
            sentence = f"There is no area {line.area_code}. Load the areas first."
            yield LineFault(line=line.line, column="area_code", sentence=sentence)


def _overlaps(
    areas: dict[str, Area],
    present: dict[Key, GroupingMembership],
    lines: Sequence[MembershipLine],
) -> Iterable[LineFault]:
    """Yield a fault for each line that would put an area into two groupings of a kind on a day."""
    after: dict[Key, Belonging] = {
        key: Belonging(grouping=key[1], span=Span(first=each.valid_from, last=each.valid_to))
        for key, each in present.items()
    }
    for line in lines:
        after[_key(line)] = Belonging(grouping=line.grouping, span=line.span, line=line.line)
    by_area: dict[tuple[GroupingKind, str], list[Belonging]] = defaultdict(list)
    for (kind, _grouping, code, _first), belonging in after.items():
        by_area[kind, code].append(belonging)
    for (kind, code), belongings in by_area.items():
        name = areas[code].name if code in areas else code
        for at_fault, sentence in overlaps(name, kind.value, belongings):
            yield LineFault(line=at_fault.line or 0, column="valid_from", sentence=sentence)


def _add_memberships(
    db: Session,
    areas: dict[str, Area],
    lines: Sequence[MembershipLine],
    added: Iterable[MembershipLine],
) -> None:
    kinds = {line.kind for line in lines}
    groupings = {(each.kind, each.name): each for each in queries.groupings_by_kinds(db, kinds)}
    for line in added:
        identity = (line.kind, line.grouping)
        if identity not in groupings:
            groupings[identity] = Grouping(
                kind=line.kind, name=line.grouping, source=line.source, memberships=[]
            )
            db.add(groupings[identity])
        db.add(
            GroupingMembership(
                grouping=groupings[identity],
                area=areas[line.area_code],
                valid_from=line.span.first,
                valid_to=line.span.last,
            )
        )


def _in_order(faults: Iterable[LineFault]) -> tuple[LineFault, ...]:
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column or "")))
