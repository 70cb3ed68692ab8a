"""The order of the questions and what the answers lead to."""

from __future__ import annotations

from typing import Any

import pytest

from payback.nominations.models import DoneBy, LastPaid, Owner
from payback.nominations.questions import (
    BOROUGH,
    PAGES,
    first_unanswered,
    may_open,
    page_after,
    page_before,
    pages_asked,
)
from payback.nominations.suitability import doubts, refusal_of

BARNET = ["E09000003"]
GOOD: dict[str, dict[str, Any]] = {
    "community-benefit": {"answer": "yes"},
    "paid-work": {"done_by": "nobody", "budget": "no"},
    "profit": {"answer": "no"},
    "demanding": {"answer": "yes", "people": 4, "days": 2},
    "place": {"postcode": "NW4 4BG"},
    "work": {},
    "site": {},
    "contact": {},
    "photographs": {},
}


def test_the_borough_is_asked_only_where_the_postcode_does_not_tell_it() -> None:
    assert BOROUGH not in pages_asked(GOOD, BARNET)
    assert BOROUGH in pages_asked(GOOD | {"place": {"postcode": "ZE1 0AA"}}, BARNET)
    assert BOROUGH in pages_asked(GOOD, ["E09000005"])
    assert BOROUGH in pages_asked({}, BARNET)


@pytest.mark.parametrize("missing", [page for page in GOOD])
def test_the_first_page_without_an_answer_comes_next(missing: str) -> None:
    answers = {page: given for page, given in GOOD.items() if page != missing}
    if missing == "place":
        answers[BOROUGH] = {"area": BARNET[0]}
    assert first_unanswered(answers, BARNET) == missing
    later = list(PAGES)[list(PAGES).index(missing) + 1 :]
    assert not any(may_open(page, answers, BARNET) for page in later)


def test_a_complete_draft_goes_to_the_check_page_from_every_page() -> None:
    assert first_unanswered(GOOD, BARNET) is None
    assert {page_after(page, GOOD, BARNET) for page in GOOD} == {None}
    assert page_before("community-benefit", GOOD, BARNET) is None
    assert page_before("work", GOOD, BARNET) == "place"


def test_an_answer_that_fails_stops_the_way() -> None:
    answers = GOOD | {"profit": {"answer": "yes"}}
    assert first_unanswered(answers, BARNET) == "profit"
    assert refusal_of("work", {}) is None


def test_staff_are_told_what_to_look_at_again() -> None:
    clear = doubts(
        last_paid=LastPaid.NEVER, owner=Owner.COUNCIL, has_budget=False, done_by=DoneBy.NOBODY
    )
    assert clear == []
    found = doubts(
        last_paid=LastPaid.RECENTLY, owner=Owner.BUSINESS, has_budget=True, done_by=DoneBy.PAID
    )
    assert len(found) == 3
    unknown = doubts(
        last_paid=LastPaid.UNKNOWN, owner=Owner.UNKNOWN, has_budget=False, done_by=DoneBy.NOBODY
    )
    assert len(unknown) == 2
