"""Files of areas and of groupings, as the jobs and pages of imports know them.

Their lines only make sense together (a grouping ends where another begins), so a whole file is
taken in one transaction; it is small.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payback.areas import queries, service
from payback.areas.importer import read_areas, read_memberships
from payback.core import wording
from payback.core.access import Permission
from payback.imports.findings import finding_of
from payback.imports.kinds import Comparison, FileKind, register

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.areas.importer import AreaLine, MembershipLine, Sheet
    from payback.areas.models import Area, GroupingMembership
    from payback.core.access import Actor
    from payback.core.csv_import import LineFault
    from payback.imports.findings import Finding


class AreasFile:
    """A file of areas that was read."""

    def __init__(self, sheet: Sheet[AreaLine]) -> None:
        self._sheet = replace(sheet, faults=())
        self.size, self.faults = len(sheet.lines), sheet.faults
        self.notices: Sequence[LineFault] = ()

    def compare(
        self,
        db: Session,
        actor: Actor,  # noqa: ARG002 - administrators only, who work everywhere
        start: int,  # noqa: ARG002 - always the whole file
        end: int,  # noqa: ARG002
        *,
        lock: bool,  # noqa: ARG002 - a name that was taken meanwhile is refused by the database
    ) -> Comparison:
        """Compare all areas with those that are here."""
        known = {area.code: area for area in queries.all_areas(db)}
        return Comparison(
            findings=[_of_area(known.get(line.code), line) for line in self._sheet.lines],
            faults=service.load_areas(db, self._sheet, dry_run=True).faults,
            write=lambda: _loaded(service.load_areas(db, self._sheet)),
        )


class GroupingsFile:
    """A file of groupings that was read."""

    def __init__(self, sheet: Sheet[MembershipLine]) -> None:
        self._sheet = replace(sheet, faults=())
        self.size, self.faults = len(sheet.lines), sheet.faults
        self.notices: Sequence[LineFault] = ()

    def compare(
        self,
        db: Session,
        actor: Actor,  # noqa: ARG002 - administrators only, who work everywhere
        start: int,  # noqa: ARG002 - always the whole file
        end: int,  # noqa: ARG002
        *,
        lock: bool,
    ) -> Comparison:
        """Compare all memberships with those that are here."""
        if lock:
            queries.areas_locked(db, {line.area_code for line in self._sheet.lines})
        known = service.memberships_like(db, self._sheet.lines)
        return Comparison(
            findings=[
                _of_membership(each, line)
                for each, line in zip(known, self._sheet.lines, strict=True)
            ],
            faults=service.load_memberships(db, self._sheet, dry_run=True).faults,
            write=lambda: _loaded(service.load_memberships(db, self._sheet)),
        )


def _of_area(area: Area | None, line: AreaLine) -> Finding:
    pairs = [("Name", area.name, line.name), ("Region", area.region, line.region)] if area else []
    title = f"{line.code} {area.name if area else line.name}"
    return finding_of(line.line, title, area, pairs)


def _of_membership(membership: GroupingMembership | None, line: MembershipLine) -> Finding:
    pairs = [("Last day", _day(membership.valid_to), _day(line.span.last))] if membership else []
    return finding_of(line.line, f"{line.area_code} in {line.grouping}", membership, pairs)


def _day(day: date | None) -> str:
    return wording.date(day) if day is not None else "Not ended"


def _loaded(report: service.LoadReport) -> None:
    if report.faults:
        raise ValueError(report.faults[0].sentence)


AREAS = register(
    FileKind(
        key="areas",
        verb="load",
        one="area",
        many="areas",
        permission=Permission.MANAGE_AREAS,
        upload="areas.new_import",
        records="areas.list_areas",
        records_name="areas",
        at_once=None,
        read=lambda content, _today: AreasFile(read_areas(content)),
    )
)
GROUPINGS = register(
    FileKind(
        key="groupings",
        verb="load",
        one="membership",
        many="memberships",
        permission=Permission.MANAGE_AREAS,
        upload="areas.new_import",
        records="areas.list_areas",
        records_name="areas",
        at_once=None,
        read=lambda content, _today: GroupingsFile(read_memberships(content)),
    )
)
