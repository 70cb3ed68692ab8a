"""Charts: what is drawn is in proportion, is read as words too, and fits."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.reports.charts import NARROW, WIDE, Chart, draw_bars, draw_run, in_hours
from payback.reports.drawing import fitted, nice_steps, width_of

SVG = "{http://www.w3.org/2000/svg}"
HOURS = st.floats(0, 1e6, allow_nan=False)


def a_chart(*points: tuple[str, float], middle: float | None = None) -> Chart:
    return Chart(title="Hours", description="What it says", points=points, middle=middle)


def elements(svg: str, name: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall(f"{SVG}{name}")  # noqa: S314 - our own picture


def numbers(element: ET.Element, *names: str) -> list[float]:
    return [float(element.attrib[name]) for name in names]


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_are_as_long_as_their_hours_and_the_longest_leaves_room_for_its_figure(
    narrow: bool,
) -> None:
    chart = a_chart(("Park", 12_345.6), ("Canal", 6_172.8), ("Hall", 0))
    svg = draw_bars(chart, narrow=narrow)
    lengths = [numbers(each, "width")[0] for each in elements(svg, "rect")[1:]]
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=0.1)
    assert lengths[2] == 0
    words = [each.text for each in elements(svg, "text")]
    assert words == ["Park", "12,345.6", "Canal", "6,172.8", "Hall", "0"]
    figure = elements(svg, "text")[1]
    assert numbers(figure, "x")[0] + width_of("12,345.6", 15) <= (NARROW if narrow else WIDE)


@pytest.mark.parametrize("draw", [draw_bars, draw_run])
@pytest.mark.parametrize("narrow", [False, True])
def test_a_chart_has_its_words_and_nothing_that_a_policy_would_refuse(
    draw: object, narrow: bool
) -> None:
    chart = a_chart(('Tom & <Ann> "x"', 3), middle=2)
    svg = draw(chart, narrow=narrow)  # type: ignore[operator]
    root = ET.fromstring(svg)  # noqa: S314 - our own picture
    assert [each.tag for each in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[1].text == "What it says"
    assert 'Tom & <Ann> "x"' in [each.text for each in elements(svg, "text")]
    assert "style" not in svg


@given(st.lists(HOURS, min_size=1, max_size=80))
def test_a_run_stays_inside_its_picture_and_in_its_order(hours: list[float]) -> None:
    svg = draw_run(a_chart(*((str(n), each) for n, each in enumerate(hours))), narrow=False)
    at = [numbers(each, "cx", "cy") for each in elements(svg, "circle")]
    assert len(at) == len(hours)
    assert all(0 < x < WIDE and 0 < y < 330 for x, y in at)
    assert all(a[0] < b[0] for a, b in pairwise(at))
    highest = hours.index(max(hours))
    assert at[highest][1] == min(y for _, y in at)


def test_the_line_across_lies_between_what_is_above_and_below_it() -> None:
    svg = draw_run(a_chart(("a", 10), ("b", 30), middle=20), narrow=True)
    low, high = (numbers(each, "cy")[0] for each in elements(svg, "circle"))
    (across,) = [each for each in elements(svg, "line") if "stroke-dasharray" in each.attrib]
    assert (
        numbers(across, "y1") == numbers(across, "y2") == [pytest.approx((low + high) / 2, abs=0.1)]
    )
    none = draw_run(a_chart(("a", 10), ("b", 30)), narrow=True)
    assert "stroke-dasharray" not in none


def test_labels_of_many_weeks_leave_each_other_room() -> None:
    chart = a_chart(*((f"Sep {n + 2000}", 5.0) for n in range(260)))
    for narrow, most in ((False, 12), (True, 3)):
        labels = [
            each
            for each in elements(draw_run(chart, narrow=narrow), "text")
            if each.attrib["text-anchor"] == "middle"
        ]
        assert 2 <= len(labels) <= most
        places = [numbers(each, "x")[0] for each in labels]
        assert min(b - a for a, b in pairwise(places)) > width_of("Sep 2000", 15)


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=9))
def test_an_axis_holds_nought_and_every_value_at_equal_round_distances(
    values: list[float],
) -> None:
    steps = nice_steps(values)
    assert steps[0] <= min([0, *values])
    assert steps[-1] >= max([0, *values]) * (1 - 1e-9) - 1e-6
    assert 0 in steps
    assert 2 <= len(steps) <= 7
    apart = [b - a for a, b in pairwise(steps)]
    assert apart == [pytest.approx(apart[0])] * len(apart)


@given(st.text(max_size=60), st.integers(40, 400))
def test_words_are_cut_only_where_they_do_not_fit(words: str, room: int) -> None:
    shown = fitted(words, room, 15)
    assert width_of(shown, 15) <= room
    if shown != words:
        assert width_of(words, 15) > room
        assert shown.endswith("…")
        assert words.startswith(shown[:-1])


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "0"), (7, "7"), (7.04, "7"), (7.25, "7.2"), (1234.5, "1,234.5")]
)
def test_a_figure_has_a_decimal_only_where_it_says_something(hours: float, words: str) -> None:
    assert in_hours(hours) == words
