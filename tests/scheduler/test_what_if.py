"""What if: typed changes, both rotas, and what would have to be told."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from scheduler import (
    Change,
    DayLost,
    PersonAdded,
    PersonAway,
    PlacesLost,
    Problem,
    ProblemInvalid,
    ProjectAdded,
    SessionCancelled,
    Solution,
    SupervisorAdded,
    SupervisorAway,
    check,
    read_problem,
    solve,
    what_if,
)
from tests.scheduler.building import (
    DAYS,
    a_person,
    a_problem,
    a_project,
    a_session,
    a_supervisor,
    raw_problem,
)
from tests.scheduler.tiny import tiny_problem

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def two_days(**changes: Any) -> Problem:
    given = {
        "policy": {"session_points": 10},
        "projects": [a_project(), a_project(id="hall")],
        "sessions": [a_session(), a_session(DAYS[1], id="tue", project="hall")],
        "people": [a_person(name, weekly_minutes=800) for name in ("ann", "bob")],
    }
    return a_problem(**given | changes)


def test_losing_a_supervisor_is_no_gain_because_the_first_search_was_shorter() -> None:
    problem = two_days()
    poor = Solution(status="feasible", objective=0.0, bound=9999.0, seconds=0.1, sessions=())
    away = SupervisorAway(supervisor="sam", dates=(TUESDAY,))
    found = what_if(problem, [away], before=poor, workers=1)
    assert found.before is poor
    assert found.hours_gained == pytest.approx(-2 * 400 / 60)
    before, after = found.figures_before.points, found.figures_after.points
    assert before is not None
    assert after is not None
    assert after < before


def test_the_rota_found_without_a_supervisor_counts_where_the_other_search_found_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, answers = two_days(), []
    poor = Solution(status="feasible", objective=0.0, bound=9999.0, seconds=0.1, sessions=())

    def unlucky(asked: Problem, **settings: Any) -> Solution:
        answers.append(asked)
        return solve(asked, **settings) if len(answers) == 1 else poor

    monkeypatch.setattr("scheduler.questions.what_if.solve", unlucky)
    away = SupervisorAway(supervisor="sam", dates=(TUESDAY,))
    found = what_if(problem, [away], before=poor, workers=1)
    assert len(answers) == 2
    assert found.figures_before.points == found.figures_after.points
    assert found.hours_gained == 0


def test_a_supervisor_away_costs_their_sessions_and_all_must_be_told() -> None:
    found = what_if(two_days(), [SupervisorAway(supervisor="sam", dates=(TUESDAY,))], workers=1)
    assert found.hours_gained == pytest.approx(-2 * 400 / 60)
    assert set(found.dropped.people) == {("ann", "tue"), ("bob", "tue")}
    assert found.dropped.supervisors == (("sam", "tue"),)
    assert found.changes_to_tell == 3
    assert (found.figures_before.people_short, found.figures_after.people_short) == (2, 2)
    assert found.figures_after.hours_short - found.figures_before.hours_short == pytest.approx(
        800 / 60
    )


def test_another_supervisor_takes_over_and_nobody_else_is_moved() -> None:
    problem = two_days(supervisors=[a_supervisor(), a_supervisor(id="tim")])
    told = solve(problem, workers=1)
    away = next(item.supervisors[0] for item in told.sessions if item.session == "mon")
    found = what_if(problem, [SupervisorAway(supervisor=away, dates=(MONDAY,))], workers=1)
    assert found.hours_gained == 0
    assert found.dropped.supervisors == ((away, "mon"),)
    assert found.changes_to_tell == 2


def test_rain_takes_the_outdoor_sessions_of_the_day_only() -> None:
    outdoors = a_project(tags=["outdoor"])
    problem = two_days(
        projects=[outdoors, a_project(id="hall")],
        sessions=[a_session(), a_session(id="dry", project="hall"), a_session(DAYS[1], id="tue")],
    )
    rain = DayLost.on(MONDAY, tags=("outdoor",))
    assert [one.id for one in rain.applied(problem).sessions] == ["dry", "tue"]
    assert [one.id for one in DayLost.on(MONDAY).applied(problem).sessions] == ["tue"]
    afternoon = DayLost(first=datetime(2026, 11, 23, 16), last=datetime(2026, 11, 23, 18))  # noqa: DTZ001
    assert afternoon.applied(problem) == problem


def test_lost_places_may_close_a_session() -> None:
    found = what_if(two_days(), [PlacesLost(project="garden", places=8)], workers=1)
    assert [item.session for item in found.after.sessions] == ["tue"]


def test_what_is_added_is_planned() -> None:
    base = two_days()
    extra = read_problem(
        raw_problem(
            projects=[a_project(id="park")],
            sessions=[a_session(DAYS[2], id="wed", project="park")],
            supervisors=[a_supervisor(id="tim")],
            people=[a_person("col")],
        )
    )
    changes: list[Change] = [
        ProjectAdded(project=extra.projects[0], sessions=extra.sessions),
        PersonAdded(person=extra.people[0]),
        SupervisorAdded(supervisor=extra.supervisors[0]),
    ]
    found = what_if(base, changes, workers=1)
    assert found.hours_gained > 0
    assert {item.session for item in found.after.sessions} == {"mon", "tue", "wed"}
    with pytest.raises(ProblemInvalid):
        what_if(base, [PersonAdded(person=base.people[0])])


def test_a_cancelled_session_takes_its_bookings_with_it_even_if_frozen() -> None:
    told = {"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]}
    problem = two_days(
        published=told, pinned=told, policy={"session_points": 10, "frozen_until": DAYS[1]}
    )
    found = what_if(problem, [SessionCancelled(session="mon")], workers=1)
    assert ("ann", "mon") in found.dropped.people
    assert found.after.status == "optimal"


def test_someone_away_is_planned_around_even_where_they_were_pinned() -> None:
    pinned = {"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]}
    problem = two_days(pinned=pinned)
    away: list[Change] = [
        PersonAway(person="ann", dates=(MONDAY,)),
        SupervisorAway(supervisor="sam", dates=(MONDAY,)),
    ]
    found = what_if(problem, away, workers=1)
    assert [item.session for item in found.after.sessions] == ["tue"]


def test_a_frozen_duty_of_someone_away_is_noted() -> None:
    told = {"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]}
    problem = two_days(published=told, policy={"frozen_until": DAYS[1]})
    found = what_if(problem, [SupervisorAway(supervisor="sam", dates=(MONDAY,))], workers=1)
    assert len(found.notes) == 1
    assert "sam is announced for mon" in found.notes[0]


@pytest.mark.parametrize(
    "change",
    [
        SupervisorAway(supervisor="nobody", dates=()),
        PersonAway(person="nobody", dates=()),
        SessionCancelled(session="never"),
        PlacesLost(project="nowhere", places=1),
    ],
)
def test_a_change_to_something_unknown_is_refused(change: Any) -> None:
    with pytest.raises(LookupError, match="There is no"):
        what_if(two_days(), [change])


@pytest.mark.parametrize("seed", range(25))
def test_the_same_question_gets_the_same_valid_answer_and_changes_nothing(seed: int) -> None:
    problem = read_problem(tiny_problem(seed))
    given = problem.to_dict()
    changes: list[Change] = [
        SupervisorAway(supervisor=problem.supervisors[0].id, dates=(MONDAY, TUESDAY)),
        PlacesLost(project=problem.projects[0].id, places=1),
    ]
    first = what_if(problem, changes, workers=1)
    again = what_if(problem, changes, workers=1, before=first.before)
    assert problem.to_dict() == given
    assert replace(first.after, seconds=0) == replace(again.after, seconds=0)
    assert (first.dropped, first.added) == (again.dropped, again.added)
    if first.after.status != "infeasible":
        assert check(first.changed, first.after).valid
