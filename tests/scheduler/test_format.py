"""Every fault of a file is told with its path, all at once; good files come back as they were."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler import ProblemInvalid, SolutionInvalid, read_problem, read_solution
from tests.scheduler.building import a_person, a_problem, a_session, raw_problem

DATA = Path(__file__).parent / "data"

Change = Callable[[dict[str, Any]], None]


def faults_of(source: Any) -> dict[str, str]:  # anything may come in
    with pytest.raises(ProblemInvalid) as caught:
        read_problem(source)
    return {fault.path: fault.sentence for fault in caught.value.faults}


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """Return a good problem with values set at paths such as `people.0.due`."""
    raw: dict[str, Any] = json.loads(json.dumps(raw_problem()))
    for path, value in changes:
        *steps, last = path.split(".")
        place: Any = raw
        for step in steps:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return raw


@pytest.mark.parametrize("name", ["example-problem.json", "borough-week.json"])
def test_a_file_comes_back_as_it_was(name: str) -> None:
    raw = json.loads((DATA / name).read_bytes())
    again = read_problem(raw).to_dict()
    policy = again.pop("policy")
    assert isinstance(policy, dict)
    assert policy["overbooking_margin"] == raw.pop("policy")["overbooking_margin"]
    assert again == raw


def test_text_bytes_and_objects_are_read_alike() -> None:
    text = json.dumps(raw_problem())
    assert read_problem(text) == read_problem(text.encode()) == read_problem(raw_problem())
    assert read_problem(b"\xef\xbb\xbf" + text.encode()) == read_problem(text)


def test_policy_published_and_pinned_may_be_left_out() -> None:
    raw = raw_problem()
    for key in ("policy", "published", "pinned"):
        del raw[key]
    problem = read_problem(raw)
    assert problem.policy.overbooking_margin == 0.65
    assert problem.pinned.people == ()


@pytest.mark.parametrize(
    ("path", "value", "fault", "sentence"),
    [
        ("format", "payback-rota/2", "format", "must be 'payback-rota/1'"),
        ("colour", "red", "colour", "is not a key of this format"),
        ("people.0.nickname", "A", "people[0].nickname", "is not a key of this format"),
        ("policy.speed", 1, "policy.speed", "is not a key of this format"),
        ("people", {}, "people", "must be a list"),
        ("people.0", 3, "people[0]", "must be an object"),
        ("people.0.female", 1, "people[0].female", "must be true or false (it is 1)"),
        ("people.0.weekly_minutes", 420.5, "people[0].weekly_minutes", "must be a whole number"),
        ("people.0.weekly_minutes", True, "people[0].weekly_minutes", "must be a whole number"),
        ("people.0.weekly_minutes", -1, "people[0].weekly_minutes", "must not be below 0"),
        ("people.0.weekly_minutes", 10**30, "people[0].weekly_minutes", "must not be above"),
        ("people.0.lat", 10**400, "people[0].lat", "must be a number"),
        ("people.0.lat", math.nan, "people[0].lat", "must be a finite number (it is NaN)"),
        ("people.0.lon", math.inf, "people[0].lon", "must be a finite number"),
        ("people.0.lat", 91, "people[0].lat", "must not be above 90"),
        ("people.0.attendance_rate", 1.01, "people[0].attendance_rate", "must not be above 1"),
        ("policy.extra_hours_rate", -0.1, "policy.extra_hours_rate", "must not be below 0"),
        ("policy.urgency_min", 4, "policy.urgency_min", "4 is above urgency_max, 3.0"),
        ("people.0.due", "2026-02-30", "people[0].due", "is not a date that exists"),
        ("people.0.due", "soon", "people[0].due", "must be a date such as 2026-11-24"),
        ("people.0.due", 20261124, "people[0].due", "must be a date in quotes"),
        ("sessions.0.start", "2026-11-23T09:00Z", "sessions[0].start", "must be a local time"),
        ("sessions.0.start", "2026-11-23T25:00", "sessions[0].start", "is not a time that exists"),
        ("sessions.0.end", "2026-11-23T08:59", "sessions[0].end", "ends before it starts"),
        ("sessions.0.end", "2026-11-23T09:00", "sessions[0].end", "ends when it starts"),
        ("sessions.0.minutes", 421, "sessions[0].minutes", "credits 421 minutes, but lasts 420"),
        ("sessions.0.start", "2026-11-22T09:00", "sessions[0].start", "not on one of the days"),
        ("sessions.0.minutes", 100_001, "sessions[0].minutes", "must not be above 100000"),
        ("sessions.0.project", "hall", "sessions[0].project", 'no project has the id "hall"'),
        ("end", "2026-11-22", "end", "is before the first day"),
        (
            "people.0.available",
            [["2026-11-24T10:00", "2026-11-24T09:00"]],
            "people[0].available[0]",
            "ends before it starts",
        ),
        ("people.0.available", [["2026-11-24T10:00"]], "people[0].available[0][1]", "is missing"),
        ("people.0.exclusions", [[51, 0, -1]], "people[0].exclusions[0][2]", "not be below 0"),
        ("people.0.keep_apart", ["zed"], "people[0].keep_apart[0]", 'no person has the id "zed"'),
        ("people.0.only_projects", ["x"], "people[0].only_projects[0]", "no project has the id"),
        ("people.0.current_project", "x", "people[0].current_project", "no project has the id"),
        ("people.0.not_with_supervisor", "both", "people[0].not_with_supervisor", "must be"),
        ("pinned.people", [["ann", "tue"]], "pinned.people[0][1]", 'no session has the id "tue"'),
        ("published.supervisors", [["x", "mon"]], "published.supervisors[0][0]", "no supervisor"),
        ("pinned.people", [["ann", "mon"]] * 2, "pinned.people[1]", "is listed twice"),
        ("projects.0.priority", 6, "projects[0].priority", "must not be above 5"),
    ],
)
def test_a_fault_is_told_with_its_path(path: str, value: Any, fault: str, sentence: str) -> None:
    assert sentence in faults_of(changed((path, value)))[fault]


def test_ids_must_be_unique_within_their_list() -> None:
    raw = raw_problem(people=[a_person("ann"), a_person("ann")])
    assert faults_of(raw) == {"people[1].id": '"ann": this person has the id of an earlier one'}


def test_a_missing_key_is_told() -> None:
    raw = raw_problem()
    del raw["people"][0]["due"]
    assert faults_of(raw) == {"people[0].due": "is missing"}


def test_all_faults_are_told_at_once() -> None:
    raw = changed(
        ("people.0.due", 5), ("sessions.0.project", "x"), ("surplus", 1), ("start", "2027-01-01")
    )
    assert set(faults_of(raw)) == {"people[0].due", "sessions[0].project", "surplus", "end"}


def test_a_file_with_endless_faults_is_cut_short() -> None:
    raw = raw_problem(people=[a_person(f"p{n}", due=n) for n in range(1500)])
    faults = faults_of(raw)
    assert faults["$"] == "and 500 more faults"
    assert len(faults) == 1001


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ("[]", "must be a JSON object"),
        ("3", "must be a JSON object"),
        (b"\xff\xfe\x00", "is not text in UTF-8"),
        ('{"id":"\\ud800"}', "half a character"),
        ("[" * 200_000, "is nested too deeply"),
        ('{"a":1,"a":2}', 'the key "a" is given twice'),
        ('{"start":' + "9" * 5000 + "}", "cannot be read as JSON"),
        ({"start": {1, 2}}, "cannot be read as JSON"),
    ],
)
def test_what_is_not_a_json_object_is_refused_as_a_whole(source: Any, sentence: str) -> None:
    faults = faults_of(source)
    assert list(faults) == ["$"]
    assert sentence in faults["$"]


def test_the_example_solution_is_read_without_its_optional_keys() -> None:
    problem = read_problem((DATA / "example-problem.json").read_bytes())
    solution = read_solution((DATA / "example-solution.json").read_bytes(), problem)
    assert solution.objective == 579.169692
    assert solution.unplaced == ()
    assert read_solution(solution.to_dict(), problem) == solution


def test_a_solution_may_only_use_what_its_problem_knows_and_each_once() -> None:
    problem = a_problem(sessions=[a_session()])
    booked = {"session": "mon", "supervisors": ["tom"], "people": ["ann", "ann"]}
    raw = {
        "format": "payback-rota-solution/1",
        "status": "feasible",
        "sessions": [booked, booked | {"people": []}, booked | {"session": "sun", "people": []}],
        "unplaced": [{"person": "bob", "reason": "hidden", "detail": ""}],
    }
    with pytest.raises(SolutionInvalid) as caught:
        read_solution(raw, problem)
    assert {fault.path for fault in caught.value.faults} == {
        "sessions[0].supervisors[0]",
        "sessions[0].people[1]",
        "sessions[1].supervisors[0]",
        "sessions[1].session",
        "sessions[2].session",
        "sessions[2].supervisors[0]",
        "unplaced[0].person",
        "unplaced[0].reason",
    }
