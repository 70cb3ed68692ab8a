"""The earned reduction against the rules of its format, one scenario a rule."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.people.incentive import Record, Standing, rounded, stand


def worked(day: int, minutes: int | None = 420, **changes: Any) -> dict[str, Any]:
    """Return an appointment in January 2027 with a good outcome."""
    return {
        "id": f"w{day}",
        "kind": "appointment",
        "date": f"2027-01-{day:02d}",
        "start_time": "09:00",
        "outcome": {"enforceable": False},
        "credited_minutes": minutes,
    } | changes


def breach(day: int, **changes: Any) -> dict[str, Any]:
    return worked(day, 0, id=f"b{day}", outcome={"enforceable": True}) | changes


def adjustment(day: int, minutes: int) -> dict[str, Any]:
    day_of = f"2027-01-{day:02d}"
    return {"id": f"j{day}", "kind": "adjustment", "date": day_of, "minutes": minutes}


def standing(*events: dict[str, Any], required: int = 6000, **changes: Any) -> Standing:
    """Return where somebody with 100 hours stands on 20 January 2027."""
    record = {
        "today": "2027-01-20",
        "required_minutes": required,
        "order_code": "201",
        "requirement_codes": ["W01"],
        "policy": {"threshold_share": 0.25, "discount_per_minute": 0.5},
        "events": events,
    } | changes
    return stand(Record.model_validate(record))


def test_36_of_100_hours_earn_five_and_a_half() -> None:
    answer = standing(worked(4, 2160))
    assert answer.model_dump(mode="json") == {
        "status": "qualifying",
        "threshold_minutes": 1500,
        "maximum_discount_minutes": 1500,
        "qualifying_minutes": 2160,
        "total_minutes": 2160,
        "current_discount_minutes": 330,
        "projected_discount_minutes": 1500,
    }


def test_a_breach_keeps_what_was_earned_and_ends_the_earning() -> None:
    answer = standing(worked(4, 4200), breach(5), worked(6, 480), required=14_400)
    assert (answer.status, answer.qualifying_minutes, answer.total_minutes) == (
        "disqualified",
        4200,
        4680,
    )
    assert answer.current_discount_minutes == answer.projected_discount_minutes == 300


@pytest.mark.parametrize("code", ["201", "340", "203", "216", "341", "408", "234", "235"])
@pytest.mark.parametrize("kind", ["W01", "W06", "W07"])
def test_sentences_and_kinds_in_scope_take_part(code: str | None, kind: str) -> None:
    answer = standing(order_code=code, requirement_codes=[None, "W03", kind])
    assert answer.status == "eligible"


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        *[
            (code, ["W01"])
            for code in (
                *("233", "212", "226", "237", "123", "202", "407", "204", "342"),
                *("999", "", None),
            )
        ],
        *[("201", [kind]) for kind in ("W03", "W05", "UPCONC", "W08", "w01", None)],
        ("201", []),
    ],
)
def test_everybody_else_is_ineligible_and_earns_nothing(
    code: str | None, kinds: list[str | None]
) -> None:
    answer = standing(worked(4, 3000), order_code=code, requirement_codes=kinds)
    assert answer.model_dump(mode="json") == {
        "status": "ineligible",
        "threshold_minutes": 1500,
        "maximum_discount_minutes": 1500,
        "qualifying_minutes": 0,
        "total_minutes": 3000,
        "current_discount_minutes": 0,
        "projected_discount_minutes": 0,
    }


def test_a_breach_of_somebody_ineligible_is_no_disqualification() -> None:
    assert standing(breach(4), order_code=None).status == "ineligible"


@pytest.mark.parametrize(
    ("event", "qualifying", "total"),
    [
        (worked(20), 420, 420),
        (worked(21), 0, 0),
        (worked(21, kind="course"), 0, 0),
        (adjustment(21, -60), 60, 60),
        (worked(4, outcome=None), 0, 420),
        (worked(4, None), 0, 0),
        (worked(4, kind="course", outcome={"enforceable": True}), 420, 420),
        (adjustment(4, 30), 0, 0),
    ],
)
def test_which_events_count(event: dict[str, Any], qualifying: int, total: int) -> None:
    answer = standing(event)
    assert (answer.qualifying_minutes, answer.total_minutes) == (qualifying, total)


@pytest.mark.parametrize(
    ("events", "qualifying"),
    [
        # An adjustment stands after the appointments of its day, and so after the breach.
        ([adjustment(5, -60), breach(5, start_time="23:59")], 0),
        ([adjustment(4, -60), breach(5)], 60),
        # At the same moment the order of the input decides.
        ([worked(5), breach(5)], 420),
        ([breach(5), worked(5)], 0),
        # The input may be in any order.
        ([breach(6), worked(5)], 420),
        # Only the last sum is lifted to nothing.
        ([adjustment(4, 500), worked(5)], 0),
        ([adjustment(4, 400), worked(5)], 20),
    ],
)
def test_the_order_of_events(events: list[dict[str, Any]], qualifying: int) -> None:
    assert standing(*events).qualifying_minutes == qualifying


def test_a_breach_after_today_is_not_one_yet() -> None:
    assert standing(worked(4, 1500), breach(21)).status == "qualifying"


def test_an_absence_without_outcome_is_no_breach() -> None:
    assert standing(worked(4, 0, outcome=None)).status == "eligible"


@pytest.mark.parametrize(
    ("minutes", "status", "current"),
    [
        (1499, "eligible", 0),
        (1500, "qualifying", 0),
        (1501, "qualifying", 1),
        (1502, "qualifying", 1),
    ],
)
def test_earning_starts_at_the_threshold(minutes: int, status: str, current: int) -> None:
    answer = standing(worked(4, minutes))
    assert (answer.status, answer.current_discount_minutes) == (status, current)


def test_nobody_earns_more_than_the_most() -> None:
    assert standing(worked(4, 9000)).current_discount_minutes == 1500


@pytest.mark.parametrize(
    ("share", "rate", "required", "threshold", "most"),
    [
        (0.25, 0.5, 6001, 1500, 1500),
        (0.25, 0.5, 6002, 1501, 1501),
        (0.1, 0.3, 2405, 241, 500),
        (0, 0, 6000, 0, 0),
        (1, 1, 6000, 6000, 0),
        (0, 1, 6000, 0, 3000),
    ],
)
def test_shares_are_reckoned_exactly_and_rounded_halves_up(
    share: float, rate: float, required: int, threshold: int, most: int
) -> None:
    policy = {"threshold_share": share, "discount_per_minute": rate}
    answer = standing(required=required, policy=policy)
    assert answer.threshold_minutes == threshold
    assert answer.maximum_discount_minutes == most


def test_halves_are_rounded_up_on_both_sides_of_nothing() -> None:
    halves = (Fraction(1, 2), Fraction(3, 2), Fraction(-1, 2))
    assert [rounded(each) for each in halves] == [1, 2, 0]


@given(
    st.lists(st.tuples(st.integers(1, 28), st.integers(0, 600), st.booleans()), max_size=12),
    st.integers(0, 18_000),
)
def test_more_work_never_earns_less_and_never_more_than_the_most(
    rows: list[tuple[int, int, bool]], required: int
) -> None:
    events = [
        worked(day, minutes, id=str(place), outcome={"enforceable": bad})
        for place, (day, minutes, bad) in enumerate(rows)
    ]
    answer = standing(*events, required=required, today="2027-02-01")
    more = standing(
        worked(1, 60, start_time="08:00"), *events, required=required, today="2027-02-01"
    )
    assert 0 <= answer.current_discount_minutes <= answer.projected_discount_minutes
    assert answer.projected_discount_minutes <= answer.maximum_discount_minutes
    assert more.current_discount_minutes >= answer.current_discount_minutes
    assert answer.qualifying_minutes <= answer.total_minutes
