"""Arithmetic against every figure of the source report, and checks of figures."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.reports import scores
from payback.reports.importer import read_figures
from payback.reports.periods import quarter_of
from payback.reports.scores import Figure, Score

COUNTS = st.integers(0, 5000)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("hit", "miss", "target", "total", "performance", "met", "needed"),
    [
        (3446, 836, 9900, 4282, "80.48%", "Not met, under by 18.52 points", "794 more of 4,282"),
        (2772, 540, 7500, 3312, "83.70%", "Met, over by 8.70 points", "288 to spare"),
        (1328, 219, 8625, 1547, "85.84%", "Not met, under by 0.41 points", "7 more of 1,547"),
        (179, 42, 5836, 221, "81.00%", "Met, over by 22.64 points", "50 to spare"),
        (2929, 828, 9900, 3757, "77.96%", "Not met, under by 21.04 points", "791 more of 3,757"),
        (2334, 298, 7500, 2632, "88.68%", "Met, over by 13.68 points", "360 to spare"),
    ],
)
def test_every_figure_of_the_source_report_is_reproduced(
    hit: int, miss: int, target: int, total: int, performance: str, met: str, needed: str
) -> None:
    score = Score(hit=hit, miss=miss, target=target)
    assert score.total == total
    assert scores.hundredths(score.performance or 0) == performance
    assert scores.met_in_words(score) == met
    assert scores.needed_in_words(score) == needed


def test_the_missed_quarter_of_the_source_report_lies_within_chance() -> None:
    score = Score(hit=1328, miss=219, target=8625)
    assert scores.chance_in_words(score) == "84.02% to 87.49%: the target lies within chance"
    far = Score(hit=3446, miss=836, target=9900)
    assert scores.chance_in_words(far).endswith("further than chance would explain")


@given(COUNTS, COUNTS, st.integers(0, 10_000))
def test_the_hits_needed_are_the_fewest_that_meet_the_target(
    hit: int, miss: int, target: int
) -> None:
    score = Score(hit=hit, miss=miss, target=target)
    least = score.hits_at_target
    if score.total:
        assert Score(hit=least, miss=score.total - least, target=target).met
        assert score.met is (hit >= least)
    if least:
        assert not Score(hit=least - 1, miss=score.total - least + 1, target=target).met


@given(COUNTS, st.integers(1, 5000))
def test_performance_is_the_share_of_hits_to_two_decimals(hit: int, miss: int) -> None:
    performance = Score(hit=hit, miss=miss, target=0).performance
    assert performance is not None
    assert abs(Fraction(performance, 10_000) - Fraction(hit, hit + miss)) <= Fraction(1, 20_000)


@given(COUNTS, st.integers(1, 5000))
def test_the_interval_holds_the_performance(hit: int, miss: int) -> None:
    score = Score(hit=hit, miss=miss, target=0)
    assert score.interval is not None
    low, high = score.interval
    assert 0 <= low <= (score.performance or 0) <= high <= 10_000


def test_a_score_of_no_cases_says_so() -> None:
    score = Score(hit=0, miss=0, target=8625)
    words = {scores.met_in_words(score), scores.needed_in_words(score)}
    assert words | {scores.chance_in_words(score)} == {"No cases"}
    assert score.met is None


def test_an_exact_hit_of_the_target_is_met() -> None:
    score = Score(hit=75, miss=25, target=7500)
    assert scores.met_in_words(score) == "Met exactly"
    assert scores.needed_in_words(score) == "None to spare"


def published() -> list[Figure]:
    content = files("payback.reports").joinpath("data/published-figures.csv").read_bytes()
    sheet = read_figures(content, TODAY)
    assert sheet.faults == ()
    return [
        Figure(
            measure=line.measure.value,
            level=line.level,
            period=line.quarter.name,
            short=line.quarter.short,
            first=line.quarter.first,
            last=line.quarter.last,
            score=Score(hit=line.hit, miss=line.miss, target=line.target_hundredths),
        )
        for line in sheet.lines
    ]


def test_the_published_quarters_raise_exactly_two_doubts_both_of_repetition() -> None:
    found = scores.doubts(published())
    assert [doubt.repeated for doubt in found] == [True, True]
    assert "1,328 hit and 219 miss are the same as in October to December 2015" in (
        found[0].sentence + found[1].sentence
    )


def a_figure(day: date, hit: int, miss: int, level: str = "London") -> Figure:
    quarter = quarter_of(day)
    return Figure(
        measure="Delivery",
        level=level,
        period=quarter.name,
        short=quarter.short,
        first=quarter.first,
        last=quarter.last,
        score=Score(hit=hit, miss=miss, target=8000),
    )


def test_figures_are_compared_with_the_quarter_just_before_at_the_same_level() -> None:
    first = a_figure(date(2020, 1, 1), 80, 20)
    assert scores.doubts([a_figure(date(2020, 7, 1), 80, 20), first]) == []
    assert scores.doubts([a_figure(date(2020, 4, 1), 80, 20, "Barnet"), first]) == []
    assert len(scores.doubts([a_figure(date(2020, 4, 1), 80, 20), first])) == 1


def test_a_jump_of_more_than_fifteen_points_is_doubted() -> None:
    first = a_figure(date(2020, 1, 1), 80, 20)
    (doubt,) = scores.doubts([first, a_figure(date(2020, 4, 1), 60, 40)])
    assert not doubt.repeated
    assert "-20.00 points" in doubt.sentence
    assert scores.doubts([first, a_figure(date(2020, 4, 1), 95, 5)]) == []
