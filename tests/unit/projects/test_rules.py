"""Which states follow which, and what a project must have first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.errors import RuleBroken
from payback.projects.models import Project, ProjectState
from payback.projects.open_days import OPENING_STATES
from payback.projects.rules import (
    TRANSITIONS,
    moves_of,
    needs_attention,
    require_transition,
)

TODAY = date(2026, 11, 20)
STATES = st.sampled_from(list(ProjectState))


@given(before=STATES, after=STATES, days=st.integers(-30, 30) | st.none())
def test_a_project_opens_only_with_a_risk_assessment_in_date(
    before: ProjectState, after: ProjectState, days: int | None
) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    project = Project(state=before, risk_assessed_until=until)
    in_date = days is not None and days >= 0
    allowed = after in TRANSITIONS[before] and (in_date or after not in OPENING_STATES)
    if allowed:
        require_transition(project, after, TODAY)
    else:
        with pytest.raises(RuleBroken):
            require_transition(project, after, TODAY)


def test_a_finished_project_can_be_opened_again() -> None:
    assert [move.words for move in moves_of(ProjectState.FINISHED)] == [
        "Open it again",
        "Take back to proposed",
    ]


def test_the_sentence_says_when_the_assessment_ran_out() -> None:
    project = Project(state=ProjectState.PAUSED, risk_assessed_until=date(2026, 11, 19))
    with pytest.raises(RuleBroken, match="ran out on 19 November 2026") as caught:
        require_transition(project, ProjectState.RUNNING, TODAY)
    assert "must have one in date to be running" in caught.value.sentence


def test_only_a_project_that_should_open_needs_attention() -> None:
    project = Project(state=ProjectState.PROPOSED, risk_assessed_until=None)
    assert needs_attention(project, TODAY) == ""
    project.state = ProjectState.RUNNING
    assert needs_attention(project, TODAY) == "There is no risk assessment yet."


def test_an_assessment_counts_to_the_end_of_its_last_day() -> None:
    project = Project(state=ProjectState.RUNNING, risk_assessed_until=TODAY)
    assert needs_attention(project, TODAY) == ""
    assert "ran out" in needs_attention(project, TODAY + timedelta(days=1))
