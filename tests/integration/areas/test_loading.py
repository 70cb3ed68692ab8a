"""Loading areas and groupings: all lines or none, and the same file twice changes nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from payback.areas import queries
from payback.areas.importer import read_areas, read_memberships
from payback.areas.models import GroupingKind, GroupingMembership
from payback.areas.service import LoadReport, ensure_london, load_areas, load_memberships
from payback.core.access import COMMAND_LINE
from payback.core.audit import AuditAction, AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.core.db import Database

HEADER = "kind,grouping,area_code,valid_from,valid_to\n"
POLICE, PROBATION = GroupingKind.POLICE, GroupingKind.PROBATION
BARNET = "E09000003"


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """Open a transaction in which areas are loaded."""
    with database.transaction(COMMAND_LINE) as db:
        yield db


@pytest.fixture
def london(db: Session) -> Session:
    """Put London into a transaction."""
    ensure_london(db)
    return db


def areas(db: Session, text: str, *, dry_run: bool = False) -> LoadReport:
    return load_areas(db, read_areas(f"code,name,region\n{text}".encode()), dry_run=dry_run)


def memberships(db: Session, text: str, *, dry_run: bool = False) -> LoadReport:
    return load_memberships(db, read_memberships((HEADER + text).encode()), dry_run=dry_run)


def sentences(report: LoadReport) -> list[str]:
    return [str(fault) for fault in report.faults]


def names_on(db: Session, kind: GroupingKind, on: date, grouping: str) -> set[str]:
    found = queries.memberships_on(db, kind, on)
    return {each.area.name for each in found if each.grouping.name == grouping}


def test_london_has_33_areas_and_loading_it_again_changes_nothing(london: Session) -> None:
    assert len(queries.all_areas(london)) == 33
    lines = london.scalar(select(func.count()).select_from(GroupingMembership))
    events = london.scalar(select(func.count()).select_from(AuditEvent))
    ensure_london(london)
    assert london.scalar(select(func.count()).select_from(GroupingMembership)) == lines
    assert london.scalar(select(func.count()).select_from(AuditEvent)) == events


@pytest.mark.parametrize("on", [date(2019, 10, 1), date(2026, 11, 1)])
def test_the_same_borough_has_other_neighbours_by_kind_of_grouping(
    london: Session, on: date
) -> None:
    police = queries.grouping_on(london, POLICE, on)[BARNET]
    probation = queries.grouping_on(london, PROBATION, on)[BARNET]
    assert names_on(london, POLICE, on, police.name) == {"Barnet", "Brent", "Harrow"}
    assert names_on(london, PROBATION, on, probation.name) == {"Barnet", "Brent", "Enfield"}


def test_groupings_on_a_day_cover_every_kind_in_force(london: Session) -> None:
    found = queries.groupings_on(london, date(2022, 1, 1))
    assert {kind: each.name for kind, each in found["E09000006"].items()} == {
        PROBATION: "Lewisham and Bromley",
        POLICE: "South",
        GroupingKind.PROVIDER: "Probation Service, London region",
    }


def test_both_days_of_a_membership_belong_to_it(london: Session) -> None:
    def brent(on: date) -> str:
        return queries.grouping_on(london, PROBATION, on)["E09000005"].name

    assert brent(date(2026, 3, 4)) == "Brent"
    assert brent(date(2026, 3, 5)) == "Barnet, Enfield and Brent"


def test_before_any_grouping_an_area_is_in_none(london: Session) -> None:
    assert queries.grouping_on(london, POLICE, date(2000, 1, 1)) == {}


def test_areas_elsewhere_can_be_loaded_and_corrected(london: Session) -> None:
    report = areas(london, "E06000001,Hartlepool,NE\nE06000002,Middlesbrough,NE\n")
    assert (report.added, report.changed, report.unchanged) == (2, 0, 0)
    report = areas(london, "E06000001,Hartlepool,North East\nE06000002,Middlesbrough,NE\n")
    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)
    hartlepool = queries.area_by_code(london, "E06000001")
    assert hartlepool is not None
    assert hartlepool.region == "North East"


def test_a_dry_run_writes_nothing(db: Session) -> None:
    report = areas(db, "E06000001,Hartlepool,North East\n", dry_run=True)
    assert report.added == 1
    assert queries.all_areas(db) == []


def test_one_bad_line_keeps_the_others_out(db: Session) -> None:
    report = areas(db, "E06000001,Hartlepool,North East\nE06,Middlesbrough,North East\n")
    assert len(report.faults) == 1
    assert queries.all_areas(db) == []


def test_a_name_that_another_area_has_is_refused(london: Session) -> None:
    assert sentences(areas(london, "E06000001,barnet,North East\n")) == [
        "Line 2, name: The area E09000003 has the name “barnet”. Rename that one first."
    ]


def test_a_membership_is_ended_by_loading_it_with_its_last_day(london: Session) -> None:
    line = "police basic command unit,North West,E09000003,2019-04-01,"
    report = memberships(london, line + "2026-12-31\n")
    assert (report.added, report.changed) == (0, 1)
    assert BARNET not in queries.grouping_on(london, POLICE, date(2027, 1, 1))
    report = memberships(london, "police basic command unit,Far North,E09000003,2027-01-01,\n")
    assert report.added == 1
    assert queries.grouping_on(london, POLICE, date(2027, 1, 1))[BARNET].name == "Far North"


def test_ending_one_membership_and_beginning_the_next_may_stand_in_one_file(
    london: Session,
) -> None:
    report = memberships(
        london,
        "police basic command unit,Far North,E09000003,2027-01-01,\n"
        "police basic command unit,North West,E09000003,2019-04-01,2026-12-31\n",
    )
    assert (report.added, report.changed, report.faults) == (1, 1, ())


def test_london_that_cannot_be_loaded_is_not_passed_over_in_silence(db: Session) -> None:
    areas(db, "E06000001,Hackney,North East\n")
    with pytest.raises(ValueError, match="the data of London cannot be loaded: Line 13, name"):
        ensure_london(db)


def test_what_an_operator_has_corrected_stays_when_london_is_ensured(london: Session) -> None:
    areas(london, "E09000003,Barnet Vale,London\n")
    line = "police basic command unit,North West,E09000003,2019-04-01,2026-12-31\n"
    memberships(london, line)
    ensure_london(london)
    barnet = queries.area_by_code(london, BARNET)
    assert barnet is not None
    assert barnet.name == "Barnet Vale"
    assert BARNET not in queries.grouping_on(london, POLICE, date(2027, 1, 1))


def test_two_groupings_of_a_kind_on_one_day_are_refused(london: Session) -> None:
    report = memberships(london, "police basic command unit,Far North,E09000003,2027-01-01,\n")
    assert sentences(report) == [
        "Line 2, valid_from: Barnet is already in “North West” (police basic command unit) "
        "from 1 April 2019. An area can be in one grouping of a kind at a time: end that "
        "membership the day before."
    ]
    assert names_on(london, POLICE, date(2027, 1, 1), "Far North") == set()


def test_two_lines_of_one_file_that_overlap_are_refused(london: Session) -> None:
    report = memberships(
        london, "other,A,E09000003,2020-01-01,2020-06-30\nother,B,E09000003,2020-06-30,\n"
    )
    assert [fault.line for fault in report.faults] == [3]


def test_groupings_of_different_kinds_may_overlap(london: Session) -> None:
    assert memberships(london, "other,Parks,E09000003,2020-01-01,\n").added == 1


def test_a_grouping_of_an_unknown_area_is_refused(london: Session) -> None:
    report = memberships(london, "other,A,E06000001,2020-01-01,\n")
    assert sentences(report) == [
        "Line 2, area_code: There is no area E06000001. Load the areas first."
    ]


def test_what_was_loaded_is_in_the_audit_trail(db: Session) -> None:
    areas(db, "E06000001,Hartlepool,North East\n")
    event = db.scalars(select(AuditEvent).where(AuditEvent.record_kind == "areas")).one()
    assert event.action is AuditAction.CREATED
    assert event.actor == "command line"
