"""Which value of a policy counts on which day."""

from __future__ import annotations

from datetime import date

import pytest

from payback.policies.models import Policy, PolicyName
from payback.policies.rules import policies_of

NAME = PolicyName.MONTHS_TO_COMPLETE
CHANGE = date(2026, 6, 1)
POLICIES = policies_of(
    [
        Policy(name=NAME, valid_from=CHANGE, value=24),
        Policy(name=NAME, valid_from=date(2020, 1, 1), value=12),
    ]
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2019, 12, 31), 12),
        (date(2026, 5, 31), 12),
        (CHANGE, 24),
        (date(2026, 6, 2), 24),
    ],
)
def test_a_value_is_in_force_from_its_first_day(day: date, value: int) -> None:
    assert POLICIES.on(NAME, day) == value


def test_a_policy_without_a_row_is_said_by_name() -> None:
    with pytest.raises(LookupError, match=str(PolicyName.ETE_SHARE)):
        POLICIES.on(PolicyName.ETE_SHARE, CHANGE)
