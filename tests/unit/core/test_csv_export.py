"""CSV downloads: readable by spreadsheets and unable to run in them."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.csv_export import Cell, safe_cell, stream_csv

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_back(chunks: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(chunks.decode("utf-8-sig"), newline="")))


def test_a_file_starts_with_the_mark_that_spreadsheets_need() -> None:
    content = b"".join(stream_csv(["Borough"], [["Barnet"]]))
    assert content == b"\xef\xbb\xbfBorough\r\nBarnet\r\n"


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20", "-cmd", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "\uff1d1", "-1+2"]
)
def test_a_text_that_would_run_as_a_formula_is_defused(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (-5, "-5"),
        (-2.5, "-2.50"),
        (12.0, "12.00"),
        (Decimal("-0.10"), "-0.10"),
        ("-12.5", "-12.5"),
        ("Barnet", "Barnet"),
        ("", ""),
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (date(2026, 3, 29), "2026-03-29"),
    ],
)
def test_numbers_dates_and_plain_texts_stay_as_they_are(cell: Cell, written: str) -> None:
    assert safe_cell(cell) == written


def test_rows_are_written_as_they_come_and_not_gathered_first() -> None:
    taken = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield [number, "x" * 50]

    chunks = stream_csv(["number", "text"], rows())
    next(chunks)
    next(chunks)
    assert 0 < taken < 1_000
    list(chunks)
    assert taken == 10_000


@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2), max_size=6))
def test_no_cell_of_any_download_starts_a_formula(rows: list[list[str]]) -> None:
    content = b"".join(stream_csv(["a", "b"], rows))
    for cells in read_back(content):
        for cell in cells:
            assert not cell.startswith(("=", "+", "@")), cell
