"""Dates, whole numbers and choices in the cells of uploaded files."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.csv_cells import choice_in, date_in, integer_in
from payback.core.csv_import import CsvRow, LineFault


def row(text: str) -> CsvRow:
    return CsvRow(line=7, values={"cell": text})


@pytest.mark.parametrize("text", ["2026-03-29", "29/03/2026", "29/3/2026", "29.3.2026"])
def test_a_date_is_read_in_the_ways_spreadsheets_write_it(text: str) -> None:
    faults: list[LineFault] = []
    assert date_in(row(text), "cell", faults) == date(2026, 3, 29)
    assert faults == []


@pytest.mark.parametrize(
    "text", ["31/02/2026", "03/29/2026", "29/03/26", "today", "0026-03-29", "٢٩/03/2026"]
)
def test_what_is_no_date_is_told_by_line_and_column(text: str) -> None:
    faults: list[LineFault] = []
    assert date_in(row(text), "cell", faults) is None
    assert [str(fault) for fault in faults] == [
        f"Line 7, cell: “{text}” is not a date. Write it like 29/03/2026 or 2026-03-29."
    ]


@pytest.mark.parametrize("text", ["1.5", "-1", "101", "ten", "1e2", "²"])
def test_a_number_out_of_range_or_not_whole_is_told(text: str) -> None:
    faults: list[LineFault] = []
    assert integer_in(row(text), "cell", faults, least=0, most=100) is None
    assert [fault.sentence for fault in faults] == [
        f"“{text}” must be a whole number from 0 to 100."
    ]


@given(number=st.integers(0, 100))
def test_a_whole_number_in_range_is_read(number: int) -> None:
    faults: list[LineFault] = []
    assert integer_in(row(str(number)), "cell", faults, most=100) == number
    assert faults == []


def test_a_choice_is_read_whatever_its_case() -> None:
    faults: list[LineFault] = []
    choices = {"police command unit": 1, "delivery unit": 2}
    assert choice_in(row("Police  Command Unit"), "cell", faults, choices) == 1
    assert faults == []


def test_a_word_outside_the_choices_is_told_with_them() -> None:
    faults: list[LineFault] = []
    assert choice_in(row("maybe"), "cell", faults, {"yes": True, "no": False}) is None
    assert [fault.sentence for fault in faults] == ["“maybe” must be one of: yes, no."]


def test_blank_cells_are_no_fault() -> None:
    faults: list[LineFault] = []
    assert date_in(row(""), "cell", faults) is None
    assert integer_in(row(""), "cell", faults) is None
    assert choice_in(row(""), "cell", faults, {"yes": True}) is None
    assert faults == []
