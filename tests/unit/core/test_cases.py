"""Files of worked cases on the command line: good ones, and every way to be wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from payback.allocations.commands import projection
from payback.people.commands import incentive

RECORD = {
    "today": "2027-01-20",
    "required_minutes": 6000,
    "order_code": None,
    "requirement_codes": [],
    "policy": {"threshold_share": 0.25, "discount_per_minute": 0.5},
    "events": [],
}


def asked(folder: Path, text: str) -> Result:
    """Return what the command says to a file with a text."""
    file = folder / "cases.json"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(incentive, [str(file)])


def test_every_case_is_answered_under_its_id_in_the_order_of_the_file(tmp_path: Path) -> None:
    cases = [{"id": "b", "input": RECORD}, {"id": 7, "input": RECORD}]
    result = asked(tmp_path, json.dumps(cases))
    assert result.exit_code == 0
    answers = json.loads(result.stdout)
    assert [each["id"] for each in answers] == ["b", 7]
    assert answers[0]["output"]["status"] == "ineligible"


def test_no_cases_are_no_answers(tmp_path: Path) -> None:
    result = asked(tmp_path, "[]")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_shares_are_read_as_they_are_written(tmp_path: Path) -> None:
    """0.29 of 50 minutes is 14.5, which rounds up; in binary it would be just below."""
    exact = RECORD | {"required_minutes": 50}
    text = json.dumps([{"id": 1, "input": exact}]).replace("0.25", "0.29")
    assert json.loads(asked(tmp_path, text).stdout)[0]["output"]["threshold_minutes"] == 15


def test_a_field_that_nobody_knows_is_named_and_changes_nothing(tmp_path: Path) -> None:
    event = {"id": "e", "kind": "adjustment", "date": "2027-01-04", "minutes": -9, "note": ""}
    record = RECORD | {"events": [event, event], "shoe_size": 9}
    result = asked(tmp_path, json.dumps([{"id": 1, "input": record}]))
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["output"]["total_minutes"] == 18
    assert result.stderr.splitlines() == [
        "The format has no field “shoe_size”; it changes nothing.",
        "The format has no field “note”; it changes nothing.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "cases.json is not JSON in UTF-8"),
        ("{", "cases.json is not JSON in UTF-8"),
        ("[" * 100_000, "cases.json is not JSON in UTF-8"),
        ("{}", "cases.json must hold a list of cases."),
        ("[1]", "Case 1 must be an object with “id” and “input”."),
        ('[{"id": 1}]', "Case 1 must be an object with “id” and “input”."),
        ('[{"id": 1, "input": 2}]', "Case 1: input: "),
        ('[{"id": 1, "input": {}}]', "Case 1: today: Field required"),
        (json.dumps([{"id": "x", "input": RECORD}]).replace("0.5", "NaN"), "NaN is not a number"),
        (
            json.dumps([{"id": "x", "input": RECORD | {"today": "20 Jan"}}]),
            "Case x: today: must be text such as 2027-01-14",
        ),
        (
            json.dumps([{"id": "x", "input": RECORD | {"today": "2027-02-30"}}]),
            "Case x: today: day",
        ),
        (
            json.dumps([{"id": "x", "input": RECORD | {"required_minutes": -1}}]),
            "Case x: required_minutes: Input should be greater than or equal to 0",
        ),
        (
            json.dumps([{"id": "x", "input": RECORD | {"required_minutes": 1.5}}]),
            "Case x: required_minutes: Input should be a valid integer",
        ),
        (
            json.dumps([{"id": "x", "input": RECORD | {"events": [{"kind": "party"}]}}]),
            "Case x: events.0: ",
        ),
    ],
)
def test_a_fault_is_said_with_its_place_and_nothing_is_answered(
    tmp_path: Path, text: str, sentence: str
) -> None:
    result = asked(tmp_path, text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


def test_many_faults_are_counted_after_the_first_twenty(tmp_path: Path) -> None:
    result = asked(tmp_path, json.dumps([{"id": n, "input": {}} for n in range(30)]))
    lines = result.stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 160 more."


def test_an_appointment_ends_after_it_starts(tmp_path: Path) -> None:
    appointment = {
        "id": "a",
        "project": "p",
        "date": "2027-01-14",
        "start_time": "10:00",
        "end_time": "10:00",
        "has_outcome": False,
    }
    situation = {
        "now": "2027-01-14T08:30",
        "trigger": "appointment_changed",
        "requirement": {"ordered_minutes": 60, "adjustment_minutes": 0},
        "non_working_dates": [],
        "allocations": [],
        "appointments": [appointment],
    }
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([{"id": 1, "input": situation}]), encoding="utf-8")
    result = CliRunner().invoke(projection, [str(file)])
    assert result.exit_code == 1
    assert "appointments.0: end_time must be later than start_time" in result.stderr
