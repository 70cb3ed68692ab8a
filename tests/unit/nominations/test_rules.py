"""What may follow what, and what approval needs."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.errors import Conflict, RuleBroken
from payback.nominations.models import Criterion, CriterionAnswer, NominationState, Verdict
from payback.nominations.rules import (
    OPEN,
    TRANSITIONS,
    Step,
    is_short,
    may,
    next_state,
    require_verdicts_met,
)

S = NominationState


@given(st.lists(st.sampled_from(list(Step)), max_size=30))
def test_however_steps_are_tried_an_approved_nomination_stays_approved(steps: list[Step]) -> None:
    state = S.SUBMITTED
    for step in steps:
        before = state
        if may(before, step):
            state = next_state(state, step)
        else:
            with pytest.raises(Conflict, match=step.value):
                next_state(state, step)
        if before is S.APPROVED:
            assert state is S.APPROVED
        if state in {S.APPROVED, S.DECLINED, S.WITHDRAWN, S.MERGED} and state is not before:
            assert before in OPEN


def test_every_state_can_be_reached_and_only_approval_is_final() -> None:
    reached, frontier = {S.SUBMITTED}, {S.SUBMITTED}
    while frontier:
        found = {next_state(s, t) for s, t in product(frontier, Step) if may(s, t)}
        frontier = found - reached
        reached |= found
    assert reached == set(S)
    final = {state for state in S if not any(may(state, step) for step in Step)}
    assert final == {S.APPROVED}
    assert set(TRANSITIONS) == set(Step)


@given(st.lists(st.sampled_from([None, *Verdict]), min_size=4, max_size=4))
def test_approval_needs_four_verdicts_that_are_met(verdicts: list[Verdict | None]) -> None:
    criteria = [
        CriterionAnswer(criterion=criterion, verdict=verdict)
        for criterion, verdict in zip(Criterion, verdicts, strict=True)
    ]
    if set(verdicts) == {Verdict.MET}:
        require_verdicts_met(criteria)
    else:
        with pytest.raises(RuleBroken):
            require_verdicts_met(criteria)


def test_small_work_suits_short_sentences() -> None:
    assert is_short(20)
    assert not is_short(21)
