"""The first and the last value that each rule on people and orders lets through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from payback.core.errors import RuleBroken
from payback.people.models import Sex
from payback.people.rules import (
    add_months,
    check_birth,
    check_days,
    check_order,
    check_week,
    check_women_only,
    differences,
    due_date,
)
from payback.policies.models import Policy, PolicyName
from payback.policies.rules import policies_of

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 21)
POLICIES = policies_of(
    Policy(name=name, valid_from=date(2020, 1, 1), value=value)
    for name, value in (
        (PolicyName.MONTHS_TO_COMPLETE, 12),
        (PolicyName.MINIMUM_ORDER_MINUTES, 2400),
        (PolicyName.MAXIMUM_ORDER_MINUTES, 18000),
        (PolicyName.WEEKLY_MAXIMUM_MINUTES, 2100),
    )
)


def refused(check: Callable[[], None]) -> str | None:
    """Return the field that a check blames; ``None`` if it lets the values through."""
    try:
        check()
    except RuleBroken as error:
        return error.field
    return None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 15), 1, date(2026, 12, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


def test_hours_are_due_after_the_months_of_the_policy() -> None:
    assert due_date(POLICIES, date(2026, 3, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("born", "field"),
    [
        (date(1926, 11, 20), "date_of_birth"),
        (date(1926, 11, 21), None),
        (date(2010, 11, 21), None),
        (date(2010, 11, 22), "date_of_birth"),
    ],
)
def test_people_are_from_16_to_100_years_old(born: date, field: str | None) -> None:
    assert refused(lambda: check_birth(born, TODAY)) == field


@pytest.mark.parametrize(
    ("sex", "women_only", "field"),
    [
        (Sex.FEMALE, True, None),
        (Sex.FEMALE, False, None),
        (Sex.MALE, False, None),
        (Sex.MALE, True, "women_only"),
    ],
)
def test_only_women_are_in_groups_of_women(sex: Sex, women_only: bool, field: str | None) -> None:
    assert refused(lambda: check_women_only(sex, women_only=women_only)) == field


@pytest.mark.parametrize(
    ("ordered", "field"),
    [(2399, "ordered_minutes"), (2400, None), (18000, None), (18001, "ordered_minutes")],
)
def test_an_order_lies_between_the_limits_of_the_law(ordered: int, field: str | None) -> None:
    assert refused(lambda: check_order(POLICIES, ordered, TODAY)) == field


@pytest.mark.parametrize(
    ("weekly", "most", "field"),
    [
        (59, 60, "weekly_minutes"),
        (60, 60, None),
        (60, 59, "max_weekly_minutes"),
        (2100, 2100, None),
        (2101, 2101, "weekly_minutes"),
        (420, 2101, "max_weekly_minutes"),
        (421, 420, "max_weekly_minutes"),
        (420, 421, None),
    ],
)
def test_a_week_lies_between_an_hour_and_the_most(
    weekly: int, most: int, field: str | None
) -> None:
    assert refused(lambda: check_week(POLICIES, weekly, most, TODAY)) == field


@pytest.mark.parametrize(
    ("last", "field"),
    [
        (date(2026, 11, 20), "to_on"),
        (TODAY, None),
        (date(2027, 11, 21), None),
        (date(2027, 11, 22), "to_on"),
    ],
)
def test_a_span_is_of_a_day_to_a_year(last: date, field: str | None) -> None:
    assert refused(lambda: check_days(TODAY, last)) == field


@dataclass(frozen=True)
class Somebody:
    """Who a record or a line of a file says it is about."""

    given_name: str = "Alex"
    family_name: str = "Marsh"
    sex: Sex = Sex.MALE
    date_of_birth: date = date(1990, 5, 17)


@pytest.mark.parametrize(
    ("read", "differ"),
    [
        (Somebody(), ()),
        (Somebody(given_name=" alex ", family_name="MARSH"), ()),
        (Somebody(family_name="Marshall"), ("name",)),
        (Somebody(sex=Sex.FEMALE), ("sex",)),
        (Somebody(date_of_birth=date(1990, 5, 18)), ("date of birth",)),
        (
            replace(Somebody(sex=Sex.FEMALE, given_name="Jo"), date_of_birth=date(1991, 1, 1)),
            ("name", "sex", "date of birth"),
        ),
    ],
)
def test_what_differs_between_two_people_is_named(read: Somebody, differ: tuple[str, ...]) -> None:
    assert differences(Somebody(), read) == differ
