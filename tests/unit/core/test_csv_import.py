"""Reading uploaded CSV files: whatever wrote them, and whatever is wrong with them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.csv_import import Column, CsvReading, read_csv

COLUMNS = (Column(name="code"), Column(name="name"), Column(name="region", required=False))


def read(content: str | bytes, **limits: int) -> CsvReading:
    return read_csv(content.encode() if isinstance(content, str) else content, COLUMNS, **limits)


def faults(content: str | bytes, **limits: int) -> list[str]:
    return [str(fault) for fault in read(content, **limits).faults]


def test_rows_carry_the_line_they_start_on_and_stripped_values() -> None:
    reading = read('code,name\nE1, Barnet \n\n  \nE2,"Two\nlines"\nE3,Brent\n')
    assert [(row.line, row["code"], row["name"]) for row in reading.rows] == [
        (2, "E1", "Barnet"),
        (5, "E2", "Two\nlines"),
        (7, "E3", "Brent"),
    ]
    assert reading.faults == ()


def test_an_absent_optional_column_reads_as_empty() -> None:
    assert read("code,name\nE1,Barnet").rows[0]["region"] == ""


def test_headers_may_come_in_any_order_case_and_spacing() -> None:
    columns = (Column(name="valid_from"), Column(name="code"))
    row = read_csv(b"CODE, Valid From\nE1,2020-01-01\n", columns).rows[0]
    assert dict(row.values) == {"valid_from": "2020-01-01", "code": "E1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encodings_of_usual_spreadsheets_are_read(encoding: str) -> None:
    assert read('code,name\nE1,"Café, été"\n'.encode(encoding)).rows[0]["name"] == "Café, été"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_of_spreadsheets_are_read(delimiter: str, newline: str) -> None:
    lines = [["code", "name"], ["E1", "Barnet"], ["E2", "Brent"]]
    text = newline.join(delimiter.join(line) for line in lines)
    assert [(row.line, row["name"]) for row in read(text).rows] == [(2, "Barnet"), (3, "Brent")]


@pytest.mark.parametrize("content", ["", "\n\n", " , ,\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(content: str | bytes) -> None:
    assert faults(content) == [
        "The file: The file is empty. It needs a first line with the names of the columns."
    ]


def test_a_file_with_headers_alone_is_refused() -> None:
    assert faults("code,name\n\n") == [
        "The file: The file has no lines below the names of its columns."
    ]


def test_a_file_over_the_size_limit_is_refused() -> None:
    assert faults("x" * 1_500_001, max_bytes=1_500_000) == [
        "The file: The file must be smaller than 1.5 MB. Split it."
    ]


def test_a_file_with_too_many_rows_is_refused_whole() -> None:
    reading = read("code,name\n1,a\n2,b\n3,c\n", max_rows=2)
    assert reading.rows == ()
    assert [str(fault) for fault in reading.faults] == [
        "Line 4: The file has more than 2 rows. Split it."
    ]


def test_a_workbook_is_told_apart_from_csv() -> None:
    assert "a spreadsheet's own format, not CSV" in faults(b"PK\x03\x04rest")[0]


def test_nul_characters_are_refused_with_their_line() -> None:
    assert faults("code,name\nE1,Bar\x00net\n")[0].startswith("Line 2: The file contains")


def test_bytes_that_no_encoding_allows_are_refused_with_their_line() -> None:
    assert faults(b"code,name\nE1,\x81\n")[0].startswith("Line 2: The file contains characters")


def test_half_a_utf_16_character_is_refused() -> None:
    assert "cannot be read" in faults("code,name\n".encode("utf-16") + b"x")[0]


def test_every_missing_column_is_named() -> None:
    assert faults("region\nLondon\n") == [
        "Line 1, code: The column “code” is missing.",
        "Line 1, name: The column “name” is missing.",
    ]


def test_an_unknown_column_is_named_with_the_nearest_known_one() -> None:
    assert faults("code,name,regoin\n") == [
        "Line 1, regoin: The column “regoin” is not known. Did you mean “region”?"
    ]


def test_an_unknown_column_far_from_any_known_one_lists_those() -> None:
    assert "Known columns: code, name, region." in faults("code,name,zzzzzz\n")[0]


def test_a_column_given_twice_is_told_once() -> None:
    assert faults("code,name,name\nE1,a,b\n") == [
        "Line 1, name: The column “name” appears more than once."
    ]


def test_a_column_without_a_name_is_told_by_its_position() -> None:
    assert faults("code,,name\nE1,,b\n") == ["Line 1: Column 2 has no name."]


def test_empty_cells_at_the_end_are_ignored() -> None:
    reading = read("code,name,,\nE1,Barnet,,,,\n")
    assert [row["name"] for row in reading.rows] == ["Barnet"]
    assert reading.faults == ()


def test_a_line_with_too_many_values_does_not_lose_the_others() -> None:
    reading = read("code,name\nE1,Barnet, London\nE2,Brent\n")
    assert [row["code"] for row in reading.rows] == ["E2"]
    assert str(reading.faults[0]).startswith("Line 2: The line has 3 values, but there are 2")


def test_a_blank_required_value_is_told_with_its_column() -> None:
    assert faults("code,name\nE1\n,Brent\n") == [
        "Line 2, name: Enter a value for “name”.",
        "Line 3, code: Enter a value for “code”.",
    ]


def test_an_unclosed_quotation_mark_is_told_where_it_opens() -> None:
    assert faults('code,name\nE1,Barnet\nE2,"Brent\nE3,Ealing\n') == [
        "Line 3: The quotation marks on lines 3 to 4 do not pair up. Close each one, "
        "and write a quotation mark inside a value twice."
    ]


def test_a_misquoted_line_does_not_lose_the_next() -> None:
    reading = read('code,name\nE1,"Bar"net\nE2,Brent\n')
    assert [row["code"] for row in reading.rows] == ["E2"]
    assert "quotation marks on line 2 do not pair up" in reading.faults[0].sentence


def test_a_value_beyond_the_limit_of_length_is_told() -> None:
    assert "longer than 131,072 characters" in faults(f"code,name\nE1,{'x' * 140_000}\n")[0]


def test_a_very_long_unknown_header_is_shortened_in_its_fault() -> None:
    assert all(len(fault) < 250 for fault in faults(f"code,name,{'x' * 5000}\n"))


@given(content=st.binary(max_size=300))
def test_any_bytes_give_rows_or_faults_and_never_an_exception(content: bytes) -> None:
    reading = read(content)
    assert all(fault.sentence for fault in reading.faults)


@given(tail=st.text(max_size=200))
def test_any_text_below_a_sound_header_is_read_or_told(tail: str) -> None:
    reading = read("code,name,region\n" + tail)
    assert all(row["code"] and row["name"] for row in reading.rows)
    lines = [row.line for row in reading.rows]
    assert lines == sorted(set(lines))


VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30)


@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([("code", "name", "region"), *rows])
    stripped = [tuple(value.strip() for value in row) for row in rows]
    expected = [row for row in stripped if row[0] and row[1]]
    reading = read(buffer.getvalue())
    assert [(row["code"], row["name"], row["region"]) for row in reading.rows] == expected
