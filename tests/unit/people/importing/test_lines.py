"""Lines of a file of people."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payback.people.importing.columns import COLUMNS
from payback.people.importing.lines import read_people
from payback.people.models import OrderType, Sex

TODAY = date(2026, 11, 21)
GOOD = {
    "crn": "X123456",
    "given_name": "Alex",
    "family_name": "Example",
    "sex": "Female",
    "date_of_birth": "27/03/1990",
    "postcode": "NW4 4BG",
    "order_type": "Community order",
    "ordered_hours": "120",
    "sentence_date": "2026-06-01",
}


def a_file(*rows: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def faults(*rows: dict[str, str]) -> list[str]:
    return [str(fault) for fault in read_people(a_file(*rows), TODAY).faults]


def test_a_good_line_is_understood() -> None:
    sheet = read_people(a_file(GOOD | {"availability": "Mon am", "barred_tags": "Noise"}), TODAY)
    assert sheet.faults == ()
    (line,) = sheet.lines
    assert (line.who.crn, line.who.sex) == ("X123456", Sex.FEMALE)
    assert line.order.order_type is OrderType.COMMUNITY_ORDER
    assert (line.order.ordered_minutes, line.order.event_number) == (7200, 1)
    assert (line.extras.slots, line.extras.barred_tags) == (1, ("noise",))
    assert line.extras.home is not None
    assert line.extras.home.area_code == "E09000003"
    assert line.order.minutes_done is None


EXAMPLE = {each.name: each.example for each in COLUMNS}


def test_the_examples_of_the_guide_can_be_read() -> None:
    sheet = read_people(a_file(EXAMPLE | {"crn": "Y654321"}), TODAY)
    assert sheet.faults == ()
    assert len(sheet.lines) == 1


def test_the_example_itself_is_nobody_and_is_left_out_with_a_word() -> None:
    sheet = read_people(a_file(EXAMPLE | {"ordered_hours": "x"}, GOOD | {"crn": "Y1"}), TODAY)
    assert [line.who.crn for line in sheet.lines] == ["Y1"]
    assert [str(each) for each in (*sheet.faults, *sheet.notices)] == [
        "Line 2: This is the example of the guide, not a person. It is left out."
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"crn": "X!"}, "crn: CRN must be up to 20 letters and numbers, like X123456."),
        ({"crn": ""}, "crn: Enter a value for “crn”."),
        ({"given_name": "x" * 101}, "given_name: Use 100 characters or fewer."),
        ({"sex": "other"}, "sex: “other” must be one of: female, male, f, m."),
        ({"date_of_birth": "31/02/1990"}, "date_of_birth: “31/02/1990” is not a date."),
        ({"date_of_birth": "1/1/2020"}, "date_of_birth: Date of birth must be between"),
        ({"postcode": "EH1 1YZ"}, "postcode: We do not know where this postcode is."),
        ({"postcode": "home"}, "postcode: Enter a full UK postcode, like NW4 4BG"),
        ({"phone": "12"}, "phone: “12” is not a telephone number."),
        ({"email": "a@"}, "email: “a@” is not an email address."),
        ({"event_number": "0"}, "event_number: “0” must be a whole number from 1 to 999."),
        ({"order_type": "fine"}, "order_type: “fine” must be one of: community order"),
        ({"ordered_hours": "many"}, "ordered_hours: “many” must be hours above 0"),
        ({"ordered_hours": "0"}, "ordered_hours: “0” must be hours above 0"),
        ({"ordered_hours": "40.01"}, "ordered_hours: “40.01” must be hours above 0"),
        ({"minutes_done": "7201"}, "minutes_done: More minutes than the 7,200 that were ordered."),
        ({"minutes_done": "-1"}, "minutes_done: “-1” must be a whole number from 0"),
        ({"sentence_date": "1/1/2027"}, "sentence_date: The sentence must be today or in the past"),
        ({"due_date": "1/6/2026"}, "due_date: The due date must be after the sentence."),
        ({"weekly_hours": "x"}, "weekly_hours: “x” must be hours above 0"),
        ({"availability": "Funday"}, "availability: “funday” is not understood."),
        ({"women_only": "maybe"}, "women_only: “maybe” must be one of: yes, no"),
        ({"sex": "male", "women_only": "yes"}, "women_only: Groups of women only can be asked"),
        ({"not_with_supervisor": "x"}, "not_with_supervisor: “x” must be one of: female, male"),
        ({"barred_tags": "a$b"}, "barred_tags: “a$b”? Write up to 20 short labels"),
        ({"limited_access": "x"}, "limited_access: “x” must be one of: yes, no"),
        ({"max_travel_minutes": "241"}, "max_travel_minutes: “241” must be a whole number from 0"),
    ],
)
def test_every_kind_of_bad_cell_is_told_by_line_and_column(
    changes: dict[str, str], expected: str
) -> None:
    found = faults(GOOD | {"crn": "X000001"}, GOOD | changes)
    assert len(found) == 1, found
    assert found[0].startswith(f"Line 3, {expected}")


def test_all_that_is_wrong_with_a_line_is_told_at_once() -> None:
    bad = {"sex": "x", "date_of_birth": "x", "ordered_hours": "x", "phone": "x"}
    assert len(faults(GOOD | bad)) == 4


def test_a_sentence_that_is_there_twice_is_told() -> None:
    assert faults(GOOD, GOOD) == [
        "Line 3, crn: This CRN and event number are already on line 2. Keep one of the two, or "
        "give another sentence its own event_number."
    ]


def test_two_sentences_of_one_person_must_agree_on_who_they_are() -> None:
    second = GOOD | {"event_number": "2"}
    assert faults(GOOD, second) == []
    assert faults(GOOD, second | {"given_name": "Sam"}) == [
        "Line 3, crn: The details of this person differ from those on line 2."
    ]


def test_a_column_that_is_missing_or_unknown_is_told() -> None:
    without = {name: value for name, value in GOOD.items() if name != "sex"}
    assert faults(without) == ["Line 1, sex: The column “sex” is missing."]
    assert "Did you mean “postcode”?" in faults(GOOD | {"post_cod": "x"})[0]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([each.name for each in COLUMNS]), st.text(max_size=30)))
def test_no_cell_does_harm(cells: dict[str, str]) -> None:
    content = a_file(GOOD | {k: v.encode("utf-8", "ignore").decode() for k, v in cells.items()})
    sheet = read_people(content, TODAY)
    assert sheet.lines or sheet.faults
