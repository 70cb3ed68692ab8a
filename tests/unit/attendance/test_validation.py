"""Which rules an entry breaks: one scenario for each rule and each boundary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from payback.attendance.commands import validate
from payback.attendance.validation import CASE, judge
from tests.support.entries import (
    ADJUSTMENTS,
    BOOKINGS,
    COURSES,
    OPENINGS,
    RECORDINGS,
    TRAVEL,
    Scenario,
    a_booking,
    a_journey,
    a_place,
    an_adjustment,
    an_appointment,
    recorded,
    said,
)

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ALL = [*BOOKINGS, *OPENINGS, *RECORDINGS, *ADJUSTMENTS, *TRAVEL, *COURSES]


@pytest.mark.parametrize("scenario", ALL, ids=[f"{s.case['subject']}-{s.id}" for s in ALL])
def test_an_entry_breaks_these_rules_and_no_other(scenario: Scenario) -> None:
    answer = judge(CASE.validate_python(scenario.case))
    assert [(each.rule, each.field) for each in answer.broken] == list(scenario.broken)
    assert answer.credited_minutes == scenario.minutes
    is_refused = any(each.effect == "refused" for each in answer.broken)
    assert answer.changes is (not is_refused if scenario.changes is None else scenario.changes)
    assert all(each.sentence for each in answer.broken)


def test_a_project_that_is_not_there_breaks_v1_and_nothing_else_is_asked() -> None:
    answer = judge(CASE.validate_python(recorded(said(notes="<b>"), project=None)))
    (breach,) = answer.broken
    assert (breach.rule, breach.sentence) == ("V1", "We could not find that record.")


def test_a_past_appointment_may_be_new_if_its_outcome_comes_with_it() -> None:
    """V5 asks for an outcome; V2 to V4 are asked of a new appointment all the same."""
    past = {"now": "2026-11-24T17:00", "said": said()}
    assert judge(CASE.validate_python(a_booking(**past))).credited_minutes == 420
    closed = a_booking(**past, project=a_place(state="finished"))
    assert [each.rule for each in judge(CASE.validate_python(closed)).broken] == ["V2"]


def test_in_summer_the_times_are_london_times() -> None:
    session = {"date": "2026-07-07", "start_time": "09:30", "end_time": "16:30"}
    over = recorded(said(), session=session, now="2026-07-07T16:30")
    assert judge(CASE.validate_python(over)).credited_minutes == 420
    early = recorded(said(), session=session, now="2026-07-07T16:29")
    assert [each.rule for each in judge(CASE.validate_python(early)).broken] == ["P3"]


def asked(folder: Path, cases: object) -> Result:
    """Return what the command says to a list of cases."""
    file = folder / "entries.json"
    file.write_text(json.dumps(cases), encoding="utf-8")
    return CliRunner().invoke(validate, [str(file)])


def test_the_command_answers_every_case_under_its_id(tmp_path: Path) -> None:
    result = asked(
        tmp_path,
        [{"id": "b"} | recorded(said(penalty_minutes=500)), {"id": 7} | a_journey()],
    )
    assert result.exit_code == 0
    first, second = json.loads(result.stdout)
    assert first == {
        "id": "b",
        "output": {
            "broken": [
                {
                    "rule": "V9",
                    "field": "penalty_minutes",
                    "sentence": "Time not to count must be between 0 and 420 minutes, "
                    "the time they were there",
                    "effect": "refused",
                }
            ],
            "credited_minutes": 0,
            "changes": False,
        },
    }
    assert second["output"] == {"broken": [], "credited_minutes": 60, "changes": True}


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        ({"subject": "appointment"}, "Case 1 must be an object with “id”."),
        (
            {"id": "a"} | an_appointment(session={"date": "24/11/2026"}),
            "Case a: appointment.session",
        ),
        ({"id": "a", "subject": "shoe"}, "Case a: input: "),
        ({"id": "a"} | an_adjustment() | {"minutes": "60"}, "Case a: adjustment.minutes: "),
    ],
)
def test_a_fault_is_said_with_its_place(tmp_path: Path, case: object, fault: str) -> None:
    result = asked(tmp_path, [case])
    assert (result.exit_code, result.stdout) == (1, "")
    assert fault in result.stderr


def test_a_field_that_nobody_knows_changes_nothing_and_is_named(tmp_path: Path) -> None:
    result = asked(tmp_path, [{"id": 1, "shoe_size": 9} | recorded(said())])
    assert json.loads(result.stdout)[0]["output"]["credited_minutes"] == 420
    assert result.stderr.splitlines() == [
        "The format has no field “shoe_size”; it changes nothing."
    ]
