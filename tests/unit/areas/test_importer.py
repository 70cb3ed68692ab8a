"""Areas and groupings read from CSV, with every fault by its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.areas.importer import MAX_BYTES, AreaLine, read_areas, read_memberships
from payback.areas.models import GroupingKind

MEMBERSHIPS = "kind,grouping,area_code,valid_from,valid_to,source\n"


def area_faults(text: str) -> list[str]:
    return [str(fault) for fault in read_areas(text.encode()).faults]


def membership_faults(lines: str) -> list[str]:
    return [str(fault) for fault in read_memberships((MEMBERSHIPS + lines).encode()).faults]


def test_areas_are_read() -> None:
    sheet = read_areas(b"code,name,region\ne06000001,Hartlepool,North East\n")
    assert sheet.lines == (
        AreaLine(line=2, code="E06000001", name="Hartlepool", region="North East"),
    )
    assert sheet.faults == ()


def test_every_bad_line_of_areas_is_told_by_number() -> None:
    text = (
        "code,name,region\n"
        "E06000001,Hartlepool,North East\n"
        "Hartlepool,Middlesbrough,North East\n"
        "E06000003,,North East\n"
        "E06000001,Darlington,North East\n"
        "E06000005,hartlepool,North East\n"
        f"E06000006,{'x' * 101},North West\n"
    )
    assert area_faults(text) == [
        "Line 3, code: “Hartlepool” is not an ONS code: one letter and eight figures, "
        "like E09000003.",
        "Line 4, name: Enter a value for “name”.",
        "Line 5, code: This code is already on line 2. Keep one of the two.",
        "Line 6, name: This name is already on line 2. Keep one of the two.",
        "Line 7, name: Use 100 characters or fewer.",
    ]


def test_a_membership_is_read_with_its_days() -> None:
    text = MEMBERSHIPS + "Provider,The trust,E09000003,1/4/2010,31/05/2014,Act of 2007\n"
    line = read_memberships(text.encode()).lines[0]
    assert (line.kind, line.grouping, line.area_code) == (
        GroupingKind.PROVIDER,
        "The trust",
        "E09000003",
    )
    assert (line.span.first, line.span.last) == (date(2010, 4, 1), date(2014, 5, 31))
    assert line.source == "Act of 2007"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("parish,A,E09000003,2020-01-01,,", "Line 2, kind: “parish” must be one of: probation"),
        ("other,A,Barnet,2020-01-01,,", "Line 2, area_code: “Barnet” is not an ONS code"),
        ("other,A,E09000003,,,", "Line 2, valid_from: Enter a value for “valid_from”."),
        ("other,A,E09000003,1 May,,", "Line 2, valid_from: “1 May” is not a date."),
        ("other,A,E09000003,2020-01-01,soon,", "Line 2, valid_to: “soon” is not a date."),
        ("other,A,E09000003,2020-01-02,2020-01-01,", "Line 2, valid_to: It ends on 1 January"),
        (f"other,{'x' * 101},E09000003,2020-01-01,,", "Line 2, grouping: Use 100 characters"),
        (f"other,A,E09000003,2020-01-01,,{'x' * 256}", "Line 2, source: Use 255 characters"),
    ],
)
def test_a_bad_membership_is_told_with_its_column(line: str, sentence: str) -> None:
    faults = membership_faults(line + "\n")
    assert len(faults) == 1
    assert faults[0].startswith(sentence)


def test_all_that_is_wrong_with_a_line_is_told_at_once() -> None:
    assert len(membership_faults("parish,A,Barnet,soon,later,\n")) == 4


def test_a_membership_given_twice_is_told() -> None:
    line = "other,A,E09000003,2020-01-01,,\n"
    assert membership_faults(line + line) == [
        "Line 3, valid_from: This membership is already on line 2. Keep one of the two."
    ]


def test_a_file_too_large_for_areas_is_refused() -> None:
    assert "must be smaller than 70 kB" in area_faults("x" * (MAX_BYTES + 1))[0]


@given(st.text(max_size=120))
def test_any_text_is_read_or_told(tail: str) -> None:
    for sheet in (
        read_areas(("code,name,region\n" + tail).encode()),
        read_memberships((MEMBERSHIPS + tail).encode()),
    ):
        assert all(fault.sentence for fault in sheet.faults)
