"""The delivered data: 33 authorities, each in one grouping of every kind on every day."""

from __future__ import annotations

from datetime import date

import pytest

from payback.areas.importer import read_areas, read_memberships
from payback.areas.models import GroupingKind
from payback.areas.service import DATA

AREAS = read_areas((DATA / "london.csv").read_bytes())
MEMBERSHIPS = read_memberships((DATA / "groupings.csv").read_bytes())
NAMES = {line.code: line.name for line in AREAS.lines}


def grouped(kind: GroupingKind, on: date) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for line in MEMBERSHIPS.lines:
        if line.kind is kind and line.span.contains(on):
            groups.setdefault(line.grouping, set()).add(NAMES[line.area_code])
    return groups


def test_the_files_are_without_fault() -> None:
    assert AREAS.faults == MEMBERSHIPS.faults == ()
    assert list(NAMES) == [f"E090000{number:02}" for number in range(1, 34)]
    assert {line.region for line in AREAS.lines} == {"London"}
    assert all(line.source for line in MEMBERSHIPS.lines)


@pytest.mark.parametrize("kind", [GroupingKind.PROBATION, GroupingKind.POLICE])
@pytest.mark.parametrize(
    "on", [date(2021, 6, 26), date(2026, 3, 4), date(2026, 3, 5), date(2027, 1, 1)]
)
def test_every_area_is_in_one_grouping_of_each_kind_since_2021(
    kind: GroupingKind, on: date
) -> None:
    members = [name for names in grouped(kind, on).values() for name in names]
    assert sorted(members) == sorted(NAMES.values())


@pytest.mark.parametrize("on", [date(2019, 10, 1), date(2026, 10, 1)])
def test_probation_and_police_group_barnet_differently_as_the_board_found(on: date) -> None:
    assert {"Barnet", "Brent", "Enfield"} in grouped(GroupingKind.PROBATION, on).values()
    assert grouped(GroupingKind.POLICE, on)["North West"] == {"Barnet", "Brent", "Harrow"}


def test_the_police_have_twelve_command_units_beside_the_city() -> None:
    units = grouped(GroupingKind.POLICE, date(2020, 1, 1))
    assert units.pop("City of London Police") == {"City of London"}
    assert len(units) == 12


def test_bromley_was_paired_with_croydon_and_is_now_with_lewisham() -> None:
    before = grouped(GroupingKind.PROBATION, date(2014, 7, 1))
    assert before["Bromley and Croydon"] == {"Bromley", "Croydon"}
    after = grouped(GroupingKind.PROBATION, date(2022, 1, 1))
    assert after["Lewisham and Bromley"] == {"Bromley", "Lewisham"}


def test_providers_follow_each_other_without_a_gap() -> None:
    for on in (date(2014, 5, 31), date(2014, 6, 1), date(2021, 6, 25), date(2021, 6, 26)):
        (members,) = grouped(GroupingKind.PROVIDER, on).values()
        assert len(members) == 33
